import Autograd
public import Course
import TensorCore

extension FailureMode {
  /// F2.24: one infinite entry, and clipping spreads it.
  public static var infinityClipped: FailureMode {
    FailureMode(
      id: .failureMode(2, 24), title: "Clipping turns an infinite gradient into NaN everywhere",
      symptom:
        "One corrupt batch, and from then on every parameter is NaN, although gradients are clipped.",
      diagnosis: """
        The norm is infinite, so the factor is 0: infinite entries become 0 · ∞ = NaN, all others 0. One \
        weight is NaN after this step, all of them after the next.
        """,
      fix: """
        Look at the norm that clipping returns, and leave the step out if it is not finite (as loss \
        scalers do) or stop (PyTorch: `error_if_nonfinite=True`).
        """,
      quantity:
        "weights and biases, of 3, that are NaN after a batch with an infinite gradient and a sound one",
      symptomatic: .above(0),
      broken: Run("clipped to norm 1") { try undefinedParameters { _ in true } },
      remedies: [Run("the step left out") { try undefinedParameters { $0.isFinite } }])
  }

  /// Makes a step on a batch whose gradient is infinite and on one whose is not.
  ///
  /// - Parameter isUsable: Given the norm before clipping, whether the step is made.
  /// - Returns: How many weights and biases are NaN afterward.
  /// - Throws: What the backward pass throws.
  private static func undefinedParameters(_ isUsable: (Scalar) -> Bool) throws -> Measurement {
    let model = Linear(weight: Tensor([[0.5, -1]]), bias: Tensor([0]))
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.1)
    // In single precision the feature itself is infinite, and the outcome the same.
    let corrupt = Scalar(1e200 as Double)
    for x in [Tensor([[corrupt, 1]]), Tensor([[1, 1]])] {
      optimizer.zeroGradients()
      try meanSquaredError(model(Variable(x)), targets: Tensor([[0]])).backward()
      let norm = clipGradientNorm(model.trainedVariables, to: 1)
      if isUsable(norm) { optimizer.step() }
    }
    let scalars = model.trainedVariables.flatMap(\.value.scalars)
    return Measurement(Double(scalars.count { $0.isNaN }))
  }
}
