import Autograd
public import Course
import TensorCore

extension FailureMode {
  /// F6.50: the bound is put on what comes out of an input.
  public static var boundedColumns: FailureMode {
    FailureMode(
      id: .failureMode(6, 50), title: "Max-norm on columns",
      symptom: "With max-norm 1 some units' weights have norms far above 1.",
      diagnosis: """
        PyTorch's weight is `[out, in]`, a row for each unit; a dense kernel of Keras is `[in, out]`, and its \
        `max_norm(axis=0)` bounds columns, which are the units there. On `[out, in]` the same axis bounds what one input sends out.
        """,
      fix: "torch.renorm(weight, p=2, dim=0, maxnorm=c): dim is the axis that counts the units.",
      quantity: "norm of the longest of 8 rows after max-norm 1", symptomatic: .above(1.5),
      broken: Run("columns") { seed in
        longestRow(seed) { MaxNorm(bound: 1).projection(of: $0.transposed).transposed }
      },
      remedies: [Run("rows") { seed in longestRow(seed) { MaxNorm(bound: 1).projection(of: $0) } }])
  }

  private static func longestRow(_ seed: UInt64, _ bounded: (Tensor) -> Tensor) -> Measurement {
    var generator = SplitMix64(seed: 50 &+ seed)
    let weight = bounded(.normal([8, 64], standardDeviation: 0.5, using: &generator))
    return Measurement((0..<8).map { weight.row($0).norm() }.max() ?? 0)
  }
}
