import Foundation

/// What became of a change.
package enum MutantOutcome: String, Codable, Sendable, CaseIterable {
  /// A test failed.
  case failed
  /// The program that tests stopped.
  case stopped
  /// The tests took far longer than without the change.
  case timedOut
  /// No test failed, but the lesson's runs with other seeds differ beyond chance.
  case differs
  /// Nothing was noticed.
  case survived
  /// The changed source is no Swift; it counts in no score.
  case notCompiled

  /// Whether it was noticed.
  package var isDetected: Bool {
    switch self {
    case .failed, .stopped, .timedOut, .differs: true
    case .survived, .notCompiled: false
    }
  }
}

/// How many changes were noticed, and how many of the others change nothing.
package struct MutationScore: Equatable, Sendable {
  /// The counts of the outcomes.
  package private(set) var counts: [MutantOutcome: Int] = [:]

  /// The survivors of which the repository says why they change nothing.
  package private(set) var argued = 0

  /// Counts outcomes.
  ///
  /// - Parameter results: What became of each change, and whether there is an argument why it changes nothing.
  package init(_ results: [(outcome: MutantOutcome, isArgued: Bool)]) {
    for result in results {
      counts[result.outcome, default: 0] += 1
      if result.outcome == .survived, result.isArgued { argued += 1 }
    }
  }

  /// The changes that were tried: those that compile.
  package var tried: Int {
    counts.reduce(0) { $0 + ($1.key == .notCompiled ? 0 : $1.value) }
  }

  /// The changes that a failed expectation noticed, of those that were tried.
  package var raw: Double { share(counts[.failed, default: 0], of: tried) }

  /// The changes that were noticed in any way, of those that were tried.
  package var detected: Double { share(detectedCount, of: tried) }

  /// The changes that were noticed, of those that were tried and change something.
  package var adjusted: Double { share(detectedCount, of: tried - argued) }

  private var detectedCount: Int {
    counts.reduce(0) { $0 + ($1.key.isDetected ? $1.value : 0) }
  }

  /// A score of nothing is whole.
  private func share(_ count: Int, of all: Int) -> Double {
    all == 0 ? 1 : Double(count) / Double(all)
  }

  /// The scores in percent, and what they are made of.
  package var lines: [String] {
    func percent(_ share: Double) -> String { String(format: "%5.1f %%", share * 100) }
    func count(_ outcome: MutantOutcome) -> Int { counts[outcome, default: 0] }
    return [
      "raw       \(percent(raw))  a test failed: \(count(.failed)) of \(tried)",
      "detected  \(percent(detected))  and \(count(.stopped)) that stopped, \(count(.timedOut)) over the time, "
        + "\(count(.differs)) whose runs differ",
      "adjusted  \(percent(adjusted))  without \(argued) of \(count(.survived)) survivors that change nothing",
    ]
  }
}
