public import Course
import TensorCore

/// Where training ends and which epoch's weights it returns.
public typealias StoppingFunction =
  @Sendable (
    _ losses: [Double], _ patience: Int, _ window: Int, _ minimumImprovement: Double
  ) throws -> (last: Int, restored: Int)

// solution begins
func stopping(
  losses: [Double], patience: Int, window: Int, minimumImprovement: Double
) throws -> (last: Int, restored: Int) {
  var (best, bestEpoch) = (Double.infinity, 0)
  for epoch in losses.indices {
    let recent = losses[max(0, epoch - window + 1)...epoch].map { $0.isNaN ? .infinity : $0 }
      .sorted()
    let median = (recent[(recent.count - 1) / 2] + recent[recent.count / 2]) / 2
    if median < best - minimumImprovement || epoch == 0 { (best, bestEpoch) = (median, epoch) }
    if epoch - bestEpoch == patience { return (epoch, bestEpoch) }
  }
  return (losses.count - 1, bestEpoch)
}
// solution ends

extension Lesson06Answers {
  /// Repair early stopping that noise fools.
  public static var noisyStopping: Assignment<StoppingFunction> {
    Assignment<StoppingFunction>(
      Exercise(
        id: .exercise(6, 6), title: "Early stopping that noise does not fool",
        kind: .repair, minutes: 15, difficulty: .medium, fileName: "NoisyStopping.swift",
        statement: """
          A small validation set makes a noisy curve. The code below stops in the middle of training, or never, and returns the weights \
          of the last epoch. Repair it, so that one lucky or unlucky epoch decides nothing.

          Judge an epoch by the median of its loss and those before it, `window` in all or as many as there are; of an even number of losses \
          it is the mean of the middle two. A loss that is NaN counts as infinite. Epoch 0 is the first best one. A later epoch becomes the \
          best one if its median is below that of the best one by more than `minimumImprovement`. Training ends after the epoch that \
          is `patience` epochs after the best one, or after the last loss. Return the epoch after which it ends, and the best epoch, whose \
          weights are restored.

              losses [1, 0.9, 0.8, 9, 0.7, 0.8, 0.9], patience 2, window 3, improvement 0
              // medians 1, 0.95, 0.9, 0.9, 0.8, 0.8, 0.8: ends after 6, restores 4
          """,
        hints: Exercise.Hints(
          nudge:
            "With which earlier epoch does the code compare, and what does a single high loss do to the next comparison?",
          approach: """
            Keep two things: the best median so far and its epoch. Patience is a distance between epochs, so that it needs no counter \
            of its own.
            """,
          almostThere: """
            Sort a copy of the recent losses, NaN replaced first. The two middle positions are (n − 1) / 2 and n / 2 in whole numbers, \
            which are one and the same for an odd n. Only an improvement that counts moves the best median.
            """), forbidden: ["EarlyStopping", "BestState"]),
      solution: stopping(losses:patience:window:minimumImprovement:),
      alternative: { losses, patience, window, minimum in
        let clean = losses.map { $0.isNaN ? Double.infinity : $0 }
        let medians = clean.indices.map { epoch in middle(Array(clean[...epoch].suffix(window))) }
        var best = 0
        while let next = medians.indices.dropFirst(best + 1).prefix(patience)
          .first(where: { medians[$0] < medians[best] - minimum })
        {
          best = next
        }
        return (min(best + patience, losses.count - 1), best)
      },
      handedOut: { losses, patience, _, minimum in
        var waited = 0
        for epoch in losses.indices.dropFirst() {
          waited = losses[epoch] < losses[epoch - 1] - minimum ? 0 : waited + 1
          if waited == patience { return (epoch, epoch) }
        }
        return (losses.count - 1, losses.count - 1)
      },
      mistakes: [
        .init(
          "single losses decide",
          explanation: """
            One lucky epoch becomes a best that no honest epoch reaches, and patience runs out from there. A median of several losses \
            needs more than one lucky epoch.
            """, { losses, p, _, m in stopped(losses, p, 1, m) }),
        .init(
          "the mean in place of the median",
          explanation: """
            A single spike of 9 lifts every mean that it is part of, and one infinite loss makes them infinite. The median passes over \
            it.
            """, { stopped($0, $1, $2, $3, middle: mean) }),
        .init(
          "compared with the epoch before",
          explanation: """
            After a spike the return to normal looks like progress and patience starts anew, while a slow descent never counts. \
            The comparison is with the best epoch.
            """, { stopped($0, $1, $2, $3, comparesWithLast: true) }),
        .init(
          "the last weights are returned",
          explanation: """
            When patience runs out, training is that many epochs past its best. Stopping without restoring returns weights that have \
            overfitted for so long. Keras does so too unless restore_best_weights is set.
            """,
          {
            let last = stopped($0, $1, $2, $3).last
            return (last, last)
          }),
        .init(
          "small improvements move the best",
          explanation: """
            If the best median follows every little descent, many small ones never add up to an improvement that counts. It moves \
            only with an improvement.
            """, { stopped($0, $1, $2, $3, creeps: true) }),
        .init(
          "one epoch of patience too many",
          explanation: """
            Patience 2 ends training after the second epoch without an improvement, not after the third. Keras and Lightning count \
            so.
            """, { stopped($0, $1 + 1, $2, $3) }),
        .init(
          "the lowest single loss is restored",
          explanation: """
            The epoch with the lowest single loss is the luckiest one, which the median was there to pass over. Its weights are no better \
            than those of its neighbors.
            """,
          { losses, p, w, m in
            let last = stopped(losses, p, w, m).last
            return (last, (0...last).min { losses[$0] < losses[$1] } ?? 0)
          }),
      ],
      impostors: .init(
        zero: { _, _, _, _ in (0, 0) }, notANumber: { _, _, _, _ in (-1, -1) },
        identity: { losses, _, _, _ in (losses.count - 1, losses.count - 1) }),
      probes: { seed in probesOfStopping(seed: seed) })
  }

