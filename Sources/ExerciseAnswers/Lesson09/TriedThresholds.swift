public import Course
import TensorCore

/// How often each threshold gives an alarm, and which one is chosen.
public typealias ThresholdTrial = (falseAlarms: [Double], hits: [Double], chosen: Double?)

/// Tries thresholds on healthy and faulty runs.
public typealias ThresholdFunction =
  @Sendable (
    _ healthy: [[Double]], _ faulty: [[Double]], _ thresholds: [Double], _ patience: Int
  ) throws -> ThresholdTrial

// solution begins
func triedThresholds(
  healthy: [[Double]], faulty: [[Double]], thresholds: [Double], patience: Int
) throws -> (falseAlarms: [Double], hits: [Double], chosen: Double?) {
  func share(of runs: [[Double]], above threshold: Double) -> Double {
    let alarmed = runs.filter { run in
      var inARow = 0
      return run.contains { figure in
        inARow = figure <= threshold ? 0 : inARow + 1
        return inARow >= patience
      }
    }
    return runs.isEmpty ? 0 : Double(alarmed.count) / Double(runs.count)
  }
  let falseAlarms = thresholds.map { share(of: healthy, above: $0) }
  let hits = thresholds.map { share(of: faulty, above: $0) }
  let silent = zip(thresholds, falseAlarms).filter { $1 == 0 }.map(\.0)
  return (falseAlarms, hits, silent.min())
}
// solution ends

