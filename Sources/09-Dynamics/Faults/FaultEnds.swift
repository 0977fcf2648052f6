import Course
import TensorCore

/// The ends of the network in the last step: what went in, what came out, and what should have.
///
/// They are recorded under the names that `doctor.py` gives them.
final class FaultEnds {
  private var ends: [String: Tensor] = [:]
  private var largestClassShare: Double?

  /// Notes a step.
  func note(_ batch: FaultSamples, outputs: Tensor, classCount: Int) {
    ends = ["input": batch.inputs, "output": outputs, "target": batch.targets]
    guard classCount > 0 else { return }
    let counts = (0..<classCount).map { label in batch.labels.count { $0 == label } }
    largestClassShare = Double(counts.max() ?? 0) / Double(batch.count)
  }

  /// Columns of the layers together with those of the ends.
  func columns(
    with layers: [TrainingRecord.Column: () -> [String: Double]]
  ) -> [TrainingRecord.Column: () -> [String: Double]] {
    layers.merging(columns) { layer, end in
      { layer().merging(end()) { first, _ in first } }
    }
  }

  /// The share of different rows.
  private static func distinctShare(_ inputs: Tensor) -> Double {
    let (count, scalars) = (inputs.shape[0], inputs.scalars)
    let width = scalars.count / max(1, count)
    let rows = Set((0..<count).map { Array(scalars[$0 * width..<($0 + 1) * width]) })
    return Double(rows.count) / Double(max(1, count))
  }

  private var columns: [TrainingRecord.Column: () -> [String: Double]] {
    func column(_ figure: @escaping (Tensor) -> Scalar) -> () -> [String: Double] {
      { [self] in ends.mapValues { Double(figure($0)) } }
    }
    return [
      .activationMean: column { $0.mean() },
      .activationStandardDeviation: column { $0.variance().squareRoot() },
      .smallest: column { $0.scalars.min() ?? 0 },
      .largest: column { $0.scalars.max() ?? 0 },
      .distinctShare: { [self] in ends["input"].map { ["input": Self.distinctShare($0)] } ?? [:] },
      .largestClassShare: { [self] in largestClassShare.map { ["target": $0] } ?? [:] },
    ]
  }
}
