import Autograd
public import Course
package import TensorCore

// Units that give 0 for every input, so that no gradient reaches their weights.

extension FailureMode {
  /// F3.1: a unit is 0 for every input, and stays so.
  public static var deadUnit: FailureMode {
    FailureMode(
      id: .failureMode(3, 1), title: "A dead unit",
      symptom: "A unit is 0 for every sample, and its weight and bias stay the same to the bit.",
      diagnosis: """
        Its pre-activation is negative for every sample, here because its bias is −10. ReLU's slope is 0 \
        there, so no gradient arrives. GELU's slope, −8 · 10⁻²², is lost in rounding, and SiLU's is slightly \
        negative there: the bias moves further down, to −10.31 in 5000 steps.
        """,
      fix: """
        An activation with a slope that does not vanish, such as leaky ReLU with 0.2. To prevent it: a \
        lower learning rate, warm-up, an initialization that suits ReLU.
        """,
      quantity: "mean squared error of one unit with bias −10 after 1000 steps",
      symptomatic: .above(0.3),
      broken: Run("ReLU") { try errorOfDeadUnit(.relu) },
      remedies: [
        Run("leaky ReLU of slope 0.2") { try errorOfDeadUnit(.leakyReLU(negativeSlope: 0.2)) }
      ])
  }

  /// Trains one unit to return its input, from weight 1 and bias −10.
  private static func errorOfDeadUnit(_ activation: Activation) throws -> Measurement {
    let training = DeadUnitTraining(activation)
    let record = try training.train(stepCount: 1000)
    return Measurement(training.error, record: record)
  }

  /// F3.2: a few steps too large kill most of a layer.
  public static var dyingLayer: FailureMode {
    FailureMode(
      id: .failureMode(3, 2), title: "A learning rate that kills a layer",
      symptom: """
        The loss jumps up in the first steps, then settles at the variance of the targets; most hidden units \
        are 0 for the whole training set.
        """,
      diagnosis: """
        The first steps overshoot and push the biases so far down that pre-activations are negative for \
        all samples. From then on these units get no gradient.
        """,
      fix: """
        Divide the learning rate by 2 to 10, or warm it up slowly (here over 100 steps, not 20); count dead \
        units over all samples.
        """,
      quantity: "share of 64 hidden units that are 0 for all 64 samples after 20 steps",
      symptomatic: .above(0.5),
      broken: Run("learning rate 0.1") { seed in try deadShare(seed, learningRate: 0.1) },
      remedies: [
        Run("a fifth of the learning rate") { seed in try deadShare(seed, learningRate: 0.02) }
      ])
  }

  private static func deadShare(_ seed: UInt64, learningRate: Scalar) throws -> Measurement {
    var generator = SplitMix64(seed: 2 &+ seed)
    let x = Tensor.normal([64, 4], using: &generator)
    let y = x.slice(0..<1, axis: 1) * x.slice(1..<2, axis: 1) + 5
    let hidden = FailureRuns.layer(4, 64, gain: .squareRoot(2), using: &generator)
    let head = FailureRuns.layer(64, 1, gain: .squareRoot(2), using: &generator)
    let model = Sequential(hidden, ActivationLayer(.relu), head)
    let optimizer = GradientDescent(model.trainedVariables, learningRate: learningRate)
    let run = try fit(model, optimizer, stepCount: 20) { _ in
      meanSquaredError(model(Variable(x)), targets: y)
    }
    // Where the loss overflows, the step would make every unit NaN, which is active for no sample.
    guard run.outcome == .finished else { return Measurement(1.0, record: run.record) }
    var activity = UnitActivity(of: .relu, unitCount: 64)
    activity.observe(hidden(Variable(x)).value)
    return Measurement(activity.deadShare, record: run.record)
  }

  /// F3.11: a narrow deep network is dead before the first step.
  public static var bornDead: FailureMode {
    FailureMode(
      id: .failureMode(3, 11), title: "A network that is born dead",
      symptom: "A narrow deep ReLU network gives the same output for every input from the start.",
      diagnosis: """
        In each layer all units may happen to be negative for an input, with probability 2⁻ʷ for width w and \
        biases of 0. \
        Behind that layer everything is 0. Over many narrow layers it becomes nearly certain.
        """,
      fix:
        "More width, less depth, residual connections, or leaky ReLUs; look at the first output.",
      quantity: "share of 100 networks of depth 10 whose output is constant before training",
      symptomatic: .above(0.5),
      broken: Run("width 2") { seed in constantShare(seed, width: 2, .relu) },
      remedies: [
        Run("width 16") { seed in constantShare(seed, width: 16, .relu) },
        Run("leaky ReLU") { seed in constantShare(seed, width: 2, .leakyReLU) },
      ])
  }

  private static func constantShare(
    _ seed: UInt64, width: Int, _ activation: Activation
  ) -> Measurement {
    var generator = SplitMix64(seed: 11 &+ seed)
    // Without biases a network is linear on either side of 0: two inputs tell all.
    let x = Tensor([[1], [-1]])
    let constantCount = (0..<100).count { _ in
      let weights = (0..<10).map { layer -> Tensor in
        let inputCount = layer == 0 ? 1 : width
        let deviation = Scalar.squareRoot(2 / Scalar(inputCount))
        return .normal([width, inputCount], standardDeviation: deviation, using: &generator)
      }
      let outputs = FailureRuns.outputs(of: weights, x) { activation($0) }
      return outputs.maximumMagnitude() == 0
    }
    return Measurement(Double(constantCount) / 100)
  }
}

/// One unit that is to return its input, from weight 1 and bias −10: dead before it begins.
package struct DeadUnitTraining {
  let model: Sequential
  let x = Tensor.linearlySpaced(from: 0, through: 1, count: 11).reshaped(to: [11, 1])

  /// Creates the unit.
  package init(_ activation: Activation) {
    model = Sequential(
      Linear(weight: Tensor([[1]]), bias: Tensor([-10])), ActivationLayer(activation))
  }

  /// The mean squared error.
  package var error: Scalar { meanSquaredError(model(Variable(x)), targets: x).scalar }

  /// The weight and the bias.
  package var parameters: [Scalar] { model.trainedVariables.flatMap(\.value.scalars) }

  /// Trains at the rate 0.1.
  package func train(stepCount: Int) throws -> TrainingRecord {
    try FailureRuns.train(model, learningRate: 0.1, stepCount: stepCount) {
      meanSquaredError(model(Variable(x)), targets: x)
    }
  }
}
