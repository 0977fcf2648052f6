import Course
import Foundation

extension Detectors {
  /// Parameters that no gradient reaches.
  static var missingGradient: Detector {
    Detector("no gradient", needs: [.gradientNorms]) { run in
      guard run.gradients.values.contains(where: { $0.values.contains { $0 > 0 } }) else {
        return noGradientAtAll(run)
      }
      // Five steps, so that a parameter that is used in some batches only has its chance.
      guard run.totals.values.count >= 5 else { return [] }
      return run.names.compactMap { name in
        let samples = run.gradients[name]
        guard samples?.values.allSatisfy({ $0 == 0 }) ?? true else { return nil }
        let isDead = samples != nil && hasDeadLayer(run)
        guard !isDead else { return nil }
        let what = samples == nil ? "none arrived" : "it was exactly 0"
        return RunFinding(
          .missingGradient, place: name, step: 0, strength: samples == nil ? 0.95 : 0.85,
          evidence: """
            \(name) had no gradient in \(run.totals.values.count) steps: \(what). Other parameters have one.
            """,
          test:
            "After one backward pass, print the gradient: `parameter.grad` is None where the graph is cut.",
          fix: """
            Take away what cuts the graph: detach(), no_grad(), .data, .item(), a rounding or an argmax. If the \
            layer is frozen on purpose, nothing is wrong.
            """)
      }
    }
  }

  /// All gradients are exactly 0: the loss does not depend on the parameters.
  private static func noGradientAtAll(_ run: RunSeries) -> [RunFinding] {
    let count = run.totals.values.count
    guard count >= 3, run.totals.values.allSatisfy({ $0 == 0 }),
      // A loss of 0 has nothing left to learn.
      run.curve.features.last != 0, !hasDeadLayer(run), !hasConstantOutput(run)
    else { return [] }
    return [
      RunFinding(
        .missingGradient, step: 0, strength: 0.9,
        evidence:
          "All gradients are exactly 0 in \(count) steps, while the loss is not: \(run.course).",
        test:
          "Look at the output for two different inputs, and at the slope of the output's activation there.",
        fix:
          "Find what is flat: a head with one unit under softmax, a ReLU head below 0, an argmax, a saturation."
      )
    ]
  }

  /// Whether a layer is dead altogether, which explains gradients of 0 before and behind it.
  static func hasDeadLayer(_ run: RunSeries) -> Bool {
    run.layers(of: .deadShare).contains { layer in
      run.samples(.deadShare, layer).map { CurveWindows.median($0.values.suffix(10)) > 0.98 }
        ?? false
    }
  }

  /// Whether the network's output is one number, whatever goes in.
  static func hasConstantOutput(_ run: RunSeries) -> Bool {
    guard let spread = run.samples(.activationStandardDeviation, "output"), spread.values.count >= 3
    else { return false }
    return spread.values.allSatisfy { $0 < 1e-9 }
  }

  /// Parameters that have a gradient and stay where they are.
  static var notUpdated: Detector {
    Detector("not updated", needs: [.gradientNorms, .updateNorms]) { run in
      let rates = run.rates
      let idle = run.names.filter { name in
        guard let gradients = run.gradients[name], let updates = run.updates[name],
          updates.values.count >= 3
        else { return false }
        let moves = zip(updates.steps, updates.values).contains { step, update in
          update > 0 || update.isNaN || rates[step] == 0
        }
        return !moves && gradients.values.count { $0 > 0 && $0.isFinite } * 2 > updates.values.count
      }
      // What rounding swallows is another matter.
      let isHalf = run.facts.scalar.map { $0.contains("16") } ?? false
      guard !idle.isEmpty, !isHalf else { return [] }
      let everything = idle.count == run.names.count
      let places = everything ? [nil] : idle.map(Optional.some)
      return places.map { place in
        let name = place ?? "No parameter"
        let norm = run.gradients[place ?? idle[0]]?.median
        return RunFinding(
          .notUpdated, place: place, step: run.number(0), strength: 0.95,
          evidence: """
            \(name) \(place == nil ? "moved" : "did not move") in \(run.updates[idle[0]]?.values.count ?? 0) steps; \
            the median gradient norm is \(RunSeries.text(norm ?? 0)), the learning rate is not 0.
            """,
          test: "Compare the ids of the optimizer's parameters with those of model.parameters().",
          fix: """
            Create the optimizer after the model is complete and on its device, from model.parameters(); add \
            layers that came later with add_param_group.
            """)
      }
    }
  }

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
      guard values[index] > 100 * usual || values[index] == .infinity,
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
