/// Whether two groups of numbers differ beyond chance, by their ranks.
///
/// ## Source
///
/// Mann and Whitney, “On a test of whether one of two random variables is stochastically larger than the other”,
/// 1947, https://doi.org/10.1214/aoms/1177730491; exact, over all ways of dividing the numbers into the two groups,
/// equal ones sharing a rank
package enum RankTest {
  /// The run that differs most, and how likely any differs as much by chance.
  ///
  /// With so many runs one differs by chance: the least probability is multiplied by their number (Bonferroni).
  ///
  /// - Parameters:
  ///   - first: The values of each run, by its name.
  ///   - second: Those of the same runs after a change.
  /// - Returns: The name, and the probability, at most 1.
  package static func greatestDifference(
    _ first: [String: [Double]], _ second: [String: [Double]]
  ) -> (name: String, probability: Double) {
    let probabilities = first.map { name, values in
      (name: name, probability: probabilityToSixDigits(values, second[name] ?? []))
    }
    guard
      let least = probabilities.min(by: { ($0.probability, $0.name) < ($1.probability, $1.name) })
    else { return ("nothing", 1) }
    return (least.name, min(1, least.probability * Double(first.count)))
  }

  /// How likely two groups are drawn alike, where differences beyond the sixth digit of the largest number are none.
  ///
  /// A change that only adds in another order would else differ with certainty.
  ///
  /// - Parameters:
  ///   - first: The numbers of one group.
  ///   - second: The numbers of the other.
  /// - Returns: The probability, as ``probability(_:_:)`` has it.
  package static func probabilityToSixDigits(_ first: [Double], _ second: [Double]) -> Double {
    let largest = (first + second).filter(\.isFinite).map(\.magnitude).max() ?? 0
    guard largest > 0 else { return probability(first, second) }
    func rounded(_ value: Double) -> Double { (value / largest * 1e6).rounded() }
    return probability(first.map(rounded), second.map(rounded))
  }

  /// How likely ranks as uneven as these are if the groups are drawn alike, in both directions.
  ///
  /// - Parameters:
  ///   - first: The numbers of one group; one that is not a number counts as the largest.
  ///   - second: The numbers of the other.
  /// - Returns: The probability; 1 if a group is empty.
  package static func probability(_ first: [Double], _ second: [Double]) -> Double {
    guard !first.isEmpty, !second.isEmpty else { return 1 }
    let ranks = doubledRanks((first + second).map { $0.isNaN ? .infinity : $0 })
    let observed = ranks.prefix(first.count).reduce(0, +)
    // How many choices of so many ranks have each sum.
    let total = ranks.reduce(0, +)
    var ways = [[Double]](
      repeating: [Double](repeating: 0, count: total + 1), count: first.count + 1)
    ways[0][0] = 1
    for rank in ranks {
      for count in stride(from: first.count, to: 0, by: -1) where rank <= total {
        for sum in stride(from: total, through: rank, by: -1) {
          ways[count][sum] += ways[count - 1][sum - rank]
        }
      }
    }
    // Twice the distance of a sum from its mean, times the count of numbers, which is whole.
    let mean = total * first.count
    func distance(_ sum: Int) -> Int { abs(sum * ranks.count - mean) }
    let all = ways[first.count].reduce(0, +)
    let asUneven = ways[first.count].indices.filter { distance($0) >= distance(observed) }
      .reduce(0) { $0 + ways[first.count][$1] }
    return asUneven / all
  }

  /// Twice the rank of each number, so that shared ranks are whole.
  private static func doubledRanks(_ values: [Double]) -> [Int] {
    values.map { value in
      let less = values.count { $0 < value }
      let equal = values.count { $0 == value }
      return 2 * less + equal + 1
    }
  }
}
