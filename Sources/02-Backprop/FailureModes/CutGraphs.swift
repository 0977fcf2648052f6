import Autograd
public import Course
import TensorCore

extension FailureMode {
  /// F2.6: no gradient reaches the layers before the cut.
  public static var graphCut: FailureMode {
    FailureMode(
      id: .failureMode(2, 6), title: "The graph is cut",
      symptom:
        "Training runs and the loss falls, but some layers keep their first weights to the bit.",
      diagnosis: """
        detach(), a plain number taken out, a tensor built anew, or a frozen flag ends the graph. The \
        gradients before the cut are nil, not zero, and the optimizer passes over them.
        """,
      fix: "Keep the graph whole; after a few steps assert that every parameter has moved.",
      quantity: "parameters that have not moved in 20 steps", symptomatic: .above(0),
      broken: Run("detached between the layers") { seed in
        try unmovedParameters(seed) { $0.detached() }
      },
      remedies: [Run("connected") { seed in try unmovedParameters(seed) { $0 } }])
  }

  /// F2.18: a step function lets nothing through.
  public static var stepWithoutGradient: FailureMode {
    FailureMode(
      id: .failureMode(2, 18), title: "No gradient comes through a step",
      symptom: "Everything before an argmax, a rounding or a threshold stops learning.",
      diagnosis:
        "A step function is flat wherever it has a derivative, so the gradient is exactly 0.",
      fix:
        "A straight-through estimator in the backward pass, or a smooth function in the step's place.",
      quantity: "norm of the gradient before a sign function", symptomatic: .below(1e-12),
      broken: Run("sign") { try gradientBefore(sign) },
      remedies: [
        Run("sign, passed straight through in the backward pass") {
          try gradientBefore { straightThrough($0) { x in x < 0 ? -1 : 1 } }
        },
        Run("tanh in its place") { try gradientBefore(tanh) },
      ])
  }

  private static func unmovedParameters(
    _ seed: UInt64, _ connection: (Variable) -> Variable
  ) throws -> Measurement {
    let network = TwoLayerTraining(seed: seed)
    return try network.unmovedParameters { x, y in
      meanSquaredError(network.second(connection(tanh(network.first(x)))), targets: y)
    }
  }

  private static func gradientBefore(_ step: (Variable) -> Variable) throws -> Measurement {
    let x = Variable(Tensor([0.5, -1.5, 2, -0.25]), requiresGradient: true)
    try (step(x) * Variable(Tensor([1, 2, 3, 4]))).sum().backward()
    return Measurement(x.gradient?.norm() ?? 0)
  }
}
