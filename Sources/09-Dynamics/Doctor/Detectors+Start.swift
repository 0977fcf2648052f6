import Course
import Foundation

extension RunSeries {
  /// The natural logarithm of a whole number: the loss of guessing one of so many classes.
  static func logarithm(_ count: Int) -> Double { log(Double(count)) }
}

extension Detectors {
  /// A first loss far above that of guessing, weights that are all 0, or units that are alike.
  static var initialization: Detector {
    Detector("initialization", needs: [.losses]) { run in
      // What a log that begins later shows is no longer the beginning.
      guard run.number(0) == 0 || run.number(0) == 1, let first = run.record.losses.first,
        run.count >= 3
      else { return [] }
      let zero = run.weights.filter { run.parameters[$0]?.values.first == 0 }
      // One layer of zeros, the last, is harmless, and so are gates of residual branches; two in a row cut each
      // other off.
      if zero.count >= 2, zero.count * 2 > run.weights.count {
        return [
          RunFinding(
            .initialization, place: zero[0], step: 0, strength: 0.9,
            evidence:
              "\(zero.count) of \(run.weights.count) weights are 0 at the first step, \(zero[0]) among them.",
            test:
              "Print the gradients of the first step: those of the layers next to a layer of zeros are 0.",
            fix: "Draw the weights: He's rule before ReLU, Glorot's before tanh."
          )
        ]
      }
      guard let classes = run.classCount, classes > 1, run.facts.stepUnit == .step else {
        return []
      }
      let chance = RunSeries.logarithm(classes)
      // A last layer by He's rule starts at 2.8 to 3.4 for ten classes; PyTorch's default stays below 2.5, and for
      // three classes below 1.8. What large logits add hardly depends on the number of classes.
      guard first > max(1.4 * chance, chance + 0.9), first.isFinite else { return [] }
      let isUnscaled = !inputScale.findings(in: run).isEmpty
      return [
        RunFinding(
          .initialization, place: "output", step: run.number(0), strength: isUnscaled ? 0.4 : 0.6,
          evidence: """
            The first loss is \(RunSeries.text(first)); guessing one of \(classes) classes gives \
            \(RunSeries.text(chance)).
            """,
          test: "Print the logits of the first batch: their spread should be well below 1.",
          fix: isUnscaled
            ? "Scale the inputs: their size is what the logits are made of."
            : "Start the last layer with small weights, or check that the loss is a mean, not a sum."
        )
      ]
    }
  }

  /// Inputs far from the size that weights are drawn for.
  static var inputScale: Detector {
    Detector("inputs not scaled", needs: [.inputs]) { run in
      let spread = run.samples(.activationStandardDeviation, "input")?.median ?? 1
      let known = run.samples(.activationMean, "input")?.median
      let mean = known ?? 0
      // Pixels from 0 to 16 train well as they are, with a spread of 6; from 0 to 255 the spread is 50 to 110.
      // Numbers of tokens have no scale.
      guard run.facts.layers.first?.kind != "Embedding" else { return [] }
      let isLarge = spread > 12 || abs(mean) > 20
      let isSmall = spread < 0.01 && spread > 0 && abs(mean) < 0.1
      guard isLarge || isSmall else { return [] }
      return [
        RunFinding(
          .inputScale, place: "input", step: run.number(0), strength: isLarge ? 0.8 : 0.5,
          evidence: """
            The inputs have standard deviation \(RunSeries.text(spread))\
            \(known.map { " and mean \(RunSeries.text($0))" } ?? ""), and \(run.course).
            """,
          test:
            "Standardize the inputs with the training set's mean and deviation, and run 100 steps.",
          fix:
            "Subtract the mean and divide by the standard deviation of the training set, feature by feature."
        )
      ]
    }
  }

  /// Targets of a regression far from the size that a network starts with.
  static var targetScale: Detector {
    Detector("targets not scaled", needs: [.targets]) { run in
      guard run.columns[.largestClassShare] == nil,
        let spread = run.samples(.activationStandardDeviation, "target")?.median
      else { return [] }
      let known = run.samples(.activationMean, "target")?.median
      let mean = known ?? 0
      let size = (spread * spread + mean * mean).squareRoot()
      // The network starts near 0; to reach targets of size 10 the last bias alone takes thousands of steps of Adam
      // at 1e-3.
      guard size > 10 else { return [] }
      return [
        RunFinding(
          .targetScale, place: "target", step: run.number(0), strength: 0.75,
          evidence: """
            The targets have standard deviation \(RunSeries.text(spread))\
            \(known.map { " and mean \(RunSeries.text($0))" } ?? ""); an untrained network answers near 0. \(run.course.capitalizedFirst).
            """,
          test: "Divide the targets by their standard deviation, and run 100 steps.",
          fix: "Standardize the targets, and undo it in the answers."
        )
      ]
    }
  }
}

extension String {
  /// The text with a capital letter at its beginning.
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
