import Autograd
public import TensorCore

// The sine, for coordinates, and shrinkage, for sparse codes.

extension Activation {
  /// The sine with the frequency that implicit representations begin with.
  public static var sine: Activation { sine(frequency: 30) }

  /// A sine wave, as networks have it that represent an image or a shape by its coordinates.
  ///
  /// Beyond 10⁹ radians, 10⁵ in single precision, it is NaN.
  ///
  /// - Parameter frequency: By how much the input is multiplied.
  /// - Returns: The activation.
  public static func sine(frequency: Scalar) -> Activation {
    Activation(
      "Sine", formula: "sin(\(frequency) x)", range: -1...1, isMonotone: false,
      isZeroCentered: true, saves: .input, transcendentals: 1,
      source: .init(
        "Sitzmann and others, “Implicit neural representations with periodic activation functions”",
        year: 2020, link: "https://arxiv.org/abs/2006.09661"),
      function: ElementwiseFunction(
        value: { x in .sine(frequency * x) }, slope: { x in frequency * .cosine(frequency * x) }),
      curvature: { x in -frequency * frequency * .sine(frequency * x) })
  }

  /// The input moved half a unit toward zero, and zero if it is nearer than that.
  public static var softShrink: Activation {
    Activation(
      "Soft shrink", formula: "x − ½ for x > ½, x + ½ for x < −½, else 0",
      pytorch: "nn.Softshrink()", range: -.infinity ... .infinity, isMonotone: true,
      isZeroCentered: true, kinks: [.init(at: -0.5, slope: 0), .init(at: 0.5, slope: 0)],
      saves: .output, transcendentals: 0,
      source: .init(
        "Donoho, “De-noising by soft-thresholding”", year: 1995,
        link: "https://doi.org/10.1109/18.382009"),
      function: ElementwiseFunction(
        value: { x in x > 0.5 ? x - 0.5 : (x >= -0.5 ? 0 : x + 0.5) },
        slopeFromOutput: { y in y == 0 ? 0 : 1 },
        branch: { x in x > 0.5 ? 1 : (x < -0.5 ? -1 : 0) }),
      curvature: { _ in 0 })
  }

  /// The input, and zero if it is nearer than half a unit to zero; the value jumps.
  public static var hardShrink: Activation {
    Activation(
      "Hard shrink", formula: "x for |x| > ½, else 0", pytorch: "nn.Hardshrink()",
      range: -.infinity ... .infinity, isMonotone: true, isZeroCentered: true,
      kinks: [.init(at: -0.5, slope: 0), .init(at: 0.5, slope: 0)], saves: .output,
      transcendentals: 0,
      source: .init(
        "Donoho, Johnstone, “Ideal spatial adaptation by wavelet shrinkage”", year: 1994,
        link: "https://doi.org/10.1093/biomet/81.3.425"),
      function: ElementwiseFunction(
        value: { x in x > 0.5 ? x : (x >= -0.5 ? 0 : x) }, slopeFromOutput: { y in y == 0 ? 0 : 1 },
        branch: { x in x > 0.5 ? 1 : (x < -0.5 ? -1 : 0) }),
      curvature: { _ in 0 })
  }

  /// What tanh takes away.
  ///
  /// Near zero the difference cancels, as in PyTorch: what is left is right to 10⁻¹⁶ |x|.
  public static var tanhShrink: Activation {
    Activation(
      "Tanh shrink", formula: "x − tanh x", pytorch: "nn.Tanhshrink()",
      range: -.infinity ... .infinity, isMonotone: true, isZeroCentered: true, saves: .input,
      transcendentals: 1,
      source: .init(
        "PyTorch documentation", year: 2017,
        link: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Tanhshrink.html"),
      function: ElementwiseFunction(
        value: { x in x - .tanh(x) }, slope: { x in .tanh(x) * .tanh(x) }),
      curvature: { x in 8 * (2 * x).sigmoidSlope * .tanh(x) })
  }
}
