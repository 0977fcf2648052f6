import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// What a network costs: parameters and products.

extension Lesson01Interview {
  @Test(
    .interview(
      .question(1, 5), level: .recall, minutes: 2,
      question: "How many parameters has the network 784-256-128-10?",
      answer: """
        It has {parameters} parameters: for each layer the inputs plus one, times the outputs. \
        The layers have {parameters, layer 1}, {parameters, layer 2} and {parameters, layer 3}. \
        Most of them are in the first one, because the image is wide. In single precision that \
        is just under a megabyte. Training with Adam takes four times as much, for gradients and \
        two averages, and the activations on top.
        """,
      whiteboard: """
        (784 + 1) · 256 + (256 + 1) · 128 + (128 + 1) · 10
        """,
      commonMistake:
        "It has {weights} parameters: for each layer one for every pair of an input and an output.",
      otherMistakes: [
        "It has {biases} parameters: one for each unit that is not an input.":
          """
        Those are the biases alone. A unit has a weight for each of its inputs besides, in the \
        first hidden layer 784 of them.
        """,
        "It has 1,178 parameters: one for each unit, those of the input included.":
          """
        That counts activations, which every sample brings anew, and the inputs are no parameters \
        at all. Most parameters sit on the connections, inputs times outputs of each layer.
        """,
      ],
      refutation: """
        Those are the weights alone; the {biases} biases are missing.
        """,
      followUps: [
        "How many multiply-adds does one forward pass take?":
          """
        {weights} for each sample, one for each weight. The biases cost an addition each and \
        the ReLUs a comparison, which one leaves out of the count.
        """,
        "What does a convolution with 256 kernels of 3 × 3 have instead?":
          """
        On one input channel {parameters of a convolution, 256 kernels of 3 × 3, one channel} \
        parameters, biases included, whatever the size of the image. But it applies them at \
        every position: padded to 28 × 28 it takes {multiply-adds of a convolution, 256 kernels \
        of 3 × 3, one channel} multiply-adds for an image, where the first layer here takes \
        {multiply-adds, layer 1}.
        """,
      ]))
  func `784-256-128-10 has 235,146 parameters, biases included`() {
    let widths = [784, 256, 128, 10]
    var generator = SplitMix64(seed: 5)
    let network = MultilayerPerceptron(widths: widths, nonlinearity: .relu, using: &generator)
    let ledger = Ledger(widths: widths)
    evidence("parameters", network.parameterCount)
    for (index, entry) in ledger.entries.enumerated() {
      evidence("parameters, layer \(index + 1)", entry.parameterCount)
    }
    evidence("weights", ledger.weightCount)
    evidence("biases", network.parameterCount - ledger.weightCount)
    #expect(network.parameterCount == 235_146 && ledger.parameterCount == 235_146)
    #expect(ledger.weightCount == 234_752)
    // A convolution is a layer of 9 inputs that is applied at each of 28 · 28 positions.
    let convolution = Ledger(widths: [9, 256], batch: 28 * 28)
    evidence(
      "parameters of a convolution, 256 kernels of 3 × 3, one channel", convolution.parameterCount)
    evidence(
      "multiply-adds of a convolution, 256 kernels of 3 × 3, one channel",
      convolution.multiplyAddCount)
    evidence("multiply-adds, layer 1", ledger.entries[0].multiplyAddCount)
    #expect(convolution.parameterCount == 2560 && convolution.multiplyAddCount == 1_806_336)
  }

  @Test(
    .interview(
      .question(1, 12), level: .derive, minutes: 3,
      question: "What does a forward pass cost, and what does the backward pass?",
      answer: """
        Forward, one multiply-add for every weight and sample. Backward, a layer makes two \
        products of that size, one for the gradient of its input and one for that of its weight; \
        the first layer needs only the second. Many layers of equal width therefore cost nearly \
        twice the forward pass on the way back, but 784-256-128-10 only {backward ÷ forward, \
        784-256-128-10|4} times. For large models one therefore reckons three forward passes to \
        a training step: six floating-point operations for every weight and sample.
        """,
      whiteboard: """
        forward   Y = X Wᵀ        batch · in · out multiply-adds
        backward  dX = dY W       batch · in · out
                  dW = dYᵀ X      batch · in · out
        """,
      commonMistake: "A backward pass costs as much as a forward pass.",
      otherMistakes: [
        "Forward, one multiply-add for every unit and sample; backward, one for every weight.":
          """
        A unit adds up all of its inputs, and each takes a multiply-add: a layer 256-128 makes \
        32,768 for a sample, not 128. Backward, too, every further sample costs as much again.
        """,
        """
        Forward, one multiply-add for every weight, whatever the batch; backward, one for every \
        sample.
        """:
          """
        Every sample meets every weight, in both directions, so a batch of 32 takes 32 times the \
        multiply-adds of one sample. A batch shares the reading of the weights, not the \
        arithmetic.
        """,
      ],
      refutation: """
        The counter reports {multiply-adds forward} multiply-adds forward and {multiply-adds \
        backward} backward for a batch of 32 through an inner layer 256-128: exactly {backward ÷ \
        forward} times as many. Only a first layer, whose inputs need no gradient, costs once.
        """,
      followUps: [
        "Why is the first layer cheaper on the way back?":
          """
        Nobody needs the gradient of the data, so the product dX = dY W is left out. What \
        remains, dW = dYᵀ X, costs as much as the forward product. PyTorch leaves it out \
        because the input does not require a gradient.
        """,
        "What does the optimizer's step cost beside it?":
          """
        A dozen or so operations for each parameter with Adam, whatever the batch. The two \
        passes take about six for each weight and sample, so at a batch of 32 the step is a \
        small part of the arithmetic. It moves much memory for little arithmetic, so its share \
        of the time is larger.
        """,
      ]))
  func `an inner layer takes two products backward, a first one`() {
    var generator = SplitMix64(seed: 12)
    let layer = AffineMap(inputCount: 256, outputCount: 128, using: &generator)
    let x = Tensor.normal([32, 256], using: &generator)
    let cotangent = Tensor.normal([32, 128], using: &generator)
    var (forward, backward) = (ProductCounter(), ProductCounter())
    let y = layer.forward(x, counting: &forward)
    let gradient = layer.pullback(input: x, cotangent: cotangent, counting: &backward)
    // The counted passes are the real ones: the same outputs, and gradients of the right shapes.
    #expect((y - layer(x)).maximumMagnitude() < 1e-12)
    #expect(gradient.input.shape == x.shape && gradient.weight.shape == layer.weight.shape)
    evidence("multiply-adds forward", forward.multiplyAddCount)
    evidence("multiply-adds backward", backward.multiplyAddCount)
    let ratio = Double(backward.multiplyAddCount) / Double(forward.multiplyAddCount)
    evidence("backward ÷ forward", ratio)
    #expect(forward.multiplyAddCount == layer.multiplyAddCount(batch: 32) && ratio == 2)
    #expect(forward.multiplyAddCount == Ledger(widths: [256, 128], batch: 32).multiplyAddCount)
    // The gradient of the data is not needed: one product less for the first layer.
    let ledger = Ledger(widths: [784, 256, 128, 10])
    let backwardCount = 2 * ledger.multiplyAddCount - ledger.entries[0].multiplyAddCount
    let share = Double(backwardCount) / Double(ledger.multiplyAddCount)
    evidence("backward ÷ forward, 784-256-128-10", share)
    #expect(abs(share - 1.14504) < 1e-5)
  }
}
