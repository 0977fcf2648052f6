import TensorCore
public import Testing

/// Whether the build computes in double precision, as it does without the trait `SinglePrecision`.
public var isDoublePrecision: Bool { Scalar.self == Double.self }

extension Trait where Self == ConditionTrait {
  /// Runs a suite or test in double precision only, and says why it sits out otherwise.
  public static var doublePrecision: Self {
    .enabled(
      if: isDoublePrecision,
      """
      Differences need double precision: with a step of 1e-5, single precision leaves a derivative \
      two digits.
      """)
  }

  /// Runs a suite or test in double precision only, for a reason of its own.
  ///
  /// - Parameter reason: Why single precision will not do, shown when the test sits out.
  /// - Returns: The trait.
  public static func doublePrecision(because reason: Comment) -> Self {
    .enabled(if: isDoublePrecision, reason)
  }
}
