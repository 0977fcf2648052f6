import Autograd
public import Course
import TensorCore

extension FailureMode {
  /// F3.14: hidden sigmoids keep a classifier from starting.
  public static var stuckAtChance: FailureMode {
    FailureMode(
      id: .failureMode(3, 14), title: "A classifier that stays at chance",
      symptom:
        "Under plain gradient descent the loss stays at ln 2 and the accuracy at one half, for 150 epochs.",
      diagnosis: """
        Four hidden layers of sigmoids: the outputs hardly depend on the input (all about ½), and the \
        gradient passes four slopes of at most ¼. The same network with ReLUs is done in 150 steps at the same \
        rate. The sigmoids are slow, not stuck: AdamW at the rate 0.03 takes them there in 150 steps too.
        """,
      fix: "ReLU or GELU between the layers; a sigmoid only where a probability is wanted.",
      quantity: "training accuracy on two rings after 150 steps, four hidden layers",
      symptomatic: .below(0.75),
      broken: Run("sigmoid") { seed in try ringAccuracy(seed, .sigmoid) },
      remedies: [Run("ReLU") { seed in try ringAccuracy(seed, .relu) }])
  }

  private static func ringAccuracy(
    _ seed: UInt64, _ activation: Activation
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 14 &+ seed)
    let (x, labels) = FailureRuns.rings(count: 64, using: &generator)
    var layers: [any Layer] = []
    for (inputCount, outputCount) in zip([2, 16, 16, 16, 16], [16, 16, 16, 16, 1]) {
      if !layers.isEmpty { layers.append(ActivationLayer(activation)) }
      layers.append(
        FailureRuns.layer(inputCount, outputCount, gain: .squareRoot(2), using: &generator))
    }
    let model = Sequential(layers)
    let record = try FailureRuns.train(model, learningRate: 0.1, stepCount: 150) {
      sigmoidCrossEntropy(model(Variable(x)), targets: FailureRuns.column(labels))
    }
    let answers = model(Variable(x)).value.scalars.map { $0 > 0 ? 1 : 0 }
    return Measurement(FailureRuns.accuracy(of: answers, labels), record: record)
  }
}
