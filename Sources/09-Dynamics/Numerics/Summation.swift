/// A way to add many numbers in one precision, and how far it can be off.
///
/// ```swift
/// let terms: [Float] = Array(repeating: 0.1, count: 1_000_000)
/// Summation.naive.sum(terms)     // 100,958.3
/// Summation.pairwise.sum(terms)  // 99,999.99
/// Summation.neumaier.sum(terms)  // 99,994.2: the losses beside the sum are added plainly
/// Summation.kahan.sum(terms)     // 100,000.0, as near as single precision comes
/// ```
///
/// ## Source
///
/// Kahan, "Further remarks on reducing truncation errors", 1965, https://doi.org/10.1145/363707.363723; Neumaier,
/// "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", 1974,
/// https://doi.org/10.1002/zamm.19740540106; all bounds: Higham, "Accuracy and stability of numerical algorithms", 2nd
/// edition, 2002, chapter 4
public enum Summation: String, Sendable, CaseIterable {
  /// One term after the other.
  case naive
  /// The sums of both halves, down to single terms.
  case pairwise
  /// One after the other, with what the last addition lost carried into the next term.
  case kahan
  /// One after the other, with all losses added up beside and added at the end; terms may be greater than the sum.
  case neumaier

  /// The sum.
  ///
  /// - Parameter terms: The terms, finite; 0 without any.
  /// - Returns: The sum in the precision of the terms.
  public func sum<Number: BinaryFloatingPoint>(_ terms: [Number]) -> Number {
    switch self {
    case .naive: terms.reduce(0, +)
    case .pairwise: Self.pairwise(terms[...])
    case .kahan: Self.kahan(terms)
    case .neumaier: Self.neumaier(terms)
    }
  }

  /// The greatest distance from the true sum, to first order in the unit roundoff u, for terms whose magnitudes add up to 1.
  ///
  /// (n − 1) u in a plain loop, ⌈log₂ n⌉ u by halves, 2u with Kahan's correction, and with Neumaier's u of the sum itself
  /// and n² u² of the magnitudes. What is of second order is added with a factor of 2.
  ///
  /// - Parameters:
  ///   - count: The number n of terms.
  ///   - roundoff: Half the distance from 1 to the next number.
  ///   - cancellation: The magnitude of the sum over the sum of magnitudes, from 0 to 1.
  /// - Returns: The bound, as a share of the sum of the magnitudes.
  public func errorBound(count: Int, roundoff: Double, cancellation: Double = 1) -> Double {
    let (n, u) = (Double(count), roundoff)
    // ⌈log₂ n⌉, the number of halvings.
    let depth = Double(Int.bitWidth - max(count - 1, 0).leadingZeroBitCount)
    switch self {
    case .naive: return (n - 1) * u * (1 + 2 * n * u)
    case .pairwise: return depth * u * (1 + 2 * depth * u)
    case .kahan: return 2 * u + 2 * n * u * u
    case .neumaier: return cancellation * u + 2 * n * n * u * u
    }
  }

  private static func pairwise<Number: BinaryFloatingPoint>(_ terms: ArraySlice<Number>) -> Number {
    guard terms.count > 1 else { return terms.first ?? 0 }
    let middle = terms.startIndex + terms.count / 2
    return pairwise(terms[..<middle]) + pairwise(terms[middle...])
  }

  private static func kahan<Number: BinaryFloatingPoint>(_ terms: [Number]) -> Number {
    var sum: Number = 0
    var lost: Number = 0
    for term in terms {
      let corrected = term - lost
      let next = sum + corrected
      lost = (next - sum) - corrected
      sum = next
    }
    return sum
  }

  private static func neumaier<Number: BinaryFloatingPoint>(_ terms: [Number]) -> Number {
    var sum: Number = 0
    var lost: Number = 0
    for term in terms {
      let next = sum + term
      // The smaller of both is the one that loses digits.
      lost += sum.magnitude >= term.magnitude ? (sum - next) + term : (term - next) + sum
      sum = next
    }
    return sum + lost
  }
}
