import Backprop
import Course
import TensorCore
import TestSupport
import Testing

// What is recorded, what is cut, and what a change in place does to it.

extension Lesson02Interview {
  @Test(
    .interview(
      .question(2, 8), level: .debug, minutes: 4,
      question: "What does “modified by an inplace operation” mean?",
      answer: """
        The error means that a value which the backward pass reads has changed since it was saved. \
        Every buffer counts its changes; an operation notes the count when it saves a value and compares \
        it on the way back. The message names the operation and both counts, and I look for a `+=` \
        between the two. The cure is to work out of place or on a copy. Changing a value that nobody \
        saved is allowed.
        """,
      commonMistake: "In-place operations are forbidden under automatic differentiation.",
      refutation: """
        b = 2a, b += 1 gives the right gradient {legal change in place}, because a product with a constant \
        saves nothing. Forbidden is the change of a saved value: it is refused at version {version \
        found} where {version saved} was saved. Behind the counter's back the gradient of sigmoid(x) + 1 \
        comes out as {gradient behind the counter} instead of {gradient out of place}.
        """,
      followUps: [
        "Why does exp survive a doubling of its output by accident?":
          "",
        "Why may a leaf that requires a gradient not be changed in place?":
          "",
      ]))
  func `in place, only a change of a saved value is refused`() throws {
    let (silent, right) = try FailureMode.savedValueOverwritten.measure()
    evidence("gradient behind the counter", silent)
    evidence("gradient out of place", right)
    #expect(abs(silent + 1.26551) < 1e-5 && abs(right - 0.19661) < 1e-5)

    let x = leaf(Tensor(1))
    let s = sigmoid(x)
    try s.addInPlace(1)
    let refusal = #expect(throws: AutogradError.self) { try s.backward() }
    guard case .modifiedInPlace(let operation, _, let saved, let found) = refusal else {
      Issue.record("the change was not refused: \(String(describing: refusal))")
      return
    }
    evidence("version saved", saved)
    evidence("version found", found)
    #expect(operation == "sigmoid" && saved == 0 && found == 1)

    let legal = try slope(at: 3) { a in
      let b = a * 2
      try b.addInPlace(1)
      return b
    }
    evidence("legal change in place", legal)
    #expect(legal == 2)
  }

  @Test(
    .interview(
      .question(2, 16), level: .explain, minutes: 3,
      question: "What is the difference between detach and no_grad?",
      answer: """
        Detaching cuts one value out of the graph; a scope without gradients records nothing at all. \
        I detach where a value serves as a constant while the rest still learns: targets of a teacher, \
        the state carried between chunks of a sequence. I use the scope for evaluation and for the \
        update itself, where nothing is to be differentiated and the memory is better saved. Both leave \
        the numbers as they are.
        """,
      commonMistake: "A detached tensor is a copy, so it can be changed freely.",
      refutation: """
        It shares its memory. Doubling the detached value changes the original from 3 to {original \
        after the change}, and the backward pass of whatever saved it is refused.
        """,
      followUps: [
        "What is the gradient of x · detach(x)?":
          "",
        "Where does a scope without gradients not help, and evaluation mode does?":
          "",
      ]))
  func `detach cuts one value out, no_grad records nothing`() throws {
    let cut = try slope(at: 3) { $0 * $0.detached() }
    evidence("slope of x · detach(x) at 3", cut)
    #expect(cut == 3)
    let x = leaf(Tensor(3))
    let recorded = tanh(x * x.detached()).recordedOperations.count
    let unrecorded = withoutGradient { tanh(x * x.detached()) }
    evidence("operations recorded with a detached factor", recorded)
    evidence("operations recorded without gradients", unrecorded.recordedOperations.count)
    #expect(recorded == 2 && unrecorded.recordedOperations.isEmpty)
    #expect(unrecorded.scalar == tanh(x * x).scalar)

    let y = x * 1
    let z = y * y
    try y.detached().update { $0 *= 2 }
    evidence("original after the change", y.scalar)
    #expect(y.scalar == 6)
    #expect(throws: AutogradError.self) { try z.backward() }
  }

