public import Course
import TensorCore

/// Plays schedules one after another.
public typealias SequenceFunction =
  @Sendable (
    _ schedules: [@Sendable (Int) -> Double], _ milestones: [Int], _ stepCount: Int
  ) throws -> [Double]

// solution begins
func sequentialRates(
  schedules: [@Sendable (Int) -> Double], milestones: [Int], stepCount: Int
) throws -> [Double] {
  (0..<stepCount).map { step in
    let begun = milestones.filter { $0 <= step }
    return schedules[begun.count](step - (begun.last ?? 0))
  }
}
// solution ends

extension Lesson08Answers {
  /// Write a schedule that plays others one after another.
  public static var oneAfterAnother: Assignment<SequenceFunction> {
    Assignment<SequenceFunction>(
      Exercise(
        id: .exercise(8, 2), title: "One schedule after another",
        kind: .implement, minutes: 12, difficulty: .easy, fileName: "SequentialRates.swift",
        statement: """
          Warm-up, then cosine: PyTorch's SequentialLR plays one schedule after another. Write it. A schedule is a function from a step, \
          from 0, to a rate. There is one milestone fewer than there are schedules, and milestones never fall.

          The first schedule plays from step 0. At a milestone, in that very step, the next one takes over, and begins with its own step \
          0. The last one plays to the end. Where two milestones are equal, the schedule between them has no step at all. Return the rates of the \
          steps 0 … stepCount − 1; any number of schedules from one is possible, and milestones beyond the last step are too.

              schedules [{ 1 + Double($0) }, { 100 + Double($0) }], milestones [2], 5 steps
              // [1, 2, 100, 101, 102]
          """,
        hints: Exercise.Hints(
          nudge: "Which step does the second schedule believe it is at when it takes over?",
          approach: """
            For each step find how many milestones have been reached: that is the number of the schedule. What it is called with is the \
            distance from the last of them.
            """,
          almostThere: """
            A milestone is reached when it is not greater than the step. If none is, the distance is counted from 0. Equal milestones need no \
            care if you count them all.
            """), forbidden: ["SequentialSchedule"]),
      solution: { try sequentialRates(schedules: $0, milestones: $1, stepCount: $2) },
      alternative: { schedules, milestones, stepCount in
        var rates: [Double] = []
        let ends = milestones + [max(stepCount, milestones.last ?? 0)]
        for (schedule, end) in zip(schedules, ends) {
          let length = min(end, stepCount) - rates.count
          if length > 0 { rates += (0..<length).map(schedule) }
        }
        return rates
      },
      mistakes: [
        .init(
          "schedules are called with the step of the whole run",
          explanation: """
            A cosine that takes over from a warm-up then begins part of the way down, and is over as many steps too early as the \
            warm-up is long.
            """, { played($0, $1, $2, local: { step, _ in step }) }),
        .init(
          "the next schedule takes over one step late",
          explanation: """
            At the milestone itself the old schedule still plays, one step beyond its end. PyTorch's bisect_right hands over in the \
            step of the milestone.
            """, { played($0, $1, $2, reached: { $0 < $1 }) }),
        .init(
          "the first step of each schedule is left out",
          explanation: """
            A schedule that takes over begins with its step 0. From 1, a warm restart never comes back to its peak.
            """,
          { played($0, $1, $2, local: { step, start in step - start + (start > 0 ? 1 : 0) }) }),
        .init(
          "a schedule begins with its step 0 a second time",
          explanation: """
            The step of the handover is played twice: once as 0, and the next one as 0 again. Every later rate is one step late.
            """,
          {
            played(
              $0, $1, $2, local: { step, start in start > 0 ? max(0, step - start - 1) : step })
          }),
        .init(
          "milestones taken for lengths",
          explanation: """
            Milestones are steps of the whole run. As lengths of the schedules they only agree for the first one.
            """,
          { schedules, milestones, count in
            var sums: [Int] = []
            for length in milestones { sums.append((sums.last ?? 0) + length) }
            return played(schedules, sums, count)
          }),
        .init(
          "the last schedule stops at the last milestone",
          explanation: """
            Behind the last milestone the last schedule goes on to the end of the run. Whoever holds the rate there trains the rest of it at \
            the first rate of that schedule.
            """,
          { schedules, milestones, count in
            played(schedules, milestones, count).enumerated().map { step, rate in
              guard let last = milestones.last, step > last else { return rate }
              return schedules[schedules.count - 1](0)
            }
          }),
        .init(
          "all schedules at once",
          explanation: """
            ChainedScheduler lets all act at each step, as a product if each multiplies. One after another, a single schedule decides at \
            each step.
            """,
          { schedules, _, count in
            (0..<count).map { step in schedules.reduce(1) { $0 * $1(step) } }
          }),
      ],
      impostors: .init(
        zero: { _, _, count in .init(repeating: 0, count: count) },
        notANumber: { _, _, count in .init(repeating: .nan, count: count) },
        identity: { _, _, count in (0..<count).map { Double($0) } }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        func ramp(_ start: Double, _ slope: Double) -> @Sendable (Int) -> Double {
          { start + slope * Double($0) }
        }
        func drawn(_ count: Int, upTo last: Int) -> ([@Sendable (Int) -> Double], [Int]) {
          let schedules = (0..<count).map { index in
            ramp(Double(10 * index) + generator.uniform(), generator.uniform() - 0.5)
          }
          let milestones = (1..<count).map { _ in generator.uniform(below: last) }.sorted()
          return (schedules, milestones)
        }
        let cosine: @Sendable (Int) -> Double = { 0.05 * (1 + .cosine(.pi * Double($0) / 50)) }
        var cases: [(String, [@Sendable (Int) -> Double], [Int], Int)] = [
          ("two ramps", [ramp(1, 1), ramp(100, 1)], [2], 5), ("one ramp", [ramp(3, 2)], [], 4),
          ("no step", [ramp(3, 2), ramp(5, 1)], [1], 0),
          ("a milestone at 0", [ramp(3, 2), ramp(5, 1)], [0], 4),
          ("equal milestones", [ramp(1, 1), ramp(20, 1), ramp(300, 1)], [3, 3], 7),
          ("a milestone beyond the end", [ramp(1, 1), ramp(9, 9)], [40], 6),
          (
            "milestones 2, 3, 4", [ramp(1, 1), ramp(20, 1), ramp(300, 1), ramp(-7, 1)], [2, 3, 4], 9
          ),
          ("a warm-up and a cosine", [ramp(0.01, 0.01), cosine], [10], 63),
          ("a run whose last step is the milestone", [ramp(1, 0), ramp(2, 0)], [4], 5),
        ]
        for (count, last) in [
          (5, 30), (12, 60), (seed == 1 ? 104 : 3, 130), (3, seed == 1 ? 1031 : 20),
        ] {
          let (schedules, milestones) = drawn(count, upTo: last)
          let steps = last + generator.uniform(below: 20)
          cases.append(("\(count) drawn ramps", schedules, milestones, steps))
        }
        return cases.map { words, schedules, milestones, count in
          let shown = milestones.prefix(6).map(String.init).joined(separator: ", ")
          return Probe(
            "\(words), milestones [\(shown)\(milestones.count > 6 ? ", …" : "")], \(count) steps",
            wanted: Answer(.numbers("rates", played(schedules, milestones, count))),
            within: 1e-9, floor: 1e-3
          ) { Answer(.numbers("rates", try $0(schedules, milestones, count))) }
        }
      })
  }

  /// The rates, with what a mistake changes.
  private static func played(
    _ schedules: [@Sendable (Int) -> Double], _ milestones: [Int], _ stepCount: Int,
    reached: (_ milestone: Int, _ step: Int) -> Bool = { $0 <= $1 },
    local: (_ step: Int, _ start: Int) -> Int = { $0 - $1 }
  ) -> [Double] {
    (0..<stepCount).map { step in
      var (number, start) = (0, 0)
      for milestone in milestones where reached(milestone, step) {
        number += 1
        start = milestone
      }
      return schedules[number](local(step, start))
    }
  }
}
