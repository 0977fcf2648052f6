public import Course
import TensorCore

/// The validations of a run, in the order of its log.
public typealias LoggedValidations = [(step: Int, loss: Double, fingerprint: String)]

/// Finds the validations of stale weights.
public typealias StaleFunction = @Sendable (_ validations: LoggedValidations) throws -> [Int]

// solution begins
func staleSteps(
  validations: [(step: Int, loss: Double, fingerprint: String)]
) throws -> [Int] {
  var (firstSteps, stale) = ([String: Int](), [Int]())
  for validation in validations where !validation.fingerprint.isEmpty {
    let first = firstSteps[validation.fingerprint] ?? validation.step
    if first < validation.step { stale.append(validation.step) }
    firstSteps[validation.fingerprint] = min(first, validation.step)
  }
  return stale
}
// solution ends

extension Lesson09Answers {
  /// Write the detector of weights that were validated before.
  public static var staleWeights: Assignment<StaleFunction> {
    Assignment<StaleFunction>(
      Exercise(
        id: .exercise(9, 5), title: "Stale weights",
        kind: .implement, minutes: 12, difficulty: .easy, fileName: "StaleWeights.swift",
        statement: """
          Validation is flat because the evaluation holds a copy of the weights, or reads the checkpoint of last week. A fingerprint \
          of the weights in each line of the log tells it from a network that does not learn. Write the detector.

          Each validation has the step after which it was made, the loss, and the fingerprint of the weights that were evaluated; an empty \
          one was not taken and says nothing. A validation is stale if a line before it has the same fingerprint and a smaller \
          step: in between nothing of the training has reached the weights. A line may have the same step as another, because the last \
          validation was made twice, or a run resumed; that is no fault. The loss decides nothing: with another mode, equal weights have different losses.

          Return the steps of the stale validations in the order of the log.

              steps 100, 200, 300 with the fingerprints a, b, a    // [300]
          """,
        hints: Exercise.Hints(
          nudge: "What do you have to remember of each fingerprint that you have seen?",
          approach: """
            Go through the lines once. Compare each with all before it, not with its neighbor alone: an old checkpoint comes back after \
            many others.
            """,
          almostThere: """
            A dictionary from fingerprints to the smallest step seen with them is enough. Lines with an empty fingerprint are skipped \
            before anything is noted.
            """), forbidden: ["Detectors", "EvaluationFindings", "TrainingRecord"]),
      solution: { try staleSteps(validations: $0) },
      alternative: { validations in
        let groups = Dictionary(grouping: validations.indices) { validations[$0].fingerprint }
        let stale = groups.filter { !$0.key.isEmpty }.values.flatMap { group in
          group.filter { now in
            group.prefix { $0 < now }.contains { validations[$0].step < validations[now].step }
          }
        }
        return stale.sorted().map { validations[$0].step }
      },
      mistakes: [
        .init(
          "only neighbors are compared",
          explanation: """
            A folder that keeps three checkpoints, or a restart from an old one, gives the same weights with others in between.
            """, { Watch(looksBack: 1).steps($0) }),
        .init(
          "losses are compared",
          explanation: """
            On a hundred samples two networks often have equal losses, and one network in training mode has two different ones. \
            The fingerprint says what was evaluated.
            """, { Watch(byLoss: true).steps($0) }),
        .init(
          "the same step twice counts",
          explanation: """
            The last validation of an epoch and the one at the end of the run are made at the same step, with the same weights. A \
            detector that reports it is switched off after a week.
            """, { Watch(comparesSteps: false).steps($0) }),
        .init(
          "no fingerprint is taken for equal ones",
          explanation: """
            An empty text equals an empty text. Logs of older runs have no fingerprints at all, and every line of them would be \
            reported.
            """, { Watch(skipsEmpty: false).steps($0) }),
        .init(
          "the first finding ends the search",
          explanation: """
            The run may go on with stale weights, or become stale again later. Whoever repairs it needs to know all places.
            """, { Array(Watch().steps($0).prefix(1)) }),
        .init(
          "the numbers of the lines",
          explanation: """
            Asked for are steps, by which the line can be found in the log. The position in the list is something else, once there are training lines in between.
            """, { Watch(returnsIndices: true).steps($0) }),
        .init(
          "any other step counts",
          explanation: """
            A resumed run goes back and validates at smaller steps. To find the weights of a larger step there is strange, but no sign of an \
            evaluation that stands still.
            """, { Watch(allowsSmaller: true).steps($0) }),
      ],
      impostors: .init(
        zero: { $0.map { _ in 0 } }, notANumber: { $0.map { _ in .min } },
        identity: { $0.map(\.step) }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        func drawn(_ count: Int, kinds: Int, apart: Int = 50) -> LoggedValidations {
          var step = 0
          return (0..<count).map { _ in
            step += generator.uniform(below: 4) == 0 ? 0 : apart
            let kind = generator.uniform(below: kinds)
            return (
              step, Double(generator.uniform(below: 5)) / 4, kind == 0 ? "" : "\(kind * 7919)"
            )
          }
        }
        func log(_ lines: (Int, String)...) -> LoggedValidations {
          lines.enumerated().map { ($1.0, 1 / Double($0 + 1), $1.1) }
        }
        let fixed: [LoggedValidations] = [
          log((100, "a"), (200, "b"), (300, "a")), [], log((5, "a")), log((1, "a"), (1, "a")),
          log((1, "a"), (2, "a"), (3, "a")), log((1, ""), (2, ""), (3, "")),
          log((100, "a"), (200, "b"), (100, "a"), (200, "b"), (300, "c"), (400, "b")),
          log((300, "x"), (100, "x"), (200, "x")), log((0, "0"), (1, "00"), (2, "0 "), (3, "A")),
          log((-1, "a"), (0, "a")),
          log((100, "a"), (300, "a"), (0, "b"), (50, "b")),
          [(10, 2.5, "p"), (20, 2.5, "q"), (30, .nan, "r"), (40, 1, "r")],
          log((10, "ab12"), (20, "ab13"), (30, "AB12"), (1031, "ab13"), (9999, "ab12")),
        ]
        let long = drawn(103, kinds: 90)
        let cases =
          (seed == 1 ? fixed + [drawn(1031, kinds: 800)] : [])
          + [drawn(6 + generator.uniform(below: 8), kinds: 4), drawn(33, kinds: 20), long]
        return cases.map { validations in
          let shown = validations.prefix(6).map { "\($0.step) “\($0.fingerprint)”" }
          return Probe(
            "validations [\(shown.joined(separator: ", "))\(validations.count > 6 ? ", … \(validations.count) in all" : "")]",
            wanted: Answer(.numbers("stale", Watch().steps(validations).map { Double($0) })),
            within: 1e-9
          ) { Answer(.numbers("stale", try $0(validations).map { Double($0) })) }
        }
      })
  }
}

extension Lesson09Answers {
  /// The detector of exercise E09.5, with what a mistake changes.
  fileprivate struct Watch {
    var looksBack = Int.max
    var byLoss = false
    var comparesSteps = true
    var skipsEmpty = true
    var returnsIndices = false
    var allowsSmaller = false

    func steps(_ validations: LoggedValidations) -> [Int] {
      var (found, seen) = ([Int](), [String: [Int]]())
      for (index, now) in validations.enumerated() where !(skipsEmpty && now.fingerprint.isEmpty) {
        let key = byLoss ? "\(now.loss)" : now.fingerprint
        let isStale = seen[key, default: []].contains { earlier in
          let step = validations[earlier].step
          return index - earlier <= looksBack
            && (!comparesSteps || step < now.step || allowsSmaller && step != now.step)
        }
        if isStale { found.append(returnsIndices ? index : now.step) }
        seen[key, default: []].append(index)
      }
      return found
    }
  }
}
