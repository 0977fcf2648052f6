import Course

extension Detectors {
  /// Parameters that no gradient reaches.
  static var missingGradient: Detector {
    Detector("no gradient", needs: [.gradientNorms]) { run in
      guard run.gradients.values.contains(where: { $0.values.contains { $0 > 0 } }) else {
        return noGradientAtAll(run)
      }
      // Five steps, so that a parameter that is used in some batches only has its chance.
      guard run.totals.values.count >= 5 else { return [] }
      if let unseen = unseenInput(run) { return [unseen] }
      return run.names.compactMap { name in
        let samples = run.gradients[name]
        guard samples?.values.allSatisfy({ $0 == 0 }) ?? true else { return nil }
        let isDead = samples != nil && hasDeadLayer(run)
        guard !isDead else { return nil }
        // Where the loss is learned, an entry whose gradient was 0 was right from the start, by symmetry.
        let isLearned = run.curve.features.last < 0.01 * run.curve.features.peak
        guard samples == nil || !isLearned else { return nil }
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

  /// The first weight has a gradient of exactly 0 and the bias beside it has not: what comes in is 0 in every sample.
  private static func unseenInput(_ run: RunSeries) -> RunFinding? {
    guard let first = run.weights.first, first.hasSuffix("weight"),
      let weight = run.gradients[first], weight.values.count >= 5,
      weight.values.allSatisfy({ $0 == 0 }),
      let bias = run.gradients[first.dropLast(6) + "bias"],
      bias.values.count(where: { $0 > 0 }) * 2 > bias.values.count,
      run.curve.features.last > 0.01 * run.curve.features.peak
    else { return nil }
    return RunFinding(
      .ignoresInput, place: first, step: 0, strength: 0.9,
      evidence: """
        \(first) had a gradient of exactly 0 in \(weight.values.count) steps, and the bias beside it had one: the \
        network is given zeros.
        """,
      test:
        "Print the batch that reaches the first layer, and compare the loss with that of zeros.",
      fix:
        "Follow one sample from the file to the network: a mask the wrong way round, a normalization by 0."
    )
  }

  /// All gradients are exactly 0: the loss does not depend on the parameters.
  private static func noGradientAtAll(_ run: RunSeries) -> [RunFinding] {
    let count = run.totals.values.count
    // A single parameter may start at its minimum.
    guard count >= 3, run.names.count > 1, run.totals.values.allSatisfy({ $0 == 0 }),
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
        // A gradient of the size of rounding errors moves nothing, such as that of a bias before a normalization.
        let floor = 1e-7 * run.totals.median
        return !moves
          && gradients.values.count { $0 > floor && $0.isFinite } * 2 > updates.values.count
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
}
