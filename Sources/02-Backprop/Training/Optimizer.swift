public import TensorCore

/// A rule that changes parameters by their gradients.
///
/// An optimizer's formula is written over plain numbers; the core carries it over all of a
/// parameter's scalars in one pass.
public protocol Optimizer: AnyObject {
  /// What is trained.
  var parameters: [Variable] { get }

  /// The length of a step; schedules change it as training goes on.
  var learningRate: Scalar { get set }

  /// What is remembered from step to step: under each name a tensor for every parameter.
  ///
  /// The names are PyTorch's (`state_dict()["state"]`). An optimizer that remembers nothing has
  /// none. What is set has the names and shapes of what it replaces; see `TrainingState`.
  var memory: [String: [Tensor]] { get set }

  /// Changes one parameter in place.
  ///
  /// - Parameters:
  ///   - value: The parameter's value.
  ///   - gradient: Its gradient, of the same shape.
  ///   - index: Its position in `parameters`, for what an optimizer remembers of it.
  func update(_ value: inout Tensor, gradient: Tensor, index: Int)
}

extension Optimizer {
  /// Changes every parameter whose gradient has arrived; the others stay as they are.
  public func step() {
    withoutGradient {
      for (index, parameter) in parameters.enumerated() {
        guard let gradient = parameter.gradient else { continue }
        do {
          try parameter.update { update(&$0, gradient: gradient, index: index) }
        } catch {
          preconditionFailure("Optimizer.step: \(error)")
        }
      }
    }
  }

  /// Forgets the gradients of all parameters; without it the next ones are added to them.
  public func zeroGradients() {
    for parameter in parameters { parameter.zeroGradient() }
  }
}

/// Stops the program unless an optimizer can work with what it was given.
///
/// - Parameters:
///   - optimizer: The name that messages begin with.
///   - parameters: Different leaves that require gradients, at least one.
///   - learningRate: Finite and not negative.
///   - shares: Numbers in 0...1, such as a momentum, by name.
func checkOptimizer(
  _ optimizer: String, _ parameters: [Variable], learningRate: Scalar,
  shares: KeyValuePairs<String, Scalar> = [:]
) {
  precondition(!parameters.isEmpty, "\(optimizer).init: there are no parameters")
  precondition(
    parameters.allSatisfy { $0.isLeaf && $0.requiresGradient },
    "\(optimizer).init: parameters must be leaves that require gradients")
  precondition(
    Set(parameters.map { ObjectIdentifier($0) }).count == parameters.count,
    "\(optimizer).init: a parameter is given twice, and would be changed twice")
  precondition(
    learningRate >= 0 && learningRate.isFinite,
    "\(optimizer).init: the learning rate is negative or not finite: \(learningRate)")
  for (name, share) in shares {
    precondition(
      (0...1).contains(share), "\(optimizer).init: \(name) is outside 0...1: \(share)")
  }
}