extension Lesson09Answers {
  /// Try thresholds of a detector on healthy and faulty runs.
  public static var thresholds: Assignment<ThresholdFunction> {
    Assignment<ThresholdFunction>(
      Exercise(
        id: .exercise(9, 2), title: "Thresholds and false alarms",
        kind: .implement, minutes: 20, difficulty: .medium, fileName: "TriedThresholds.swift",
        statement: """
          A detector that finds every fault is worth nothing if it also cries on sound runs. Its threshold is chosen on healthy runs, \
          twenty seeds for example, and judged on faulty ones.

          Each run is a list of figures, one a step, such as the ratio of update and weight. There is an alarm in a run if the figure is above the \
          threshold in patience steps in a row or more; equal to it is not above, and NaN is above every threshold. For each \
          threshold return the share of healthy runs with an alarm, and the share of faulty ones; of no runs the share is 0. The chosen threshold is the \
          smallest one without a false alarm, nil if there is none. The thresholds come in any order.

              healthy [[1, 3, 1], [2, 2, 2]], faulty [[1, 5, 5], [9, 1, 9]]
              thresholds [4, 1.5, 2], patience 2
              // false alarms [0, 0.5, 0], hits [0.5, 0.5, 0.5], chosen 2
          """,
        hints: Exercise.Hints(
          nudge: "What does a comparison with NaN say, whichever way round it is?",
          approach: """
            Write the question of one run and one threshold first. A counter that goes back to 0 answers it; the rest is counting of \
            runs.
            """,
          almostThere: """
            Ask whether the figure is at most the threshold, and count on in all other cases. Keep the thresholds whose share among the \
            healthy runs is 0, and take the least of them at the very end.
            """), forbidden: ["Detector", "Detectors"]),
      solution: {
        try triedThresholds(healthy: $0, faulty: $1, thresholds: $2, patience: $3)
      },
      alternative: { healthy, faulty, thresholds, patience in
        // The least threshold without an alarm, of each run: the greatest minimum of a window.
        func bounds(_ runs: [[Double]]) -> [Double] {
          runs.map { run in
            guard run.count >= patience else { return -.infinity }
            return (0...(run.count - patience)).map { start in
              run[start..<(start + patience)].map { $0.isNaN ? .infinity : $0 }.min() ?? .infinity
            }.max() ?? -.infinity
          }
        }
        func shares(_ bounds: [Double]) -> [Double] {
          thresholds.map { threshold in
            Double(bounds.count { $0 > threshold }) / Double(max(1, bounds.count))
          }
        }
        let (sound, faults) = (bounds(healthy), bounds(faulty))
        let least = sound.max() ?? -.infinity
        return (shares(sound), shares(faults), thresholds.filter { $0 >= least }.min())
      },
      mistakes: [
        .init(
          "NaN gives no alarm",
          explanation: """
            NaN > threshold is false, so that the sickest run of all is silent. Ask whether the figure is at most the threshold.
            """, { Trial(isAbove: { $0 > $1 }).result($0, $1, $2, $3) }),
        .init(
          "the threshold itself counts as above",
          explanation: """
            A figure that stands still at the threshold, as a clipped norm does, would give an alarm in every run.
            """, { Trial(isAbove: { !($0 < $1) }).result($0, $1, $2, $3) }),
        .init(
          "steps are counted, in a row or not",
          explanation: """
            Without going back to 0 the counter reaches every patience in a long run: a single spike in a thousand steps becomes an \
            alarm.
            """, { Trial(resets: false).result($0, $1, $2, $3) }),
        .init(
          "one spike is enough",
          explanation: """
            The patience is not looked at. Healthy runs have spikes, and the threshold that is silent on them misses what \
            lasts.
            """,
          { healthy, faulty, thresholds, _ in Trial().result(healthy, faulty, thresholds, 1) }),
        .init(
          "one step more than the patience",
          explanation: """
            The count of the step at hand is compared before it is raised, or with > in place of >=. Faults of exactly that \
            length are missed.
            """, { Trial().result($0, $1, $2, $3 + 1) }),
        .init(
          "the largest silent threshold is chosen",
          explanation: """
            It has no false alarms either, and the fewest hits. Of all silent thresholds the smallest one finds most.
            """, { Trial(choose: { $0.max() }).result($0, $1, $2, $3) }),
        .init(
          "the first silent threshold is chosen",
          explanation: """
            The thresholds come in any order. The first that is silent is the smallest only in a sorted list.
            """, { Trial(choose: { $0.first }).result($0, $1, $2, $3) }),
      ],
      impostors: .init(
        zero: { _, _, thresholds, _ in
          (thresholds.map { _ in 0 }, thresholds.map { _ in 0 }, 0)
        },
        notANumber: { _, _, thresholds, _ in
          (thresholds.map { _ in .nan }, thresholds.map { _ in .nan }, .nan)
        },
        identity: { _, _, thresholds, _ in (thresholds, thresholds, thresholds.first) }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        func runs(_ count: Int, _ length: Int, scale: Double = 1) -> [[Double]] {
          (0..<count).map { _ in
            (0..<length).map { _ in
              generator.uniform(below: 40) == 0 ? .nan : scale * (0.125 + generator.uniform())
            }
          }
        }
        let levels = (0..<5).map { _ in 0.5 + generator.uniform() }
        let fixed: [([[Double]], [[Double]], [Double], Int)] = [
          ([[1, 3, 1], [2, 2, 2]], [[1, 5, 5], [9, 1, 9]], [4, 1.5, 2], 2),
          ([[1]], [[2]], [1], 1), ([], [], [3, 1], 1), ([[5]], [], [1, 2], 1),
          ([[]], [[7]], [3], 1),
          ([[1, 1]], [[.nan, .nan], [.nan, 0, .nan]], [10, 1e300], 2),
          ([[1, 2, 3, 2, 1]], [[3, 3, 3, 0, 3]], [0.5, 1, 2, 2.5, 3], 3), ([[2]], [[2]], [], 1),
          ([[-3, -2], [-5, -5]], [[-1, -1]], [-4, -2, -2.5, -6], 2),
          ([[.infinity, 1]], [[.infinity]], [5, .infinity], 1),
          ([[1, 1, 9], [2, 1, 1], [1, 3, 1]], [[4, 4, 4]], [8, 9, 7.5, 2], 1),
          (runs(1, 1031), runs(1, 1031), [0.25, 0.9], 4),
        ]
        let more: [([[Double]], [[Double]], [Double], Int)] = [
          (runs(20, 40), runs(12, 33, scale: 1.5), levels, 3),
          (runs(21, 12), runs(103, 11, scale: 3), [levels[0], 2, 0.125], 2),
          (runs(3, 50 + generator.uniform(below: 60)), runs(4, 130), [0.3, 0.2], 7),
        ]
        return ((seed == 1 ? fixed : []) + more).map { healthy, faulty, thresholds, patience in
          func shown(_ runs: [[Double]]) -> String {
            runs.count > 3 || (runs.first?.count ?? 0) > 6
              ? "\(runs.count) runs of \(runs[0].count) steps" : "\(runs)"
          }
          return Probe(
            "healthy \(shown(healthy)), faulty \(shown(faulty)), thresholds \(thresholds.count > 6 ? "\(thresholds.count) numbers" : "\(thresholds)"), patience \(patience)",
            wanted: Trial.answer(Trial().result(healthy, faulty, thresholds, patience)),
            within: 1e-9, floor: 1e-3
          ) { Trial.answer(try $0(healthy, faulty, thresholds, patience)) }
        }
      })
  }
}
