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
