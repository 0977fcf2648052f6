import Course
import Text

extension Detectors {
  /// Updates that together cannot take the weights where they have to go.
  ///
  /// An optimizer such as Adam moves no number by much more than its learning rate in a step, whatever the gradient:
  /// the sum of all rates is about as far as a weight can come.
  ///
  /// ## Source
  ///
  /// Kingma and Ba, 2015, section 2.1, https://arxiv.org/abs/1412.6980: the effective step is about the rate.
  static var smallBudget: Detector {
    Detector("small budget of updates", needs: [.losses, .learningRates]) { run in
      let features = run.curve.features
      let rates = run.rates.filter(\.isFinite)
      // What twenty steps of a new network have not learned says nothing.
      guard run.facts.isAdaptive ?? false, features.count >= 25, features.gain > 0.02,
        !run.curve.kinds.contains(where: { wild.contains($0) }), !rates.isEmpty,
        let rest = unlearned(run),
        [tooFewSteps, rateTooLow].allSatisfy({ $0.findings(in: run).isEmpty })
      else { return [] }
      let mean = rates.reduce(0, +) / Double(rates.count)
      let length = run.facts.stepNumber(run.count - 1) - run.facts.stepNumber(0) + 1
      let budget = mean * Double(max(run.count, length))
      // First weights are of the size of a tenth to one, and learning moves them by about as much.
      guard budget < 0.4 else { return [] }
      let highest = rates.max() ?? mean
      // Of a run of tens of steps the length is what is unusual, of a longer one the rate.
      let isShort = length < 100 && highest > 0.001
      return [
        RunFinding(
          isShort ? .tooFewSteps : .rateTooLow, step: run.number(run.count - 1), strength: 0.4,
          evidence: """
            The learning rates of all \(length) steps sum to \(RunSeries.text(budget)), and \
            \(run.facts.optimizer ?? "the optimizer") moves a weight by little more than that; \(rest).
            """,
          test: "Go on for three times as many steps, or run the same at three times the rate.",
          fix: isShort
            ? "Train longer; raise the rate if time is short."
            : "Raise the learning rate three- to tenfold, or train longer."
        )
      ]
    }
  }

  /// Curves that tell of other faults.
  private static var wild: Set<CurveKind> { [.diverging, .oscillating, .notFinite, .tooShort] }

  /// How far the loss is from what can be learned, in words; `nil` where it is near, or where nobody knows.
  private static func unlearned(_ run: RunSeries) -> String? {
    let last = run.curve.features.last
    if let classes = run.classCount, classes > 1 {
      let chance = RunSeries.logarithm(classes)
      guard last > 0.5 * chance else { return nil }
      return "the loss is \(RunSeries.text(last)), where guessing gives \(RunSeries.text(chance))"
    }
    guard run.facts.lossFunction == "MSELoss", run.columns[.largestClassShare] == nil,
      let spread = run.samples(.activationStandardDeviation, "target")?.median, spread > 0,
      last > 0.2 * spread * spread
    else { return nil }
    let share = (last / (spread * spread)).percentText
    return "the loss is still \(share) of the targets' variance"
  }
}
