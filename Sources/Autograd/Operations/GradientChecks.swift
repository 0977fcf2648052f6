public import Course
import TensorCore

extension Primitive: DifferentiableOperation {
  /// A point at which the derivative of the operation can be held against differences.
  public var gradientCheck: GradientCheck { .check(of: self) }
}

extension GradientCheck {
  /// A check of each operation; the compiler asks for one where an operation is added.
  fileprivate static func check(of operation: Primitive) -> GradientCheck {
    switch operation {
    case .add:
      GradientCheck(operation, ["a": [2, 3, 4], "b": [3, 1]]) { $0[0] + $0[1] }
    case .subtract:
      GradientCheck(operation, ["a": [4], "b": [3, 4]]) { $0[0] - $0[1] }
    case .multiply:
      GradientCheck(operation, ["a": [3, 4], "b": [3, 1]]) { $0[0] * $0[1] }
    case .divide:
      GradientCheck(operation, ["a": [3, 4], "b": [4]], transform: Tensor.awayFromZero) {
        $0[0] / $0[1]
      }
    case .addNumber:
      GradientCheck(operation, ["a": [3, 4]]) { 1.5 + $0[0] }
    case .multiplyByNumber:
      GradientCheck(operation, ["a": [3, 4]]) { 2.5 * $0[0] }
    case .divideByNumber:
      GradientCheck(operation, ["a": [3, 4]]) { $0[0] / 2.5 }
    case .maximum:
      GradientCheck(operation, ["a": [3, 4], "b": [4]]) { maximum($0[0], $0[1]) }
    case .minimum:
      GradientCheck(operation, ["a": [3, 4], "b": [3, 1]]) { minimum($0[0], $0[1]) }
    case .addInPlace:
      GradientCheck(operation, ["a": [3, 4], "b": [4]]) { inputs in
        let sum = inputs[0] * 2
        do { try sum.addInPlace(inputs[1]) } catch { preconditionFailure("addInPlace: \(error)") }
        return sum * sum
      }
    case .multiplyInPlace:
      GradientCheck(operation, ["a": [3, 4]]) { inputs in
        let product = inputs[0] + 1
        do { try product.multiplyInPlace(by: 3) } catch {
          preconditionFailure("multiplyInPlace: \(error)")
        }
        return product * product
      }
    case .exp:
      GradientCheck(operation, ["x": [3, 4]]) { exp($0[0]) }
    case .log:
      GradientCheck(operation, ["x": [3, 4]], transform: Tensor.positive) { log($0[0]) }
    case .squareRoot:
      GradientCheck(operation, ["x": [3, 4]], transform: Tensor.positive) { squareRoot($0[0]) }
    case .pow:
      GradientCheck(operation, ["x": [3, 4]], transform: Tensor.positive) { pow($0[0], 2.5) }
    case .tanh:
      GradientCheck(operation, ["x": [3, 4]]) { tanh($0[0]) }
    case .sigmoid:
      GradientCheck(operation, ["x": [3, 4]]) { sigmoid($0[0]) }
    case .softplus:
      GradientCheck(operation, ["x": [3, 4]]) { softplus($0[0]) }
    case .relu:
      GradientCheck(operation, ["x": [3, 4]]) { relu($0[0]) }
    case .abs:
      GradientCheck(operation, ["x": [3, 4]]) { abs($0[0]) }
    case .sign:
      GradientCheck(operation, ["x": [3, 4]]) { sign($0[0]) }
    case .clamped:
      GradientCheck(operation, ["x": [3, 4]]) { $0[0].clamped(to: -0.5...0.5) }
    case .matmul:
      GradientCheck(operation, ["a": [3, 5], "b": [5, 4]]) { matmul($0[0], $0[1]) }
    case .linear:
      GradientCheck(operation, ["x": [3, 5], "weight": [4, 5], "bias": [4]]) {
        linear($0[0], weight: $0[1], bias: $0[2])
      }
    case .sum:
      GradientCheck(operation, ["x": [3, 4]]) { $0[0].sum() }
    case .sumAlongAxes:
      GradientCheck(operation, ["x": [2, 3, 4, 2]]) { $0[0].sum(axes: [0, 2]) }
    case .summedToShape:
      GradientCheck(operation, ["x": [2, 3, 4]]) { $0[0].summed(to: [3, 1]) }
    case .max:
      GradientCheck(operation, ["x": [3, 4]]) { $0[0].max() }
    case .maxOfRows:
      GradientCheck(operation, ["x": [3, 4]]) { $0[0].maxOfRows() }
    case .logSumExp:
      GradientCheck(operation, ["x": [3, 4]]) { $0[0].logSumExp() }
    case .softmax:
      GradientCheck(operation, ["x": [3, 4]]) { $0[0].softmax() }
    case .logSoftmax:
      GradientCheck(operation, ["x": [3, 4]]) { $0[0].logSoftmax() }
    case .reshaped:
      GradientCheck(operation, ["x": [3, 4]]) { $0[0].reshaped(to: [2, 6]) }
    case .transposed:
      GradientCheck(operation, ["x": [2, 3, 4]]) { $0[0].transposed(axes: [1, -1, 0]) }
    case .broadcast:
      GradientCheck(operation, ["x": [3, 1]]) { $0[0].broadcast(to: [2, 3, 4]) }
    case .slice:
      GradientCheck(operation, ["x": [3, 5]]) { $0[0].slice(1..<4, axis: 1) }
    case .gathering:
      GradientCheck(operation, ["x": [4, 3]]) { $0[0].gathering(rows: [2, 0, 2, 3]) }
    case .concatenation:
      GradientCheck(operation, ["a": [3, 2], "b": [3, 4]]) {
        .concatenation([$0[0], $0[1]], axis: 1)
      }
    case .selected:
      GradientCheck(operation, ["a": [3, 4], "b": [3, 1]]) { inputs in
        let mask = Tensor([[1, 0, 0, 1], [0, 0, 1, 1], [1, 1, 0, 0]])
        return inputs[0].selected(where: mask, otherwise: inputs[1])
      }
    case .softmaxCrossEntropy:
      GradientCheck(operation, ["logits": [4, 3]]) {
        softmaxCrossEntropy($0[0], classes: [2, 0, 1, 2])
      }
    case .sigmoidCrossEntropy:
      GradientCheck(operation, ["logits": [4, 3]]) {
        sigmoidCrossEntropy(
          $0[0],
          targets: Tensor.linearlySpaced(from: 0, through: 1, count: 12)
            .reshaped(to: [4, 3]))
      }
    case .meanSquaredError:
      GradientCheck(operation, ["predictions": [4, 3]]) {
        meanSquaredError($0[0], targets: .ones([4, 3]))
      }
    // The identity is the one step whose derivative straight-through has right.
    case .straightThrough:
      GradientCheck(operation, ["x": [3, 4]]) { straightThrough($0[0]) { x in x } }
    case .recomputed:
      GradientCheck(operation, ["x": [3, 5], "weight": [4, 5]]) { inputs in
        recomputed(inputs[0]) { x in tanh(linear(x, weight: inputs[1])) }
      }
    }
  }

