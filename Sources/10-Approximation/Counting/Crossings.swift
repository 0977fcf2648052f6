public import TensorCore

/// Why a sawtooth is dear for one hidden layer: a count that holds for *all* weights.
///
/// Take the sawtooth of k tents at the 2ᵏ + 1 points j / 2ᵏ, and call a point high where it is above ½. High and low alternate, so there are 2ᵏ
/// changes. A function of p straight pieces crosses ½ at most once a piece, so its labels change at most p times. Two changes can be
/// missing for each wrong label, so it is wrong at
///
///     at least ⌈(2ᵏ − p) / 2⌉ of the points                                        (equation 10.9)
///
/// No training, no luck and no cleverer place for the knots gets below that.
///
/// ## Source
///
/// The counting argument of Telgarsky, 2015, https://arxiv.org/abs/1509.08101.
public enum Crossings {
  /// The least number of wrong labels that a function of so many pieces makes.
  ///
  /// - Parameters:
  ///   - pieceCount: The number p of straight pieces; positive.
  ///   - compositionCount: The number k of tents, in 1…50.
  /// - Returns: The number of points, of 2ᵏ + 1, that are wrong at least.
  /// - Precondition: The arguments are as said.
  public static func leastErrors(pieceCount: Int, compositionCount: Int) -> Int {
    check(compositionCount)
    precondition(pieceCount > 0, "Crossings.leastErrors: no pieces: \(pieceCount)")
    let missing = (1 << compositionCount) - pieceCount
    return max(0, (missing + 1) / 2)  // (equation 10.9)
  }

  /// How many units one hidden layer needs for no wrong label: n units make at most n + 1 pieces.
  ///
  /// - Parameter compositionCount: The number k of tents, in 1…50.
  /// - Returns: 2ᵏ − 1.
  /// - Precondition: The argument is as said.
  public static func shallowUnitsNeeded(compositionCount: Int) -> Int {
    check(compositionCount)
    return (1 << compositionCount) - 1
  }

  /// The points at which labels are compared: j / 2ᵏ.
  ///
  /// - Parameter compositionCount: The number k of tents, in 1…20.
  /// - Returns: 2ᵏ + 1 numbers from 0 to 1.
  /// - Precondition: The argument is as said.
  public static func points(compositionCount: Int) -> [Scalar] {
    check(compositionCount)
    precondition(
      compositionCount <= 20, "Crossings.points: 2^\(compositionCount) points are too many")
    let count = 1 << compositionCount
    return (0...count).map { Scalar($0) / Scalar(count) }
  }

  /// At how many of the points a function is on the wrong side of ½.
  ///
  /// - Parameters:
  ///   - function: The function.
  ///   - compositionCount: The number k of tents, in 1…20.
  /// - Returns: The number of wrong labels; a value that is no number is wrong.
  /// - Precondition: The argument is as said.
  public static func errorCount(
    of function: (Scalar) -> Scalar, compositionCount: Int
  ) -> Int {
    // At j / 2ᵏ the sawtooth is 0 for even j and 1 for odd j.
    points(compositionCount: compositionCount).enumerated().count { index, x in
      let value = function(x)
      return index % 2 == 1 ? !(value > 0.5) : !(value <= 0.5)
    }
  }

  private static func check(_ compositionCount: Int) {
    precondition(
      (1...50).contains(compositionCount),
      "Crossings: the number of compositions is not in 1…50: \(compositionCount)")
  }
}
