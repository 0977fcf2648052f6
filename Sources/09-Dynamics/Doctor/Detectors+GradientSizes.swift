import Course
import Foundation

extension Detectors {
  /// Gradients that shrink from the last layer to the first.
  static var vanishingGradients: Detector {
    Detector("vanishing gradients", needs: [.gradientNorms]) { run in
      guard let depth = Depth(run) else { return [] }
      // Over the layers of an ordinary network norms differ by a factor of ten or so; a thousandth leaves the first
      // layers behind, whatever the learning rate. A sigmoid's slope of a quarter makes it in five layers.
      guard depth.ratio < 1e-3 else { return [] }
      return [
        RunFinding(
          .vanishingGradients, place: depth.first, step: run.number(0),
          strength: min(1, 0.6 - 0.1 * (log10(max(depth.ratio, 1e-300)) + 3)),
          evidence: """
            The gradient of \(depth.first) has \(RunSeries.text(depth.ratio)) times the norm of \(depth.last)'s, in \
            the median of the first half of the run; a factor of \(RunSeries.text(depth.factor)) a layer.
            """,
          test:
            "Print the gradient norms by layer at step 0: a constant factor a layer is the activation's or the weights'.",
          fix:
            "ReLU or a relative of it, an initialization that fits it, normalization, or connections round the layers."
        )
      ]
    }
  }

  /// Gradients that grow from the last layer to the first, or from one step to the next.
  static var explodingGradients: Detector {
    Detector("exploding gradients", needs: [.gradientNorm]) { run in
      if let depth = Depth(run), depth.startRatio > 1e3 {
        return [
          RunFinding(
            .explodingGradients, place: depth.first, step: run.number(0), strength: 0.85,
            evidence: """
              Before any update the gradient of \(depth.first) has \(RunSeries.text(depth.startRatio)) times the norm \
              of \(depth.last)'s.
              """,
            test:
              "Print the gradient norms by layer at step 0: they grow by a constant factor a layer.",
            fix:
              "An initialization that keeps the size of the signal, normalization; clipping shortens the step and keeps the ratio."
          )
        ]
      }
      return jump(run).map { [$0] } ?? []
    }
  }

  /// A gradient a hundred times as large as those before, at ordinary losses: a cliff.
  private static func jump(_ run: RunSeries) -> RunFinding? {
    let values = run.totals.values
    guard values.count >= 20 else { return nil }
    for index in 10..<values.count {
      let before = Array(values[index - 10..<index])
      let usual = CurveWindows.median(before)
      guard usual > 0, before.allSatisfy({ $0.isFinite && $0 < 10 * usual }) else { continue }
      let step = run.totals.steps[index]
      // A loss that has grown makes a gradient that has grown: that is the learning rate's doing.
      let loss = run.record.steps[step].loss
      // A norm no larger than twice what the run has had is that of a sample it had not learned yet.
      let greatest = values[..<index].max() ?? 0
      guard values[index] > 100 * usual || values[index] == .infinity,
        values[index] > 2 * greatest,
        loss < 3 * max(run.curve.features.first, 0), run.curve.features.first > 0,
        usual > 1e-2 * CurveWindows.median(Array(values.prefix(10)))
      else { continue }
      return RunFinding(
        .explodingGradients, step: run.number(step), strength: 0.7,
        evidence: """
          The gradient's norm is \(RunSeries.text(values[index])) at \(run.unit) \(run.number(step)), \
          \(RunSeries.text(values[index] / usual)) times the median of the ten steps before; the loss there is \
          \(RunSeries.text(loss)).
          """,
        test:
          "Look at the batch of that step, and clip the norm to the 90th percentile: the jump's effect on the loss should go.",
        fix:
          "Clip the gradients' norm; look for a bad sample, or a steep place of a recurrent network."
      )
    }
    return nil
  }
}
