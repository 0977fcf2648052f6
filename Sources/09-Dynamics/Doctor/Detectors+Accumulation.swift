import Course
import Text

extension Detectors {
  /// Gradients that are added to those of the steps before.
  static var gradientsKept: Detector {
    Detector("gradients not zeroed", needs: [.gradientNorms, .losses]) { run in
      if let settled = settledSum(run) { return [settled] }
      let count = 6
      guard run.totals.values.count >= 10, run.totals.steps.prefix(count) == Array(0..<count)[...],
        !run.facts.stepNumbers.contains(where: { $0 < 0 }), run.facts.stepNumber(count) == count
      else { return [] }
      let norms = Array(run.totals.values.prefix(count))
      // In accumulation on purpose the parameters rest meanwhile.
      let rests = run.names.allSatisfy { name in
        run.updates[name].map { $0.values.prefix(count).contains(0) } ?? false
      }
      guard !rests, Self.growsAsSum(norms) else { return [] }
      let agreeing = run.weights.count { name in
        Self.growsAsSum(Array((run.gradients[name]?.values ?? []).prefix(count)))
      }
      let start = run.curve.features.first
      let losses = run.record.losses.prefix(count)
      // A loss that runs away makes gradients grow too, and one that stays where it is hides nothing.
      guard agreeing * 2 > run.weights.count, losses.allSatisfy({ $0 < 1.5 * max(start, 0) }) else {
        return []
      }
      return [
        RunFinding(
          .gradientsKept, step: run.number(1), strength: 0.9,
          evidence: """
            The norm of the gradient grows with the number of steps, \
            \(norms.map { RunSeries.text($0 / norms[0]) }.joined(separator: ", ")) times the first, as a sum does, \
            while the loss does not.
            """,
          test: "Print the gradient's norm before backward(): it must be 0, or the gradient None.",
          fix: "Call optimizer.zero_grad() in every step, before backward()."
        )
      ]
    }
  }

  /// A norm that has grown tenfold and hardly changes any more, while the losses of batches differ as they do.
  ///
  /// Behind a hundred gradients the next one weighs a hundredth. A norm of single gradients changes from batch to
  /// batch as much as their losses do, and one that is clipped has not grown.
  private static func settledSum(_ run: RunSeries) -> RunFinding? {
    let norms = run.totals.values
    guard norms.count >= 50, norms.allSatisfy({ $0.isFinite && $0 > 0 }),
      run.facts.stepNumber(norms.count) == run.facts.stepNumber(0) + norms.count
    else { return nil }
    func changes(_ values: ArraySlice<Double>) -> Double {
      CurveWindows.median(zip(values, values.dropFirst()).map { abs($1 / $0 - 1) })
    }
    let half = norms.count / 2
    let growth =
      CurveWindows.median(Array(norms[half...])) / CurveWindows.median(Array(norms[..<3]))
    let late = changes(norms[half...])
    let losses = changes(run.record.losses[half...])
    guard growth > 10, late < 0.02, losses > 10 * late else { return nil }
    return RunFinding(
      .gradientsKept, step: run.number(1), strength: 0.9,
      evidence: """
        The norm of the gradient has grown \(RunSeries.text(growth))-fold and changes by \(late.percentText) a step in \
        the second half, where the loss changes by \(losses.percentText): a sum over all batches so far does so.
        """,
      test: "Print the gradient's norm before backward(): it must be 0, or the gradient None.",
      fix: "Call optimizer.zero_grad() in every step, before backward()."
    )
  }

  /// Whether norms grow as those of a sum of like terms: by nearly one term a step, so by ever smaller factors.
  ///
  /// Six norms of a sum are 1, 2, 3 … of the first where the terms agree, and their roots where the terms have
  /// nothing in common. What escapes from a flat place grows by the same factor at every step.
  static func growsAsSum(_ norms: [Double]) -> Bool {
    guard norms.count >= 6, norms[0] > 0, norms.allSatisfy(\.isFinite) else { return false }
    let factors = zip(norms, norms.dropFirst()).map { $1 / $0 }
    return factors.allSatisfy { $0 > 1 } && factors[0] > 1.3
      && factors[4] < 1.35 && factors[0] > 1.1 * factors[4]
      && (2...7).contains(norms[5] / norms[0])
  }

  /// Whether gradients are alike because the loss is a straight line along the run, not because they are clipped.
  ///
  /// It falls or rises at every step then, and the gradient of each single parameter stays as it is.
  private static func isSteady(_ run: RunSeries) -> Bool {
    let losses = run.record.losses
    let changes = zip(losses, losses.dropFirst()).map { $1 - $0 }
    let low = losses.min() ?? 0
    let high = losses.max() ?? 0
    guard high - low > 1e-9 * max(abs(low), abs(high)) else { return true }
    let isOneWay = changes.allSatisfy { $0 <= 0 } || changes.allSatisfy { $0 >= 0 }
    let areAlike = run.gradients.values.allSatisfy { samples in
      let middle = samples.median
      return samples.values.allSatisfy { abs($0 - middle) <= 0.1 * abs(middle) }
    }
    return isOneWay && areAlike
  }

  /// Gradients that have one and the same norm at most steps: the threshold of clipping.
  static var alwaysClipped: Detector {
    Detector("always clipped", needs: [.gradientNorm]) { run in
      let norms = run.totals.values.filter(\.isFinite)
      guard norms.count >= 20, let highest = norms.max(), highest > 0,
        (run.record.losses.min() ?? 0) < (run.record.losses.max() ?? 0)
      else { return [] }
      let share = Double(norms.count { $0 > 0.999 * highest }) / Double(norms.count)
      // The tuning playbook's half. At its advice, the 90th percentile, it is a tenth.
      guard share > 0.5, !isSteady(run) else { return [] }
      let adaptive = run.facts.isAdaptive ?? false
      return [
        RunFinding(
          .alwaysClipped, step: run.number(run.totals.steps.first ?? 0),
          strength: 0.3 + 0.4 * share,
          evidence: """
            At \(share.percentText) of the steps the norm of the gradient is \(RunSeries.text(highest)) to three \
            digits: most likely the threshold of the clipping.
            """,
          test: "Log the norm that clip_grad_norm_ returns: it is the one before clipping.",
          fix: adaptive
            ? "Set the threshold to the 90th percentile of the norms. Adam divides by the size anyway, so little may change."
            : "Set the threshold to the 90th percentile of the norms; if that is unstable, lower the learning rate."
        )
      ]
    }
  }
}
