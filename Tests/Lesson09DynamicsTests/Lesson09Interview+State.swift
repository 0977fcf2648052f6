import Autograd
import Course
import Datasets
import Dynamics
import TensorCore
import TestSupport
import Testing

// Memory, and reproducibility.

extension Lesson09Interview {
  @Test(
    .interview(
      .question(9, 27), level: .debug, minutes: 3,
      question:
        "A PyTorch run uses a little more memory in each step, until it is out of memory. Where do you look?",
      answer: """
        For something that grows by an entry a step, most often one that holds a graph. The usual case is a running total of losses, total += loss, or a list of losses or outputs: each of them keeps its graph alive, and where backward() has not run through it the saved activations. The cure is loss.item() or detach(). Then hooks that collect outputs, retain_graph=True, and states carried from batch to batch. If memory grows per epoch and not per step, I look at validation, \
        whether it runs without gradients.
        """,
      commonMistake:
        "The garbage collector is late; call gc.collect() and empty_cache() in each step.",
      otherMistakes: [
        "Memory fragments, so a smaller batch is needed.":
          "Fragments raise the reserved memory, not the allocated one. If memory_allocated() grows in each step, something is kept; a smaller batch keeps less in each step, which delays the end and does not prevent it.",
        "backward() frees the graph, so a kept loss holds one number only.":
          "backward() drops what the operations saved; their nodes live as long as a loss refers to them. A total of 50 losses, summed as variables, leads back to {operations, kept} operations.",
      ],
      refutation: """
        8-32-32-4, batch 16. A total of the losses of 50 steps, summed as variables, leads back to {operations, kept} operations and keeps {scalars, kept} scalars besides the parameters; of one step it would be {operations, one step} and {scalars, one step}. With the losses detached it is {operations, detached} operations. No collector may free what the total still refers to.
        """,
      followUps: [
        "backward() frees the saved tensors. What does a kept loss still hold?": """
        In PyTorch backward() drops what the operations saved, and the graph's nodes stay. A loss that never went backward, as in validation, keeps the activations as well.
        """,
        "How do you find which line it is?": """
        I log torch.cuda.memory_allocated() once a step and switch off parts of the loop until the growth stops. A memory snapshot names the lines that allocated.
        """,
      ]))
  func `a total of losses keeps the graphs of all steps`() {
    let (model, inputs, labels) = problem(seed: 27)
    func total(_ count: Int, _ term: (Variable) -> Variable) -> Variable {
      (0..<count).map { _ in term(softmaxCrossEntropy(model(inputs), classes: labels)) }
        .reduce(Variable(Tensor(0)), +)
    }
    let known = model.trainedVariables + [inputs]
    let (kept, one) = (total(50) { $0 }, total(1) { $0 })
    evidence("operations, kept", kept.recordedOperations.count)
    evidence("operations, one step", one.recordedOperations.count)
    evidence("scalars, kept", kept.savedScalarCount(besides: known))
    evidence("scalars, one step", one.savedScalarCount(besides: known))
    let detached = total(50) { $0.detached() }
    evidence("operations, detached", detached.recordedOperations.count)
    #expect(kept.recordedOperations.count > 45 * one.recordedOperations.count)
    #expect(kept.savedScalarCount(besides: known) >= 50 * one.savedScalarCount(besides: known))
    #expect(detached.recordedOperations.isEmpty)
  }

  @Test(
    .interview(
      .question(9, 29), level: .explain, minutes: 4,
      question:
        "You set all seeds, and two runs on the same GPU still differ. Why, and how much reproducibility do you ask for?",
      answer: """
        Floating-point sums depend on their order, and some GPU operations add in another order each time. They use atomic instructions and add as the threads arrive. PyTorch's documentation names them, and torch.use_deterministic_algorithms(True) replaces them or raises an error; cuDNN's benchmark mode may also choose another algorithm. Across releases, platforms or devices nothing is promised. So I ask for equal bits when I hunt a bug, and otherwise for equal results within the spread \
        over seeds.
        """,
      commonMistake: "A seed was forgotten: with all seeds set a GPU is deterministic.",
      otherMistakes: [
        "Equal seeds give equal results with any PyTorch version.":
          "Another release may draw its numbers, order its sums or choose its algorithms differently. PyTorch's documentation promises no equal results across releases, commits or platforms.",
        "Double precision makes the sums independent of their order.":
          "It makes rounding smaller and does not remove it: 1,000 numbers in 100 orders give {different sums, double} different sums in double precision, {different sums} in single.",
      ],
      refutation: """
        No seed sets the order in which a GPU's threads add. 1,000 normal numbers of single precision, added in 100 random orders, give {different sums} different sums; in double precision they give {different sums, double}. 64-32-10 on 100 digits, Adam at 0.01: two runs with one seed and one order differ in {differing losses} of 60 losses. With another order of the same 100 samples in the batch {losses of another order} of the 60 differ, by {difference, at most} of themselves.
        """,
      followUps: [
        "What else has to be equal?": """
        The number of data workers and their seeds, the order of the samples, library versions, the number of devices, and the state of the generators when a run is resumed.
        """,
        "What does determinism cost?": """
        Some operations get slower, and some have no deterministic version and raise an error. I pay it in tests and bug hunts.
        """,
      ]))
  func `sums depend on their order, equal orders give equal bits`() throws {
    var generator = SplitMix64(seed: 29)
    let terms = (0..<500).flatMap { _ -> [Double] in
      let (a, b) = generator.normalPair()
      return [a, b]
    }
    let orders = (0..<100).map { _ in generator.permutation(of: 1_000) }
    let sums = orders.map { order in Summation.naive.sum(order.map { Float(terms[$0]) }) }
    let doubles = orders.map { order in Summation.naive.sum(order.map { terms[$0] }) }
    evidence("different sums", Set(sums).count)
    evidence("different sums, double", Set(doubles).count)
    #expect(Set(sums).count > 20 && Set(doubles).count > 20)
    let data = try digits(0..<100)
    func losses(_ data: LabeledData) throws -> [Double] {
      var generator = SplitMix64(seed: 29)
      let model = Sequential.multilayerPerceptron([64, 32, 10], using: &generator)
      return try train(model, adam(model.trainedVariables), on: data, stepCount: 60).losses
    }
    let run = try losses(data)
    let again = try losses(data)
    let other = try losses(data.selecting(Array((0..<100).reversed())))
    evidence("differing losses", zip(run, again).count { $0 != $1 })
    evidence("losses of another order", zip(run, other).count { $0 != $1 })
    let differences = zip(run, other).map { abs($1 / $0 - 1) }
    evidence("difference, at most", differences.reduce(0, max), atMost: 1e-9)
    #expect(run == again && run != other)
  }
}
