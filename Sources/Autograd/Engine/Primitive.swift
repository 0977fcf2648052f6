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
  // A choice between two values, place by place
  case selected
  // Losses
  case softmaxCrossEntropy, sigmoidCrossEntropy, meanSquaredError
  // Backward passes that are not the derivative, and those that compute again
  case straightThrough, recomputed
}
