import Course
import Text

extension Detectors {
  /// The first number that is not finite, and where it stands.
  static var notFinite: Detector {
    Detector("not finite", needs: [.losses]) { run in
      let steps = run.record.steps
      let first = steps.firstIndex { step in
        !step.loss.isFinite || step.gradientNorms.values.contains { !$0.isFinite }
          || step.updateNorms.values.contains { !$0.isFinite }
          || step.parameterNorms.values.contains { !$0.isFinite }
      }
      guard let first else { return heldOutNotFinite(run) }
      let step = steps[first]
      let place =
        run.facts.operation
        ?? run.layers(of: .activationMean).first {
          step.columns[.activationMean]?[$0].map { !$0.isFinite } ?? false
        }
        ?? run.names.last { step.gradientNorms[$0].map { !$0.isFinite } ?? false }
        ?? run.names.first { step.parameterNorms[$0].map { !$0.isFinite } ?? false }
      let before = steps[..<first].last { $0.loss.isFinite }?.loss
      let grew = before.map { $0 > 10 * max(run.curve.features.first, 0) } ?? false
      let story =
        grew
        ? "It had grown from \(RunSeries.text(run.curve.features.first)) before: numbers ran away."
        : "No tenfold growth of the loss came before: most likely one operation made it, at once."
      let what =
        step.loss.isFinite
        ? "A norm is not finite, though the loss is \(RunSeries.text(step.loss))"
        : "The loss is \(RunSeries.text(step.loss))"
      return [
        RunFinding(
          .notFinite, place: place, step: run.number(first), strength: 1,
          evidence: """
            \(what) at \(run.unit) \(run.number(first))\(before.map { ", \(RunSeries.text($0)) before" } ?? ""). \
            \(story)
            """,
          test: """
            Make the step again from the state before it, and check every operation's result: \
            torch.autograd.set_detect_anomaly(True), or `firstNonFiniteOperation`.
            """,
          fix: grew
            ? "Lower the learning rate, or warm it up; clip the gradients if single steps jump."
            : "Repair that operation: a logarithm or a root of 0, a division by 0, an overflowing exp; if the update before was very large, lower the rate."
        )
      ]
    }
  }

  private static func heldOutNotFinite(_ run: RunSeries) -> [RunFinding] {
    // A row may hold an accuracy alone: then its loss is NaN in the record, and nothing was measured.
    guard
      let bad = run.record.validations.first(where: {
        !$0.loss.isFinite && !($0.loss.isNaN && $0.accuracy != nil)
      })
    else { return [] }
    return [
      RunFinding(
        .notFinite, place: "validation", step: run.number(bad.step), strength: 0.9,
        evidence: """
          The validation loss after \(run.number(bad.step)) \(run.unit)s is \(RunSeries.text(bad.loss)), the training \
          losses are finite.
          """,
        test: "Compute the loss of each held-out batch, and look at the first that is not finite.",
        fix:
          "Repair the sample or the operation: an empty batch, a class that is missing, a logarithm of 0."
      )
    ]
  }

  /// Updates that the precision of the parameters swallows.
  static var precision: Detector {
    Detector("precision", needs: [.unchangedShares, .gradientNorms]) { run in
      let half = run.facts.scalar.map { $0.contains("16") || $0.contains("8") }
      // In single and double precision a share of unchanged entries means zero gradients: dead or unused inputs.
      guard half != false else { return [] }
      // Dead units have no gradients, and keep their weights in every precision.
      let isDead = run.layers(of: .deadShare).contains {
        (run.samples(.deadShare, $0)?.values.max() ?? 0) >= 0.7
      }
      guard half == true || !isDead else { return [] }
      let early = 0..<max(1, run.count / 2)
      let shares = run.weights.compactMap { name -> (name: String, share: Double)? in
        guard let samples = run.samples(.unchangedShare, name),
          (run.gradients[name]?.median ?? 0) > 0
        else { return nil }
        let values = samples.values(in: early)
        return values.isEmpty ? nil : (name, CurveWindows.median(values))
      }
      guard let least = shares.min(by: { $0.share < $1.share }), shares.count > 1 || half == true
      else { return [] }
      // All weights at once: one layer alone can be idle for many reasons. Where the precision is unknown, more
      // than half must stand still.
      guard least.share > (half == true ? 0.3 : 0.6) else { return [] }
      guard run.rates.contains(where: { $0 > 0 || $0.isNaN }) else { return [] }
      return [
        RunFinding(
          .precision, place: least.name, strength: half == true ? 0.9 : 0.6,
          evidence: """
            In the first half of the run a step leaves at least \(least.share.percentText) of every weight as it \
            was, to the bit, though gradients arrive\(run.facts.scalar.map { "; the parameters are \($0)" } ?? "").
            """,
          test:
            "Keep a copy of the parameters in float32, update it, and count the unchanged entries.",
          fix: "Keep master weights in float32, and cast them for the forward pass."
        )
      ]
    }
  }
}
