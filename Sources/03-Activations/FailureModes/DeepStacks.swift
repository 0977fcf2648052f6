import Autograd
public import Course
import TensorCore

// What many layers of one activation do to signals and gradients.

extension FailureMode {
  /// F3.3: slopes of at most ¼ are multiplied.
  public static var deepSigmoids: FailureMode {
    FailureMode(
      id: .failureMode(3, 3), title: "A deep sigmoid network learns only in its last layers",
      symptom: """
        Below 20 sigmoid layers the first weight gradient is 10⁻¹² of the last one; under plain gradient descent \
        the first weights do not move.
        """,
      diagnosis: """
        The sigmoid's slope is at most ¼, and every layer multiplies by it. Weights four times as \
        large pay for it if the outputs' mean of ½ is taken off as well: together they make a tanh.
        """,
      fix: "ReLU or GELU in hidden layers; keep the sigmoid for gates and probabilities.",
      quantity: "weight gradient of the first of 20 layers ÷ that of the last, 64 samples",
      symptomatic: .below(1e-6),
      broken: Run("sigmoid") { seed in try gradientRatio(seed, .sigmoid) },
      remedies: [
        Run("ReLU") { seed in try gradientRatio(seed, .relu) },
        Run("GELU") { seed in try gradientRatio(seed, .gelu) },
        Run("sigmoid with gain 4, centered") { seed in
          try gradientRatio(seed, .sigmoid) { weight in
            // 4 σ(z) − 2 = 2 tanh(z / 2)
            Linear(weight: weight * 4, bias: weight.sum(axis: 1) * -2)
          }
        },
      ])
  }

  private static func gradientRatio(
    _ seed: UInt64, _ activation: Activation,
    _ layer: (Tensor) -> Linear = { Linear(weight: $0, bias: .zeros([64])) }
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 3 &+ seed)
    let layers = FailureRuns.squareWeights(20, gain: 1, using: &generator).map(layer)
    let x = Tensor.normal([64, 64], using: &generator)
    let cotangent = Tensor.normal([64, 64], using: &generator)
    let output = layers.reduce(Variable(x)) { x, layer in activation(layer(x)) }
    try output.backward(cotangent: cotangent)
    let norms = [layers[0], layers[19]].map { $0.weight.gradient?.norm() ?? 0 }
    return Measurement(norms[0] / norms[1])
  }

  /// F3.9: each ReLU halves the mean square.
  public static var shrinkingStack: FailureMode {
    FailureMode(
      id: .failureMode(3, 9), title: "A ReLU stack that shrinks the signal",
      symptom: "The deeper the network, the nearer to 0 are all its outputs before training.",
      diagnosis:
        "ReLU takes half of the mean square away, and weights of variance 1/inputs do not give it back.",
      fix: "Weights of variance 2/inputs (gain √2), as He and others derive; lesson 04.",
      quantity: "standard deviation of the outputs of 20 ReLU layers of width 64",
      symptomatic: .below(0.02),
      broken: Run("gain 1") { seed in deviation(seed, after: .relu, number: 9, gain: 1) },
      remedies: [
        Run("gain √2") { seed in deviation(seed, after: .relu, number: 9, gain: .squareRoot(2)) }
      ])
  }

  /// F3.22: SELU with weights that are meant for ReLU.
  public static var wrongStartForSELU: FailureMode {
    FailureMode(
      id: .failureMode(3, 22), title: "SELU with weights that suit ReLU",
      symptom: "A network that was to normalize itself has activations that grow layer by layer.",
      diagnosis: """
        SELU's two constants hold mean 0 and variance 1 in place for weights of variance 1/inputs. With \
        2/inputs the variance grows from layer to layer.
        """,
      fix:
        "LeCun's initialization, variance 1/inputs and biases 0 (PyTorch: nonlinearity 'linear').",
      quantity: "standard deviation of the outputs of 20 SELU layers", symptomatic: .above(3),
      broken: Run("He's weights") { seed in
        deviation(seed, after: .selu, number: 22, gain: .squareRoot(2))
      },
      remedies: [
        Run("LeCun's weights") { seed in deviation(seed, after: .selu, number: 22, gain: 1) }
      ])
  }

  private static func deviation(
    _ seed: UInt64, after activation: Activation, number: UInt64, gain: Scalar
  ) -> Measurement {
    var generator = SplitMix64(seed: number &+ seed)
    let weights = FailureRuns.squareWeights(20, gain: gain, using: &generator)
    let x = Tensor.normal([64, 64], using: &generator)
    let outputs = FailureRuns.outputs(of: weights, x) { activation($0) }
    return Measurement(Scalar.squareRoot(outputs.variance()))
  }

  /// F3.23: SELU with dropout that sets to 0.
  public static var ordinaryDropout: FailureMode {
    FailureMode(
      id: .failureMode(3, 23), title: "SELU with ordinary dropout",
      symptom: "Self-normalizing layers drift away from variance 1 as soon as dropout is on.",
      diagnosis: """
        Dropout sets units to 0 and enlarges the rest: the mean stays, the mean square grows by \
        1/(1 − p) in each layer. SELU's “off” is −1.758, not 0.
        """,
      fix: """
        Alpha dropout, which sets units to −1.758 and corrects mean and variance by an affine map.
        """,
      quantity: "mean square of the outputs of 20 SELU layers with dropout of 0.2",
      symptomatic: .above(1.6),
      broken: Run("set to 0") { seed in
        meanSquare(seed) { x, mask in x * mask / 0.8 }
      },
      remedies: [
        Run("alpha dropout") { seed in
          meanSquare(seed) { x, mask in
            let low: Scalar = -1.0507009873554805 * 1.6732632423543772
            let scale = 1 / Scalar.squareRoot(0.8 * (1 + 0.2 * low * low))
            return (x * mask + low * (1 - mask)) * scale - scale * 0.2 * low
          }
        }
      ])
  }

  private static func meanSquare(
    _ seed: UInt64, _ dropout: (_ x: Tensor, _ mask: Tensor) -> Tensor
  ) -> Measurement {
    var generator = SplitMix64(seed: 23 &+ seed)
    let weights = FailureRuns.squareWeights(20, gain: 1, using: &generator)
    let x = Tensor.normal([64, 64], using: &generator)
    let outputs = FailureRuns.outputs(of: weights, x) { z in
      let mask = Tensor.uniform(z.shape, using: &generator) .>= 0.2
      return dropout(Activation.selu(z), mask)
    }
    return Measurement((outputs * outputs).mean())
  }
}
