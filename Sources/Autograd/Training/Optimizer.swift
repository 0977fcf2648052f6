public import TensorCore

/// What changes parameters by their gradients.
///
/// Most optimizers treat one parameter at a time, by a rule; they are a ``FirstOrderOptimizer`` of that
/// ``UpdateRule``. One that needs all parameters at once, or the loss at other places, conforms itself.
public protocol Optimizer: AnyObject, Stateful {
  /// What is trained, group after group.
  var parameters: [Variable] { get }

  /// The learning rate of each group; schedules change it as training goes on.
  var learningRates: [Scalar] { get set }

  /// The momentum of each group, for rules that have one; `nil` where there is none.
  var momenta: [Scalar]? { get set }

  /// How many steps were made since the optimizer was created; `nil` where nobody counts.
  ///
  /// Schedulers notice by it that they are stepped first. It is no part of the state.
  var stepCount: Int? { get }

  /// Changes every parameter whose gradient has arrived; the others stay as they are.
  func step()

  /// Changes the parameters, and may evaluate the loss at other places before it is done.
  ///
  /// - Parameter loss: Forgets the gradients, computes the loss at the parameters as they are, goes back,
  ///   and returns the loss. It was called once already, before this.
  /// - Throws: What the loss throws.
  func step(reevaluating loss: () throws -> Scalar) throws
}

extension Optimizer {
  /// Most optimizers need nothing but the gradients.
  public func step(reevaluating loss: () throws -> Scalar) throws { step() }

  /// Most optimizers have no momentum.
  public var momenta: [Scalar]? {
    get { nil }
    set { precondition(newValue == nil, "\(Self.self).momenta: there is no momentum") }
  }

  /// An optimizer that conforms itself need not count.
  public var stepCount: Int? { nil }

  /// The learning rate, of the first group where groups differ; setting it sets that of all groups.
  public var learningRate: Scalar {
    get { learningRates[0] }
    set { learningRates = learningRates.map { _ in newValue } }
  }

  /// Forgets the gradients of all parameters; without it the next ones are added to them.
  public func zeroGradients() {
    for parameter in parameters { parameter.zeroGradient() }
  }
}
