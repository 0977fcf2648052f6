public import TensorCore

/// Whether all weights of a unit are pushed the same way.
///
/// For one sample a unit's weight gradients are one number times the inputs: with inputs that are all positive, as
/// behind a sigmoid or a ReLU, they share a sign, and the weights can only rise or fall together. Over a batch
/// samples disagree: of units behind 16 sigmoids about half have gradients of both signs at a batch of 64.
public struct GradientSigns: Sendable {
  /// The units whose nonzero weight gradients all have one sign.
  public let oneSignUnits: [Int]

  /// The number of units that received any gradient; the others say nothing.
  public let unitCount: Int

  /// Reads a gradient.
  ///
  /// - Parameter weightGradient: Of shape `[units, inputs]`.
  /// - Precondition: It is a matrix.
  public init(of weightGradient: Tensor) {
    precondition(
      weightGradient.shape.axisCount == 2,
      "GradientSigns.init: not a matrix: \(weightGradient.shape)")
    let rows = (0..<weightGradient.shape[0]).map { unit in
      weightGradient.row(unit).scalars.filter { $0 != 0 }
    }
    unitCount = rows.count { !$0.isEmpty }
    oneSignUnits = rows.indices.filter { unit in
      !rows[unit].isEmpty && Set(rows[unit].map { $0 > 0 }).count == 1
    }
  }

  /// The share of units, among those that received a gradient, whose weights are pushed one way; 0 if none did.
  public var oneSignShare: Double {
    unitCount == 0 ? 0 : Double(oneSignUnits.count) / Double(unitCount)
  }
}
