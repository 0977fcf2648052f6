public import Course
import TensorCore

// The model cannot represent the answer, or cannot be brought to it.

extension FailureMode {
  /// F1.1: XOR is not linearly separable.
  public static var linearModelOnXOR: FailureMode {
    FailureMode(
      id: .failureMode(1, 1), title: "A linear model on data that no line separates",
      symptom:
        "The loss stays at that of a constant answer; more epochs and other rates change nothing.",
      diagnosis: """
        The classes are not linearly separable: the least squares fit has weights 0 and predicts one \
        half everywhere, and the perceptron rule never has a pass without a mistake.
        """,
      fix: "Add a hidden layer with a nonlinearity.",
      quantity: "mean squared error on the four points of XOR", symptomatic: .above(0.2),
      broken: Run("best linear model") {
        let model = LinearRegression(fitting: Gates.inputs, targets: XORTraining.targets.flattened)
        return Measurement(
          SquaredError().mean(of: model(Gates.inputs), targets: XORTraining.targets.flattened))
      },
      remedies: [
        Run("two hidden ReLUs") {
          let outputs = MultilayerPerceptron.exclusiveOr(Gates.inputs)
          return Measurement(SquaredError().mean(of: outputs, targets: XORTraining.targets))
        }
      ])
  }

  /// F1.2: layers without a nonlinearity between them are one layer.
  public static var missingNonlinearity: FailureMode {
    FailureMode(
      id: .failureMode(1, 2), title: "Layers without a nonlinearity between them",
      symptom: "A deep model is no better than a linear one.",
      diagnosis: """
        The nonlinearity between the layers is missing. Affine maps in a row are one affine map, so \
        the additivity test finds nothing but rounding.
        """,
      fix: "Put an activation between the layers.",
      quantity: "additivity defect of five layers",
      // A few thousand roundings; a single ReLU makes the defect of order 0.1.
      symptomatic: .below(Double(Scalar.ulpOfOne) * 4096),
      broken: Run("five affine layers") { seed in Measurement(fiveLayerDefect(seed, .identity)) },
      remedies: [
        Run("ReLUs between them") { seed in Measurement(fiveLayerDefect(seed, .relu)) }
      ])
  }

  /// The additivity defect of five random layers of width 8.
  private static func fiveLayerDefect(_ seed: UInt64, _ nonlinearity: Nonlinearity) -> Scalar {
    var generator = SplitMix64(seed: 12 &+ seed)
    let network = MultilayerPerceptron(
      widths: [8, 8, 8, 8, 8, 8], nonlinearity: nonlinearity, using: &generator)
    let x = Tensor.normal([16, 8], using: &generator)
    let y = Tensor.normal([16, 8], using: &generator)
    return additivityDefect(of: { network($0) }, at: x, y)
  }

  /// F1.8: without a bias the line goes through the origin.
  public static var missingBias: FailureMode {
    FailureMode(
      id: .failureMode(1, 8), title: "No bias",
      symptom: "The fitted line always passes through the origin.",
      diagnosis: "The bias is missing; that the inputs have mean 0 does not make up for it.",
      fix: "Add the bias.",
      quantity: "least mean squared error for y = x + 1 on x = −1, 0, 1", symptomatic: .above(0.5),
      broken: Run("best line without bias") {
        let (x, y) = shiftedLine
        let model = LinearRegression(throughOriginFitting: x, targets: y)
        return Measurement(SquaredError().mean(of: model(x), targets: y))
      },
      remedies: [
        Run("best line with bias") {
          let (x, y) = shiftedLine
          let model = LinearRegression(fitting: x, targets: y)
          return Measurement(SquaredError().mean(of: model(x), targets: y))
        }
      ])
  }

  /// Three points of y = x + 1.
  private static var shiftedLine: (x: Tensor, y: Tensor) {
    (Tensor([[-1], [0], [1]]), Tensor([0, 1, 2]))
  }

  /// F1.10: the weights exist, but descent does not find them.
  public static var unluckyStart: FailureMode {
    FailureMode(
      id: .failureMode(1, 10), title: "Too few hidden units for the descent to succeed",
      symptom: "The XOR network sometimes gets stuck, although its size is enough on paper.",
      diagnosis: """
        Two hidden ReLUs can represent XOR, but most starts end where the gradient leads nowhere. Of 400 \
        starts 316 fail: in 238 a unit is dead, in 31 the units agree in weights and bias but for a factor, \
        in 47 neither. What they share is that two corners with different answers get the same logit.
        """,
      fix: "Add hidden units, use tanh, or start several times and keep the best.",
      quantity: "share of 20 tasks solved", symptomatic: .below(0.5),
      broken: Run("2 ReLUs") { seed in solvedShare(seed, 2, .relu) },
      remedies: [
        Run("8 ReLUs") { seed in solvedShare(seed, 8, .relu) },
        // With 2 tanh units 56 % of the starts succeed, which 20 tasks do not tell from half.
        Run("4 tanh units") { seed in solvedShare(seed, 4, .tanh) },
        Run("2 ReLUs, up to 8 starts each") { seed in solvedShare(seed, 2, .relu, starts: 8) },
      ])
  }

  /// The share of 20 tasks that are solved within some starts, and the record of a telling run: of the
  /// first start that fails if most tasks do, otherwise of the first that succeeds.
  private static func solvedShare(
    _ seed: UInt64, _ hiddenCount: Int, _ nonlinearity: Nonlinearity, starts: Int = 1
  ) -> Measurement {
    var training = XORTraining(hiddenCount: hiddenCount, nonlinearity: nonlinearity)
    // Who is not there after 500 steps is not there after 2000 either.
    training.stepCount = 500
    // Start number k of task t has the seed t + 20 k, from a thousand on for each seed.
    var firstSeed: [Bool: UInt64] = [:]
    let solvedCount = (0..<20).count { task in
      (0..<starts).contains { start in
        let seed = 1000 &* seed &+ UInt64(task + 20 * start)
        let solved = training.solves(seed: seed)
        if firstSeed[solved] == nil { firstSeed[solved] = seed }
        return solved
      }
    }
    var generator = SplitMix64(seed: firstSeed[solvedCount >= 10] ?? 0)
    var record = TrainingRecord()
    _ = training.train(training.start(using: &generator)) { network, loss, gradients in
      record.append(
        loss: loss, learningRate: training.learningRate, network: network, gradients: gradients)
    }
    return Measurement(Double(solvedCount) / 20, record: record)
  }
}
