import Course
import Text

extension Detectors {
  /// A loss that jumped and came back.
  static var spike: Detector {
    Detector("spike", needs: [.losses]) { run in
      // A loss that is back at the next step was that of one batch, and does no harm unless its update is large.
      let lasting = run.curve.spikes.filter { spike in
        spike.recovery > spike.step + 1 || isLargeUpdate(run, at: spike.step)
      }
      guard let spike = lasting.max(by: { $0.peak - $0.before < $1.peak - $1.before }),
        !run.curve.kinds.contains(.diverging), !run.curve.kinds.contains(.oscillating)
      else { return [] }
      let count = lasting.count
      // A single jump to no more than twice an untrained network's loss, after which the run goes lower than
      // before, has cost a few steps.
      let features = run.curve.features
      guard count > 1 || spike.peak > 2 * features.first || features.last >= spike.before else {
        return []
      }
      return [
        RunFinding(
          .spike, step: run.number(spike.step), strength: count > 3 ? 0.7 : 0.5,
          evidence: """
            The loss jumps from \(RunSeries.text(spike.before)) to \(RunSeries.text(spike.peak)) at step \
            \(run.number(spike.step)) and is back at \(run.unit) \(run.number(spike.recovery))\
            \(count > 1 ? "; \(count) such jumps" : "").
            """,
          test:
            "Log the gradient's norm and the indices of the batch at that step; make the step again without it.",
          fix:
            "Look at that batch. Clip the gradients, warm up longer, or go back to the state before and skip it."
        )
      ]
    }
  }

  /// Whether the update of a step is ten times as long as the median of the ten before.
  private static func isLargeUpdate(_ run: RunSeries, at step: Int) -> Bool {
    func length(_ index: Int) -> Double {
      run.record.steps[index].updateNorms.values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    guard run.record.steps.indices.contains(step) else { return false }
    let before = (max(0, step - 10)..<step).map(length)
    let usual = CurveWindows.median(before)
    return usual > 0 && length(step) > 10 * usual
  }

  /// A loss that falls as steeply at the end as it did all along.
  static var tooFewSteps: Detector {
    Detector("too few steps", needs: [.losses]) { run in
      let features = run.curve.features
      // Another run as long would gain a fifth of the first loss, at no less than half of the pace so far, and
      // more than half of the loss is still there.
      // Twenty steps of a new network fall steeply to the end, whatever comes after.
      guard features.count >= 25, run.curve.kinds.allSatisfy({ Self.calm.contains($0) }),
        features.gain > 0.1, features.gain < 0.5, features.endGain > 0.2,
        features.endGain > 0.5 * features.gain, features.endGain > 3 * features.endScatter
      else { return [] }
      let rates = run.rates.filter(\.isFinite)
      if let last = rates.last, let highest = rates.max(), last < 0.2 * highest { return [] }
      return [
        RunFinding(
          .tooFewSteps, step: run.number(run.count - 1), strength: 0.45,
          evidence: """
            The loss still falls at the end: at the pace of the last third another run as long would take it down \
            by \(features.endGain.percentText) of its first value; \(run.course).
            """,
          test: "Go on from the last checkpoint for half as many steps more.",
          fix:
            "Train longer, or raise the learning rate if its updates are far below 0.001 of the weights."
        )
      ]
    }
  }

  /// Curves that say nothing against going on.
  private static var calm: Set<CurveKind> {
    [.healthy, .plateauFromStart, .tooSlow, .trainingAboveValidation]
  }

  /// Training and validation that stand still together, far above 0 and not far below guessing.
  static var underfitting: Detector {
    Detector("underfitting", needs: [.losses, .validation, .classCount, .updateNorms]) { run in
      let features = run.curve.features
      guard let classes = run.classCount, classes > 1, run.curve.kinds.contains(.underfitting)
      else { return [] }
      let chance = RunSeries.logarithm(classes)
      // Above half of what guessing gives, where the labels can be learned at all.
      guard features.last > 0.5 * chance, features.last < 0.95 * chance else { return [] }
      return [
        RunFinding(
          .underfitting, strength: 0.5,
          evidence: """
            Training stands still at \(RunSeries.text(features.last)) and validation at \
            \(RunSeries.text(run.curve.validation.last)); guessing gives \(RunSeries.text(chance)).
            """,
          test:
            "Train a wider network without regularization: if it gets lower, its size or the regularization was the limit.",
          fix: "More units or layers, less regularization, better features."
        )
      ]
    }
  }
}
