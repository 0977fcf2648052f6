import Autograd
import TensorCore

// GELU: the input times the probability that a standard normal number is below it; exactly, and in the two forms
// that replace it.

extension Activation {
  /// The Gaussian error linear unit, exact: x Φ(x), the mean of x kept with probability Φ(x) (equation 3.4).
  ///
  /// At −∞ it is 0, the limit; PyTorch gives NaN there, −∞ · 0. Below zero Φ is computed as a tail, so that
  /// digits stay where PyTorch's sum 1 + erf cancels.
  public static var gelu: Activation {
    Activation(
      "GELU", formula: "x Φ(x) = x/2 (1 + erf(x/√2))", pytorch: "nn.GELU()",
      range: -0.16997120747990366 ... .infinity, isMonotone: false, saves: .input,
      transcendentals: 1,
      source: .init(
        "Hendrycks, Gimpel, “Gaussian error linear units (GELUs)”", year: 2016,
        link: "https://arxiv.org/abs/1606.08415"),
      function: ElementwiseFunction(GaussianGate()),
      curvature: { x in
        let z = x.limited
        return Scalar.normal(at: z).density * (2 - z * z)
      })
  }

  /// GELU by way of tanh, as in GPT-2's code, and in BERT's since a change from the exact form.
  ///
  /// Written as x σ(2u), since ½ (1 + tanh u) = σ(2u): one exponential, and no digits lost below zero, where
  /// PyTorch's 1 + tanh u cancels. At ±∞ it has its limits; PyTorch gives NaN at −∞.
  public static var geluTanh: Activation {
    Activation(
      "GELU, tanh form", formula: "x/2 (1 + tanh(√(2/π) (x + 0.044715 x³)))",
      pytorch: "nn.GELU(approximate='tanh')", range: -0.17004075057125406 ... .infinity,
      isMonotone: false, saves: .input, transcendentals: 1,
      source: .init(
        "Hendrycks, Gimpel, “Gaussian error linear units (GELUs)”", year: 2016,
        link: "https://arxiv.org/abs/1606.08415"),
      function: ElementwiseFunction(
        value: { x in
          let z = x.limited
          let gate = Scalar.sigmoid(z * (1.5957691216057308 + 0.07135481627260025 * z * z))
          return x.limitedBelow * gate
        },
        slope: { x in
          let z = x.limited
          let gate = Scalar.sigmoid(z * (1.5957691216057308 + 0.07135481627260025 * z * z))
          return gate + z * gate * (1 - gate) * (1.5957691216057308 + 0.21406444881780074 * z * z)
        }),
      curvature: { x in
        let z = x.limited
        let inner = z * (1.5957691216057308 + 0.07135481627260025 * z * z)
        let innerSlope = 1.5957691216057308 + 0.21406444881780074 * z * z
        let innerCurvature = 0.4281288976356015 * z
        let swing = innerSlope * innerSlope * (1 - 2 * .sigmoid(inner)) + innerCurvature
        return inner.sigmoidSlope * (2 * innerSlope + z * swing)
      })
  }
}

/// x Φ(x), whose slope is Φ(x) + x φ(x).
struct GaussianGate: ElementwiseFormula {
  /// |x| times the tail Φ(−|x|) less than x where x is positive, and less than 0 where it is negative.
  @inline(__always)
  func value(_ x: Scalar) -> Scalar {
    let z = x.magnitude > 64 ? 64 : x.magnitude  // no tail is left there, and ∞ · 0 is no number
    return (x < 0 ? -0.0 : x).addingProduct(-z, .normalTail(z))
  }

  @inline(__always)
  func slope(_ x: Scalar) -> Scalar {
    let (probability, density) = Scalar.normal(at: x)
    return probability + x.limited * density
  }
}
