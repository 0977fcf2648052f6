import Course

extension Detectors {
  /// Validation that rises while training falls.
  static var overfitting: Detector {
    Detector("overfitting", needs: [.losses, .validation]) { run in
      guard run.curve.kinds.contains(.overfitting) else { return memorizing(run) }
      let held = run.curve.validation
      let rise = held.last - held.best
      return [
        RunFinding(
          .overfitting, place: "validation", step: run.number(held.bestStep),
          strength: min(0.9, 0.6 + 0.3 * rise / max(abs(run.curve.features.first), 1e-300)),
          evidence: """
            Validation falls to \(RunSeries.text(held.best)) after \(run.number(held.bestStep)) \(run.unit)s and rises to \
            \(RunSeries.text(held.last)), while training falls from \(RunSeries.text(held.trainingAtBest)) to \
            \(RunSeries.text(run.curve.features.last)).
            """,
          test:
            "Add data, or hold the network back, and look whether the gap closes. Rule out a change in the data.",
          fix: "Stop at the best validation, augment, decay, drop out; a smaller network last."
        )
      ]
    }
  }

  /// Validation that never improves on its first value, measured early, while training falls far below it.
  ///
  /// A network that learns anything of use improves on held-out data first. So either it learns the training data
  /// by heart, or what is measured are no fresh data.
  private static func memorizing(_ run: RunSeries) -> [RunFinding] {
    let held = run.curve.validation
    let features = run.curve.features
    guard held.count >= 4, !held.isConstant, features.gain > 0.2, features.last < 0.8 * held.last,
      let first = run.record.validations.first(where: { $0.loss.isFinite }),
      first.step * 10 <= run.count, held.best > 0.98 * first.loss,
      first.loss > 0.5 * features.first,
      staleWeights.findings(in: run).isEmpty
    else { return [] }
    return [
      RunFinding(
        .overfitting, place: "validation", step: run.number(first.step), strength: 0.55,
        evidence: """
          Validation stays at \(RunSeries.text(held.best)) to \(RunSeries.text(held.last)) from the first \
          measurement on, while training falls from \(RunSeries.text(features.first)) to \
          \(RunSeries.text(features.last)).
          """,
        test:
          "Run training data through the validation pipeline: as bad there, the pipeline is broken; good there, the network memorizes.",
        fix:
          "If it memorizes: more data, cleaner labels, regularization. If the pipeline is broken: the same preprocessing and label map as in training."
      )
    ]
  }

  /// A last state that is worse than one before.
  static var bestNotKept: Detector {
    Detector("best state not kept", needs: [.validation]) { run in
      let held = run.curve.validation
      let last = run.record.validations.last { $0.loss.isFinite }?.loss ?? held.last
      let rise = min(last, held.last) - held.best
      // The last measurement alone may be bad luck, unless it is worse by a tenth of the first training loss.
      let before = run.record.validations.map(\.loss).filter(\.isFinite).dropLast().last ?? last
      let isLuck = before - held.best < 0.5 * rise && rise < 0.1 * abs(run.curve.features.first)
      // Beyond its noise, so that the luck of one measurement does not count, and by a fortieth of the first
      // training loss, since a healthy run that has learned its data loses a little too.
      guard held.count >= 4, held.bestPosition < 0.9, !isLuck, rise > 0.03 * abs(held.best),
        rise > 3 * held.noise, rise > 0.025 * abs(run.curve.features.first), !held.isConstant
      else { return [] }
      return [
        RunFinding(
          .bestNotKept, place: "validation", step: run.number(held.bestStep), strength: 0.3,
          evidence: """
            The best validation loss is \(RunSeries.text(held.best)) after \(run.number(held.bestStep)) \(run.unit)s, the last \
            \(RunSeries.text(last)): who saves the last weights alone has lost the better ones.
            """,
          test: "Evaluate the file that would be shipped: its loss must be the lowest of the log.",
          fix: "Save whenever validation improves, and load that state at the end."
        )
      ]
    }
  }
}
