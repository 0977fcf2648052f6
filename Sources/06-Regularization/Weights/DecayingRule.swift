public import Autograd
public import TensorCore

/// A rule around another one that makes weights decay; the settings and the memory are the other one's.
public protocol DecayingRule<Rule>: UpdateRule where State == Rule.State {
  /// The rule that is wrapped.
  associatedtype Rule: UpdateRule

  /// The rule that is wrapped.
  var rule: Rule { get set }

  /// The strength λ of the decay; not negative.
  var strength: Scalar { get set }

  /// Creates a rule around another one.
  init(_ rule: Rule, strength: Scalar)
}

extension DecayingRule {
  /// Creates a rule without decay.
  public init() { self.init(Rule(), strength: 0) }

  /// The learning rate of the rule that is wrapped.
  public var learningRate: Scalar {
    get { rule.learningRate }
    set { rule.learningRate = newValue }
  }

  /// The momentum of the rule that is wrapped, if it has one.
  public static var momentum: WritableKeyPath<Self, Scalar>? {
    let rule: WritableKeyPath<Self, Rule> = \.rule
    return Rule.momentum.map { rule.appending(path: $0) }
  }

  /// What the rule that is wrapped remembers, under its names.
  public static var fields: [StateField<Rule.State>] { Rule.fields }

  /// What is wrong with the settings, if anything is.
  public var fault: String? {
    strength >= 0 && strength.isFinite
      ? rule.fault : "the decay is negative or not finite: \(strength)"
  }

  /// What the rule that is wrapped remembers at the start.
  public func initialState(for value: Tensor) -> Rule.State { rule.initialState(for: value) }
}
