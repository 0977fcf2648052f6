import Autograd
public import Course
import TensorCore

extension FailureMode {
  /// F3.26: weight decay makes a ReLU of a PReLU.
  public static var decayedSlope: FailureMode {
    FailureMode(
      id: .failureMode(3, 26), title: "Weight decay on a learned slope",
      symptom: "The slopes of PReLUs behind small inputs are learned too small, nearly a ReLU's.",
      diagnosis: """
        A slope is one number among parameters, and weight decay pulls it to 0. The loss holds against \
        it with the mean square of the negative inputs, here 0.005: the slope ends where both balance.
        """,
      fix:
        "No weight decay on slopes, nor on biases and normalization: a parameter group of their own.",
      quantity: "learned slope after 200 steps, where 0.25 is right", symptomatic: .below(0.15),
      broken: Run("weight decay 0.05 on all parameters") { seed in
        try learnedSlope(seed, weightDecay: 0.05)
      },
      remedies: [
        Run("no weight decay on slopes") { seed in try learnedSlope(seed, weightDecay: 0) }
      ])
  }

  private static func learnedSlope(
    _ seed: UInt64, weightDecay: Scalar
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 26 &+ seed)
    let x = Tensor.normal([256], standardDeviation: 0.1, using: &generator)
    let y = Activation.leakyReLU(negativeSlope: 0.25)(x)
    let layer = PReLU()
    let record = try FailureRuns.train(layer, learningRate: 0.5, stepCount: 200) {
      // For gradient descent, decay is the gradient of half the square.
      let penalty = (layer.slope * layer.slope).sum() * (weightDecay / 2)
      return meanSquaredError(layer(Variable(x)), targets: y) + penalty
    }
    return Measurement(layer.slope.value[0], record: record)
  }
}
