public import Autograd
public import TensorCore

/// A rule that climbs: it gets the gradient negated (PyTorch: `maximize=True`).
///
/// It is the same as the rule on the negated loss, decay included, which still shrinks the weights.
///
/// ```swift
/// let ascent = FirstOrderOptimizer(model.trainedVariables, Maximizing(SGDRule(learningRate: 0.1)))
/// ```
public struct Maximizing<Rule: UpdateRule>: UpdateRule {
  /// What is remembered of one parameter.
  public typealias State = Rule.State

  /// The rule that gets the negated gradient.
  public var rule: Rule

  /// Creates the rule with its usual settings.
  public init() { self.init(Rule()) }

  /// Creates the rule.
  ///
  /// - Parameter rule: The rule that gets the negated gradient.
  public init(_ rule: Rule) { self.rule = rule }

  /// The learning rate of the rule.
  public var learningRate: Scalar {
    get { rule.learningRate }
    set { rule.learningRate = newValue }
  }

  /// The momentum of the rule, if it has one.
  public static var momentum: WritableKeyPath<Self, Scalar>? {
    let rule: WritableKeyPath<Self, Rule> = \.rule
    return Rule.momentum.map { rule.appending(path: $0) }
  }

  /// What the rule remembers, under its names.
  public static var fields: [StateField<State>] { Rule.fields }

  /// What is wrong with the settings, if anything is.
  public var fault: String? { rule.fault }

  /// What the rule remembers at the start.
  public func initialState(for value: Tensor) -> State { rule.initialState(for: value) }

  /// Changes one parameter in place, along its gradient.
  public func update(_ value: inout Tensor, gradient: Tensor, state: inout State) {
    rule.update(&value, gradient: -gradient, state: &state)
  }
}
