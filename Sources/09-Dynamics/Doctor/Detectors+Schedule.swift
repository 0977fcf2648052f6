import Course
import Text
import Foundation

extension Detectors {
  /// A learning rate that is spent too early, never leaves its warm-up, or counts in the wrong unit.
  static var schedule: Detector {
    Detector("schedule", needs: [.learningRates]) { run in
      let known = run.rates.indices.filter { run.rates[$0].isFinite }
      let rates = known.map { run.rates[$0] }
      guard rates.count >= 10, let highest = rates.max(), let lowest = rates.min() else {
        return []
      }
      guard highest > 0 else {
        return [
          finding(
            run, step: known[0], strength: 0.9, evidence: "The learning rate is 0 at every step.",
            fix: "Step the scheduler, or give it a rate to begin with.")
        ]
      }
      return [
        spent(run, known, rates, highest), risingToTheEnd(run, known, rates, highest),
        hardlyMoving(run, known, rates, highest, lowest), cycling(run, known, rates, highest),
      ].compactMap { $0 }.prefix(1).map { $0 }
    }
  }

  /// Below a thousandth of its peak for the last fifth of the run, or longer.
  ///
  /// A cosine is below a thousandth in its last 2 %, a linear decay in its last 0.1 %; after two drops by 10 a
  /// hundredth is left.
  private static func spent(
    _ run: RunSeries, _ known: [Int], _ rates: [Double], _ highest: Double
  ) -> RunFinding? {
    guard let last = rates.lastIndex(where: { $0 > 1e-3 * highest }), last + 1 < rates.count,
      Double(rates.count - last - 1) >= 0.2 * Double(rates.count)
    else { return nil }
    let share = Double(last + 1) / Double(rates.count)
    return finding(
      run, step: known[last + 1], strength: 0.8,
      evidence: """
        From \(run.unit) \(run.number(known[last + 1])) on, \(share.percentText) into the run, the learning rate is below a \
        thousandth of its peak of \(RunSeries.text(highest)): the rest of the run changes next to nothing.
        """,
      fix:
        "Give the scheduler the number of its own steps: total_steps counts batches if it is stepped per batch."
    )
  }

  /// The highest rate is the last one, after a rise over nearly the whole run.
  private static func risingToTheEnd(
    _ run: RunSeries, _ known: [Int], _ rates: [Double], _ highest: Double
  ) -> RunFinding? {
    let rises = zip(rates, rates.dropFirst()).allSatisfy { $1 >= $0 }
    guard rises, rates.count >= 25, let first = rates.first, first < 0.9 * highest,
      isStillRising(rates)
    else { return nil }
    return finding(
      run, step: known[0], strength: 0.7,
      evidence: """
        The learning rate rises from \(RunSeries.text(first)) to the last step, where it is \
        \(RunSeries.text(highest)): the run ends within its warm-up, or it is a range test.
        """,
      fix: "Count the warm-up in the unit in which the scheduler is stepped: batches or epochs."
    )
  }

  /// Whether the last rate is one more stair of a rise, which may go up step by step or epoch by epoch.
  ///
  /// A warm-up that ended has a longer stretch at its height behind it.
  private static func isStillRising(_ rates: [Double]) -> Bool {
    var stairs: [Int] = []
    for (index, rate) in rates.enumerated() {
      if index > 0, rate == rates[index - 1] {
        stairs[stairs.count - 1] += 1
      } else {
        stairs.append(1)
      }
    }
    guard let top = stairs.popLast(), let longest = stairs.max() else { return false }
    return top < max(2, rates.count / 20) || (stairs.count >= 3 && top <= longest)
  }

  /// A schedule that moves, but by less than a twentieth in the whole run.
  private static func hardlyMoving(
    _ run: RunSeries, _ known: [Int], _ rates: [Double], _ highest: Double, _ lowest: Double
  ) -> RunFinding? {
    guard rates.count >= 50, lowest < (1 - 1e-9) * highest, lowest > 0.95 * highest else {
      return nil
    }
    return finding(
      run, step: known[0], strength: 0.5,
      evidence: """
        The learning rate changes from \(RunSeries.text(rates[0])) to \(RunSeries.text(rates[rates.count - 1])) in \
        \(rates.count) steps: a schedule of far more steps than the run has.
        """,
      fix: "Step the scheduler after every batch if its length is counted in batches."
    )
  }

  /// Falls to nothing and climbs up again, step by step, three times or more.
  ///
  /// A warm restart jumps up in one step, and a cyclical rate turns round well above 0.
  private static func cycling(
    _ run: RunSeries, _ known: [Int], _ rates: [Double], _ highest: Double
  ) -> RunFinding? {
    var turns: [Int] = []
    for index in rates.indices.dropFirst().dropLast()
    where rates[index] <= rates[index - 1] && rates[index] < rates[index + 1]
      && rates[index] < 1e-3 * highest
    {
      let next = rates[(index + 1)...].prefix(2)
      if next.allSatisfy({ $0 < 0.9 * highest }) { turns.append(index) }
    }
    guard turns.count >= 3 else { return nil }
    let period = (turns[turns.count - 1] - turns[0]) / (turns.count - 1)
    return finding(
      run, step: known[turns[0]], strength: 0.7,
      evidence: """
        The learning rate falls to 0 and climbs up again \(turns.count) times, every \(period) steps: a cosine \
        that is stepped past its end goes up.
        """,
      fix: "A T_max in epochs is stepped once an epoch; stepped per batch it counts batches."
    )
  }

  private static func finding(
    _ run: RunSeries, step: Int, strength: Double, evidence: String, fix: String
  ) -> RunFinding {
    RunFinding(
      .schedule, place: "learning rate", step: run.number(step), strength: strength,
      evidence: evidence,
      test:
        "Plot the learning rate over the steps of the whole run, without training, beside the rate that was meant.",
      fix: fix)
  }
}
