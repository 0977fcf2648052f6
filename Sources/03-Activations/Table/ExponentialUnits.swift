import Autograd
public import TensorCore

// Units that go over to an exponential below zero, and softplus.

extension Activation {
  /// The exponential linear unit with α = 1, whose slope does not jump at zero.
  public static var elu: Activation { elu(alpha: 1) }

  /// The exponential linear unit.
  ///
  /// - Parameter alpha: The depth to which it sinks below zero; for any but 1 the slope jumps at zero.
  /// - Returns: The activation.
  /// - Precondition: `alpha > 0`.
  public static func elu(alpha: Scalar) -> Activation {
    precondition(alpha > 0, "Activation.elu: alpha must be positive: \(alpha)")
    return Activation(
      "ELU", formula: "x for x > 0, else \(alpha) (eˣ − 1)", pytorch: "nn.ELU(alpha=\(alpha))",
      range: -alpha ... .infinity, isMonotone: true,
      kinks: alpha == 1 ? [] : [.init(at: 0, slope: alpha)], saves: .input, transcendentals: 1,
      source: .init(
        "Clevert, Unterthiner, Hochreiter, “Fast and accurate deep network learning by exponential "
          + "linear units (ELUs)”", year: 2015, link: "https://arxiv.org/abs/1511.07289"),
      function: ElementwiseFunction(
        ExponentialUnit(alpha: alpha, scale: 1), branch: { x in x > 0 ? 1 : 0 }),
      curvature: { x in x < 0 ? alpha * .exp(x) : 0 })
  }

  /// ELU with a slope that is continuous for every α, here α = 1.
  public static var celu: Activation { celu(alpha: 1) }

  /// ELU with a slope that is continuous for every α.
  ///
  /// - Parameter alpha: The depth to which it sinks below zero, and how slowly.
  /// - Returns: The activation.
  /// - Precondition: `alpha > 0`.
  public static func celu(alpha: Scalar) -> Activation {
    precondition(alpha > 0, "Activation.celu: alpha must be positive: \(alpha)")
    return Activation(
      "CELU", formula: "max(0, x) + min(0, \(alpha) (exp(x / \(alpha)) − 1))",
      pytorch: "nn.CELU(alpha=\(alpha))", range: -alpha ... .infinity, isMonotone: true,
      saves: .input, transcendentals: 1,
      source: .init(
        "Barron, “Continuously differentiable exponential linear units”", year: 2017,
        link: "https://arxiv.org/abs/1704.07483"),
      function: ElementwiseFunction(ExponentialUnit(alpha: alpha, scale: alpha)),
      curvature: { x in x < 0 ? .exp(x / alpha) / alpha : 0 })
  }

  /// The ELU whose two constants make mean 0 and variance 1 a fixed point of a layer.
  public static var selu: Activation {
    Activation(
      "SELU", formula: "1.0507 · (x for x > 0, else 1.6733 (eˣ − 1))", pytorch: "nn.SELU()",
      range: -(1.0507009873554805 * 1.6732632423543772) ... .infinity, isMonotone: true,
      kinks: [.init(at: 0, slope: 1.0507009873554805 * 1.6732632423543772)], saves: .input,
      transcendentals: 1,
      source: .init(
        "Klambauer, Unterthiner, Mayr, Hochreiter, “Self-normalizing neural networks”", year: 2017,
        link: "https://arxiv.org/abs/1706.02515"),
      function: ElementwiseFunction(
        value: { x in
          let below = 1.6732632423543772 * Scalar.expMinusOne(x)
          return 1.0507009873554805 * (x > 0 ? x : below)
        },
        slope: { x in
          let below = 1.0507009873554805 * 1.6732632423543772 * Scalar.exp(x)
          return x <= 0 ? below : 1.0507009873554805
        }, branch: { x in x > 0 ? 1 : 0 }),
      curvature: { x in
        x < 0 ? 1.0507009873554805 * 1.6732632423543772 * Scalar.exp(x) : 0
      })
  }

  /// Softplus as PyTorch has it by default: β = 1, and the input itself above 20.
  public static var softplus: Activation { softplus(beta: 1, threshold: 20) }

  /// A smooth ReLU, log(1 + e^βx) / β; its slope is the sigmoid of βx (equation 3.6).
  ///
  /// PyTorch goes over to `x` where βx exceeds a threshold, lest the exponential overflow; the step is of
  /// e⁻²⁰ / β, 2e-9. Ours would not overflow, and with a threshold of `.infinity` has no such step.
  ///
  /// - Parameters:
  ///   - beta: How sharp the bend is.
  ///   - threshold: The value of βx above which the result is `x`.
  /// - Returns: The activation.
  /// - Precondition: `beta > 0`.
  public static func softplus(beta: Scalar, threshold: Scalar = 20) -> Activation {
    precondition(beta > 0, "Activation.softplus: beta must be positive: \(beta)")
    return Activation(
      "Softplus", formula: "log(1 + exp(\(beta) x)) / \(beta)",
      pytorch: "nn.Softplus(beta=\(beta), threshold=\(threshold))", range: 0...(.infinity),
      isMonotone: true, saves: .input, transcendentals: 2,
      source: .init(
        "Dugas and others, “Incorporating second-order functional knowledge for better option "
          + "pricing”", year: 2000,
        link: "https://proceedings.neurips.cc/paper/2000/hash/"
          + "44968aece94f667e4095002d140b5896-Abstract.html"),
      function: ElementwiseFunction(BentLine(beta: beta, threshold: threshold)),
      curvature: { x in beta * x >= threshold ? 0 : beta * (beta * x).sigmoidSlope })
  }
}

/// x for x > 0, else α (exp(x / s) − 1): ELU with s = 1, CELU with s = α.
struct ExponentialUnit: ElementwiseFormula {
  let alpha: Scalar
  let scale: Scalar

  @inline(__always)
  func value(_ x: Scalar) -> Scalar {
    let below = alpha * .expMinusOne(x / scale)
    return x > 0 ? x : below
  }

  @inline(__always)
  func slope(_ x: Scalar) -> Scalar {
    let below = alpha / scale * .exp(x / scale)
    return x <= 0 ? below : 1
  }
}

/// log(1 + e^βx) / β, and x itself where βx exceeds a threshold.
struct BentLine: ElementwiseFormula {
  let beta: Scalar
  let threshold: Scalar

  @inline(__always)
  func value(_ x: Scalar) -> Scalar {
    let bent = Scalar.softplus(beta * x) / beta
    return beta * x > threshold ? x : bent
  }

  @inline(__always)
  func slope(_ x: Scalar) -> Scalar {
    let bent = Scalar.sigmoid(beta * x)
    return beta * x > threshold ? 1 : bent
  }
}
