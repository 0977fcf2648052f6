import Approximation
import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// Weights and functions: how many of the ones make the same of the other.

extension Lesson10Interview {
  @Test(
    .interview(
      .question(10, 37), level: .explain, minutes: 3,
      question:
        "Two networks of one architecture compute the same function. Are their weights equal, and may you average them?",
      answer: """
        No to both: hidden units can change places or be scaled, and the function stays. The average of two such sets of weights is in general another function. \
        There are n! orders of a layer of n units, and a ReLU unit allows c times weights and bias in and 1/c times weights out, for every c > 0. \
        Averaging often works for weights that stayed close, such as late checkpoints of a run or fine-tunings from one start (Izmailov and others, 2018; Wortsman and others, 2022); otherwise I average outputs or match units first.
        """,
      commonMistake:
        "Equal functions mean equal weights, so the mean of both is the function again.",
      otherMistakes: [
        "The average is better than both, as an ensemble is.":
          "An ensemble averages outputs. Averaged weights are a third network: of two that compute the same function, shuffled and scaled, it is off by {average|3}.",
        "Only the biases can differ.":
          "Swap two hidden units together with their weights out, or take one's weights and bias in times c and its weights out over c: every kind of weight has changed, the function has not.",
      ],
      refutation: """
        A network of 16 ReLUs that follows the sine, and a copy whose units are shuffled and scaled: their outputs differ by {same function}. The average of their weights is off by {average|3}; if units were only shuffled by {average, shuffled|3}, if only scaled by {average, scaled|3}. The average of their outputs is the function still.
        """,
      followUps: [
        "Why does that matter for optimization?": """
        Every minimum comes in very many copies, so the straight path between two of them may cross a hill although both are equally good. And a plain distance between weights says little about how alike two networks are.
        """,
        "Does the scaling change the training?": """
        Yes: the gradient of the weights in is divided by c, that of the weights out multiplied by it, so plain descent goes another way. Weight decay, too, prefers one scaling among them.
        """,
      ]))
  func `shuffled and scaled units are the same function`() throws {
    let network = PiecewiseLinear(interpolating: sine, over: 0...1, pieceCount: 16).network
    var generator = SplitMix64(seed: 37)
    let order = generator.permutation(of: 16)
    let scales = Tensor.uniform([16], in: 0.5..<2, using: &generator).scalars
    let (inner, outer) = (network.layers[0], network.layers[1])
    let inBias = try #require(inner.bias)
    func made(_ weight: Tensor, _ bias: Tensor, _ output: Tensor) -> MultilayerPerceptron {
      MultilayerPerceptron(
        layers: [
          AffineMap(weight: weight, bias: bias), AffineMap(weight: output, bias: outer.bias),
        ], nonlinearity: .relu)
    }
    let x = Tensor.linearlySpaced(from: 0, through: 1, count: 201).reshaped(to: [201, 1])
    func differences(order: [Int], scales: [Scalar]) -> (same: Scalar, average: Scalar) {
      let units = Array(zip(order, scales))
      let weight = Tensor(units.map { $1 * inner.weight[$0, 0] }).reshaped(to: [16, 1])
      let bias = Tensor(units.map { $1 * inBias[$0] })
      let output = Tensor(units.map { outer.weight[0, $0] / $1 }).reshaped(to: [1, 16])
      let mean = made(
        (weight + inner.weight) / 2, (bias + inBias) / 2, (output + outer.weight) / 2)
      return (
        (network(x) - made(weight, bias, output)(x)).maximumMagnitude(),
        (network(x) - mean(x)).maximumMagnitude()
      )
    }
    let (same, ones) = (Array(0..<16), [Scalar](repeating: 1, count: 16))
    var greatest = 0 as Scalar
    for (name, order, scales) in [
      ("average", order, scales), ("average, shuffled", order, ones),
      ("average, scaled", same, scales),
    ] {
      let found = differences(order: order, scales: scales)
      greatest = max(greatest, found.same)
      evidence(name, found.average)
      #expect(found.average > 0.1)
    }
    evidence("same function", greatest, atMost: 1e-10)
  }

