public import TensorCore

/// Settings of a run that a search chooses.
public struct SearchCandidate: Hashable, Sendable {
  /// The learning rate.
  public let learningRate: Scalar

  /// The momentum, or another share in 0..<1.
  public let momentum: Scalar

  /// Creates a candidate.
  public init(learningRate: Scalar, momentum: Scalar) {
    self.learningRate = learningRate
    self.momentum = momentum
  }
}

/// The settings that a search may choose: rates in equal ratios, and 1 − momentum in equal ratios too.
///
/// Momentum 0.9 multiplies the rate by 10 in effect and 0.99 by 100, so its distance from 1 is what counts.
public struct SearchSpace: Sendable {
  /// The learning rates.
  public let learningRates: ClosedRange<Scalar>

  /// The momenta, below 1.
  public let momenta: ClosedRange<Scalar>

  /// Creates a space.
  public init(learningRates: ClosedRange<Scalar>, momenta: ClosedRange<Scalar>) {
    precondition(
      learningRates.lowerBound > 0 && momenta.lowerBound >= 0 && momenta.upperBound < 1,
      "SearchSpace: rates \(learningRates), momenta \(momenta)")
    self.learningRates = learningRates
    self.momenta = momenta
  }

  /// The candidate at a place of the unit square.
  public func candidate(_ x: Scalar, _ y: Scalar) -> SearchCandidate {
    func between(_ a: Scalar, _ b: Scalar, _ share: Scalar) -> Scalar { a * .pow(b / a, share) }
    return SearchCandidate(
      learningRate: between(learningRates.lowerBound, learningRates.upperBound, x),
      momentum: 1 - between(1 - momenta.lowerBound, 1 - momenta.upperBound, y))
  }

  /// A grid: so many rates times so many momenta, the ends included.
  public func grid(rateCount: Int, momentumCount: Int) -> [SearchCandidate] {
    precondition(
      rateCount > 1 && momentumCount > 1, "SearchSpace.grid: \(rateCount) by \(momentumCount)")
    return (0..<rateCount).flatMap { row in
      (0..<momentumCount).map { column in
        candidate(
          Scalar(row) / Scalar(rateCount - 1), Scalar(column) / Scalar(momentumCount - 1))
      }
    }
  }

  /// Places drawn evenly: every one tries a rate of its own.
  ///
  /// ## Source
  ///
  /// Bergstra and Bengio, "Random search for hyper-parameter optimization", 2012,
  /// https://jmlr.org/papers/v13/bergstra12a.html
  public func random(
    count: Int, using generator: inout some RandomNumberGenerator
  ) -> [SearchCandidate] {
    (0..<count).map { _ in candidate(Scalar(generator.uniform()), Scalar(generator.uniform())) }
  }
}

/// What a search found, and what it spent.
public struct SearchResult: Sendable {
  /// The settings with the lowest score.
  public let best: SearchCandidate

  /// Their score.
  public let score: Scalar

  /// How many steps of training were made in all.
  public let stepCount: Int

  /// The scores of all candidates, of each at the end of its own run.
  public let scores: [(candidate: SearchCandidate, stepCount: Int, score: Scalar)]
}

/// Searches for settings within a budget of training steps.
public enum HyperparameterSearch {
  /// Goes on with a run for so many steps, and returns its score; lower is better, NaN the worst.
  public typealias Advance = (_ stepCount: Int) throws -> Scalar

  /// Trains every candidate to the end.
  ///
  /// - Parameters:
  ///   - candidates: The settings, at least one.
  ///   - stepCount: The length of a run.
  ///   - makeRun: Begins a run with some settings.
  /// - Returns: What was found.
  /// - Throws: What a run throws.
  public static func exhaustive(
    _ candidates: [SearchCandidate], stepCount: Int, makeRun: (SearchCandidate) throws -> Advance
  ) throws -> SearchResult {
    try halving(candidates, stepCounts: [stepCount], factor: 1, makeRun: makeRun)
  }

  /// Trains all a little, keeps the better part, trains those further, and so on.
  ///
  /// - Parameters:
  ///   - candidates: The settings, at least one.
  ///   - rungCount: How often the worse are dropped, and once more.
  ///   - factor: One in so many is kept, and trained so many times as long.
  ///   - stepCount: The length of the runs that are kept to the end.
  ///   - makeRun: Begins a run with some settings.
  /// - Returns: What was found.
  /// - Throws: What a run throws.
  ///
  /// ## Source
  ///
  /// Jamieson and Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization", 2016,
  /// https://arxiv.org/abs/1502.07943, Figure 3
  public static func successiveHalving(
    _ candidates: [SearchCandidate], rungCount: Int, factor: Int, stepCount: Int,
    makeRun: (SearchCandidate) throws -> Advance
  ) throws -> SearchResult {
    precondition(
      rungCount > 0 && factor > 1, "successiveHalving: \(rungCount) rungs, factor \(factor)")
    var counts = [stepCount]
    while counts.count < rungCount { counts.insert(max(1, counts[0] / factor), at: 0) }
    return try halving(candidates, stepCounts: counts, factor: factor, makeRun: makeRun)
  }

  private static func halving(
    _ candidates: [SearchCandidate], stepCounts: [Int], factor: Int,
    makeRun: (SearchCandidate) throws -> Advance
  ) throws -> SearchResult {
    precondition(!candidates.isEmpty, "HyperparameterSearch: there are no candidates")
    var runs = try candidates.map { (candidate: $0, advance: try makeRun($0)) }
    var (spent, made) = (0, 0)
    var scores: [(candidate: SearchCandidate, stepCount: Int, score: Scalar)] = []
    for (rung, count) in stepCounts.enumerated() {
      var results = try runs.map { run in
        (run: run, score: try run.advance(count - made))
      }
      spent += runs.count * (count - made)
      made = count
      results.sort { Self.isBetter($0.score, $1.score) }
      let isLast = rung == stepCounts.count - 1
      let kept = isLast ? 0 : max(1, results.count / factor)
      scores += results.dropFirst(kept).map { ($0.run.candidate, made, $0.score) }
      runs = results.prefix(kept).map(\.run)
      if isLast {
        return SearchResult(
          best: results[0].run.candidate, score: results[0].score, stepCount: spent,
          scores: scores)
      }
    }
    preconditionFailure("HyperparameterSearch: there are no rungs")
  }

  private static func isBetter(_ a: Scalar, _ b: Scalar) -> Bool {
    a.isNaN ? false : b.isNaN || a < b
  }
}
