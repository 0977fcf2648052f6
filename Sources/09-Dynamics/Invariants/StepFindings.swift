public import Autograd
import TensorCore
import Text

/// What is wrong with the gradients where a step begins: they must be zero or missing.
///
/// Ask after the gradients were forgotten and before the first backward pass of a step; with gradient
/// accumulation, before the first part.
///
/// ```swift
/// optimizer.zeroGradients()
/// let findings = gradientFindings(of: model)
/// ```
///
/// - Parameters:
///   - model: The network.
///   - step: The number of the step, from 0, for the findings.
/// - Returns: A finding for each parameter whose gradient is left from before.
public func gradientFindings(of model: any Layer, step: Int? = nil) -> [RunFinding] {
  model.namedParameters.compactMap { name, variable in
    guard let gradient = variable.gradient, gradient.maximumMagnitude() != 0 else { return nil }
    return RunFinding(
      .gradientsKept, place: name, step: step,
      evidence: """
        The step begins, and the gradient of \(name) still has the norm \
        \(Double(gradient.norm()).shortText(significantDigits: 3)); the next one will be added to it.
        """,
      test: "Print the norm before and after the line that forgets the gradients.",
      fix: """
        Call optimizer.zero_grad() before each backward pass that is not a part of the same batch; \
        model.zero_grad() also reaches parameters that the optimizer does not hold.
        """)
  }
}

/// What is wrong with what an optimizer holds: it must be the model's own parameters, and all that are trained.
///
/// Parameters are told apart by identity, not by value: a copy has equal numbers and never changes the model.
/// Parameters that require no gradient may be missing.
///
/// - Parameters:
///   - optimizer: The optimizer.
///   - model: The network that it shall train.
///   - step: The number of the step, from 0, for the findings.
/// - Returns: A finding for each missing parameter, and one for all that are not the model's.
///
/// ## Source
///
/// https://github.com/huggingface/accelerate/issues/2665: an optimizer that was made before the model was wrapped.
public func optimizerFindings(
  of optimizer: any Optimizer, for model: any Layer, step: Int? = nil
) -> [RunFinding] {
  let held = Set(optimizer.parameters.map { ObjectIdentifier($0) })
  let owned = model.namedParameters
  let strangers = held.subtracting(owned.map { ObjectIdentifier($0.variable) })
  let missing = owned.filter {
    $0.variable.requiresGradient && !held.contains(ObjectIdentifier($0.variable))
  }
  func finding(_ place: String, _ evidence: String) -> RunFinding {
    RunFinding(
      .notUpdated, place: place, step: step, evidence: evidence,
      test: "Compare data_ptr() of the optimizer's parameters and of model.named_parameters().",
      fix: """
        Give the optimizer the parameters of the model as it is after it was moved, wrapped or changed; set \
        requires_grad of what shall not be trained to False.
        """)
  }
  let missed = missing.map { name, _ in
    finding(name, "\(name) requires a gradient, and the optimizer does not hold it.")
  }
  guard !strangers.isEmpty else { return missed }
  return missed + [
    finding(
      "optimizer",
      "\(strangers.count) of the optimizer's \(held.count) parameters are not the model's.")
  ]
}
