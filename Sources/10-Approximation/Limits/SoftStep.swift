public import TensorCore

/// What a continuous function can and cannot do about a jump, on −1…1 with the step at 0.
///
///     sup |σ(κ x) − step(x)| = ½ for every κ                                        (equation 10.13)
///     ∫ |σ(κ x) − step(x)| dx = (2 / κ) (ln 2 − ln(1 + e^−κ))                       (equation 10.14)
///
/// The area between the two falls like 1/κ and the greatest distance does not fall at all: beside the jump every
/// continuous function is at least half of it away from one side.
public enum SoftStep {
  /// The greatest distance at equally spaced numbers, both sides of 0 tried closely.
  ///
  /// - Parameter steepness: The factor κ of the sigmoid; positive.
  /// - Returns: Close to ½, from below.
  /// - Precondition: It is positive.
  public static func greatestError(steepness: Scalar) -> Scalar {
    check(steepness)
    // Just left of 0 the step is 0 and the sigmoid close to ½.
    return (1...40).reduce(0) { greatest, digits in
      let x = -1 / Scalar(1 << digits)
      return max(greatest, .sigmoid(steepness * x))
    }
  }

  /// The area between sigmoid and step.
  ///
  /// - Parameter steepness: The factor κ of the sigmoid; positive.
  /// - Returns: The integral of the distance over −1…1.
  /// - Precondition: It is positive.
  public static func area(steepness: Scalar) -> Scalar {
    check(steepness)
    // (equation 10.14)
    return 2 / steepness * (.log(2) - .log(onePlus: .exp(-steepness)))
  }

  private static func check(_ steepness: Scalar) {
    precondition(steepness > 0, "SoftStep: the steepness is not positive: \(steepness)")
  }
}
