import Course
import Text

extension Detectors {
  /// A learning rate under which the loss runs away, swings, or jumps up and stays.
  static var rateTooHigh: Detector {
    Detector("learning rate too high", needs: [.losses]) { run in
      let curve = run.curve
      // The largest update of the run: what it broke may rest afterward.
      let ratio = run.weights.compactMap { run.ratios[$0]?.values.filter(\.isFinite).max() }.max()
      // Updates of a thousandth of the weights do not throw a network about: another cause then.
      guard ratio.map({ $0 > 1e-3 }) ?? true else { return [] }
      // A run that starts at its minimum, at a loss of 0, has nothing to be compared with.
      guard run.record.losses.first != 0 else { return [] }
      // Ten steps go up and down by the luck of their batches.
      let isLong = curve.features.count >= 20 || curve.features.peak > 10 * curve.features.first
      guard isLong else { return [] }
      // Where no update has a hundredth of its weight, batches swing, not the network.
      let swings = ratio.map { $0 > 1e-2 } ?? true
      let symptom: (text: String, strength: Double)?
      if curve.kinds.contains(.diverging) {
        symptom = ("The loss runs away", 0.85)
      } else if curve.kinds.contains(.notFinite), ranAway(run) {
        symptom = ("The loss runs away until it is not finite", 0.85)
      } else if curve.kinds.contains(.oscillating), swings, !swingsFromTheStart(run) {
        symptom = ("The loss goes up and down and gains nothing by it", 0.75)
      } else if jumpedAtTheStart(run) {
        symptom = ("The loss jumps up in the first steps and is no better at the end", 0.8)
      } else {
        symptom = nil
      }
      guard let symptom else { return [] }
      // A tenth of a weight in a step is far above the usual thousandth; Adam's first steps are larger than SGD's.
      let bound = (run.facts.isAdaptive ?? false) ? 0.2 : 0.1
      let more = ratio.map {
        """
         The largest update has \(RunSeries.text($0)) times the norm of its weight\
        \($0 > bound ? ", of which 0.001 is usual" : "").
        """
      }
      let certain = ratio.map { $0 > bound } ?? false
      return [
        RunFinding(
          .rateTooHigh, step: run.number(0),
          strength: min(1, symptom.strength + (certain ? 0.1 : ratio == nil ? -0.15 : 0)),
          evidence:
            "\(symptom.text): \(run.course), at most \(RunSeries.text(curve.features.peak)).\(more ?? "")",
          test: "Run 100 steps at a tenth of the rate from the same start: the loss should fall.",
          fix:
            "Divide the learning rate by 3 to 10, or warm it up; look at the scale of inputs and targets first."
        )
      ]
    }
  }

  /// Whether the losses before the first that is not finite had grown tenfold.
  static func ranAway(_ run: RunSeries) -> Bool {
    let features = run.curve.features
    return features.count >= 3 && features.first > 0 && features.peak > 10 * features.first
  }

  /// Whether gradients that add up explain the swings.
  private static func swingsFromTheStart(_ run: RunSeries) -> Bool {
    growsAsSum(Array(run.totals.values.prefix(6)))
  }

  /// Whether the loss rose by half in the first tenth of the run, and ends where it began.
  private static func jumpedAtTheStart(_ run: RunSeries) -> Bool {
    let features = run.curve.features
    guard features.count >= 20, let loss = run.record.losses.first else { return false }
    // The first loss itself: the figures of the curve begin when it has jumped already.
    let start = min(loss, features.first)
    guard start > 0 else { return false }
    let early = run.record.losses.prefix(max(10, features.count / 10))
    let peak = early.max() ?? 0
    return peak > 1.5 * start && peak > (1 + 6 * features.noise) * start
      && features.last > 0.9 * start
  }

  /// A learning rate under which the weights stay where they were.
  static var rateTooLow: Detector {
    Detector("learning rate too low", needs: [.losses]) { run in
      let features = run.curve.features
      // What fell in its first step has learned, though the figures of the curve begin after it.
      guard (run.record.losses.first ?? 0) < 10 * features.first else { return [] }
      guard features.count >= 20, features.gain < 0.2, features.gain > -0.1,
        !run.curve.kinds.contains(.oscillating), run.curve.kinds.first != .notFinite
      else { return [] }
      let reaches = run.weights.compactMap { run.reach($0) }
      let ratios = run.weights.compactMap { run.peakRatio($0) }
      guard let reach = reaches.max(), let ratio = ratios.max() else { return byShape(run) }
      guard reach > 0, !isBlocked(run) else { return [] }
      // All updates together move no weight by a tenth of its size, and none is a third of the usual thousandth.
      // A network that learns moves its weights by about their own size; nothing moved at all is another fault.
      // Where the loss has not moved at all, a third of its size is too little as well.
      let least = features.isFlat ? 0.3 : 0.1
      guard reach < least, ratio < 3e-4 else {
        return bySlowness(run, CurveWindows.median(ratios))
      }
      return [
        RunFinding(
          .rateTooLow, step: run.number(0), strength: 0.8,
          evidence: """
            All updates together are at most \(RunSeries.text(reach)) times the norm of any weight, \
            \(RunSeries.text(ratio)) a step at the peak of the schedule; \(run.course).
            """,
          test:
            "Run a range test, or the same run at ten times the rate: the loss should fall faster, and stay stable.",
          fix:
            "Raise the learning rate tenfold, until an update has about 0.001 times the norm of its weight."
        )
      ]
    }
  }

  /// Whether something else keeps the updates small: no signal arrives.
  private static func isBlocked(_ run: RunSeries) -> Bool {
    (Depth(run).map { $0.ratio < 1e-3 } ?? false) || hasDeadLayer(run) || hasConstantOutput(run)
  }

  /// A loss that falls evenly and by little, at updates below the usual thousandth.
  private static func bySlowness(_ run: RunSeries, _ ratio: Double) -> [RunFinding] {
    let features = run.curve.features
    guard run.curve.kind == .tooSlow, features.count >= 50, ratio < 1e-3, features.gain < 0.3 else {
      return []
    }
    return [
      RunFinding(
        .rateTooLow, step: run.number(0), strength: 0.55,
        evidence: """
          The loss falls evenly and by little, \(run.course), and an update has \(RunSeries.text(ratio)) times the norm \
          of its weight, in the median of the weights.
          """,
        test: "Run the same at ten times the rate: the loss should fall faster, and stay stable.",
        fix:
          "Raise the learning rate tenfold, or take an optimizer that scales its steps, such as Adam."
      )
    ]
  }

  /// What the loss alone tells: it falls evenly, and by little.
  private static func byShape(_ run: RunSeries) -> [RunFinding] {
    let features = run.curve.features
    guard run.curve.kind == .tooSlow, features.count >= 50, features.gain > 3 * features.noise
    else {
      return []
    }
    return [
      RunFinding(
        .rateTooLow, step: run.number(0), strength: 0.4,
        evidence: """
          The loss falls evenly and by little, \(features.gain.percentText) of its first value in \
          \(run.number(run.count)) \(run.facts.stepUnit.rawValue)s: \(run.course).
          """,
        test:
          "Log the norms of weights and updates: their ratio tells a low rate, below 1e-4, from a hard task.",
        fix: "Raise the learning rate tenfold, as long as the loss stays stable."
      )
    ]
  }
}