  /// The layers, and a function that is made of several operations.
  public static var layers: [GradientCheck] {
    [
      GradientCheck("variance", ["x": [5, 3]]) { $0[0].variance(axis: 0, correction: 1) },
      GradientCheck("FunctionLayer", ["x": [3, 4]]) { FunctionLayer("tanh", tanh)($0[0]) },
      GradientCheck("Linear", ["x": [3, 5], "weight": [4, 5], "bias": [4]]) { inputs in
        Linear(sharing: inputs[1], inputs[2])(inputs[0])
      },
      GradientCheck(
        "Conv2d", ["x": [2, 2, 4, 3], "weight": [3, 2, 3, 2], "bias": [3]]
      ) { inputs in
        Conv2d(sharing: inputs[1], inputs[2], padding: 1)(inputs[0])
      },
      GradientCheck("Sequential", ["x": [3, 5], "weight": [4, 5], "bias": [4]]) { inputs in
        Sequential(Linear(sharing: inputs[1], inputs[2]), FunctionLayer("tanh", tanh))(inputs[0])
      },
    ]
  }
}

extension Tensor {
  /// Magnitudes of at least ½, with the sign kept.
  @Sendable fileprivate static func awayFromZero(_ x: Tensor) -> Tensor {
    x.map { $0 < 0 ? $0 - 0.5 : $0 + 0.5 }
  }

  /// Positive numbers of at least ½.
  @Sendable fileprivate static func positive(_ x: Tensor) -> Tensor { x.map { abs($0) + 0.5 } }
}