  private static func middle(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// Early stopping, with what a mistake changes.
  private static func stopped(
    _ losses: [Double], _ patience: Int, _ window: Int, _ minimum: Double,
    middle average: ([Double]) -> Double = { middle($0) }, comparesWithLast: Bool = false,
    creeps: Bool = false
  ) -> (last: Int, restored: Int) {
    let clean = losses.map { $0.isNaN ? Double.infinity : $0 }
    var (best, bestEpoch) = (Double.infinity, 0)
    for epoch in clean.indices {
      let smoothed = average(Array(clean[...epoch].suffix(window)))
      let isBetter = smoothed < best - minimum
      if isBetter || epoch == 0 { bestEpoch = epoch }
      if isBetter || epoch == 0 || comparesWithLast { best = smoothed }
      if creeps { best = min(best, smoothed) }
      if epoch - bestEpoch == patience { return (epoch, bestEpoch) }
    }
    return (losses.count - 1, bestEpoch)
  }

  private static func probesOfStopping(seed: UInt64) -> [Probe<StoppingFunction>] {
    var generator = SplitMix64(seed: seed)
    func noisy(_ count: Int, fall: Double, noise: Double) -> [Double] {
      (0..<count).map { epoch in
        let x = Double(epoch)
        let spike = generator.uniform() < 0.15 ? 3 * generator.uniform() : 0
        return .exp(-fall * x) + 0.02 * x + noise * generator.uniform() + spike
      }
    }
    let scripted = [1, 0.9, 0.91, 0.92, 0.8, 0.81, 0.82, 0.83]
    // Longer, larger and smaller than elsewhere, so that no bound on any of it passes.
    let long = noisy(150, fall: 0.001, noise: 0.3) + (0..<140).map { 2 + 0.01 * Double($0) }
    let valley = (0..<280).map { abs(Double($0) - 137) }
    let large = scripted.map { 1e9 * $0 }
    let cases: [([Double], Int, Int, Double)] = [
      ([1], 3, 1, 0), ([1, 2], 1, 1, 0), (scripted, 1, 1, 0), (scripted, 2, 1, 0),
      (scripted, 3, 1, 0),
      (scripted, 3, 3, 0),
      ([1, 0.9, 0.8, 9, 0.7, 0.8, 0.9], 2, 3, 0),
      ([1, 0.9, 0.2, 0.9, 0.8, 0.7, 0.7, 0.6], 3, 3, 0),
      ([5, 4, 3, 2, 1], 2, 3, 0), ([1, 1, 1, 1], 2, 2, 0), ([1, 0.5, 0.25, 0.5, 0.5], 2, 1, 0.25),
      ([1, 0.96, 0.92, 0.88, 0.84, 0.8, 0.76], 3, 1, 0.1),
      ([1, 0.96, 0.92, 0.88, 0.84, 0.8, 0.76], 2, 1, 0.1),
      ([.nan, 1, 0.9, .nan, 0.8, 0.85, 0.9, 0.95], 3, 3, 0), ([.nan, .nan, .nan, 1], 2, 2, 0),
      ([2, 1, .nan, .nan, 1.5, 1.2], 2, 3, 0),
      ([1, .infinity, 0.5, 0.9, 0.4, 0.9, 0.9], 2, 4, 0), ([.infinity, 3, 2, 4, 5, 6], 3, 2, 0),
      ([0.5, 0.4, -0.3, -0.2, -0.4, -0.1, 0], 3, 3, 0.04),
      (noisy(30, fall: 0.3, noise: 0.3), 4, 3, 0), (noisy(30, fall: 0.15, noise: 0.5), 5, 5, 0.01),
      (noisy(30, fall: 0.2, noise: 0.4), 3, 4, 0.02), (noisy(12, fall: 0.1, noise: 0.1), 20, 3, 0),
      (noisy(30, fall: 0.1, noise: 0.2), 6, 40, 0),
      (long, 131, 5, 0.01),
      (large, 2, 1, 0), (large, 3, 1, 5e6), (large, 3, 1, 2e8), (large.map { $0 - 3e9 }, 3, 1, 0),
      (scripted.map { 1e-14 * $0 }, 3, 1, 0), (scripted.map { -20 * $0 }, 3, 1, 1),
    ]
    // A window of 105 falls below 1 at epoch 112, a shorter one earlier, and patience is over at 111.
    let late = Array(repeating: 1.0, count: 60) + Array(repeating: 0, count: 80)
    // Sorting takes long, and no seed changes these.
    let once: [([Double], Int, Int, Double)] = [(valley, 130, 1, 0), (late, 111, 105, 0)]
    return (cases + (seed == 1 ? once : [])).map { losses, patience, window, minimum in
      let right = stopped(losses, patience, window, minimum)
      let shown = losses.count > 40 ? "\(losses.count)" : "\(losses.map { Answer.text($0) })"
      return Probe(
        "losses \(shown), patience \(patience), window \(window), improvement \(Answer.text(minimum))",
        wanted: Answer(.number("ends after", right.last), .number("restores", right.restored))
      ) { function in
        let (last, restored) = try function(losses, patience, window, minimum)
        return Answer(.number("ends after", last), .number("restores", restored))
      }
    }
  }
}
