import Autograd
public import Course
import TensorCore

extension FailureMode {
  /// F2.11: clipping turns the gradient.
  public static var clippedByValue: FailureMode {
    FailureMode(
      id: .failureMode(2, 11), title: "Clipping changes the direction",
      symptom:
        "With clipping on, training goes where the loss does not point; or clipping does nothing.",
      diagnosis: """
        Clipping by value cuts the large entries and leaves the small ones, so the direction changes; \
        clipping each tensor by its own norm changes it between tensors; clipping after the step comes \
        too late.
        """,
      fix: "Clip the joint norm of all gradients, between backward() and the step (equation 2.22).",
      quantity: "cosine between the gradient [10, 1] and the clipped one",
      symptomatic: .below(0.99),
      broken: Run("by value, to 1") { clippedCosine { clipGradientValues([$0], to: 1) } },
      remedies: [Run("by norm, to 1") { clippedCosine { clipGradientNorm([$0], to: 1) } }])
  }

  private static func clippedCosine(_ clip: (Variable) -> Void) -> Measurement {
    let parameter = Variable(.zeros([2]), requiresGradient: true)
    let gradient = Tensor([10, 1])
    parameter.gradient = gradient
    clip(parameter)
    let clipped = parameter.gradient ?? .zeros([2])
    return Measurement(dot(gradient, clipped) / (gradient.norm() * clipped.norm()))
  }
}
