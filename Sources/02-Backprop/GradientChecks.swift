public import Course
public import TensorCore

extension GradientCheck {
  /// Creates a check of the engine's derivative of a function of variables.
  ///
  /// - Parameters:
  ///   - name: The name of the operation, as recorded, or of the layer.
  ///   - inputs: The names and shapes of the inputs; they are filled with normal numbers.
  ///   - transform: Moves the inputs to where the function is defined, such as to positive numbers.
  ///   - function: The function.
  public init(
    _ name: String, _ inputs: KeyValuePairs<String, Shape>,
    transform: @escaping @Sendable (Tensor) -> Tensor = { $0 },
    function: @escaping @Sendable ([Variable]) -> Variable
  ) {
    let shapes = inputs.map(\.value)
    self.init(
      name, inputNames: inputs.map(\.key),
      inputs: {
        // The seed is the name's, so that checks do not depend on each other's order.
        var generator = SplitMix64(seed: name.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) })
        return shapes.map { transform(.normal($0, using: &generator)) }
      },
      value: { inputs in withoutGradient { function(inputs.map { Variable($0) }).value } },
      pullback: { inputs, cotangent in
        let variables = inputs.map { Variable($0, requiresGradient: true) }
        try function(variables).backward(cotangent: cotangent)
        return variables.map { $0.gradient ?? .zeros($0.shape) }
      },
      branches: { inputs in function(inputs.map { Variable($0, requiresGradient: true) }).branches }
    )
  }
}

/// Every differentiable operation of the engine, with a check of its derivative.
///
/// A test finds the names of all recorded operations in the sources and fails if one is missing.
public let operationChecks: [GradientCheck] =
  arithmeticChecks + elementwiseChecks + productChecks + reductionChecks + rearrangementChecks
  + lossChecks + layerChecks

private let arithmeticChecks: [GradientCheck] = [
  GradientCheck("add", ["a": [2, 3, 4], "b": [3, 1]]) { $0[0] + $0[1] },
  GradientCheck("subtract", ["a": [4], "b": [3, 4]]) { $0[0] - $0[1] },
  GradientCheck("multiply", ["a": [3, 4], "b": [3, 1]]) { $0[0] * $0[1] },
  GradientCheck("divide", ["a": [3, 4], "b": [4]], transform: awayFromZero) { $0[0] / $0[1] },
  GradientCheck("addNumber", ["a": [3, 4]]) { 1.5 + $0[0] },
  GradientCheck("multiplyByNumber", ["a": [3, 4]]) { 2.5 * $0[0] },
  GradientCheck("divideByNumber", ["a": [3, 4]]) { $0[0] / 2.5 },
  GradientCheck("maximum", ["a": [3, 4], "b": [4]]) { maximum($0[0], $0[1]) },
  GradientCheck("minimum", ["a": [3, 4], "b": [3, 1]]) { minimum($0[0], $0[1]) },
  GradientCheck("addInPlace", ["a": [3, 4], "b": [4]]) { inputs in
    let sum = inputs[0] * 2
    do { try sum.addInPlace(inputs[1]) } catch { preconditionFailure("addInPlace: \(error)") }
    return sum * sum
  },
  GradientCheck("multiplyInPlace", ["a": [3, 4]]) { inputs in
    let product = inputs[0] + 1
    do { try product.multiplyInPlace(by: 3) } catch {
      preconditionFailure("multiplyInPlace: \(error)")
    }
    return product * product
  },
]

private let elementwiseChecks: [GradientCheck] = [
  GradientCheck("exp", ["x": [3, 4]]) { exp($0[0]) },
  GradientCheck("log", ["x": [3, 4]], transform: positive) { log($0[0]) },
  GradientCheck("squareRoot", ["x": [3, 4]], transform: positive) { squareRoot($0[0]) },
  GradientCheck("pow", ["x": [3, 4]], transform: positive) { pow($0[0], 2.5) },
  GradientCheck("tanh", ["x": [3, 4]]) { tanh($0[0]) },
  GradientCheck("sigmoid", ["x": [3, 4]]) { sigmoid($0[0]) },
  GradientCheck("softplus", ["x": [3, 4]]) { softplus($0[0]) },
  GradientCheck("relu", ["x": [3, 4]]) { relu($0[0]) },
  GradientCheck("abs", ["x": [3, 4]]) { abs($0[0]) },
  GradientCheck("clamped", ["x": [3, 4]]) { $0[0].clamped(to: -0.5...0.5) },
]

