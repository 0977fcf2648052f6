public import Autograd
import TensorCore
import Text

/// Watches a step: it must change every parameter that has a gradient, and no other.
///
/// ```swift
/// let watch = UpdateWatch(model)
/// try trainingStep(optimizer) { softmaxCrossEntropy(model(x), classes: [0, 1]) }
/// let findings = watch.findings(after: optimizer, step: 0)
/// ```
///
/// ## When it is silent
///
/// A parameter may stay as it is if the rate is 0 in one of the groups, as at the beginning of a warm-up, or if
/// the learning rate times the gradient is so small that it rounds to nothing in every entry. A gradient of zeros,
/// with momentum from earlier steps, may change a parameter; one that never arrived may not.
///
/// ## Source
///
/// The kind of invariant that TrainCheck infers from healthy runs: Jiang and others, 2025, https://arxiv.org/abs/2506.14813
public struct UpdateWatch {
  private let parameters: [(name: String, variable: Variable)]
  private let values: [Tensor]

  /// Takes down the parameters before a step.
  ///
  /// - Parameter model: The network.
  public init(_ model: any Layer) {
    parameters = model.namedParameters
    values = parameters.map(\.variable.value)
  }

  /// What is wrong with the step that was made since.
  ///
  /// - Parameters:
  ///   - optimizer: What has made the step; its gradients are still there.
  ///   - step: The number of the step, from 0, for the findings.
  /// - Returns: A finding for each parameter that did not do what it must.
  public func findings(after optimizer: any Optimizer, step: Int? = nil) -> [RunFinding] {
    let rate = optimizer.learningRates.min() ?? 0
    return zip(parameters, values).compactMap { parameter, before in
      let hasMoved = parameter.variable.value != before
      guard let gradient = parameter.variable.gradient else {
        return hasMoved ? moved(parameter.name, step: step) : nil
      }
      let mustMove = UpdateWatch.isSeen(gradient, by: before, rate: rate)
      return mustMove && !hasMoved ? stood(parameter.name, gradient, step: step) : nil
    }
  }

  /// Whether the rate times the gradient is more than a rounding of some entry.
  private static func isSeen(_ gradient: Tensor, by value: Tensor, rate: Scalar) -> Bool {
    zip(gradient.scalars, value.scalars).contains { g, w in rate * abs(g) > 2 * w.ulp }
  }

  private func stood(_ name: String, _ gradient: Tensor, step: Int?) -> RunFinding {
    RunFinding(
      .notUpdated, place: name, step: step,
      evidence: """
        The gradient of \(name) has the norm \(Double(gradient.norm()).shortText(significantDigits: 3)), and the \
        step left every entry as it was, to the bit.
        """,
      test: "Ask the optimizer's parameters for the very object, not for an equal one.",
      fix: "Make the optimizer after the model is what it stays, from all of its parameters.")
  }

  private func moved(_ name: String, step: Int?) -> RunFinding {
    RunFinding(
      .staleWeights, place: name, step: step,
      evidence: "\(name) has changed in the step, and no gradient has arrived at it.",
      test: "Compare it before and after each line of the step.",
      fix: """
        Something else writes it: an average that is not put back, a copy that is loaded, an update in place. Take \
        it out of the step.
        """)
  }
}
