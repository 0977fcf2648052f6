import Autograd
public import Course
import TensorCore

// A gradient that crosses L layers is a product of L Jacobians,
//
//     ∂L/∂x₀ = J₁ᵀ J₂ᵀ ⋯ J_Lᵀ · ∂L/∂x_L                                  (equation 2.21)
//
// and a product of many factors below 1 vanishes, of many above 1 explodes.

extension FailureMode {
  /// F2.12: what comes out of 50 sigmoids is nothing.
  public static var vanishingGradient: FailureMode {
    FailureMode(
      id: .failureMode(2, 12), title: "The gradient vanishes",
      symptom: "The early layers of a deep network stay as they were; the late ones learn.",
      diagnosis:
        "The slope of a sigmoid is at most ¼, and the slopes of all layers are multiplied.",
      fix: "ReLUs with an initialization that suits them, or connections round the layers.",
      quantity: "gradient norm at the input ÷ at the output of 50 layers of width 32",
      symptomatic: .below(1e-10),
      broken: Run("sigmoids") { seed in try gradientAcross50Layers(seed, gain: 1) { sigmoid($1) } },
      remedies: [
        Run("sigmoids with residual connections") { seed in
          try gradientAcross50Layers(seed, gain: 1) { x, z in x + sigmoid(z) }
        },
        Run("ReLUs, weights of variance 2/width") { seed in
          try gradientAcross50Layers(seed, gain: .squareRoot(2)) { relu($1) }
        },
      ])
  }

  /// F2.13: what comes out of 100 layers of gain 1.5 is astronomic.
  public static var explodingGradient: FailureMode {
    FailureMode(
      id: .failureMode(2, 13), title: "The gradient explodes",
      symptom:
        "Gradients grow by orders of magnitude toward the first layer, up to infinity or NaN.",
      diagnosis:
        "Each layer multiplies the gradient by its weight: 1.5 to the power 100 is 4·10¹⁷.",
      fix: "An initialization that keeps the size, and clipping for what is left.",
      quantity: "gradient of the input of 100 linear layers", symptomatic: .above(1e6),
      broken: Run("every weight 1.5") { try gradientAcross100Weights(of: 1.5) { _ in } },
      remedies: [
        Run("every weight 1") { try gradientAcross100Weights(of: 1) { _ in } },
        Run("every weight 1.5, clipped to norm 1") {
          try gradientAcross100Weights(of: 1.5) { clipGradientNorm([$0], to: 1) }
        },
      ])
  }

  /// The layer gets its input and the weighted sums, of variance `gain`² for inputs of variance 1.
  private static func gradientAcross50Layers(
    _ seed: UInt64, gain: Scalar, _ layer: (Variable, Variable) -> Variable
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 5 &+ seed)
    let input = Variable(.normal([1, 32], using: &generator), requiresGradient: true)
    var x = input
    for _ in 0..<50 {
      let weight = Tensor.normal(
        [32, 32], standardDeviation: gain / .squareRoot(32), using: &generator)
      x = layer(x, linear(x, weight: Variable(weight)))
    }
    let cotangent = Tensor.normal([1, 32], using: &generator)
    try x.backward(cotangent: cotangent)
    return Measurement((input.gradient?.norm() ?? 0) / cotangent.norm())
  }

  private static func gradientAcross100Weights(
    of weight: Scalar, _ clip: (Variable) -> Void
  ) throws -> Measurement {
    let x = Variable(Tensor(1), requiresGradient: true)
    var y = x
    for _ in 0..<100 { y = y * Variable(Tensor(weight)) }
    try y.backward()
    clip(x)
    return Measurement(x.gradient?.scalar ?? 0)
  }
}
