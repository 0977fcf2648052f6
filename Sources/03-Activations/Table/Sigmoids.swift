import Autograd
import TensorCore

// Functions that saturate at both ends, and the logarithm of one.

extension Activation {
  /// The logistic sigmoid, from 0 to 1 (equation 3.2).
  public static var sigmoid: Activation {
    Activation(
      "Sigmoid", formula: "σ(x) = 1 / (1 + e⁻ˣ)", pytorch: "nn.Sigmoid()", range: 0...1,
      isMonotone: true, saves: .output, transcendentals: 1,
      source: .init(
        "Rumelhart, Hinton, Williams, “Learning representations by back-propagating errors”",
        year: 1986, link: "https://doi.org/10.1038/323533a0"),
      function: ElementwiseFunction(
        value: { x in .sigmoid(x) }, slopeFromOutput: { y in y * (1 - y) }),
      curvature: { x in x.sigmoidSlope * (1 - 2 * .sigmoid(x)) })
  }

  /// The hyperbolic tangent, from −1 to 1 (equation 3.3).
  public static var tanh: Activation {
    Activation(
      "Tanh", formula: "tanh x = 2 σ(2x) − 1", pytorch: "nn.Tanh()", range: -1...1,
      isMonotone: true, isZeroCentered: true, saves: .output, transcendentals: 1,
      source: .init(
        "LeCun, Bottou, Orr, Müller, “Efficient BackProp”", year: 1998,
        link: "https://doi.org/10.1007/3-540-49430-8_2"),
      function: ElementwiseFunction(
        value: { x in .tanh(x) }, slopeFromOutput: { y in 1 - y * y }),
      curvature: { x in -8 * (2 * x).sigmoidSlope * .tanh(x) })
  }

  /// A sigmoid made of a quotient, which comes to its ends slowly.
  ///
  /// At ±∞ it is ±1, the limit; PyTorch gives NaN there, ∞ / ∞.
  public static var softsign: Activation {
    Activation(
      "Softsign", formula: "x / (1 + |x|)", pytorch: "nn.Softsign()", range: -1...1,
      isMonotone: true, isZeroCentered: true, saves: .input, transcendentals: 0,
      source: .init(
        "Glorot, Bengio, “Understanding the difficulty of training deep feedforward neural "
          + "networks”", year: 2010, link: "https://proceedings.mlr.press/v9/glorot10a.html"),
      function: ElementwiseFunction(
        value: { x in
          let most = Scalar.greatestFiniteMagnitude
          let z = x < -most ? -most : (x > most ? most : x)
          return z / (1 + z.magnitude)
        },
        slope: { x in
          let below = 1 + x.magnitude
          return 1 / (below * below)
        }),
      curvature: { x in
        let below = 1 + x.magnitude
        let size = 2 / (below * below * below)
        return x == 0 ? 0 : (x > 0 ? -size : size)
      })
  }

  /// The identity between −1 and 1, constant beyond.
  public static var hardTanh: Activation {
    Activation(
      "Hard tanh", formula: "min(max(−1, x), 1)", pytorch: "nn.Hardtanh()", range: -1...1,
      isMonotone: true, isZeroCentered: true,
      kinks: [
        .init(at: -1, slope: 0, elsewhere: "JAX takes 1"),
        .init(at: 1, slope: 0, elsewhere: "JAX takes 1"),
      ], saves: .output, transcendentals: 0,
      source: .init(
        "Collobert and others, “Natural language processing (almost) from scratch”", year: 2011,
        link: "https://jmlr.org/papers/v12/collobert11a.html"),
      function: ElementwiseFunction(
        value: { x in x < -1 ? -1 : (x > 1 ? 1 : x) },
        slopeFromOutput: { y in y <= -1 ? 0 : (y >= 1 ? 0 : 1) },
        branch: { x in x > -1 ? (x > 1 ? 2 : 1) : 0 }),
      curvature: { _ in 0 })
  }

  /// The sigmoid out of three straight pieces, for machines without an exponential.
  ///
  /// PyTorch's slope on a CPU is 1/6 rounded to single precision, in double precision too; ours is 1/6. PyTorch
  /// has no second derivative of it. Earlier forms rise between ±1 or ±2.5 (Keras 2: 0.2 x + 0.5).
  public static var hardSigmoid: Activation {
    Activation(
      "Hard sigmoid", formula: "min(max(0, x + 3), 6) / 6", pytorch: "nn.Hardsigmoid()",
      range: 0...1, isMonotone: true,
      kinks: [.init(at: -3, slope: 0), .init(at: 3, slope: 0)], saves: .input, transcendentals: 0,
      source: .init(
        "Howard and others, “Searching for MobileNetV3”", year: 2019,
        link: "https://arxiv.org/abs/1905.02244"),
      function: ElementwiseFunction(
        value: { x in x.hardGate }, slope: { x in x > -3 ? (x < 3 ? 1.0 / 6 : 0) : 0 },
        branch: { x in x > -3 ? (x > 3 ? 2 : 1) : 0 }),
      curvature: { _ in 0 })
  }

  /// The logarithm of the sigmoid, computed without taking the logarithm of a vanished number.
  public static var logSigmoid: Activation {
    Activation(
      "Log-sigmoid", formula: "log σ(x) = −softplus(−x)", pytorch: "nn.LogSigmoid()",
      range: -.infinity...0, isMonotone: true, saves: .input, transcendentals: 2,
      source: .init(
        "PyTorch documentation", year: 2017,
        link: "https://docs.pytorch.org/docs/stable/generated/torch.nn.LogSigmoid.html"),
      function: ElementwiseFunction(LogarithmOfSigmoid()),
      curvature: { x in -x.sigmoidSlope })
  }
}

/// log σ(x).
struct LogarithmOfSigmoid: ElementwiseFormula {
  @inline(__always)
  func value(_ x: Scalar) -> Scalar { -(.softplus(-x)) }

  @inline(__always)
  func slope(_ x: Scalar) -> Scalar { .sigmoid(-x) }
}

extension Scalar {
  /// σ(x) (1 − σ(x)), without the difference, which would cancel where σ is near 1.
  @inline(__always)
  var sigmoidSlope: Scalar {
    let decay = Scalar.exp(-magnitude)
    return decay / ((1 + decay) * (1 + decay))
  }

  /// min(max(0, x + 3), 6) / 6, the gate of hard sigmoid and hard swish.
  @inline(__always)
  var hardGate: Scalar {
    let raised = self + 3
    return (raised < 0 ? 0 : (raised > 6 ? 6 : raised)) / 6
  }
}
