import Course
import Text

extension Detectors {
  /// Batches that consist of the same few samples again and again.
  ///
  /// The least and the greatest number of a batch are those of two of its samples. Shuffled batches of a regression
  /// have others in every step; where a loader repeats a few samples, they stay, and only how often each occurs
  /// changes. Black and white pixels and grades stay as well, scaled or not, so rows must be alike, too.
  static var fewSamples: Detector {
    Detector("few samples", needs: [.losses, .inputs, .distinctInputs, .targets]) { run in
      guard run.columns[.largestClassShare] == nil, run.facts.outputCount == 1, run.count >= 50,
        ["input", "target"].allSatisfy({ hasFixedEnds(run, $0) }), batchesDiffer(run),
        let distinct = run.samples(.distinctShare, "input")?.median, distinct < 0.5
      else { return [] }
      let low = run.samples(.smallest, "target")?.median ?? 0
      let high = run.samples(.largest, "target")?.median ?? 0
      return [
        RunFinding(
          .badData, place: "input", step: run.number(0), strength: 0.8,
          evidence: """
            Least and greatest input and target are the same in nearly every batch, targets \
            \(RunSeries.text(low)) and \(RunSeries.text(high)), though the batches differ, and only \(distinct.percentText) \
            of the rows of a batch are different: they are drawn from very few samples.
            """,
          test: "Count the different rows that the loader gives in an epoch.",
          fix:
            "Give every worker a seed of its own, in every epoch another; look for an index that is not advanced."
        )
      ]
    }
  }

  /// Whether the extremes of a batch are the same at nineteen of twenty steps, and no whole numbers, as grades are.
  private static func hasFixedEnds(_ run: RunSeries, _ end: String) -> Bool {
    [TrainingRecord.Column.smallest, .largest].allSatisfy { column in
      guard let samples = run.samples(column, end), samples.values.count >= 12 else { return false }
      let usual = samples.median
      let same = samples.values.count { $0 == usual }
      return same * 20 >= samples.values.count * 19 && usual != usual.rounded()
    }
  }

  /// Whether the spread of the inputs changes from step to step, which that of a full batch does not.
  private static func batchesDiffer(_ run: RunSeries) -> Bool {
    let spreads = run.samples(.activationStandardDeviation, "input")?.values ?? []
    guard let least = spreads.min(), let greatest = spreads.max() else { return false }
    return greatest > 1.02 * least
  }
}
