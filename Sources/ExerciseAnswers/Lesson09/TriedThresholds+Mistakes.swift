import Course

extension Lesson09Answers {
  /// The trial of exercise E09.2, with what a mistake changes.
  struct Trial {
    var isAbove: (_ figure: Double, _ threshold: Double) -> Bool = { !($0 <= $1) }
    var resets = true
    var choose: (_ silent: [Double]) -> Double? = { $0.min() }

    func result(
      _ healthy: [[Double]], _ faulty: [[Double]], _ thresholds: [Double], _ patience: Int
    ) -> ThresholdTrial {
      func share(_ runs: [[Double]], _ threshold: Double) -> Double {
        guard !runs.isEmpty else { return 0 }
        let count = runs.count { run in
          var (streak, longest) = (0, 0)
          for figure in run {
            if isAbove(figure, threshold) {
              streak += 1
            } else if resets {
              streak = 0
            }
            longest = max(longest, streak)
          }
          return longest >= patience
        }
        return Double(count) / Double(runs.count)
      }
      let falseAlarms = thresholds.map { share(healthy, $0) }
      let silent = thresholds.indices.filter { falseAlarms[$0] == 0 }.map { thresholds[$0] }
      return (falseAlarms, thresholds.map { share(faulty, $0) }, choose(silent))
    }

    /// The shares, and the threshold that is chosen.
    static func answer(_ trial: ThresholdTrial) -> Answer {
      Answer(
        .numbers("false alarms", trial.falseAlarms), .numbers("hits", trial.hits),
        trial.chosen.map { .number("chosen", $0) } ?? .word("chosen", "none"))
    }
  }
}
