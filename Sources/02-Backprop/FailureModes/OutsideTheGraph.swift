import Autograd
public import Course
import TensorCore

extension FailureMode {
  /// F2.26: backward() succeeds, and reaches nothing.
  public static var valueOutsideGraph: FailureMode {
    FailureMode(
      id: .failureMode(2, 26), title: "backward() starts from a value that left the graph",
      symptom: "backward() raises no error, the loss stays the same to the bit, and nothing moves.",
      diagnosis: """
        `scalar` (PyTorch: `.item()`, `.numpy()`) takes a number out of the graph. A variable made of \
        it anew is a leaf: it may require a gradient, which ends in it, and no parameter receives any.
        """,
      fix: """
        Compute with variables up to the loss. An error that nothing was recorded is the right answer; \
        asking for a gradient of the number only silences it.
        """,
      quantity: "parameters that have not moved in 20 steps", symptomatic: .above(0),
      broken: Run("the mean of plain numbers, as a new variable") { seed in
        try unmovedParameters(seed) { losses in
          let mean = losses.reduce(0) { $0 + $1.scalar } / Scalar(losses.count)
          return Variable(Tensor(mean), requiresGradient: true)
        }
      },
      remedies: [
        Run("tensors to the end") { seed in
          try unmovedParameters(seed) { losses in
            losses.dropFirst().reduce(losses[0], +) / Scalar(losses.count)
          }
        }
      ])
  }

  /// Trains on the mean of the losses of two batches of four.
  private static func unmovedParameters(
    _ seed: UInt64, _ mean: ([Variable]) -> Variable
  ) throws -> Measurement {
    let network = TwoLayerTraining(seed: seed)
    return try network.unmovedParameters { x, y in
      mean(
        [0..<4, 4..<8].map { rows in
          let predictions = network.second(tanh(network.first(x.slice(rows))))
          return meanSquaredError(predictions, targets: y.slice(rows))
        })
    }
  }
}
