public import Autograd
public import TensorCore

/// A rule whose weights in use are an average beside the weights that are trained.
public protocol AveragingRule: UpdateRule {
  /// The weights to use, while the parameter holds those at which gradients are taken.
  ///
  /// - Parameters:
  ///   - value: The parameter's value.
  ///   - state: What is remembered of it.
  /// - Returns: The average, of the parameter's shape.
  func average(of value: Tensor, state: State) -> Tensor
}

extension ASGDRule: AveragingRule {
  /// The average; the parameter itself before the first step.
  public func average(of value: Tensor, state: State) -> Tensor {
    state.stepCount == 0 ? value : state.average
  }
}

extension FirstOrderOptimizer where Rule: AveragingRule {
  /// Carries out work with the averages in place of the weights, such as an evaluation.
  ///
  /// - Parameter body: The work; it must not train.
  /// - Returns: What the work returns.
  /// - Throws: What the work throws.
  public func withAverages<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let values = parameters.map(\.value)
    for group in groups {
      for (parameter, state) in zip(group.parameters, group.states) {
        parameter.modify { $0 = group.rule.average(of: $0, state: state) }
      }
    }
    defer {
      for (parameter, value) in zip(parameters, values) { parameter.modify { $0 = value } }
    }
    return try body()
  }
}
