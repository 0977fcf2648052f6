import Course
import Text

extension Detectors {
  /// Units that are zero for every sample of a batch, step after step.
  static var deadUnits: Detector {
    Detector("dead units", needs: [.deadShares]) { run in
      run.layers(of: .deadShare).compactMap { layer in
        guard let samples = run.samples(.deadShare, layer), samples.values.count >= 3 else {
          return nil
        }
        // The last tenth, since units die while training goes on; a median, since one batch proves nothing.
        let late = samples.values.suffix(max(3, samples.values.count / 10))
        let share = CurveWindows.median(Array(late))
        // A trained network keeps units for single classes, which a batch may lack, and does without some: in a
        // healthy run of 8 units a layer half of them were 0. Three of four leave too little to learn with.
        guard share >= 0.7 else { return nil }
        let start = samples.values.firstIndex { $0 >= 0.7 } ?? 0
        let born = samples.values[0] >= 0.7
        return RunFinding(
          .deadUnits, place: layer, step: run.number(samples.steps[start]),
          strength: 0.5 + 0.45 * share,
          evidence: """
            \(share.percentText) of the units of \(layer) are 0 for every sample of a batch at the end; \
            \(samples.values[0].percentText) were at the first step.
            """,
          test:
            "Run the whole training set through the network, and count the units that are 0 for all of it.",
          fix: born
            ? "Look at the biases and the scale of the inputs: the units were dead before the first update."
            : "Lower the learning rate; leaky ReLU or GELU; biases that start at 0 or above."
        )
      }
    }
  }

  /// Hidden units at the flat ends of their activation.
  static var saturation: Detector {
    Detector("saturation", needs: [.saturatedShares]) { run in
      // Where the loss is learned, to a fiftieth of its first value, units at their ends have decided, and rightly.
      let features = run.curve.features
      guard features.first <= 0 || features.last > 0.02 * features.first else { return [] }
      return run.layers(of: .saturatedShare).compactMap { layer in
        // The output of a classifier that is sure saturates, as it should.
        guard !run.isLast(layer), let samples = run.samples(.saturatedShare, layer) else {
          return nil
        }
        let early = samples.values(in: 0..<max(1, run.count / 2))
        let share = CurveWindows.median(early)
        // Half of the outputs, in the first half of the run: later, units that decide may be at their ends.
        guard early.count >= 3, share > 0.5 else { return nil }
        return RunFinding(
          .saturation, place: layer, step: run.number(samples.steps[0]),
          strength: 0.4 + 0.5 * share,
          evidence: """
            \(share.percentText) of the outputs of \(layer) lie at the flat ends of the activation, above 0.97 of its \
            bound, in the median of the first half of the run.
            """,
          test:
            "Print the standard deviation of the layer's input at step 0: beyond 2 or 3 a tanh is flat.",
          fix:
            "Scale the inputs, start with smaller weights, normalize before the activation, or lower the learning rate."
        )
      }
    }
  }

  /// A penalty that pulls the weights to 0 faster than the loss holds them.
  static var decayTooStrong: Detector {
    Detector("weight decay too strong", needs: [.updateNorms, .losses]) { run in
      let weights = run.weights.filter { (run.parameters[$0]?.values.count ?? 0) >= 10 }
      let shares = weights.compactMap { name -> Double? in
        guard let norms = run.parameters[name]?.values, let first = norms.first,
          let last = norms.last, first > 0, last.isFinite
        else { return nil }
        return last / first
      }
      guard !shares.isEmpty, shares.count == weights.count, let widest = shares.max() else {
        return []
      }
      let features = run.curve.features
      // All weights at less than half of their first norm, and the loss has not gained by it, or has lost what it
      // had gained: a decay that helps leaves the loss low.
      let lost = features.bestGain - features.gain > 0.05 && features.lowestPosition < 0.8
      guard widest < 0.5, features.gain < 0.1 || lost, run.curve.kind != .notFinite else {
        return []
      }
      return [
        RunFinding(
          .decayTooStrong, step: run.number(0), strength: 0.85,
          evidence: """
            Every weight has shrunk to at most \(widest.percentText) of its first norm, and \(run.course)\
            \(lost ? ", after \(RunSeries.text(features.lowest))" : "").
            """,
          test: "Run the same without decay: the norms should grow or hold, and the loss fall.",
          fix:
            "Divide the decay by 10 to 100; decoupled decay shrinks by rate · decay a step, so it depends on the rate."
        )
      ]
    }
  }

  /// Training that is healthy in every figure and learns nothing: the labels have nothing to do with the inputs.
  static var wrongLabels: Detector {
    Detector(
      "wrong labels", needs: [.losses, .gradientNorms, .updateNorms, .classCount]
    ) { run in
      let features = run.curve.features
      guard let classes = run.classCount, classes > 1, features.count >= 50 else { return [] }
      let chance = RunSeries.logarithm(classes)
      let late = abs(features.last / chance - 1)
      // The loss stands at what guessing gives, within 5 %; a class that is more frequent lowers that a little.
      guard late < 0.05 + features.noise, features.bestGain < 0.1 || features.lowest > 0.9 * chance,
        features.endGain < 0.05 + 2 * features.endScatter
      else { return [] }
      // Everything else must be in order: gradients arrive everywhere, and the weights move.
      let ratios = run.weights.compactMap { run.peakRatio($0) }
      let reaches = run.weights.compactMap { run.reach($0) }
      guard let least = reaches.min(), least > 1, let ratio = ratios.max(), ratio < 0.1,
        !hasDeadLayer(run), !hasConstantOutput(run), Depth(run).map({ $0.ratio > 1e-3 }) ?? true,
        [missingGradient, wrongHead, saturation, inputScale].allSatisfy({
          $0.findings(in: run).isEmpty
        })
      else { return [] }
      return [
        RunFinding(
          .wrongLabels, place: "labels", strength: 0.6,
          evidence: """
            The loss stays at \(RunSeries.text(features.last)), and guessing one of \(classes) classes gives \
            \(RunSeries.text(chance)), though gradients arrive and every weight can have moved by \
            \(RunSeries.text(least)) times its size.
            """,
          test:
            "Look at twenty samples with their labels as the network gets them; then overfit one batch.",
          fix:
            "Shuffle inputs and labels together; check that the network gets the inputs, not zeros."
        )
      ]
    }
  }
}
