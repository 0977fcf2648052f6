import Autograd
public import Course
import TensorCore

extension FailureMode {
  /// F2.9: the backward pass uses the weight as the forward pass does.
  public static var weightNotTransposed: FailureMode {
    FailureMode(
      id: .failureMode(2, 9), title: "The weight is used untransposed in the backward pass",
      symptom: "Networks with square layers train badly; others stop with an error about shapes.",
      diagnosis: """
        Forward is X Wᵀ, so back is D W (equation 2.10). With D Wᵀ every shape fits if the layer is \
        square, and only the numbers are wrong.
        """,
      fix: "The transpose of what was used forward; check gradients on layers that are not square.",
      quantity: "relative distance of dX from central differences, 64 → 64 layer",
      symptomatic: .above(0.1),
      broken: Run("d · Wᵀ") { seed in
        inputGradientError(seed) { matmul($0, $1, transposing: .right) }
      },
      remedies: [
        Run("d · W") { seed in
          inputGradientError(seed) { LayerRules.linear($0, x: $0, weight: $1).input }
        }
      ])
  }

  private static func inputGradientError(
    _ seed: UInt64, _ rule: (Tensor, Tensor) -> Tensor
  ) -> Measurement {
    var generator = SplitMix64(seed: 4 &+ seed)
    let x = Tensor.normal([1, 64], using: &generator)
    let weight = Tensor.normal([64, 64], using: &generator)
    let cotangent = Tensor.normal([1, 64], using: &generator)
    let numeric = numericGradient(at: x) { x in
      (matmul(x, weight, transposing: .right) * cotangent).sum()
    }
    return Measurement(relativeDistance(rule(cotangent, weight), numeric))
  }
}