private let productChecks: [GradientCheck] = [
  GradientCheck("matmul", ["a": [3, 5], "b": [5, 4]]) { matmul($0[0], $0[1]) },
  GradientCheck("linear", ["x": [3, 5], "weight": [4, 5], "bias": [4]]) {
    linear($0[0], weight: $0[1], bias: $0[2])
  },
]

private let reductionChecks: [GradientCheck] = [
  GradientCheck("sum", ["x": [3, 4]]) { $0[0].sum() },
  GradientCheck("sumAlongAxis", ["x": [2, 3, 4]]) { $0[0].sum(axis: 1) },
  GradientCheck("variance", ["x": [5, 3]]) { $0[0].variance(axis: 0, correction: 1) },
  GradientCheck("max", ["x": [3, 4]]) { $0[0].max() },
  GradientCheck("maxOfRows", ["x": [3, 4]]) { $0[0].maxOfRows() },
  GradientCheck("logSumExp", ["x": [3, 4]]) { $0[0].logSumExp() },
  GradientCheck("softmax", ["x": [3, 4]]) { $0[0].softmax() },
  GradientCheck("logSoftmax", ["x": [3, 4]]) { $0[0].logSoftmax() },
]

private let rearrangementChecks: [GradientCheck] = [
  GradientCheck("reshaped", ["x": [3, 4]]) { $0[0].reshaped(to: [2, 6]) },
  GradientCheck("transposed", ["x": [3, 4]]) { $0[0].transposed },
  GradientCheck("broadcast", ["x": [3, 1]]) { $0[0].broadcast(to: [2, 3, 4]) },
  GradientCheck("slice", ["x": [3, 5]]) { $0[0].slice(1..<4, axis: 1) },
  GradientCheck("gathering", ["x": [4, 3]]) { $0[0].gathering(rows: [2, 0, 2, 3]) },
  GradientCheck("concatenation", ["a": [3, 2], "b": [3, 4]]) {
    .concatenation([$0[0], $0[1]], axis: 1)
  },
]

private let layerChecks: [GradientCheck] = [
  GradientCheck("sign", ["x": [3, 4]]) { sign($0[0]) },
  // The identity is the one step whose derivative straight-through has right.
  GradientCheck("straightThrough", ["x": [3, 4]]) { straightThrough($0[0]) { x in x } },
  GradientCheck("FunctionLayer", ["x": [3, 4]]) { FunctionLayer("tanh", tanh)($0[0]) },
  GradientCheck("checkpointed", ["x": [3, 5], "weight": [4, 5]]) { inputs in
    checkpointed(inputs[0]) { x in tanh(linear(x, weight: inputs[1])) }
  },
  GradientCheck("Linear", ["x": [3, 5], "weight": [4, 5], "bias": [4]]) { inputs in
    Linear(sharing: inputs[1], inputs[2])(inputs[0])
  },
  GradientCheck("Sequential", ["x": [3, 5], "weight": [4, 5], "bias": [4]]) { inputs in
    Sequential(Linear(sharing: inputs[1], inputs[2]), FunctionLayer("tanh", tanh))(inputs[0])
  },
]

private let lossChecks: [GradientCheck] = [
  GradientCheck("softmaxCrossEntropy", ["logits": [4, 3]]) {
    softmaxCrossEntropy($0[0], classes: [2, 0, 1, 2])
  },
  GradientCheck("sigmoidCrossEntropy", ["logits": [4, 3]]) {
    sigmoidCrossEntropy(
      $0[0],
      targets: Tensor.linearlySpaced(from: 0, through: 1, count: 12)
        .reshaped(to: [4, 3]))
  },
  GradientCheck("meanSquaredError", ["predictions": [4, 3]]) {
    meanSquaredError($0[0], targets: .ones([4, 3]))
  },
]

/// Magnitudes of at least ½, with the sign kept.
@Sendable private func awayFromZero(_ x: Tensor) -> Tensor {
  x.map { $0 < 0 ? $0 - 0.5 : $0 + 0.5 }
}

/// Positive numbers of at least ½.
@Sendable private func positive(_ x: Tensor) -> Tensor { x.map { abs($0) + 0.5 } }
