import Approximation
import Autograd
import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// Depth that does not train, and what makes it train.

extension Lesson10Interview {
  @Test(
    .interview(
      .question(10, 18), level: .explain, minutes: 4,
      question: "What do skip connections change about depth?",
      answer: """
        Mainly that it can be trained, as signal and gradient have a path past the weights. A block adds to its input in place of replacing it. With blocks that start as 0 a deep network starts as a shallow one, and depth that is not needed can stay unused. \
        They also lift the limit on narrow layers, since the inputs are carried past them if the stream is wide enough. They add no parameters where the widths are equal.
        """,
      commonMistake: "Plain deep networks overfit, and skip connections regularize them.",
      otherMistakes: [
        "They add parameters, and therefore capacity.":
          "To add the input takes no weights where the widths are equal: with skips and without, the network has {parameters} parameters. What changes is the path of signal and gradient.",
        "They make a deep network linear, which is why it trains.":
          "The ReLUs stay in the blocks, and what a block adds is not linear in its input. With skips the network here goes on to fit sin 2πx to {skips greatest|2} or less, which no linear model does.",
      ],
      refutation: """
        17 layers of 8 on 32 points of sin 2πx, 200 steps of Adam, two seeds: plain, the training error ends at {plain least|3} or more, where the constant 0 has {constant|3}; with skips around every two layers at {skips greatest|2} or less. What differs is the training error. \
        Both have {parameters} parameters; at the start the one with skips differs from one hidden layer by {start}.
        """,
      followUps: [
        "Is that a fair comparison?": """
        It is one rate and one budget for both, on a task made to show it. A plain network with He's initialization and a rate of its own may do better. What carries over is where to look: the training error and the first layer's gradient.
        """,
        "Why start blocks at 0?": """
        Else the sums grow with depth: if each block adds as much variance as it gets, the variance doubles with each. Zero at the start, a small factor, or normalization before the block prevents that.
        """,
      ]))
  func `skips let 17 narrow layers train`() throws {
    var plain = CurveFit(hiddenWidths: Array(repeating: 8, count: 17), target: wave(2))
    (plain.pointCount, plain.stepCount) = (32, 200)
    var skips = plain
    skips.hasSkips = true
    let seeds = 0..<2 as Range<UInt64>
    let plainRuns = try seeds.map { try plain.trained(seed: $0) }
    let skipRuns = try seeds.map { try skips.trained(seed: $0) }
    let plainErrors = try range(of: plainRuns.map(\.finalError))
    let skipErrors = try range(of: skipRuns.map(\.finalError))
    evidence("plain least", plainErrors.lowerBound)
    evidence("skips greatest", skipErrors.upperBound)
    evidence("constant", meanSquare(plain.data.targets))
    let counts = [plainRuns[0], skipRuns[0]].map { $0.model.parameterCount }
    evidence("parameters", counts[0])
    #expect(plainErrors.lowerBound > 0.3 && skipErrors.upperBound < 0.03)
    #expect(counts[0] == counts[1])
    var generator = SplitMix64(seed: 18)
    let network = SkipNetwork(widths: plain.hiddenWidths, using: &generator)
    try #require(network.children.count == 18)
    let (first, last) = (network.children[0].layer, network.children[17].layer)
    let x = Variable(plain.data.points)
    let difference = network(x).value - last(relu(first(x))).value
    evidence("start", difference.maximumMagnitude(), atMost: 1e-12)
  }

  @Test(
    .interview(
      .question(10, 19), level: .explain, minutes: 3,
      question: "Is a deeper network harder to train, or is there less that it can represent?",
      answer: """
        Where a deeper plain network has the higher training error, it is training. With the same widths it can represent all that the shallower one can, since an added layer can be the identity. After a ReLU nothing is negative, and relu(x) = x there. \
        So a higher training error of the deeper one is no lack of capacity. He and others (2015) saw it on CIFAR-10: a plain network of 56 layers had a higher training error than one of 20. It need not be so: within limits more layers often train better.
        """,
      commonMistake: "The deeper network is worse because it overfits.",
      otherMistakes: [
        "Depth beyond a point lowers what can be represented.":
          "An added layer of the same width can be the identity, as relu(x) = x on activations, so nothing is lost: sixteen such layers change the outputs by {difference}.",
        "Deeper networks have smaller training errors and larger validation errors, always.":
          "17 layers of 8 end with training errors of {deep least|3} or more, one layer with at most {shallow greatest|2}: the deeper network is worse on the training data already.",
      ],
      refutation: """
        Sixteen identity layers behind a layer of 8 ReLUs change its outputs by {difference}. Trained from PyTorch's start on 32 points of sin πx, 200 steps of Adam, three seeds: one layer of 8 ends with training errors of {shallow least|2} to {shallow greatest|2}, 17 layers of 8 with {deep least|3} to {deep greatest|3}. The best constant has {constant|3}. What is measured is the training error, so overfitting is not it.
        """,
      followUps: [
        "What makes the deep one train?": """
        Skip connections: with blocks that start as the identity the deep network starts where the shallow one does. He's initialization, too: it keeps the signal's size on average; single starts spread the more, the deeper and narrower the network (Hanin and Rolnick, 2018).
        """,
        "How do you tell in practice?": """
        By the training error, first: higher than that of a shallower network means optimization. Equal or lower, with a higher validation error, means generalization.
        """,
      ]))
  func `identity layers change nothing, and 17 layers do not train`() throws {
    var generator = SplitMix64(seed: 19)
    let shallow = MultilayerPerceptron(widths: [1, 8, 1], nonlinearity: .relu, using: &generator)
    let identity = AffineMap(weight: .identity(8), bias: .zeros([8]))
    let deepened = MultilayerPerceptron(
      layers: [shallow.layers[0]] + Array(repeating: identity, count: 16) + [shallow.layers[1]],
      nonlinearity: .relu)
    let x = Tensor.linearlySpaced(from: -1, through: 1, count: 33).reshaped(to: [33, 1])
    evidence(
      "difference", (deepened(x) - shallow(x)).maximumMagnitude(), atMost: 1e-12)
    func errors(depth: Int) throws -> ClosedRange<Double> {
      var fit = CurveFit(hiddenWidths: Array(repeating: 8, count: depth), target: wave(1))
      (fit.pointCount, fit.stepCount) = (32, 200)
      return try range(
        of: (0..<3 as Range<UInt64>).map { try fit.trained(seed: $0).finalError })
    }
    let (one, many) = (try errors(depth: 1), try errors(depth: 17))
    evidence("shallow least", one.lowerBound)
    evidence("shallow greatest", one.upperBound)
    evidence("deep least", many.lowerBound)
    evidence("deep greatest", many.upperBound)
    let targets = Tensor.linearlySpaced(from: -1, through: 1, count: 32).map { wave(1)($0) }
    evidence("constant", meanSquare(targets))
    #expect(many.lowerBound > 1.5 * one.upperBound)
  }
}
