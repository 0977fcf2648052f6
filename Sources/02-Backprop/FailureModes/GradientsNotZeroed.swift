import Autograd
public import Course
import TensorCore

extension FailureMode {
  /// F2.1: every step adds to the gradients of all earlier ones.
  public static var gradientsNotZeroed: FailureMode {
    FailureMode(
      id: .failureMode(2, 1), title: "Gradients are not zeroed",
      symptom: "The loss swings forever instead of settling, and gradients grow.",
      diagnosis: """
        backward() adds to what is there, and nothing takes it away between steps. The optimizer then \
        follows the sum of all past gradients: momentum with a factor of 1, a pendulum without friction.
        """,
      fix: "Zero the gradients before every backward().",
      quantity: "greatest |x| in the last 50 of 200 steps down x²/2 from 1",
      symptomatic: .above(0.5),
      broken: Run("never zeroed") { try descendParabola { _ in } },
      remedies: [
        Run("zeroed before every step") { try descendParabola { $0.zeroGradients() } }
      ])
  }

  /// Goes down x² / 2 from 1 at a rate of 0.1; `prepare` is what happens before every step.
  private static func descendParabola(
    _ prepare: (GradientDescent) -> Void
  ) throws -> Measurement {
    let x = Variable(Tensor(1), requiresGradient: true)
    let optimizer = GradientDescent([x], learningRate: 0.1)
    var record = TrainingRecord()
    var positions: [Scalar] = []
    for _ in 0..<200 {
      prepare(optimizer)
      let loss = x * x * 0.5
      try loss.backward()
      optimizer.step(recording: loss.scalar, of: [("x", x)], in: &record)
      positions.append(x.scalar)
    }
    return Measurement(Tensor(positions).slice(150..<200).maximumMagnitude(), record: record)
  }
}
