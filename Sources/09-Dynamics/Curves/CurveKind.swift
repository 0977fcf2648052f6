/// What a loss curve looks like.
///
/// A kind describes; it does not judge. A plateau may be the end of the road or the beginning of one.
public enum CurveKind: String, CaseIterable, Sendable, Codable, Hashable {
  /// Falls and settles, or still falls at a good pace.
  case healthy
  /// Ends above where it began, or far above the lowest it had reached, and rises.
  case diverging
  /// A loss is NaN or infinite.
  case notFinite = "not finite"
  /// Goes up and down from step to step by much more than it gains.
  case oscillating
  /// Has not left its first value, for the whole run or for a good part of its beginning.
  case plateauFromStart = "plateau from the start"
  /// Fell, and then stood still far above zero.
  case plateauAfterProgress = "plateau after progress"
  /// Falls steadily and by little.
  case tooSlow = "too slow"
  /// Training falls and validation, which fell too, rises.
  case overfitting
  /// Training and validation stand still together, high above zero.
  case underfitting
  /// Jumped, and came back.
  case spikeAndRecovery = "spike and recovery"
  /// Validation jumps up and down by far more than it changes.
  case noisyValidation = "noisy validation"
  /// Validation is the same to the last digit while training moves.
  case constantValidation = "constant validation"
  /// Training lies above validation all along.
  case trainingAboveValidation = "training above validation"
  /// Too few points to say anything.
  case tooShort = "too short"
}
