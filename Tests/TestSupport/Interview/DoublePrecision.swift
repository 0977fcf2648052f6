import TensorCore
public import Testing

extension Trait where Self == ConditionTrait {
  /// Runs a test in double precision only.
  ///
  /// - Parameter reason: Why single precision cannot carry the proof, shown when it sits out.
  /// - Returns: The trait.
  public static func doublePrecision(because reason: Comment) -> Self {
    .enabled(if: Scalar.self == Double.self, reason)
  }
}
