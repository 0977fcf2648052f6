public import TensorCore

/// How one parameter is changed by its gradient: the formula of an optimizer, with its settings.
///
/// A rule is a value. It says what it remembers of each parameter, in a type of its own, and states its
/// update over plain numbers; the core carries that over all of a parameter's scalars in one pass. All
/// the rest, such as groups and saving, ``FirstOrderOptimizer`` does for every rule alike:
///
/// ```swift
/// struct SignDescent: UpdateRule {
///   var learningRate: Scalar = 1e-3
///   func initialState(for value: Tensor) {}
///   func update(_ value: inout Tensor, gradient: Tensor, state: inout Void) {
///     value.update(with: gradient) { w, g in w -= g > 0 ? learningRate : -learningRate }
///   }
/// }
/// let optimizer = FirstOrderOptimizer(model.trainedVariables, SignDescent())
/// ```
///
/// A rule for long parameters gives its update as the method of a type, as ``MomentumRule`` does: the core
/// shares that among threads, which it cannot do with a closure.
public protocol UpdateRule: Sendable {
  /// What is remembered of one parameter from step to step; `Void` if nothing is.
  associatedtype State

  /// Creates the rule with its usual settings.
  init()

  /// The learning rate η: a factor of the step, whose length depends on the gradient too.
  var learningRate: Scalar { get set }

  /// The setting that schedules call momentum, where there is one, such as Adam's β₁.
  static var momentum: WritableKeyPath<Self, Scalar>? { get }

  /// The parts of the state by their names in a file, which are PyTorch's.
  static var fields: [StateField<State>] { get }

  /// What is wrong with the settings, in a few words; `nil` if nothing is.
  var fault: String? { get }

  /// What is remembered of a parameter that has seen no gradient.
  ///
  /// - Parameter value: The parameter's value.
  /// - Returns: The state.
  func initialState(for value: Tensor) -> State

  /// Changes a parameter in place.
  ///
  /// - Parameters:
  ///   - value: The parameter's value.
  ///   - gradient: Its gradient, of the same shape.
  ///   - state: What is remembered of it.
  func update(_ value: inout Tensor, gradient: Tensor, state: inout State)

  /// Changes the parameters of a group whose gradients have arrived; the others stay as they are.
  ///
  /// Most rules treat one parameter after the other, which is what they get if they do not say otherwise.
  ///
  /// - Parameters:
  ///   - parameters: The parameters of the group.
  ///   - states: What is remembered of each.
  func update(_ parameters: [Variable], states: inout [State])
}

extension UpdateRule {
  /// Changes each parameter by itself.
  @inlinable
  public func update(_ parameters: [Variable], states: inout [State]) {
    for (index, parameter) in parameters.enumerated() {
      guard let gradient = parameter.gradient else { continue }
      parameter.modify { update(&$0, gradient: gradient, state: &states[index]) }
    }
  }

  /// Most rules have no momentum.
  public static var momentum: WritableKeyPath<Self, Scalar>? { nil }

  /// Whether the learning rate is negative or not finite.
  public var fault: String? { learningRateFault }

  /// What is wrong with the learning rate, if anything is.
  public var learningRateFault: String? {
    learningRate >= 0 && learningRate.isFinite
      ? nil : "the learning rate is negative or not finite: \(learningRate)"
  }
}

extension UpdateRule where State == Void {
  /// Nothing is remembered.
  public static var fields: [StateField<Void>] { [] }

  /// Nothing is remembered.
  public func initialState(for value: Tensor) {}
}

/// A part of what a rule remembers of a parameter, under its name in a file.
public struct StateField<State> {
  enum Kind {
    case tensor(WritableKeyPath<State, Tensor>)
    case integer(WritableKeyPath<State, Int>)
    case number(WritableKeyPath<State, Scalar>)
  }

  let name: String
  let kind: Kind

  /// A tensor, such as `exp_avg`.
  public static func tensor(_ name: String, _ path: WritableKeyPath<State, Tensor>) -> StateField {
    StateField(name: name, kind: .tensor(path))
  }

  /// A whole number, such as `step`.
  public static func integer(_ name: String, _ path: WritableKeyPath<State, Int>) -> StateField {
    StateField(name: name, kind: .integer(path))
  }

  /// A number, such as the running product of decays.
  public static func number(_ name: String, _ path: WritableKeyPath<State, Scalar>) -> StateField {
    StateField(name: name, kind: .number(path))
  }
}
