import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// How a run starts, and what it keeps in memory.

extension Lesson01Interview {
  @Test(
    .interview(
      .question(1, 31), level: .explain, minutes: 3,
      question: "Can all weights start at zero, or all at the same value?",
      answer: """
        In linear and logistic regression yes, because their loss is convex. In a hidden layer \
        no. Units with the same weights, in and out, compute the same, get the same gradient and \
        stay the same, so the layer acts as one unit however wide it is. With zeros in both \
        layers, and ReLU or tanh, no gradient even reaches the weights. Random weights break the \
        symmetry. Biases may start at zero, since the weights differ already.
        """,
      commonMistake: "All weights may start at the same value, if only it is not zero.",
      otherMistakes: [
        "In every network yes, because each unit meets other samples and so becomes another unit.":
          """
        Every unit of a layer meets every sample. Equal units get equal gradients from each of \
        them: four tanh units that start equal differ by {difference between the units} after 1000 \
        steps on XOR.
        """,
        "In no model, because from equal weights all gradients are 0.":
          """
        In logistic regression the gradient at zero weights is the mean of (p − y) x, and it is 0 \
        only where zero is the best choice already. Hidden units that start at 0.5 move too; they \
        move as one.
        """,
      ],
      refutation: """
        Four tanh units whose weights all start at 0.5 still differ by {difference between the \
        units} after 1000 steps on XOR, and the loss is {loss from equal weights}. From random \
        starts four tanh units solve it {solved from random starts} times in 20.
        """,
      followUps: [
        "Does shuffling the data or dropout break the symmetry?":
          """
        Shuffling does not: all units see the same samples in the same order. Dropout does, \
        unless all weights are 0, because it drops units at random, so equal units get \
        different gradients. It is still no replacement for random weights.
        """,
        "How large should the random weights be?":
          """
        So large that activations and gradients keep their size from layer to layer: a \
        variance of about 1/in, or 2/in with ReLU. Much smaller and the signal fades on its \
        way, much larger and it explodes or saturates.
        """,
      ]))
  func `hidden units that start equal stay equal`() {
    var training = XORTraining(hiddenCount: 4, nonlinearity: .tanh)
    training.stepCount = 1000
    func trained(from weight: Scalar) -> MultilayerPerceptron {
      training.train(
        MultilayerPerceptron(
          layers: [
            AffineMap(weight: Tensor(repeating: weight, shape: [4, 2]), bias: .zeros([4])),
            AffineMap(weight: Tensor(repeating: weight, shape: [1, 4]), bias: .zeros([1])),
          ], nonlinearity: .tanh))
    }
    let equal = trained(from: 0.5)
    let weight = equal.layers[0].weight
    evidence(
      "difference between the units",
      (weight - weight.slice(0..<1)).maximumMagnitude(), atMost: 1e-9)
    #expect((weight - 0.5).maximumMagnitude() > 0.1)
    let loss = training.gradients(of: equal).loss
    evidence("loss from equal weights", loss)
    #expect(loss > 0.3 && !XORTraining.isSolved(by: equal))
    #expect(trained(from: 0).layers.allSatisfy { $0.weight.maximumMagnitude() == 0 })
    let solved = (0..<20).count { training.solves(seed: UInt64($0)) }
    evidence("solved from random starts", solved)
    #expect(solved > 15)
  }

  @Test(
    .interview(
      .question(1, 35), level: .recall, minutes: 3,
      question: "What fills the memory when 784-256-128-10 is trained with Adam and batches of 32?",
      answer: """
        The parameters and their companions, not the activations. Parameters, gradients and \
        Adam's two averages are four times 235,146 numbers, {numbers of \
        parameters, gradients and averages}. \
        The activations kept for the backward pass, the input included, are 32 times the sum of \
        the widths, {activations, batch 32}; they take over from a batch of {batch at which \
        activations exceed} on. In convolutions and long sequences, which use few weights at \
        many positions, activations often dominate. So I count before I optimize anything.
        """,
      commonMistake: "Halving the batch halves the memory of training.",
      otherMistakes: [
        "The activations, because there is one for every unit and every sample.":
          """
        At a batch of 32 they are {activations, batch 32} numbers, and parameters, gradients and \
        averages are {numbers of parameters, gradients and averages}. Connections, each with its \
        weight, outnumber the units by far.
        """,
        "The images of the batch, because the input is the widest layer.":
          """
        The width counts once for each image, but 256 times in the first weight matrix: 32 images \
        are 25,088 numbers, that matrix is 200,704, and training with Adam adds three more of its \
        size.
        """,
      ],
      refutation: """
        Halving the batch from 32 to 16 takes the count from {numbers in all, batch 32} numbers to \
        {numbers in all, batch 16}, because parameters, gradients and averages do not depend on the \
        batch.
        """,
      followUps: [
        "What remains at inference?":
          """
        The {parameters} parameters and the activations of the layer at hand. Gradients and \
        averages are gone, and a layer's input can be dropped as soon as its output is there.
        """,
        "How do you save memory if it is the activations?":
          """
        With smaller batches whose gradients are accumulated, with 16-bit activations, or by \
        checkpointing: one keeps the activations of a few layers and computes the others again \
        during the backward pass, at the price of up to one more forward pass.
        """,
      ]))
  func `at a batch of 32 the parameters outweigh the activations`() {
    func ledger(_ batch: Int) -> Ledger { Ledger(widths: [784, 256, 128, 10], batch: batch) }
    let parameters = ledger(1).parameterCount
    let fixed = 4 * parameters
    evidence("parameters", parameters)
    evidence("numbers of parameters, gradients and averages", fixed)
    evidence("activations, batch 32", ledger(32).activationCount)
    evidence("numbers in all, batch 32", fixed + ledger(32).activationCount)
    evidence("numbers in all, batch 16", fixed + ledger(16).activationCount)
    let turningPoint = (1...1000).first { ledger($0).activationCount > fixed } ?? 0
    evidence("batch at which activations exceed", turningPoint)
    #expect(fixed == 940_584 && ledger(32).activationCount == 37_696 && turningPoint == 799)
    // The ledger counts what a forward pass really keeps.
    var generator = SplitMix64(seed: 35)
    let network = MultilayerPerceptron(
      widths: [784, 256, 128, 10], nonlinearity: .relu, using: &generator)
    #expect(network.forward(.zeros([32, 784])).scalarCount == 37_696)
  }
}
