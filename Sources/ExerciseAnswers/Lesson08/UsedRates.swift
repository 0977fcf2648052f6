public import Course
import TensorCore

/// The rates that the optimizer's steps used.
public typealias UsedRatesFunction =
  @Sendable (_ batchCounts: [Int], _ accumulation: Int, _ warmUp: Int, _ peak: Double) throws ->
  [Double]

// solution begins
func usedRates(
  batchCounts: [Int], accumulation: Int, warmUp: Int, peak: Double
) throws -> [Double] {
  let total = batchCounts.reduce(0) { $0 + $1 / accumulation }
  func rate(at position: Int) -> Double {
    if position < warmUp { return peak * Double(position + 1) / Double(warmUp) }
    return peak * Double(max(0, total - position)) / Double(max(1, total - warmUp))
  }
  var (used, position) = ([Double](), 0)
  for batchCount in batchCounts {
    for batch in 0..<batchCount where (batch + 1) % accumulation == 0 {
      used.append(rate(at: position))
      position += 1
    }
  }
  return used
}
// solution ends

extension Lesson08Answers {
  /// Repair a training loop that steps its schedule once per epoch.
  public static var steppedPerEpoch: Assignment<UsedRatesFunction> {
    Assignment<UsedRatesFunction>(
      Exercise(
        id: .exercise(8, 5), title: "A schedule that is stepped per epoch",
        kind: .repair, minutes: 15, difficulty: .medium, fileName: "UsedRates.swift",
        statement: """
          A warm-up of 100 steps, three epochs, and the rate never leaves a few percent of its peak: the loop below steps the schedule \
          once per epoch. Repair it, so that the schedule is stepped once after each step of the optimizer, and ends where training \
          does.

          The list holds how many batches each epoch has. Gradients are accumulated: only after every accumulation batches of an epoch the \
          optimizer takes a step, and what is left over at an epoch's end is thrown away. With total steps of the optimizer in all \
          epochs, the rate of step s, from 0, is peak · (s + 1) / warmUp while s < warmUp, and peak · (total − s) / (total − warmUp) \
          after that. The formula in the code is right; what it is given is not. Return the rate of each step of the optimizer.

              epochs of 5 and 5 batches, accumulation 2, warm-up 2, peak 1
              // 0.5, 1, 1, 0.5; as given 0.5, 0.5, 1, 1
          """,
        hints: Exercise.Hints(
          nudge: "Two numbers reach the formula: in what unit is each of them counted?",
          approach: """
            Position and total have to be counted in steps of the optimizer. Find the line that runs exactly once for each of them, and count how \
            often it will run before the loop begins.
            """,
          almostThere: """
            Move the counting of the position to where a rate is used, behind its use. The total is a sum over the epochs, each of \
            which gives as many steps as whole groups of batches fit into it.
            """), forbidden: ["Scheduler", "WarmUpStableDecay"]),
      solution: {
        try usedRates(batchCounts: $0, accumulation: $1, warmUp: $2, peak: $3)
      },
      alternative: { batchCounts, accumulation, warmUp, peak in
        let steps = batchCounts.map { $0 / accumulation }.reduce(0, +)
        let rise = (0..<min(warmUp, steps)).map { peak / Double(warmUp) * Double($0 + 1) }
        guard steps > warmUp else { return rise }
        let fall = (0..<(steps - warmUp)).map { peak * (1 - Double($0) / Double(steps - warmUp)) }
        return rise + fall
      },
      handedOut: { Loop(unit: .epoch, total: .epochs).rates($0, $1, $2, $3) },
      mistakes: [
        .init(
          "the schedule is stepped per batch",
          explanation: """
            With accumulation 4 the optimizer steps once while the schedule steps four times, and the rate is at its end after a quarter \
            of the run.
            """, { Loop(unit: .batch, total: .steps).rates($0, $1, $2, $3) }),
        .init(
          "per batch, and the total in batches",
          explanation: """
            The decay then fits the run, but the warm-up, given in steps of the optimizer, is over after a fraction of them.
            """, { Loop(unit: .batch, total: .batches).rates($0, $1, $2, $3) }),
        .init(
          "the position repaired, the total still in epochs",
          explanation: """
            The decay is over after as many steps as there are epochs, or begins at 0 where the warm-up takes longer. The rest of the \
            run trains at a rate of 0.
            """, { Loop(unit: .step, total: .epochs).rates($0, $1, $2, $3) }),
        .init(
          "the total repaired, the position still in epochs",
          explanation: """
            The decay has the right length and is never reached: after three epochs the schedule is at step 3.
            """, { Loop(unit: .epoch, total: .steps).rates($0, $1, $2, $3) }),
        .init(
          "the total is counted over all batches at once",
          explanation: """
            What is left over at an epoch's end is thrown away and not carried on. Divided only once, the total counts steps that are never \
            taken, and the rate does not come down to its end.
            """, { Loop(unit: .step, total: .joined).rates($0, $1, $2, $3) }),
        .init(
          "the left-over batches count as a step",
          explanation: """
            Rounded up, each epoch with left-over batches counts one step more than it takes. A loader that keeps the last batch needs \
            that, if the loop steps on it; this one does not.
            """, { Loop(unit: .step, total: .roundedUp).rates($0, $1, $2, $3) }),
        .init(
          "the schedule is stepped before the optimizer",
          explanation: """
            The first rate is never used, and every other one comes a step too early. PyTorch warns of this order.
            """, { Loop(unit: .step, total: .steps, stepsFirst: true).rates($0, $1, $2, $3) }),
      ],
      impostors: .init(
        zero: { counts, k, _, _ in .init(repeating: 0, count: counts.reduce(0) { $0 + $1 / k }) },
        notANumber: { counts, k, _, _ in
          .init(repeating: .nan, count: counts.reduce(0) { $0 + $1 / k })
        },
        identity: { counts, _, _, _ in counts.map { Double($0) } }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        let drawn = (0..<(11 + generator.uniform(below: 8))).map { _ in generator.uniform(below: 40)
        }
        let long = (0..<(102 + generator.uniform(below: 9))).map { _ in generator.uniform(below: 12)
        }
        let peak = 0.001 + generator.uniform()
        let cases: [([Int], Int, Int, Double)] = [
          ([5, 5], 2, 2, 1), ([3], 1, 0, 1), ([4, 4, 4], 1, 100, 0.1), ([7, 7, 7], 4, 1, 0.3),
          ([10], 3, 1, 2),
          ([], 2, 3, 1), ([1, 1, 1], 2, 1, 1), ([2, 0, 5, 9], 2, 3, 0.5), ([6, 6], 3, 4, 1),
          ([33, 33, 33], 2, 7, 1e-3), ([seed == 1 ? 1031 : 9], 1, 20, 0.1),
          ([seed == 1 ? 2063 : 60, 131], 2, 103, 3),
          (drawn, 3, 5 + generator.uniform(below: 10), peak), (long, 5, 12, peak),
          ([101, 99], 7, 28, 0.2),
        ]
        return cases.map { counts, accumulation, warmUp, peak in
          let right = Loop(unit: .step, total: .steps).rates(counts, accumulation, warmUp, peak)
          let shown = counts.prefix(6).map(String.init).joined(separator: ", ")
          return Probe(
            "batches [\(shown)\(counts.count > 6 ? ", …" : "")], accumulation \(accumulation), warm-up \(warmUp), peak "
              + Answer.text(peak),
            wanted: Answer(.numbers("rates", right)), within: 1e-9, floor: 1e-3 * peak
          ) { Answer(.numbers("rates", try $0(counts, accumulation, warmUp, peak))) }
        }
      })
  }
}

