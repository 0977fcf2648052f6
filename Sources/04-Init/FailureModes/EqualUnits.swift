import Autograd
public import Course
import TensorCore

// Units that start equal, get equal gradients, and stay equal.

extension FailureMode {
  /// F4.1: with all weights zero only the output's bias has a gradient.
  public static var allWeightsZero: FailureMode {
    FailureMode(
      id: .failureMode(4, 1), title: "All weights start at zero",
      symptom: """
        The loss falls to the variance of the targets (in classification to the entropy of the \
        class frequencies) and stays there.
        """,
      diagnosis: """
        tanh(0) = 0, so the last weights see zeros and get no gradient; they are zero, so they \
        send none back. Only the output's bias learns, and it finds the mean. With sigmoids, which \
        are ½ at 0, the last weights do learn, unless the bias is right already; but all hidden \
        units stay equal.
        """,
      fix: "Random weights; biases may start at zero.",
      quantity: "loss after 200 steps ÷ variance of the targets", symptomatic: .above(0.99),
      broken: Run("all zero") { seed in
        try HiddenUnits(seed: seed) { _ in .zeros }.relativeLossAfterTraining()
      },
      remedies: [
        Run("random weights, zero biases") { seed in
          try HiddenUnits(seed: seed) { _ in .xavierNormal() }.relativeLossAfterTraining()
        }
      ])
  }

  /// F4.2: with one constant in all weights eight units are one.
  public static var constantWeights: FailureMode {
    FailureMode(
      id: .failureMode(4, 2), title: "All weights start at one constant",
      symptom: "A wider network is no better; the rows of a trained weight are equal.",
      diagnosis: """
        Units with equal weights, incoming and outgoing, compute the same and get the same \
        gradient, in every step. A layer of any width is a single unit.
        """,
      fix: """
        Random weights. It is enough that one of two layers is random: with random weights below, \
        the last layer may start at zero.
        """,
      quantity:
        "largest difference of a weight of layer 1 from its column's mean after 200 steps",
      symptomatic: .below(1e-3),
      broken: Run("every weight ½") { seed in
        try HiddenUnits(seed: seed) { _ in .constant(0.5) }.differenceAfterTraining()
      },
      remedies: [
        Run("random weights, zero biases") { seed in
          try HiddenUnits(seed: seed) { _ in .xavierNormal() }.differenceAfterTraining()
        },
        Run("only the last layer zero") { seed in
          try HiddenUnits(seed: seed) { $0 == 0 ? .xavierNormal() : .zeros }
            .differenceAfterTraining()
        },
      ])
  }
}

/// Eight hidden tanh units that fit 32 points of a curved function: the network of F4.1 and F4.2.
struct HiddenUnits {
  let x: Tensor
  let y: Tensor
  let model: Sequential

  /// Draws the samples, and the two weights by the rule for each.
  init(seed: UInt64, rule: (_ layer: Int) -> Initializer) {
    var generator = SplitMix64(seed: 1 &+ seed)
    x = .normal([32, 3], using: &generator)
    y = HiddenUnits.targets(of: x)
    let weights = [
      rule(0)([8, 3], using: &generator), rule(1)([1, 8], using: &generator),
    ]
    model = Sequential(
      Linear(weight: weights[0], bias: .zeros([8])), FunctionLayer("tanh", tanh),
      Linear(weight: weights[1], bias: .zeros([1])))
  }

  /// sin 2x₀ + x₁x₂ of every row.
  static func targets(of x: Tensor) -> Tensor {
    let (x0, x1, x2) = (x.slice(0..<1, axis: 1), x.slice(1..<2, axis: 1), x.slice(2..<3, axis: 1))
    return (x0 * 2).map { .sine($0) } + x1 * x2
  }

  func loss() -> Variable { meanSquaredError(model(Variable(x)), targets: y) }

  func train() throws -> TrainingRecord {
    try fit(model, GradientDescent(model.trainedVariables, learningRate: 0.1), stepCount: 200) {
      _ in loss()
    }.finished()
  }

  func relativeLossAfterTraining() throws -> Measurement {
    let record = try train()
    return Measurement(loss().scalar / y.variance(), record: record)
  }

  func differenceAfterTraining() throws -> Measurement {
    let record = try train()
    let weight = model.namedLinearLayers[0].layer.weight.value
    return Measurement((weight - weight.mean(axis: 0)).maximumMagnitude(), record: record)
  }
}
