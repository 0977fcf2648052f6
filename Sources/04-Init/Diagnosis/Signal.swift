public import TensorCore

/// The size of a batch of vectors, and how much they differ from each other.
///
/// The root mean square alone misleads: with PyTorch's default a deep ReLU network has a steady one, and gives nearly the same
/// vector for every input.
public struct Signal: Sendable, Hashable {
  /// The root mean square of all scalars.
  public let rootMeanSquare: Double

  /// The root mean square of what is left when the mean over the batch is taken away from every unit.
  public let spread: Double

  /// The mean cosine between the vectors of two different samples; `nil` for a single sample or zeros.
  public let cosine: Double?

  /// Measures a batch.
  ///
  /// - Parameter batch: Of shape `[batch, features]`.
  /// - Precondition: A matrix that is not empty.
  public init(of batch: Tensor) {
    precondition(
      batch.shape.axisCount == 2 && batch.elementCount > 0,
      "Signal.init: not a batch of vectors: \(batch.shape)")
    let count = Scalar(batch.elementCount).squareRoot()
    rootMeanSquare = Double(batch.norm() / count)
    spread = Double((batch - batch.mean(axis: 0)).norm() / count)
    // The sum of all unit vectors has the squared length Σᵢⱼ cos(i, j).
    let scale = batch.maximumMagnitude()
    guard scale > 0, scale.isFinite else {
      cosine = nil
      return
    }
    let scaled = batch / scale
    let lengths = (scaled * scaled).sum(axis: 1)
    let rows = lengths.scalars.indices.filter { lengths.scalars[$0] > 0 }
    guard rows.count > 1 else {
      cosine = nil
      return
    }
    let units = rows.map { scaled.row($0) / Scalar.squareRoot(lengths.scalars[$0]) }
    let sum = units.dropFirst().reduce(units[0]) { $0 + $1 }
    let pairs = Double(rows.count) * Double(rows.count - 1)
    let square = Double(dot(sum, sum))
    cosine = max(-1, min(1, (square - Double(rows.count)) / pairs))
  }
}
