public import Course

/// An enumeration of operations that can be recorded, each with a check of its derivative.
///
/// `Variable.result(of:_:)` takes its operation from such an enumeration and from nowhere else. So no
/// operation enters a graph without a name, and the compiler lets none be named without a check. A
/// lesson, or a package of yours, that adds operations has an enumeration of its own:
///
/// ```swift
/// enum MyOperation: String, DifferentiableOperation {
///   case cube
///
///   var gradientCheck: GradientCheck {
///     switch self {
///     case .cube: GradientCheck(self, ["x": [3, 4]]) { cubed($0[0]) }
///     }
///   }
/// }
///
/// func cubed(_ x: Variable) -> Variable {
///   .result(of: MyOperation.cube, x.value * x.value * x.value) { _ in
///     [x.pullback(saving: x) { d, x in d * (x * x) * 3 }]
///   }
/// }
/// ```
public protocol DifferentiableOperation: CaseIterable, RawRepresentable<String>, Sendable {
  /// A point at which the derivative of the operation can be held against differences.
  var gradientCheck: GradientCheck { get }
}

/// The operations of the engine itself; `GradientChecks.swift` has a check for each.
public enum Primitive: String, CaseIterable, Sendable {
  // Arithmetic
  case add, subtract, multiply, divide, addNumber, multiplyByNumber, divideByNumber
  case maximum, minimum, addInPlace, multiplyInPlace
  // Functions of one number
  case exp, log, squareRoot, pow, tanh, sigmoid, softplus, relu, abs, sign, clamped
  // Matrix products
  case matmul, linear
  // Reductions
  case sum, sumAlongAxes, summedToShape, max, maxOfRows, logSumExp, softmax, logSoftmax
  // Rearrangements
  case reshaped, transposed, broadcast, slice, gathering, concatenation
  // Losses
  case softmaxCrossEntropy, sigmoidCrossEntropy, meanSquaredError
  // Ways back that are not the derivative, and ways back that compute again
  case straightThrough, recomputed
}
