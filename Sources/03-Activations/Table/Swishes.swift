import Autograd
public import TensorCore

// The input times a gate that opens with it: SiLU and its relatives.

extension Activation {
  /// The sigmoid linear unit, x σ(x), which others call Swish.
  ///
  /// At −∞ it is 0, the limit; PyTorch gives NaN there, −∞ · 0.
  public static var silu: Activation {
    Activation(
      "SiLU", formula: "x σ(x)", pytorch: "nn.SiLU()",
      range: -0.2784645427610738 ... .infinity, isMonotone: false, saves: .input,
      transcendentals: 1,
      source: .init(
        "Elfwing, Uchibe, Doya, “Sigmoid-weighted linear units for neural network function "
          + "approximation in reinforcement learning”", year: 2017,
        link: "https://arxiv.org/abs/1702.03118"),
      function: ElementwiseFunction(SigmoidGate(beta: 1)),
      curvature: { x in swishCurvature(x, beta: 1) })
  }

  /// Swish with a fixed β: half the identity for β → 0, SiLU for 1, ReLU for β → ∞ (equation 3.5).
  ///
  /// The layer ``Swish`` learns it. Inputs below −10⁶ count as −10⁶, so for a β below 10⁻⁴ the value is wrong there.
  ///
  /// - Parameter beta: How fast the gate opens.
  /// - Returns: The activation.
  /// - Precondition: `beta > 0`.
  public static func swish(beta: Scalar) -> Activation {
    precondition(beta > 0, "Activation.swish: beta must be positive: \(beta)")
    return Activation(
      "Swish, fixed beta", formula: "x σ(\(beta) x)",
      range: -0.2784645427610738 / beta ... .infinity,
      isMonotone: false, saves: .input, transcendentals: 1,
      source: .init(
        "Ramachandran, Zoph, Le, “Searching for activation functions”", year: 2017,
        link: "https://arxiv.org/abs/1710.05941"),
      function: ElementwiseFunction(SigmoidGate(beta: beta)),
      curvature: { x in swishCurvature(x, beta: beta) })
  }

  /// GELU with the sigmoid of 1.702 x for the gate, as OpenAI's CLIP has it.
  public static var quickGELU: Activation {
    Activation(
      "Quick GELU", formula: "x σ(1.702 x)", range: -0.1636101896363535 ... .infinity,
      isMonotone: false, saves: .input, transcendentals: 1,
      source: .init(
        "Hendrycks, Gimpel, “Gaussian error linear units (GELUs)”", year: 2016,
        link: "https://arxiv.org/abs/1606.08415"),
      function: ElementwiseFunction(SigmoidGate(beta: 1.702)),
      curvature: { x in swishCurvature(x, beta: 1.702) })
  }

  private static func swishCurvature(_ x: Scalar, beta: Scalar) -> Scalar {
    let z = beta * x.limited
    return beta * z.sigmoidSlope * (2 + z * (1 - 2 * .sigmoid(z)))
  }

  /// The input times tanh of its softplus.
  ///
  /// With w = eˣ the gate is n / (n + 2), n = w (w + 2): one exponential instead of three. Above 20 it is 1 to
  /// the last digit, and w is held there. PyTorch's second derivative is NaN from 710 on, its value NaN at −∞.
  public static var mish: Activation {
    Activation(
      "Mish", formula: "x tanh(log(1 + eˣ))", pytorch: "nn.Mish()",
      range: -0.3088434130172504 ... .infinity, isMonotone: false, saves: .input,
      transcendentals: 1,
      source: .init(
        "Misra, “Mish: a self regularized non-monotonic activation function”", year: 2019,
        link: "https://arxiv.org/abs/1908.08681"),
      function: ElementwiseFunction(
        value: { x in
          let w = Scalar.exp(x > 20 ? 20 : x)
          let n = w * (w + 2)
          return x.limitedBelow * (n / (n + 2))
        },
        slope: { x in
          let z = x > 20 ? 20 : x.limitedBelow
          let w = Scalar.exp(z)
          let below = 1 / (w * (w + 2) + 2)
          return (w * (w + 2) + 4 * z * w * (w + 1) * below) * below
        }),
      curvature: { x in
        // In double precision, whose range w³ does not leave; above 200 it is less than 10⁻¹⁷⁰.
        let z = Double(x.limitedBelow)
        if z > 200 { return 0 }
        let w = Double.exp(z)
        let below = 1 / (w * (w + 2) + 2)
        let cubic = 2 + w * (2 - w * (3 + 2 * w))
        return Scalar(4 * w * below * below * (2 * (w + 1) + z * cubic * below))
      })
  }

  /// SiLU out of straight pieces and a parabola, for machines without an exponential.
  ///
  /// At −∞ it is 0, the limit, where PyTorch gives NaN; at 10³⁰⁸ it does not overflow, where PyTorch multiplies
  /// by 6 before it divides.
  public static var hardSwish: Activation {
    Activation(
      "Hard swish", formula: "x · min(max(0, x + 3), 6) / 6", pytorch: "nn.Hardswish()",
      range: -0.375 ... .infinity, isMonotone: false,
      kinks: [.init(at: -3, slope: 0), .init(at: 3, slope: 1)], saves: .input, transcendentals: 0,
      source: .init(
        "Howard and others, “Searching for MobileNetV3”", year: 2019,
        link: "https://arxiv.org/abs/1905.02244"),
      function: ElementwiseFunction(
        value: { x in
          let gated = x * x.hardGate
          return x <= -3 ? 0 : gated
        },
        slope: { x in x <= -3 ? 0 : (x < 3 ? x / 3 + 0.5 : 1) },
        branch: { x in x > -3 ? (x > 3 ? 2 : 1) : 0 }),
      curvature: { x in x <= -3 ? 0 : (x < 3 ? 1.0 / 3 : 0) })
  }
}

/// x s with s = σ(βx), whose slope is s + βx s (1 − s).
struct SigmoidGate: ElementwiseFormula {
  let beta: Scalar

  @inline(__always)
  func value(_ x: Scalar) -> Scalar { x.limitedBelow * .sigmoid(beta * x) }

  @inline(__always)
  func slope(_ x: Scalar) -> Scalar {
    let gate = Scalar.sigmoid(beta * x)
    return gate + beta * x.limited * gate * (1 - gate)
  }
}
