/// All combinations of the levels of some factors, what each gave, and which factor explains how much of it.
///
/// The share of a factor is the variance of its level means, as a part of the variance of all results: the main
/// effects of a functional analysis of variance. The shares sum to less than 1; what is missing is interaction.
/// They depend on the levels: a factor that is varied further explains more.
///
/// ## Source
///
/// Hutter, Hoos and Leyton-Brown, "An efficient approach for assessing hyperparameter importance", 2014,
/// https://proceedings.mlr.press/v32/hutter14.html, whose means over a forest are means over a grid here
public struct FactorialSweep: Sendable {
  /// How many levels each factor has.
  public let levelCounts: [Int]

  /// What each combination gave; the level of the last factor changes fastest.
  public let results: [Double]

  /// Evaluates every combination.
  ///
  /// - Parameters:
  ///   - levelCounts: How many levels each factor has, each at least one.
  ///   - evaluate: The result at a combination, given the level of each factor; finite.
  /// - Throws: What the evaluation throws.
  public init(levelCounts: [Int], evaluate: ([Int]) throws -> Double) rethrows {
    precondition(
      !levelCounts.isEmpty && levelCounts.allSatisfy { $0 > 0 },
      "FactorialSweep.init: the levels \(levelCounts)")
    self.levelCounts = levelCounts
    let count = levelCounts.reduce(1, *)
    results = try (0..<count).map { index in
      try evaluate(Self.levels(of: index, levelCounts: levelCounts))
    }
    precondition(
      results.allSatisfy(\.isFinite), "FactorialSweep.init: a result is not finite: \(results)")
  }

  /// The levels of a combination.
  private static func levels(of index: Int, levelCounts: [Int]) -> [Int] {
    var (rest, levels): (Int, [Int]) = (index, [])
    for count in levelCounts.reversed() {
      levels.append(rest % count)
      rest /= count
    }
    return levels.reversed()
  }

  /// The mean result at each level of a factor, over all levels of the others.
  ///
  /// - Parameter factor: The position of the factor.
  /// - Returns: One mean a level.
  public func means(of factor: Int) -> [Double] {
    precondition(
      levelCounts.indices.contains(factor),
      "FactorialSweep.means: there is no factor \(factor) of \(levelCounts.count)")
    var sums = [Double](repeating: 0, count: levelCounts[factor])
    for (index, result) in results.enumerated() {
      sums[Self.levels(of: index, levelCounts: levelCounts)[factor]] += result
    }
    return sums.map { $0 * Double(sums.count) / Double(results.count) }
  }

  /// The share of the variance that each factor explains by itself; zeros if all results are equal.
  public var shares: [Double] {
    let total = Self.variance(results)
    return levelCounts.indices.map { factor in
      total > 0 ? Self.variance(means(of: factor)) / total : 0  // (equation 8.15)
    }
  }

  /// The share of the variance that each factor explains by itself and together with others.
  ///
  /// It is what would go if the factor were fixed. These shares sum to more than 1 where factors interact.
  ///
  /// ## Source
  ///
  /// Homma and Saltelli, "Importance measures in global sensitivity analysis of nonlinear models", 1996,
  /// https://doi.org/10.1016/0951-8320(96)00002-6
  public var totalShares: [Double] {
    let total = Self.variance(results)
    return levelCounts.indices.map { factor in
      let stride = levelCounts[(factor + 1)...].reduce(1, *)
      let count = levelCounts[factor]
      let columns = results.indices.filter { $0 / stride % count == 0 }
      let within = columns.map { first in
        Self.variance((0..<count).map { results[first + $0 * stride] })
      }
      let mean = within.reduce(0, +) / Double(within.count)
      return total > 0 ? mean / total : 0  // (equation 8.16)
    }
  }

  private static func variance(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    return values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(values.count)
  }
}
