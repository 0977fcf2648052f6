public import Perceptron
public import TensorCore

/// Why a sawtooth is dear for one hidden layer: a count that holds for *all* weights.
///
/// Take the sawtooth of k tents at the 2ᵏ + 1 points j / 2ᵏ, and call a point high where it is above ½. High and low alternate, so there are 2ᵏ
/// changes. A continuous function of p straight pieces crosses ½ at most once a piece, so its labels change at most p times. Two changes can be
/// missing for each wrong label, so it is wrong at
///
///     at least ⌈(2ᵏ − p) / 2⌉ of the points                                        (equation 10.9)
///
/// No training, no luck and no cleverer place for the knots gets below that, and ``oneLayer(unitCount:compositionCount:)`` gets as far.
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

  /// How many units one hidden layer needs at least for no wrong label: n units make at most n + 1 pieces.
  ///
  /// - Parameter compositionCount: The number k of tents, in 1…50.
  /// - Returns: 2ᵏ − 1.
  /// - Precondition: The argument is as said.
  public static func shallowUnitsNeeded(compositionCount: Int) -> Int {
    check(compositionCount)
    return (1 << compositionCount) - 1
  }

  /// A network of one hidden layer that reaches the bound: it is wrong on no more points than it must be.
  ///
  /// It is right at the points 0 to n + 1, and its last piece goes straight on. Two units look left; the heights 3 and 2 of two teeth make
  /// their slopes add up to that of the first piece.
  ///
  /// - Parameters:
  ///   - unitCount: The number n of hidden ReLUs, in 4…2ᵏ − 1.
  ///   - compositionCount: The number k of tents, in 3…16.
  /// - Returns: The network.
  /// - Precondition: The arguments are as said.
  public static func oneLayer(unitCount: Int, compositionCount: Int) -> MultilayerPerceptron {
    precondition(
      (3...16).contains(compositionCount) && unitCount >= 4 && unitCount < 1 << compositionCount,
      "Crossings.oneLayer: \(unitCount) units, \(compositionCount) compositions")
    let spacing = 1 / Scalar(1 << compositionCount)
    var heights = (0...unitCount + 1).map { Scalar($0 % 2) }
    (heights[1], heights[5]) = (3, 2)
    let slopes = zip(heights.dropFirst(), heights).map { ($0 - $1) / spacing }
    let changes = zip(slopes.dropFirst(), slopes).map { $0 - $1 }
    let knots = (1...unitCount).map { Scalar($0) * spacing }
    let sides = knots.indices.map { $0 == 0 || $0 == 3 ? -1 : 1 as Scalar }
    let start = changes[0] * knots[0] + changes[3] * knots[3]
    return MultilayerPerceptron(
      layers: [
        AffineMap(
          weight: Tensor(sides).reshaped(to: [unitCount, 1]),
          bias: Tensor(zip(sides, knots).map { -$0 * $1 })),
        AffineMap(weight: Tensor(changes).reshaped(to: [1, unitCount]), bias: Tensor([-start])),
      ], nonlinearity: .relu)
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
