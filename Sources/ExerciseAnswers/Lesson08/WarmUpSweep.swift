public import Course
import TensorCore

/// What gradient descent does after a warm-up of some length.
public typealias WarmUpRun = (largest: Double, arrival: Int)

/// Tries warm-ups of several lengths.
public typealias SweepFunction =
  @Sendable (_ lengths: [Int], _ peak: Double, _ stepCount: Int) throws -> [WarmUpRun]

// solution begins
func warmUpSweep(
  lengths: [Int], peak: Double, stepCount: Int
) throws -> [(largest: Double, arrival: Int)] {
  lengths.map { length in
    var (place, largest, arrival) = (1.0, 0.0, 0)
    for step in 0..<stepCount {
      let share = step < length ? Double(step + 1) / Double(length) : 1
      place *= 1 - peak * share * (5 + 45 * .exp(-Double(step) / 10))
      largest = max(largest, abs(place))
      if arrival == 0, abs(place) < 1e-3 { arrival = step + 1 }
    }
    return (largest, arrival)
  }
}
// solution ends

extension Lesson08Answers {
  /// Sweep the length of a warm-up while the curvature falls.
  public static var warmUpLengths: Assignment<SweepFunction> {
    Assignment<SweepFunction>(
      Exercise(
        id: .exercise(8, 4), title: "How long a warm-up?",
        kind: .implement, minutes: 15, difficulty: .medium, fileName: "WarmUpSweep.swift",
        statement: """
          Let the curvature at the start of training be ten times what it is later. Sweep the length of a linear warm-up on the smallest \
          such case: gradient descent from x = 1 on curvature(t) / 2 · x², with curvature(t) = 5 + 45 · exp(−t / 10) in step t, \
          from 0.

          The rate of step t is peak · (t + 1) / length while t < length, and peak from there on; the length 0 is no warm-up. For each length \
          return the largest |x| after any of the steps, the start not counted, and the number of steps after which |x| is below \
          0.001 for the first time, or 0 if it never is. Then look at your table for the peak 0.1: the shortest warm-up is not the \
          fastest one, and neither is the longest.

              lengths [0, 20, 50], peak 0.1, 200 steps
              // largest 5777.61, 0.75, 0.9; arrival 23, 6, 15
          """,
        hints: Exercise.Hints(
          nudge: "By what factor does one step multiply x?",
          approach: """
            A step multiplies x by 1 − rate · curvature, which may be far below −1. Follow one x for each length, and note two things after each \
            multiplication.
            """,
          almostThere: """
            Rate and curvature take the same t, from 0. Compare magnitudes, since x changes its sign. The number of steps is t + 1, and it is \
            noted once.
            """), forbidden: ["LinearWarmUp", "ExponentialWarmUp"]),
      solution: { try warmUpSweep(lengths: $0, peak: $1, stepCount: $2) },
      alternative: { lengths, peak, stepCount in
        lengths.map { length in
          var places = [1.0]
          for step in 0..<stepCount {
            let rate = peak * min(1, Double(step + 1) / Double(max(1, length)))
            let curvature = 5 * (1 + 9 * Double.exp(-0.1 * Double(step)))
            places.append(places[step] - rate * curvature * places[step])
          }
          let sizes = places.dropFirst().map(\.magnitude)
          return (sizes.max() ?? 0, (sizes.firstIndex { $0 < 1e-3 } ?? -1) + 1)
        }
      },
      mistakes: [
        .init(
          "the warm-up starts at 0",
          explanation: """
            With t / length in place of (t + 1) / length the first step has the rate 0 and is wasted, and each later rate of the \
            warm-up comes one step late.
            """, { Sweep(offset: 0).runs($0, $1, $2) }),
        .init(
          "the warm-up never ends",
          explanation: """
            Without the bound the rate goes on rising beyond the peak, until it passes 2 / curvature and the run diverges.
            """, { Sweep(isBounded: false).runs($0, $1, $2) }),
        .init(
          "the sign is forgotten",
          explanation: """
            A step beyond the minimum makes x negative. The largest x misses every other step of an oscillation, and a negative x is always \
            below 0.001.
            """, { Sweep(size: { $0 }).runs($0, $1, $2) }),
        .init(
          "the start counts",
          explanation: """
            From x = 1 the largest |x| is then at least 1, and the table cannot tell a warm-up of 10 from one of 100.
            """, { Sweep(largestAtStart: 1).runs($0, $1, $2) }),
        .init(
          "the last time below the threshold",
          explanation: """
            Asked for is the first time. The number that is overwritten in each later step ends as the number of all steps.
            """, { Sweep(notesFirst: false).runs($0, $1, $2) }),
        .init(
          "steps counted from zero",
          explanation: """
            After the step with t = 0 one step was taken. A count from 0 also takes an arrival in the first step for none.
            """, { Sweep(counted: 0).runs($0, $1, $2) }),
        .init(
          "the curvature of one step later",
          explanation: """
            The gradient belongs to the place and the time at which the step begins. A curvature at t + 1 is smaller, and flatters \
            short warm-ups.
            """, { Sweep(curvatureLead: 1).runs($0, $1, $2) }),
      ],
      impostors: .init(
        zero: { lengths, _, _ in lengths.map { _ in (0, 0) } },
        notANumber: { lengths, _, _ in lengths.map { _ in (.nan, 0) } },
        identity: { lengths, peak, _ in lengths.map { (peak, $0) } }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        let drawn = (0..<5).map { _ in 6 + generator.uniform(below: 90) }
        let peak = 0.02 + 0.1 * generator.uniform()
        let fixed: [([Int], Double, Int)] = [
          ([0, 20, 50], 0.1, 200), ([1], 0.1, 3), ([2, 3, 4], 0.1, 30), ([], 0.1, 10),
          ([8, 7, 10, 12, 15, 16, 18, 25, 30, 40, 101], 0.1, 64), ([10, 300], 0.05, 11),
          ([8], 0.1, 0), ([0, 1], 0.03, 40), ([0, 6, 40], 0.41, 101),
          ([40, 44], 0.6, 64),
          ([259, 1031], 0.1, 130), ([1031], 0.004, 1009), ([0], 0.00124, 1031), ([1], 0.0201, 5),
          (Array(0..<33).filter { $0 != 5 }, 0.1, 33),
        ]
        return ((seed == 1 ? fixed : []) + [(drawn, peak, 150)]).map { lengths, peak, count in
          let shown = lengths.prefix(8).map(String.init).joined(separator: ", ")
          return Probe(
            "lengths [\(shown)\(lengths.count > 8 ? ", …" : "")], peak \(Answer.text(peak)), \(count) steps",
            wanted: answer(Sweep().runs(lengths, peak, count)), within: 1e-9, floor: 1e-3
          ) { answer(try $0(lengths, peak, count)) }
        }
      })
  }

  private static func answer(_ runs: [WarmUpRun]) -> Answer {
    Answer(
      .numbers("largest", runs.map(\.largest)),
      .numbers("arrival", runs.map { Double($0.arrival) }))
  }
}

extension Lesson08Answers {
  /// The sweep of exercise E08.4, with what a mistake changes.
  fileprivate struct Sweep {
    var offset = 1
    var isBounded = true
    var size: (Double) -> Double = { abs($0) }
    var largestAtStart = 0.0
    var notesFirst = true
    var counted = 1
    var curvatureLead = 0

    func runs(_ lengths: [Int], _ peak: Double, _ stepCount: Int) -> [WarmUpRun] {
      lengths.map { length in
        var (place, largest, arrival) = (1.0, largestAtStart, 0)
        for step in 0..<stepCount {
          var share = length == 0 ? 1 : Double(step + offset) / Double(length)
          if isBounded { share = min(1, share) }
          let curvature = 5 + 45 * Double.exp(-Double(step + curvatureLead) / 10)
          place -= peak * share * curvature * place
          largest = max(largest, size(place))
          if !notesFirst || arrival == 0, size(place) < 1e-3 { arrival = step + counted }
        }
        return (largest, arrival)
      }
    }
  }
}