  @Test(
    .interview(
      .question(10, 38), level: .explain, minutes: 3,
      question: "What can a ReLU network represent if you leave out all biases?",
      answer: """
        Only functions that scale with their input, f(c x) = c f(x) for every c ≥ 0. That holds at every depth and width. With one input these are two straight lines that meet at 0, with value 0 there. \
        So it is not universal; a constant is already out of reach. In many dimensions it can still be complicated across directions, only along each ray from the origin it is straight. \
        A constant feature among the inputs, or biases in the first layer and the last, undo that.
        """,
      commonMistake: "Every continuous function, as enough layers make up for the biases.",
      otherMistakes: [
        "Nothing is lost, as biases only shift the function.":
          "Biases also move the kinks. Without them every kink passes through the origin and f(c x) = c f(x) for c ≥ 0: at 0 every such network answers {at zero}, so even the constant 1 is lost.",
        "It is linear without biases.":
          "The ReLUs stay: relu(x) + relu(−x) = |x| has no bias and is not linear. With one input two slopes meet at 0; straight it is only along each ray from the origin.",
      ],
      refutation: """
        {networks} random networks of 1 to 5 layers of 16 without biases have at most {pieces without} pieces on [−1, 1]; with PyTorch's biases the same weights have up to {pieces with}. At 0 all without biases answer {at zero}.
        """,
      followUps: [
        "Why do layers before a batch norm go without biases, then?": """
        Batch norm subtracts the mean, so a bias in front of it has no effect, and its own offset is a bias behind it. The network as a whole keeps its biases.
        """,
        "And large language models without biases?": """
        Several leave them out. There the normalization already breaks the scaling: after it, c x and x look alike, so the argument on plain ReLU networks does not apply.
        """,
      ]))
  func `without biases two pieces are left at every depth`() {
    var generator = SplitMix64(seed: 38)
    let networks = (0..<50).map { index in
      MultilayerPerceptron(
        widths: [1] + Array(repeating: 16, count: 1 + index % 5) + [1], nonlinearity: .relu,
        using: &generator)
    }
    let bare = networks.map { network in
      MultilayerPerceptron(
        layers: network.layers.map { AffineMap(weight: $0.weight, bias: nil) },
        nonlinearity: .relu)
    }
    func mostPieces(_ networks: [MultilayerPerceptron]) -> Int {
      networks.map { Pieces(of: $0, over: -1...1).pieces.count }.max() ?? 0
    }
    evidence("networks", bare.count)
    evidence("pieces without", mostPieces(bare))
    evidence("pieces with", mostPieces(networks))
    let zeros = bare.map { values($0, [0])[0] }
    evidence("at zero", zeros.map { abs($0) }.max() ?? .nan)
    #expect(mostPieces(bare) == 2 && mostPieces(networks) > 4 && zeros.allSatisfy { $0 == 0 })
    let scaled = bare.map { values($0, [0.25, 0.75]) }
    #expect(scaled.allSatisfy { abs($0[1] - 3 * $0[0]) < 1e-12 })
  }

  @Test(
    .interview(
      .question(10, 39), level: .derive, minutes: 4,
      question:
        "How many hidden ReLUs are enough to fit any labels of n different samples exactly, and what does that say?",
      answer: """
        n − 1 in one hidden layer, by joining the labels along a direction. Project the samples on a direction in which no two coincide, and join their labels by straight lines. Almost every direction does. \
        That takes d weights for the direction, shared by all units, and two numbers for each unit (Zhang and others, 2017). \
        So a network of usual size can memorize its training set, and a training error of 0 by itself says nothing about new data. That a fit is a good one has to be measured on held-out data.
        """,
      whiteboard: """
        tᵢ = w · xᵢ, sorted; f(x) = y₁ + Σ (sᵢ − sᵢ₋₁) relu(w · x − tᵢ),  i = 1 … n − 1
        """,
      commonMistake:
        "A network that meets all its training labels has learned the rule behind them.",
      otherMistakes: [
        "It takes exponentially many units in the dimension of the samples.":
          "Projected on a direction, samples of any dimension are n points on a line, and n − 1 kinks join any labels: {units} units for {samples} samples of 20 inputs.",
        "It works for samples on a line only.":
          "Almost every direction puts n different samples at n different places, so a projection makes a line of them. These have 20 inputs, and {units} units along a random direction meet all labels.",
        "To memorize, a network must be deep.":
          "One hidden layer of n − 1 ReLUs meets any labels of n different samples: with {units} units all {samples} coin tosses are met. Depth may save weights; it is not needed.",
      ],
      refutation: """
        {samples} samples of 20 inputs with labels by coin toss: {units} units along a random direction meet all labels, the error is {training}. Built in the same way on labels that follow a rule, the sign of the first input, it meets all those too, and is right on {accuracy|2} of {new samples} new samples.
        """,
      followUps: [
        "Does training find such a fit?": """
        It finds fits too, and others: wide networks reach a training error of 0 on random labels by descent, if they are trained longer than on true ones (Zhang and others, 2017).
        """,
        "Is a network with fewer parameters than samples safe?": """
        No, the count is not what protects: sin ax has one parameter and meets any two-valued labels of points in suitable places. What counts is how the fit is chosen among those that are possible.
        """,
      ]))
  func `n minus one units memorize n coin tosses`() {
    var generator = SplitMix64(seed: 39)
    let direction = Tensor.normal([20], using: &generator)
    func memorized(_ x: Tensor, _ labels: [Scalar]) -> MultilayerPerceptron {
      let places = matvec(x, direction).scalars
      let order = places.indices.sorted { places[$0] < places[$1] }
      let line = PiecewiseLinear(
        knots: order.map { places[$0] }, values: order.map { labels[$0] }
      ).network
      let weight = matmul(line.layers[0].weight, direction.reshaped(to: [1, 20]))
      return MultilayerPerceptron(
        layers: [AffineMap(weight: weight, bias: line.layers[0].bias), line.layers[1]],
        nonlinearity: .relu)
    }
    let x = Tensor.normal([100, 20], using: &generator)
    let coins = (0..<100).map { _ in Scalar(generator.uniform(below: 2)) }
    let network = memorized(x, coins)
    evidence("samples", coins.count)
    evidence("units", network.widths[1])
    evidence("training", (network(x).flattened - Tensor(coins)).maximumMagnitude(), atMost: 1e-6)
    func rule(_ x: Tensor) -> [Scalar] { (0..<x.shape[0]).map { x[$0, 0] > 0 ? 1 : 0 } }
    let fresh = Tensor.normal([1000, 20], using: &generator)
    let learned = memorized(x, rule(x))
    #expect((learned(x).flattened - Tensor(rule(x))).maximumMagnitude() < 1e-6)
    let answers = learned(fresh).scalars
    let right = zip(answers, rule(fresh)).count { ($0 > 0.5) == ($1 > 0.5) }
    evidence("new samples", 1000)
    evidence("accuracy", Double(right) / 1000)
    #expect(network.widths == [20, 99, 1] && Double(right) / 1000 < 0.75)
  }
}
