public import Course
import TensorCore

/// Six numbers about a one-cycle schedule.
public typealias CyclePrediction = @Sendable () throws -> [Double]

// solution begins
func oneCycleNumbers() throws -> [Double] {
  // 0.1/10; 0.4 · 50 − 1; cosines 10/19 of the rise and 15/30 of the fall; 0.01/1000; 10/19 again.
  [0.01, 19, 0.0587161, 0.050005, 1e-5, 0.895871]
}
// solution ends

extension Lesson08Answers {
  /// Predict a one-cycle schedule with other settings.
  public static var otherCycle: Assignment<CyclePrediction> {
    Assignment<CyclePrediction>(
      Exercise(
        id: .exercise(8, 1), title: "One cycle with other settings",
        kind: .predict, minutes: 12, difficulty: .medium, fileName: "OneCycleNumbers.swift",
        statement: """
          PyTorch's OneCycleLR is made with 50 steps in all, a maximum of 0.1, pct_start 0.4, div_factor 10 and final_div_factor \
          1000. The rest is as PyTorch has it: two phases, cosines, and a momentum from 0.95 down to 0.85 and back. Steps count from \
          0. Predict six numbers to four significant digits; the function may hold plain numbers or compute them.

          The rate at step 0. The number of the step at which the rate is greatest. The rates at the steps 10, 34 and 49. Last the \
          momentum at step 10.

              with pct_start 0.3 and 100 steps the greatest rate is at step 29
          """,
        hints: Exercise.Hints(
          nudge:
            "Of 50 steps the first is number 0: which number has the last, and which the last of the rise?",
          approach: """
            The rise takes the first pct_start · total steps, the last of which is the peak. A phase goes from start to end as \
            end + (start − end) / 2 · (1 + cos(π x)), where x runs from 0 to 1 over it.
            """,
          almostThere: """
            The final rate is the initial one divided once more, not the maximum. For step 10 take the share of the rise that lies \
            behind it, for step 34 that of the fall. Rate and momentum have the same x and go opposite ways.
            """), forbidden: ["OneCycle"]),
      solution: oneCycleNumbers,
      alternative: {
        func along(_ start: Double, _ end: Double, _ share: Double) -> Double {
          end + (start - end) / 2 * (1 + .cosine(.pi * share))
        }
        return [
          0.1 / 10, 0.4 * 50 - 1, along(0.01, 0.1, 10.0 / 19), along(0.1, 1e-5, 15.0 / 30),
          0.1 / 10 / 1000, along(0.95, 0.85, 10.0 / 19),
        ]
      },
      mistakes: [
        .init(
          "the peak at pct_start · total",
          explanation: """
            Steps count from 0, so that 20 steps of rise end with number 19. With the peak at 20 the rise is a twentieth slower.
            """, { [0.01, 20, 0.055, 0.0527117, 1e-5, 0.9] }),
        .init(
          "the final rate from the maximum",
          explanation: """
            final_div_factor divides the initial rate, which div_factor has divided already. From the maximum the end comes out \
            ten times too high here, and 25 times at the defaults.
            """, { [0.01, 19, 0.0587161, 0.05005, 1e-4, 0.895871] }),
        .init(
          "straight lines",
          explanation: """
            Only anneal_strategy='linear' has straight phases. The default is 'cos', and lines agree with it only at the ends \
            and in the middle of a phase.
            """, { [0.01, 19, 0.0573684, 0.050005, 1e-5, 0.897368] }),
        .init(
          "the default div_factor",
          explanation: """
            The cycle starts at the maximum divided by div_factor, here 10. 25 is the default.
            """, { [0.004, 19, 0.0559638, 0.050002, 4e-6, 0.895871] }),
        .init(
          "the momentum moves with the rate",
          explanation: """
            Momentum falls while the rate rises, so that rate / (1 − momentum), the effective rate, grows less than the rate itself: here \
            to 3.3 times its start, and not to ten.
            """, { [0.01, 19, 0.0587161, 0.050005, 1e-5, 0.904129] }),
        .init(
          "a start from zero",
          explanation: """
            One cycle starts at max / div_factor; that the first step has a rate of 0 is a property of some warm-ups, which \
            waste it.
            """, { [0, 19, 0.0541290, 0.050005, 1e-5, 0.895871] }),
      ],
      impostors: .init(
        zero: { [0, 0, 0, 0, 0, 0] }, notANumber: { [.nan, .nan, .nan, .nan, .nan, .nan] },
        identity: { [50, 0.1, 0.4, 10, 1000, 0.95] }),
      probes: { _ in
        func along(_ start: Double, _ end: Double, _ share: Double) -> Double {
          (start + end) / 2 + (start - end) / 2 * .cosine(.pi * share)
        }
        let names = [
          "initial rate", "step of the peak", "rate at 10", "rate at 34", "rate at 49",
          "momentum at 10",
        ]
        let wanted = [
          0.01, 19, along(0.01, 0.1, 10.0 / 19), along(0.1, 1e-5, 0.5), 1e-5,
          along(0.95, 0.85, 10.0 / 19),
        ]
        return [
          Probe(
            "the six numbers", wanted: Answer(zip(names, wanted).map { .number($0, $1) }),
            within: 1e-4, floor: 1e-6
          ) { prediction in
            let numbers = try prediction()
            guard numbers.count == names.count else { return Answer(.numbers("numbers", numbers)) }
            return Answer(zip(names, numbers).map { .number($0, $1) })
          }
        ]
      })
  }
}
