import Autograd
public import Course
import TensorCore

// What a layer makes of the inputs that the activation before it gives, and what it gives the one behind it.

extension FailureMode {
  /// F3.4: pre-activations so wide that tanh is ±1.
  public static var saturatedTanh: FailureMode {
    FailureMode(
      id: .failureMode(3, 4), title: "A tanh layer that sits at ±1",
      symptom: """
        A histogram of the layer's outputs has two peaks at the ends; relative to their size, its weights move \
        a tenth as much.
        """,
      diagnosis: """
        Pre-activations have a standard deviation of 5, here from weights of variance 1 on 25 inputs. \
        Beyond ±2.1 tanh's slope is below 0.06. The weight gradient is half of the healthy one, for weights \
        five times as large.
        """,
      fix: "Weights of variance 1/inputs, standardized inputs, or normalization before the tanh.",
      quantity: "share of tanh outputs beyond ±0.97", symptomatic: .above(0.5),
      broken: Run("weights of variance 1") { seed in saturatedShare(seed, deviation: 1) },
      remedies: [
        Run("weights of variance 1/inputs") { seed in saturatedShare(seed, deviation: 0.2) }
      ])
  }

  private static func saturatedShare(_ seed: UInt64, deviation: Scalar) -> Measurement {
    var generator = SplitMix64(seed: 4 &+ seed)
    let weight = Tensor.normal([64, 25], standardDeviation: deviation, using: &generator)
    let x = Tensor.normal([64, 25], using: &generator)
    let outputs = Activation.tanh(matmul(x, weight, transposing: .right))
    return Measurement((outputs.map { abs($0) } .> 0.97).mean())
  }

  /// F3.5: inputs of one sign give a unit's weights gradients of one sign.
  public static var gradientsOfOneSign: FailureMode {
    FailureMode(
      id: .failureMode(3, 5), title: "All weights of a unit pulled the same way",
      symptom: """
        With one sample a step, weights behind a sigmoid (or a ReLU) all grow or all shrink together, and \
        approach their goal in a zigzag.
        """,
      diagnosis: """
        A weight's gradient is the unit's gradient times the input. Where no input is negative, all \
        have the sign of the unit's.
        """,
      fix: """
        Zero-centered inputs; or batches: the argument holds for one sample only. With 64 samples about half of \
        the units are still pulled one way.
        """,
      quantity: "share of 64 units whose 16 weight gradients have one sign",
      symptomatic: .above(0.9),
      broken: Run("sigmoid in front, one sample") { seed in try oneSignShare(seed, .sigmoid, 1) },
      remedies: [
        Run("tanh") { seed in try oneSignShare(seed, .tanh, 1) },
        Run("a batch of 64") { seed in try oneSignShare(seed, .sigmoid, 64) },
      ])
  }

  private static func oneSignShare(
    _ seed: UInt64, _ activation: Activation, _ batchSize: Int
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 5 &+ seed)
    let layer = Linear(inputCount: 16, outputCount: 64, using: &generator)
    let z = Tensor.normal([64, 16], using: &generator)
    let cotangent = Tensor.normal([64, 64], using: &generator)
    try layer(Variable(activation(z.slice(0..<batchSize))))
      .backward(cotangent: cotangent.slice(0..<batchSize))
    return Measurement(GradientSigns(of: layer.weight.gradient ?? .zeros([64, 16])).oneSignShare)
  }
}