extension Lesson08Answers {
  /// The loop of exercise E08.5, with what a mistake changes.
  fileprivate struct Loop {
    enum Unit { case batch, step, epoch }
    enum Total { case batches, steps, epochs, joined, roundedUp }

    var unit: Unit
    var total: Total
    var stepsFirst = false

    func rates(
      _ batchCounts: [Int], _ accumulation: Int, _ warmUp: Int, _ peak: Double
    ) -> [Double] {
      let sum = batchCounts.reduce(0, +)
      let end =
        switch total {
        case .batches: sum
        case .steps: batchCounts.reduce(0) { $0 + $1 / accumulation }
        case .epochs: batchCounts.count
        case .joined: sum / accumulation
        case .roundedUp: batchCounts.reduce(0) { $0 + ($1 + accumulation - 1) / accumulation }
        }
      func rate(at position: Int) -> Double {
        if position < warmUp { return peak * Double(position + 1) / Double(warmUp) }
        return peak * Double(max(0, end - position)) / Double(max(1, end - warmUp))
      }
      var (used, position) = ([Double](), 0)
      for batchCount in batchCounts {
        for batch in 0..<batchCount {
          if (batch + 1) % accumulation == 0 {
            if stepsFirst { position += 1 }
            used.append(rate(at: position))
            if unit == .step, !stepsFirst { position += 1 }
          }
          if unit == .batch { position += 1 }
        }
        if unit == .epoch { position += 1 }
      }
      return used
    }
  }
}
