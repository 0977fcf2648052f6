public import TensorCore

/// The parameters of a network as one long vector, for methods that treat them as a point in space.
///
/// ```swift
/// let vector = ParameterVector(model.trainedVariables)
/// let start = vector.values
/// vector.values = start + direction * 0.1
/// ```
public struct ParameterVector {
  /// The variables, in the order in which their scalars stand in the vector.
  public let variables: [Variable]

  /// The number of scalars.
  public let count: Int

  /// Creates the vector of some variables.
  ///
  /// - Parameter variables: Different leaves that require gradients.
  public init(_ variables: [Variable]) {
    precondition(
      variables.allSatisfy { $0.isLeaf && $0.requiresGradient },
      "ParameterVector.init: parameters must be leaves that require gradients")
    precondition(
      Set(variables.map { ObjectIdentifier($0) }).count == variables.count,
      "ParameterVector.init: a parameter is given twice")
    self.variables = variables
    count = variables.reduce(0) { $0 + $1.value.elementCount }
  }

  /// The values of all parameters, of shape `[count]`; what is set is taken over by the variables.
  public var values: Tensor {
    get { Tensor.concatenation(variables.map { $0.value.reshaped(to: [$0.value.elementCount]) }) }
    nonmutating set {
      precondition(
        newValue.shape == [count],
        "ParameterVector.values: \(newValue.shape) for \(count) scalars in all")
      var start = 0
      for variable in variables {
        let end = start + variable.value.elementCount
        let part = newValue.slice(start..<end).reshaped(to: variable.shape)
        variable.modify { $0 = part }
        start = end
      }
    }
  }

  /// The gradients of all parameters, of shape `[count]`; zeros where none has arrived.
  public var gradient: Tensor {
    Tensor.concatenation(
      variables.map { ($0.gradient ?? .zeros($0.shape)).reshaped(to: [$0.value.elementCount]) })
  }

  /// The gradient of a loss at the parameters as they are.
  ///
  /// - Parameter loss: Computes the loss, one scalar; the same at the same parameters.
  /// - Returns: The gradient, of shape `[count]`. The variables' own gradients are forgotten.
  /// - Throws: `AutogradError` as `backward()` does, or what the loss throws.
  public func gradient(of loss: () throws -> Variable) throws -> Tensor {
    for variable in variables { variable.zeroGradient() }
    defer { for variable in variables { variable.zeroGradient() } }
    try loss().backward()
    return gradient
  }
}

extension ParameterVector {
  /// The product of a loss's Hessian with a vector, by a central difference of gradients.
  ///
  ///     H v ≈ (∇L(w + h v) − ∇L(w − h v)) / 2h
  ///
  /// The Hessian of *n* parameters has n² entries and is never formed: a product costs two gradients.
  ///
  /// ## Error
  ///
  /// It is no exact product. Truncation, h² |∇⁴L| / 6, and rounding, u |∇L| / h, balance near the cube
  /// root of the unit roundoff u, half of epsilon: about ten digits in double precision, four in single
  /// (the tests measure both). Across a kink, as of ReLU, the difference sees both sides.
  ///
  /// An exact product would need a pullback of every pullback: each of the engine's rules written with
  /// variables, and every backward pass recorded. It would not be cheaper. For a network of two layers whose
  /// gradient is written with variables by hand, the tests count 1,632 multiply-adds for the exact product
  /// and 1,344 for the difference.
  ///
  /// ## Source
  ///
  /// Pearlmutter, "Fast exact multiplication by the Hessian", 1994, whose first equation it is,
  /// https://doi.org/10.1162/neco.1994.6.1.147
  ///
  /// - Parameters:
  ///   - loss: Computes the loss, one scalar; the same at the same parameters.
  ///   - direction: The vector *v*, of shape `[count]`.
  ///   - step: How far to go along the vector of length 1; positive.
  /// - Returns: The product, of shape `[count]`; the parameters are as before.
  /// - Throws: `AutogradError` as `backward()` does, or what the loss throws.
  public func hessianProduct(
    of loss: () throws -> Variable, with direction: Tensor, step: Scalar? = nil
  ) throws -> Tensor {
    let start = values
    let length = direction.norm()
    guard length > 0 else { return .zeros([count]) }
    let h = (step ?? .pow(.ulpOfOne, 1.0 / 3) * Swift.max(1, start.norm())) / length
    defer { values = start }
    values = start + direction * h
    let ahead = try gradient(of: loss)
    values = start - direction * h
    let behind = try gradient(of: loss)
    return (ahead - behind) / (2 * h)
  }
}
