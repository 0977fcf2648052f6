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
        The error means that a value which the backward pass reads has changed since it was \
        saved. Every buffer counts its changes; an operation notes the count when it saves a \
        value, and the backward pass compares it. The message names the operation and both \
        counts, and I look for an in-place operation such as `+=` between the two. The cure is \
        to work out of place or on a copy. Changing a value that nobody saved is allowed.
        """,
      commonMistake: "In-place operations are forbidden under automatic differentiation.",
      // Refuted by: the legal change in the proof, and the other error that a changed leaf gets.
      otherMistakes: [
        """
        The error means that a leaf that requires a gradient was changed in place, which is never \
        allowed.
        """:
          """
        A recorded change of such a leaf has an error of its own, raised at once, and inside \
        no_grad every optimizer makes such changes. This one comes from backward, about a value \
        that had been saved.
        """,
        "The error means that the graph was already released by an earlier backward pass.":
          """
        That one says “Trying to backward through the graph a second time”. Here the graph is \
        still there, but a saved value is at version {version found} where {version saved} was \
        noted.
        """,
      ],
      refutation: """
        b = 2a, b += 1 gives the right gradient {legal change in place}, because a product with \
        a constant saves neither a nor b. Refused is the change of a saved value: s = \
        sigmoid(x), s += 1 stops at version {version found} where {version saved} was saved. \
        Behind the counter's back its gradient at x = 1 comes out as {gradient behind the \
        counter} instead of {gradient out of place}.
        """,
      followUps: [
        "Doubling the output of exp behind the counter's back gives the right gradient. Why?":
          """
        By accident. exp reads its output as its slope, and 2eˣ is its own derivative too, so \
        the unrecorded doubling is right: {exp, doubled unnoticed} at x = 0. Adding 1 instead \
        would also give 2, where the slope is 1. The counter cannot know the difference, so \
        it refuses both.
        """,
        "Why may a leaf that requires a gradient not be changed in place?":
          """
        Recorded, the change would make it the result of an operation, so it would be no leaf \
        any more and keep no gradient. Updates are made inside no_grad, where nothing is \
        recorded.
        """,
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

    let doubled = try slope(at: 0) { x in
      let y = exp(x)
      y.unguardedValue = y.value * 2
      return y
    }
    let raised = try slope(at: 0) { x in
      let y = exp(x)
      y.unguardedValue = y.value + 1
      return y
    }
    evidence("exp, doubled unnoticed", doubled)
    #expect(doubled == 2 && raised == 2)

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
      // Refuted by: the operations counted in the proof, and dropout, which listens to neither.
      otherMistakes: [
        "They do the same; detach is the method, no_grad the block.":
          """
        Detaching stops one value: tanh(x · detach(x)) still records {operations recorded with a \
        detached factor} operations, and x still learns. In no_grad it records {operations \
        recorded without gradients}.
        """,
        "A scope without gradients also switches off dropout and batch statistics, detaching does not.":
          """
        Neither does. Dropout and batch normalization ask whether the model is in training mode: \
        inside no_grad dropout still drops, and running statistics still move. To stop them takes \
        eval().
        """,
      ],
      refutation: """
        It shares its memory. Doubling the detached value changes the original from 3 to {original \
        after the change}, and the backward pass of whatever saved it is refused.
        """,
      followUps: [
        "What is the gradient of x · detach(x)?":
          """
        It is x and not 2x, because the detached factor is a constant: {slope of x · \
        detach(x) at 3} at x = 3.
        """,
        "Where does a scope without gradients not help, and evaluation mode does?":
          """
        With dropout and batch normalization: they go on as in training until the model is \
        put into evaluation mode. Evaluation mode in turn still records the graph, so an \
        evaluation wants both.
        """,
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
        A missing gradient says that the parameter took no part. A zero says that it took part and \
        the loss does not react to it here. The optimizer skips the first and updates the second: \
        with weight decay or momentum a parameter moves although its gradient is zero. So a nil is \
        a diagnosis: the graph was cut, or the layer was never used. I look for it after the first \
        backward pass, before any step.
        """,
      commonMistake: "Zeroing a gradient and setting it to None are the same thing.",
      // Refuted by: the decay that a zero lets through and a missing gradient does not.
      otherMistakes: [
        "A missing gradient says that the gradient was too small to be represented.":
          """
        What is too small rounds to 0, and a 0 is stored like any number. A missing gradient means \
        that no path of the graph led from the loss to the parameter.
        """,
        "A missing gradient saves memory; to the optimizer it is the same as zero.":
          """
        It does save memory, but the optimizer skips it, while under a zero decay and momentum go \
        on: 100 steps of AdamW leave a weight of 1 at {weight without a gradient} and {weight with \
        a zero gradient}.
        """,
      ],
      refutation: """
        After 100 steps of AdamW a weight of 1 with no gradient is still {weight without a gradient}; \
        with a gradient of zero the decay has brought it to {weight with a zero gradient}.
        """,
      followUps: [
        "Why does a frozen layer sometimes drift?":
          """
        Because it receives zeros and not None, so weight decay and old momentum still move \
        it; or because batch normalization in it goes on updating its running statistics. I \
        set requires_grad to False, clear the gradients, and put it into evaluation mode.
        """,
        "What does DistributedDataParallel do with a parameter that took no part?":
          """
        It waits for that gradient before it averages, and the next forward pass raises an \
        error. With find_unused_parameters=True it looks for such parameters in every step, \
        which costs time.
        """,
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
        Usually something of the last step is still part of this step's graph. The first pass \
        has released what it used, and the second one runs into it: a hidden state, a running \
        loss or a cached output that was carried over. I detach it where it crosses from one \
        step to the next. If instead two losses of one step share a graph, I add them and go \
        back once. Retaining the graph is right only if I want two passes, whose gradients add.
        """,
      commonMistake:
        "Whenever backward complains about a second pass, retain_graph=True is the right fix.",
      // Refuted by: the state that is carried over in the proof: its graph was walked before, zeroed or not.
      otherMistakes: [
        "Usually the gradients were not zeroed before the second pass.":
          """
        Gradients that were not zeroed add up without a word. The complaint is about what the \
        first pass released, and a state that is carried over meets it with every gradient at \
        zero.
        """,
        "Usually the loss is no scalar, so backward has to be called once for each entry.":
          """
        A loss that is no scalar is refused at the first call, by “grad can be implicitly created \
        only for scalar outputs”. Here the first pass went through, and the second finds the graph \
        released.
        """,
      ],
      refutation: """
        It silences the message and keeps the history: after ten steps of a recurrent state the \
        graph has {operations, retained} operations instead of {operations, detached}. With an \
        optimizer in the loop, step {step that is refused after updates} is refused all the \
        same, because the old graph has saved a weight that was updated since. Where none was \
        saved, no error shows the fault: with a loss of 3w, summed over ten steps, every old \
        loss adds its gradient again, and the gradient of the tenth step is {gradient of the \
        summed losses ÷ of the last} times that of its own loss. Two passes over one graph give \
        {gradient after two passes ÷ after one} times the gradient.
        """,
      followUps: [
        "How does truncated backpropagation through time choose where to cut?":
          """
        Every k steps, with k as large as memory allows and as long as the dependencies that \
        should be learned. What lies further back is used as a value, but gets no gradient.
        """,
        "When do two backward passes over one graph make sense?":
          """
        When two losses share a forward pass and I want their gradients apart, or for the \
        rows of a Jacobian. If only the sum counts, I add the losses and go back once.
        """,
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

    // The same, with a step of the optimizer after every backward pass.
    let weight = leaf(Tensor(0.5))
    let optimizer = GradientDescent([weight], learningRate: 0.1)
    var state = Variable(Tensor(1))
    var refusedStep: Int?
    for step in 1...10 where refusedStep == nil {
      state = tanh(weight * state)
      do {
        try state.backward(retainingGraph: true)
        optimizer.step()
      } catch AutogradError.modifiedInPlace {
        refusedStep = step
      }
    }
    let refused = try #require(refusedStep)
    evidence("step that is refused after updates", refused)
    #expect(refused == 3)

    // A layer whose input is data saves no weight, so nothing is refused.
    let slope = leaf(Tensor(0.5))
    let updates = GradientDescent([slope], learningRate: 0.1)
    var total = Variable(Tensor(0))
    for _ in 0..<10 {
      updates.zeroGradients()
      total = total + slope * Variable(Tensor(3))
      try total.backward(retainingGraph: true)
      updates.step()
    }
    let summed = try #require(slope.gradient).scalar / 3
    evidence("gradient of the summed losses ÷ of the last", summed)
    #expect(summed == 10)
  }
}
