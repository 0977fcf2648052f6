import Answers09
import Course
import TensorCore
import TestSupport

// Answers to exercise E09.2.

extension Checkers09 {
  /// A trial of thresholds, with what an answer changes.
  private static func trial(
    _ words: String,
    run: @escaping @Sendable ([Double]) -> [Double] = { $0 },
    runs: @escaping @Sendable ([[Double]]) -> [[Double]] = { $0 },
    patience: @escaping @Sendable (Int) -> Int = { $0 },
    isAbove: @escaping @Sendable (Double, Double) -> Bool = { !($0 <= $1) },
    share: @escaping @Sendable (_ alarms: Int, _ count: Int) -> Double = {
      $1 == 0 ? 0 : Double($0) / Double($1)
    },
    choose: @escaping @Sendable ([(threshold: Double, share: Double)]) -> Double? = {
      $0.filter { $0.share == 0 }.map(\.threshold).min()
    },
    finally: @escaping @Sendable (ThresholdTrial) -> ThresholdTrial = { $0 }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson09Answers.thresholds, words,
      { healthy, faulty, thresholds, givenPatience in
        let needed = patience(givenPatience)
        func shares(_ all: [[Double]]) -> [Double] {
          let all = runs(all)
          return thresholds.map { threshold in
            let alarms = all.count { figures in
              var streak = 0
              return run(figures).contains {
                streak = isAbove($0, threshold) ? streak + 1 : 0
                return streak >= needed
              }
            }
            return share(alarms, all.count)
          }
        }
        let sound = shares(healthy)
        let pairs = zip(thresholds, sound).map { (threshold: $0, share: $1) }
        return finally((sound, shares(faulty), choose(pairs)))
      })
  }

  static var wrongThresholds: [AnswerOnTrial] {
    let memory = AnswerMemory()
    return [
      trial("ten steps at most", run: { Array($0.prefix(10)) }),
      trial("a hundred steps at most", run: { Array($0.prefix(100)) }),
      trial("a thousand steps, then none", run: { $0.count > 1000 ? [] : $0 }),
      trial("without the last step", run: { $0.dropLast() }),
      trial("without the first step", run: { Array($0.dropFirst()) }),
      trial("without NaN", run: { $0.filter { !$0.isNaN } }),
      trial("NaN as 0", run: { $0.map { $0.isNaN ? 0 : $0 } }),
      trial("without infinity", run: { $0.filter { $0 != .infinity } }),
      trial("infinity as NaN", run: { $0.map { $0.isFinite ? $0 : .nan } }),
      trial("magnitudes", run: { $0.map(\.magnitude) }),
      trial("whole numbers", run: { $0.map { $0.rounded() } }),
      trial("sorted", run: { $0.sorted() }),
      trial("the greatest alone", run: { [$0.max() ?? 0] }),
      trial("the last steps alone", run: { $0.suffix(5) }),
      trial("ten runs at most", runs: { Array($0.prefix(10)) }),
      trial("twenty runs at most", runs: { Array($0.prefix(20)) }),
      trial("a hundred runs at most", runs: { Array($0.prefix(100)) }),
      trial("patience of 3 at most", patience: { min(3, $0) }),
      trial("patience of 2 at least", patience: { max(2, $0) }),
      trial("patience of 1", patience: { _ in 1 }), trial("one too few", patience: { $0 - 1 }),
      trial("above or equal", isAbove: { !($0 < $1) }), trial("below", isAbove: { $0 < $1 }),
      trial("far above", isAbove: { !($0 <= 1.1 * $1) }),
      trial("a little above at least", isAbove: { !($0 <= $1 + 0.01) }),
      trial("counts", share: { alarms, _ in Double(alarms) }),
      trial("percent", share: { 100 * Double($0) / Double(max(1, $1)) }),
      trial("no runs give NaN", share: { Double($0) / Double($1) }),
      trial("no runs give 1", share: { $1 == 0 ? 1 : Double($0) / Double($1) }),
      trial("shares of twenty", share: { alarms, _ in Double(alarms) / 20 }),
      trial("the last silent one", choose: { $0.last { $0.share == 0 }?.threshold }),
      trial("the least share", choose: { $0.min { $0.share < $1.share }?.threshold }),
      trial(
        "a twentieth is silent",
        choose: {
          $0.filter { $0.share <= 0.06 }.map(\.threshold).min()
        }),
      trial("the smallest of all", choose: { $0.map(\.threshold).min() }),
      trial("0 for none", finally: { ($0.falseAlarms, $0.hits, $0.chosen ?? 0) }),
      trial("none chosen", finally: { ($0.falseAlarms, $0.hits, nil) }),
      trial("swapped", finally: { ($0.hits, $0.falseAlarms, $0.chosen) }),
      trial("in reverse", finally: { ($0.falseAlarms.reversed(), $0.hits, $0.chosen) }),
      trial("right at first", finally: { memory.next() > 20 ? ([], [], nil) : $0 }),
    ]
  }

  static var rightThresholds: [AnswerOnTrial] {
    let exercise = Lesson09Answers.thresholds
    return [
      trial("by streaks"), trial("NaN as infinity", isAbove: { $0.isNaN || $0 > $1 }),
      trial(
        "the least by sorting",
        choose: {
          $0.sorted { $0.threshold < $1.threshold }.first { $0.share == 0 }?.threshold
        }),
      AnswerOnTrial(
        exercise, "windows",
        { healthy, faulty, thresholds, patience in
          func share(_ runs: [[Double]], _ threshold: Double) -> Double {
            var alarms = 0.0
            for run in runs where run.count >= patience {
              let starts = 0...(run.count - patience)
              let hit = starts.contains { start in
                !run[start..<(start + patience)].contains { $0 <= threshold }
              }
              if hit { alarms += 1 }
            }
            return alarms == 0 ? 0 : alarms / Double(runs.count)
          }
          let sound = thresholds.map { share(healthy, $0) }
          var chosen: Double?
          for (threshold, share) in zip(thresholds, sound) where share == 0 {
            chosen = min(chosen ?? .infinity, threshold)
          }
          return (sound, thresholds.map { share(faulty, $0) }, chosen)
        }),
      AnswerOnTrial(
        exercise, "runs split at the figures that are not above",
        { healthy, faulty, thresholds, patience in
          func share(_ runs: [[Double]], _ threshold: Double) -> Double {
            let alarms = runs.filter {
              $0.split { $0 <= threshold }.contains { $0.count >= patience }
            }
            return Double(alarms.count) / Double(max(runs.count, 1))
          }
          let silent = thresholds.filter { share(healthy, $0) == 0 }
          return (
            thresholds.map { share(healthy, $0) }, thresholds.map { share(faulty, $0) },
            silent.min()
          )
        }),
    ]
  }
}