  @Test(
    .interview(
      .question(2, 17), level: .debug, minutes: 3,
      question: "Why is a gradient that never arrived nil and not zero?",
      answer: """
        A missing gradient says that the parameter took no part, a zero says that it took part and the \
        loss does not care. The optimizer skips the first and updates the second: with weight decay or \
        momentum a parameter moves although its gradient is zero. So a nil is a diagnosis: the graph was \
        cut, or the layer was never used. I look for it after the first backward pass, before any \
        step.
        """,
      commonMistake: "Zeroing a gradient and setting it to None are the same thing.",
      refutation: """
        After 100 steps of AdamW a weight of 1 with no gradient is still {weight without a gradient}; \
        with a gradient of zero the decay has brought it to {weight with a zero gradient}.
        """,
      followUps: [
        "Why does a frozen layer sometimes drift?":
          "",
        "What does DistributedDataParallel do with a parameter that took no part?":
          "",
      ]))
  func `weights decay under a zero gradient, not under a missing one`() throws {
    let unused = leaf(Tensor(1))
    let used = leaf(Tensor(1))
    try (used * used).backward()
    #expect(unused.gradient == nil && used.gradient != nil)
    func weight(after gradient: Tensor?) -> Scalar {
      let weight = leaf(Tensor(1))
      let optimizer = AdamW([weight], AdamWRule(learningRate: 0.01, weightDecay: 0.1))
      for _ in 0..<100 {
        weight.gradient = gradient
        optimizer.step()
      }
      return weight.scalar
    }
    let (missing, zero) = (weight(after: nil), weight(after: Tensor(0)))
    evidence("weight without a gradient", missing)
    evidence("weight with a zero gradient", zero)
    #expect(missing == 1)
    // (1 − 0.01 · 0.1)¹⁰⁰
    #expect(abs(zero - 0.904792) < 1e-6)
  }

  @Test(
    .interview(
      .question(2, 19), level: .debug, minutes: 4,
      question: "Backward complains about going through the graph a second time. What now?",
      answer: """
        Something of the last step is still part of this step's graph. The first pass has released what \
        it used, and the second one runs into it: usually a hidden state, a running loss or a cached \
        output that was carried over. I detach it where it crosses from one step to the next. Retaining \
        the graph is right only if I really want two passes over one graph, and then I mind that their \
        gradients add.
        """,
      commonMistake:
        "Passing retain_graph=True is the fix when backward complains about a second pass.",
      refutation: """
        It silences the message and keeps the history: after ten steps of a recurrent state the graph has \
        {operations, retained} operations instead of {operations, detached}, every step is slower than \
        the last, and two passes over one graph give {gradient after two passes ÷ after one} times the \
        gradient.
        """,
      followUps: [
        "How does truncated backpropagation through time choose where to cut?":
          "",
        "When do two backward passes over one graph make sense?":
          "",
      ]))
  func `a carried state keeps its history until it is detached`() throws {
    let (twice, _) = try FailureMode.graphWalkedTwice.measure()
    evidence("gradient after two passes ÷ after one", twice)
    #expect(abs(twice - 2) < 1e-12)

    func run(
      _ carry: (Variable) -> Variable, retaining: Bool
    ) throws -> Int {
      let weight = leaf(Tensor(0.5))
      var state = Variable(Tensor(1))
      var operations = 0
      for _ in 0..<10 {
        state = tanh(weight * carry(state))
        operations = state.recordedOperations.count
        try state.backward(retainingGraph: retaining)
      }
      return operations
    }
    #expect(throws: AutogradError.self) { try run({ $0 }, retaining: false) }
    let retained = try run({ $0 }, retaining: true)
    let detached = try run({ $0.detached() }, retaining: false)
    evidence("operations, retained", retained)
    evidence("operations, detached", detached)
    #expect(retained == 20 && detached == 2)
  }
}
