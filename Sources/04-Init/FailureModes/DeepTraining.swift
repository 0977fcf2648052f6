import Autograd
public import Course
import TensorCore

// Fifteen ReLU layers that are trained, or not.

extension FailureMode {
  /// F4.4: weights of deviation 1 send the first steps to infinity.
  public static var weightsTooLarge: FailureMode {
    FailureMode(
      id: .failureMode(4, 4), title: "The weights are too large for the depth",
      symptom: "The first loss is astronomic, and NaN follows within a few steps.",
      diagnosis: """
        Weights of deviation 1 multiply the second moment of a ReLU signal by n / 2 a layer, and \
        that of the gradient on the way back: with n = 32 by 16. A step with the gradients of 15 \
        such layers makes weights whose products overflow.
        """,
      fix: "A variance of 2 / fan_in (He). Clipping hides the gradient and leaves the loss.",
      quantity: "steps of 20 with a finite loss", symptomatic: .below(19.5),
      broken: Run("deviation 1") { seed in try finiteSteps(seed, .normal(1)) },
      remedies: [Run("He") { seed in try finiteSteps(seed, .kaiming) }])
  }

  private static func finiteSteps(
    _ seed: UInt64, _ scheme: InitializationScheme
  ) throws -> Measurement {
    let record = try DeepClassification(seed: 4 &+ seed, scheme).train(stepCount: 20)
    return Measurement(Double(record.losses.count { $0.isFinite }), record: record)
  }

  /// F4.6: what the framework does by itself is made for shallow networks.
  public static var frameworkDefault: FailureMode {
    FailureMode(
      id: .failureMode(4, 6), title: "The framework's default is used in a deep ReLU network",
      symptom: """
        The loss stays at ln 2 (of K classes ln K) and no error is raised; the first weights are \
        what they were.
        """,
      diagnosis: """
        nn.Linear starts with kaiming_uniform_(a=√5), whose name misleads: its variance is 1 / (3 \
        fan_in), a sixth of what ReLU needs. The gradient, and what tells inputs apart, shrink to \
        0.41 a layer.
        """,
      fix: "nn.init.kaiming_normal_(layer.weight, nonlinearity=\"relu\") and zero biases, by hand.",
      quantity: "relative change of the first of 15 layers' weights in 50 steps",
      symptomatic: .below(1e-4),
      broken: Run("PyTorch's default") { seed in try changeOfFirst(seed, .pyTorchDefault) },
      remedies: [Run("He") { seed in try changeOfFirst(seed, .kaiming) }])
  }

  private static func changeOfFirst(
    _ seed: UInt64, _ scheme: InitializationScheme
  ) throws -> Measurement {
    let network = DeepClassification(seed: 6 &+ seed, scheme)
    let weight = network.model.namedLinearLayers[0].layer.weight
    let before = weight.value
    let record = try network.train(stepCount: 50)
    return Measurement((weight.value - before).norm() / before.norm(), record: record)
  }
}

/// Fifteen ReLU layers of width 32 on 64 samples of two classes, which differ in the sign of a product.
struct DeepClassification {
  let x: Tensor
  let classes: [Int]
  let model: Sequential

  init(seed: UInt64, _ scheme: InitializationScheme) {
    var generator = SplitMix64(seed: seed)
    let x = Tensor.normal([64, 8], using: &generator)
    self.x = x
    classes = (0..<64).map { x[$0, 0] * x[$0, 1] > 0 ? 1 : 0 }
    model = scheme.network(
      [8] + Array(repeating: 32, count: 14) + [2], relu, using: &generator)
  }

  /// Steps at a rate of 0.05, up to the first number that is not finite.
  func train(stepCount: Int) throws -> TrainingRecord {
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.05)
    return try fit(model, optimizer, stepCount: stepCount) { _ in
      softmaxCrossEntropy(model(Variable(x)), classes: classes)
    }.record
  }
}
