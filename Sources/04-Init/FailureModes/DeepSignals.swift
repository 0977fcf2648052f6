import Autograd
public import Course
import TensorCore

// The size of a signal is multiplied in every layer by the same factor, to the power of the depth.

extension FailureMode {
  /// F4.3: in 30 layers of weights that are too small the signal is lost.
  public static var weightsTooSmall: FailureMode {
    FailureMode(
      id: .failureMode(4, 3), title: "The weights are too small for the depth",
      symptom: """
        A deep ReLU network gives next to nothing for every input, and the loss stays at ln K for \
        K classes.
        """,
      diagnosis: """
        A layer of width n multiplies the second moment by n · Var(w) / 2: with a deviation of \
        0.01 and n = 128 by 0.0064, the root mean square by 0.08.
        """,
      fix: "A variance of 2 / fan_in (He), which makes the factor 1.",
      quantity: "root mean square of the outputs of 30 ReLU layers of width 128",
      symptomatic: .below(1e-6),
      broken: Run("deviation 0.01") { seed in rootMeanSquare(3, seed, .normal(0.01)) },
      remedies: [Run("He") { seed in rootMeanSquare(3, seed, .kaiming) }])
  }

  /// F4.5: Xavier's rule knows nothing of the half that ReLU cuts away.
  public static var xavierWithReLU: FailureMode {
    FailureMode(
      id: .failureMode(4, 5), title: "Xavier's rule is used with ReLU",
      symptom: """
        The deeper the ReLU network, the less it learns; at 30 layers its outputs are nearly 0 for \
        every input.
        """,
      diagnosis: """
        ReLU passes half of the second moment on, and Xavier's rule does not make up for it: the \
        root mean square falls by 0.7071 a layer.
        """,
      fix: "He's rule, or Xavier's with the gain √2 where layers are square.",
      quantity: "root mean square of the outputs of 30 ReLU layers of width 128",
      symptomatic: .below(1e-2),
      broken: Run("Xavier") { seed in rootMeanSquare(5, seed, .xavier) },
      remedies: [
        Run("He") { seed in rootMeanSquare(5, seed, .kaiming) },
        Run("Xavier with gain √2") { seed in
          rootMeanSquare(5, seed, .xavier(gain: Gain.pyTorch(.relu)))
        },
      ])
  }

  /// F4.7: with weights of deviation 1 every tanh stands at ±1.
  public static var tanhSaturates: FailureMode {
    FailureMode(
      id: .failureMode(4, 7), title: "tanh saturates from the first step",
      symptom: "Activations are near ±1 in every layer from the first step on.",
      diagnosis: """
        Sums of 128 products with weights of deviation 1 have a deviation of 11. There tanh is \
        flat: its slope is 0.07 on average, against 0.58 at a gain of 5/3.
        """,
      fix: "Xavier's rule, with PyTorch's gain of 5/3 for tanh; for 50 layers see F4.30.",
      quantity: "mean slope of tanh in layer 10 of width 128", symptomatic: .below(0.2),
      broken: Run("deviation 1") { seed in meanSlope(seed, .normal(1)) },
      remedies: [
        Run("Xavier with gain 5/3") { seed in
          meanSlope(seed, .xavier(gain: Gain.pyTorch(.tanh)))
        },
        Run("Xavier with gain 1") { seed in meanSlope(seed, .xavier) },
      ])
  }

  /// F4.36: with weights of deviation 0.01 tanh is linear, and the signal fades.
  public static var tanhFades: FailureMode {
    FailureMode(
      id: .failureMode(4, 36), title: "A tanh network fades",
      symptom: "The outputs of a network of ten layers are nearly 0 for every input.",
      diagnosis: """
        Near 0 tanh is the identity, so what multiplies the signal is the weights alone: 0.01 · \
        √128 = 0.11 a layer.
        """,
      fix: "Xavier's rule with PyTorch's gain of 5/3: the root mean square settles at 0.65.",
      quantity: "root mean square of the outputs of 10 tanh layers of width 128",
      symptomatic: .below(1e-3),
      broken: Run("deviation 0.01") { seed in
        rootMeanSquare(36, seed, .normal(0.01), depth: 10, tanh)
      },
      remedies: [
        Run("Xavier with gain 5/3") { seed in
          rootMeanSquare(36, seed, .xavier(gain: Gain.pyTorch(.tanh)), depth: 10, tanh)
        }
      ])
  }

  private static func rootMeanSquare(
    _ base: UInt64, _ seed: UInt64, _ scheme: InitializationScheme, depth: Int = 30,
    _ activation: @escaping (Variable) -> Variable = relu
  ) -> Measurement {
    let outputs = scheme.outputs(depth: depth, width: 128, activation, seed: base &+ seed)
    return Measurement(outputs.norm() / .squareRoot(Scalar(outputs.elementCount)))
  }

  private static func meanSlope(_ seed: UInt64, _ scheme: InitializationScheme) -> Measurement {
    let outputs = scheme.outputs(depth: 10, width: 128, tanh, seed: 7 &+ seed)
    return Measurement(1 - outputs.secondMoment)
  }
}

extension InitializationScheme {
  /// Xavier's rule with a gain, zero biases.
  static func xavier(gain: Double) -> InitializationScheme {
    InitializationScheme("Xavier with gain \(gain)", hidden: .xavierNormal(gain: gain))
  }
}
