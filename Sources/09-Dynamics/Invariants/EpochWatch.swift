/// Watches an epoch: every sample must be seen once.
///
/// ```swift
/// var watch = EpochWatch(sampleCount: 4)
/// watch.see([2, 0])
/// watch.see([3, 2])  // one finding: sample 2 comes a second time
/// watch.end()        // one finding: sample 1 was not seen
/// ```
public struct EpochWatch: Sendable {
  /// The number of samples.
  public let sampleCount: Int

  /// How often each sample was seen in the epoch.
  private var counts: [Int]

  /// Creates a watch at the beginning of an epoch.
  ///
  /// - Parameter sampleCount: The number of samples; positive.
  /// - Precondition: The number is positive.
  public init(sampleCount: Int) {
    precondition(sampleCount > 0, "EpochWatch.init: \(sampleCount) samples")
    self.sampleCount = sampleCount
    counts = Array(repeating: 0, count: sampleCount)
  }

  /// Sees a batch.
  ///
  /// - Parameters:
  ///   - samples: The samples by their numbers.
  ///   - step: The number of the step, from 0, for the finding.
  /// - Returns: A finding if a sample comes a second time, or is none of the data.
  @discardableResult
  public mutating func see(_ samples: [Int], step: Int? = nil) -> [RunFinding] {
    var (strange, again): ([Int], [Int]) = ([], [])
    for sample in samples {
      guard counts.indices.contains(sample) else {
        strange.append(sample)
        continue
      }
      counts[sample] += 1
      if counts[sample] > 1 { again.append(sample) }
    }
    var findings: [RunFinding] = []
    if let first = again.first {
      findings.append(
        finding(
          step, "Sample \(first) and \(again.count - 1) others of the batch were seen before."))
    }
    if let first = strange.first {
      findings.append(
        finding(step, "The batch has sample \(first), and there are \(sampleCount) samples."))
    }
    return findings
  }

  /// Ends the epoch; the next one begins.
  ///
  /// - Parameter step: The number of the last step, from 0, for the finding.
  /// - Returns: A finding if samples were not seen.
  @discardableResult
  public mutating func end(step: Int? = nil) -> [RunFinding] {
    let missed = counts.indices.filter { counts[$0] == 0 }
    counts = Array(repeating: 0, count: sampleCount)
    guard let first = missed.first else { return [] }
    return [
      finding(
        step,
        "The epoch ended, and \(missed.count) of \(sampleCount) samples were not seen, first \(first)."
      )
    ]
  }

  private func finding(_ step: Int?, _ evidence: String) -> RunFinding {
    RunFinding(
      .badData, place: "order of the samples", step: step, evidence: evidence,
      test: "Collect the indices of one epoch, and compare their sorted list with 0..<n.",
      fix: """
        Draw a permutation for each epoch, not samples with replacement; keep the last batch; give each worker its \
        own share.
        """)
  }
}
