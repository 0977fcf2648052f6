import Course

/// What a multilayer perceptron of widths 784, 512, 512, 10 costs.
///
/// - Returns: The number of parameters; the multiply-adds of a forward pass of one sample; the bytes
///   that training with Adam in single precision keeps for the parameters.
public func predictedCosts() throws -> (parameters: Int, multiplyAdds: Int, trainingBytes: Int) {
  throw NotAttempted()
}
