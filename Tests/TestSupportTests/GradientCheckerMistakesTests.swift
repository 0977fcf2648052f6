import Course
import TensorCore
import TestSupport
import Testing

/// A function with a wrong backward pass beside the right one.
struct Mistake: Sendable, CustomTestStringConvertible {
  typealias Pullback = @Sendable ([Tensor], Tensor) -> [Tensor]

  let name: String
  let inputs: [(name: String, shape: Shape)]
  let wrongInput: String
  let cause: LikelyCause
  let value: @Sendable ([Tensor]) -> Tensor
  let right: Pullback
  let wrong: Pullback

  init(
    _ name: String, _ inputs: KeyValuePairs<String, Shape>, wrongIn wrongInput: String,
    cause: LikelyCause, value: @escaping @Sendable ([Tensor]) -> Tensor, right: @escaping Pullback,
    wrong: @escaping Pullback
  ) {
    self.name = name
    self.inputs = inputs.map { ($0.key, $0.value) }
    self.wrongInput = wrongInput
    self.cause = cause
    self.value = value
    self.right = right
    self.wrong = wrong
  }

  var testDescription: String { name }

  /// The check of one of the two backward passes.
  func check(_ pullback: @escaping Pullback) -> GradientCheck {
    let inputs = inputs
    return GradientCheck(
      name, inputNames: inputs.map(\.name),
      inputs: {
        var generator = SplitMix64(seed: 7)
        return inputs.map { .normal($0.shape, using: &generator) }
      },
      value: value, pullback: pullback)
  }
}

private let affineValue: @Sendable ([Tensor]) -> Tensor = {
  affine($0[0], weight: $0[1], bias: $0[2])
}

private let affinePullback: Mistake.Pullback = { inputs, d in
  [matmul(d, inputs[1]), matmul(d, inputs[0], transposing: .left), d.sum(axis: 0)]
}

/// Mistakes in layers and in sums over a batch.
let layerMistakes: [Mistake] = [
  Mistake(
    "linear: dX uses the weight untransposed", ["x": [3, 4], "weight": [4, 4], "bias": [4]],
    wrongIn: "x", cause: .operandTransposed("weight"), value: affineValue, right: affinePullback
  ) { inputs, d in
    [matmul(d, inputs[1], transposing: .right)] + affinePullback(inputs, d).dropFirst()
  },
  Mistake(
    "linear: dW transposed", ["x": [3, 4], "weight": [4, 4], "bias": [4]],
    wrongIn: "weight", cause: .transposed, value: affineValue, right: affinePullback
  ) { inputs, d in
    let right = affinePullback(inputs, d)
    return [right[0], matmul(inputs[0], d, transposing: .left), right[2]]
  },
  Mistake(
    "linear: the bias is averaged over the batch",
    ["x": [6, 3], "weight": [4, 3], "bias": [4]], wrongIn: "bias",
    cause: .divided(by: 6, name: "the length of axis 0 of x"), value: affineValue,
    right: affinePullback
  ) { inputs, d in affinePullback(inputs, d).dropLast() + [d.mean(axis: 0)] },
  Mistake(
    "linear: the bias takes one row of the batch",
    ["x": [6, 3], "weight": [4, 3], "bias": [4]], wrongIn: "bias", cause: .onlyRow(0),
    value: affineValue, right: affinePullback
  ) { inputs, d in affinePullback(inputs, d).dropLast() + [d.row(0)] },
  Mistake(
    "linear: the bias takes the last row of the batch",
    ["x": [6, 3], "weight": [4, 3], "bias": [4]], wrongIn: "bias", cause: .onlyRow(5),
    value: affineValue, right: affinePullback
  ) { inputs, d in affinePullback(inputs, d).dropLast() + [d.row(5)] },
  Mistake(
    "linear: the bias is not summed", ["x": [6, 3], "weight": [4, 3], "bias": [4]],
    wrongIn: "bias", cause: .wrongShape(found: [6, 4]), value: affineValue, right: affinePullback
  ) { inputs, d in affinePullback(inputs, d).dropLast() + [d] },
  Mistake(
    "linear: no gradient of the bias", ["x": [6, 3], "weight": [4, 3], "bias": [4]],
    wrongIn: "bias", cause: .missing, value: affineValue, right: affinePullback
  ) { inputs, d in affinePullback(inputs, d).dropLast() },
  Mistake(
    "linear: the weight is detached", ["x": [6, 3], "weight": [4, 3], "bias": [4]],
    wrongIn: "weight", cause: .zero, value: affineValue, right: affinePullback
  ) { inputs, d in
    let right = affinePullback(inputs, d)
    return [right[0], .zeros([4, 3]), right[2]]
  },
  Mistake(
    "add: broadcasting is not summed", ["a": [3, 4], "b": [4]], wrongIn: "b",
    cause: .wrongShape(found: [3, 4]), value: { $0[0] + $0[1] },
    right: { _, d in [d, d.sum(axis: 0)] }, wrong: { _, d in [d, d] }),
  Mistake(
    "mean: a sum in its place", ["x": [7]], wrongIn: "x",
    cause: .multiplied(by: 7, name: "the length of axis 0 of x"), value: { Tensor($0[0].mean()) },
    right: { _, d in [d.broadcast(to: [7]) / 7] }, wrong: { _, d in [d.broadcast(to: [7])] }),
  Mistake(
    "softmax cross-entropy: not divided by the batch", ["logits": [5, 3]], wrongIn: "logits",
    cause: .multiplied(by: 5, name: "the length of axis 0 of logits"),
    value: { Tensor(-$0[0].logSoftmax().picking(columns: [0, 2, 1, 1, 0]).mean()) },
    right: { [crossEntropyGradient($0[0], $1) / 5] }, wrong: { [crossEntropyGradient($0[0], $1)] }),
  Mistake(
    "mean squared error: the 2 is forgotten", ["predictions": [4, 3]], wrongIn: "predictions",
    cause: .halved, value: { Tensor(($0[0] * $0[0]).mean()) },
    right: { [$0[0] * (2 * $1.scalar / 12)] }, wrong: { [$0[0] * ($1.scalar / 12)] }),
  Mistake(
    "variance: N − 1 in its gradient only", ["x": [5, 3]], wrongIn: "x",
    cause: .corrected(count: 5, name: "the length of axis 0 of x"),
    value: { $0[0].variance(axis: 0) },
    right: { inputs, d in [(inputs[0] - inputs[0].mean(axis: 0)) * d * (2 / 5)] },
    wrong: { inputs, d in [(inputs[0] - inputs[0].mean(axis: 0)) * d * (2 / 4)] }),
]

/// The gradient of the summed cross-entropy with the classes of the table above.
@Sendable private func crossEntropyGradient(_ logits: Tensor, _ d: Tensor) -> Tensor {
  (logits.softmax() - .oneHot([0, 2, 1, 1, 0], classCount: 3)) * d.scalar
}

private let tanhValue: @Sendable ([Tensor]) -> Tensor = { $0[0].map { .tanh($0) } }
private let softmaxPullback: Mistake.Pullback = { inputs, d in
  let y = inputs[0].softmax()
  return [y * (d - (d * y).sum(axis: -1).reshaped(to: [3, 1]))]
}

/// Mistakes in operations on single tensors.
let operationMistakes: [Mistake] = [
  Mistake(
    "subtract: the sign is lost", ["a": [3, 4], "b": [3, 4]], wrongIn: "b", cause: .sign,
    value: { $0[0] - $0[1] }, right: { _, d in [d, -d] }, wrong: { _, d in [d, d] }),
  Mistake(
    "x · x: = in place of +=", ["x": [3, 4]], wrongIn: "x", cause: .halved,
    value: { $0[0] * $0[0] }, right: { [$1 * $0[0] * 2] }, wrong: { [$1 * $0[0]] }),
  Mistake(
    "sum: counted twice", ["x": [5]], wrongIn: "x", cause: .doubled,
    value: { Tensor($0[0].sum()) }, right: { [$1.broadcast(to: $0[0].shape)] },
    wrong: { [$1.broadcast(to: $0[0].shape) * 2] }),
  Mistake(
    "scale: the wrong number", ["x": [5]], wrongIn: "x", cause: .factor(0.3),
    value: { $0[0] * 10 }, right: { [$1 * 10] }, wrong: { [$1 * 3] }),
  Mistake(
    "tanh: slope of the input in place of the output", ["x": [3, 4]], wrongIn: "x",
    cause: .derivativeTakenOfInput, value: tanhValue,
    right: { [$1 * $0[0].map { x in 1 - .tanh(x) * .tanh(x) }] },
    wrong: { [$1 * $0[0].map { x in 1 - x * x }] }),
  Mistake(
    "tanh: slope of the output in place of the input", ["x": [3, 4]], wrongIn: "x",
    cause: .derivativeTakenOfOutput, value: tanhValue,
    right: { [$1 * $0[0].map { x in 1 - .tanh(x) * .tanh(x) }] },
    wrong: { [$1 * $0[0].map { x in 1 - .tanh(.tanh(x)) * .tanh(.tanh(x)) }] }),
  Mistake(
    "tanh: the slope is forgotten", ["x": [3, 4]], wrongIn: "x", cause: .rightOnlyNearZero,
    value: tanhValue, right: { [$1 * $0[0].map { x in 1 - .tanh(x) * .tanh(x) }] },
    wrong: { [$1] }),
  Mistake(
    "relu: the mask is the gradient's", ["x": [3, 4]], wrongIn: "x", cause: .cotangentNotLinear,
    value: { $0[0].map { max($0, 0) } }, right: { [$1 * ($0[0] .> 0)] },
    wrong: { [$1 * ($1 .> 0)] }),
  Mistake(
    "relu: the mask is inverted", ["x": [3, 4]], wrongIn: "x", cause: .maskInverted,
    value: { $0[0].map { max($0, 0) } }, right: { [$1 * ($0[0] .> 0)] },
    wrong: { [$1 * (1 - ($0[0] .> 0))] }),
  Mistake(
    "relu: no mask", ["x": [3, 4]], wrongIn: "x", cause: .maskMissing,
    value: { $0[0].map { max($0, 0) } }, right: { [$1 * ($0[0] .> 0)] }, wrong: { [$1] }),
  Mistake(
    "exp: the incoming gradient is ignored", ["x": [3, 4]], wrongIn: "x", cause: .cotangentIgnored,
    value: { $0[0].map { .exp($0) } }, right: { [$1 * $0[0].map { .exp($0) }] },
    wrong: { inputs, _ in [inputs[0].map { .exp($0) }] }),
  Mistake(
    "abs: the sign of the input is lost", ["x": [3, 4]], wrongIn: "x", cause: .signOfSome,
    value: { $0[0].map { abs($0) } }, right: { [$1 * $0[0].map { $0 < 0 ? -1 : 1 }] },
    wrong: { [$1] }),
  Mistake(
    "multiply: the other operand is lost", ["a": [3, 4], "b": [4]], wrongIn: "a",
    cause: .factorMissing("b"), value: { $0[0] * $0[1] },
    right: { [$1 * $0[1], ($1 * $0[0]).sum(axis: 0)] },
    wrong: { [$1, ($1 * $0[0]).sum(axis: 0)] }),
  Mistake(
    "softmax: the diagonal of the Jacobian only", ["x": [3, 4]], wrongIn: "x",
    cause: .onlyDiagonal, value: { $0[0].softmax() }, right: softmaxPullback
  ) { inputs, d in
    let y = inputs[0].softmax()
    return [d * y * (1 - y)]
  },
  Mistake(
    "transposed: reshaped in the backward pass", ["x": [3, 4]], wrongIn: "x", cause: .permuted,
    value: { $0[0].transposed }, right: { [$1.transposed] },
    wrong: { [$1.reshaped(to: $0[0].shape)] }),
  Mistake(
    "square root: 0 / 0", ["x": [3]], wrongIn: "x", cause: .notFinite, value: { $0[0] * 1 },
    right: { [$1] }, wrong: { [$1 * ($0[0] - $0[0]) / ($0[0] - $0[0])] }),
  Mistake(
    "sine: an arbitrary formula", ["x": [3, 4]], wrongIn: "x", cause: .unknown,
    value: { $0[0].map { .sine($0) } }, right: { [$1 * $0[0].map { .cosine($0) }] },
    wrong: { [$1 * $0[0].map { 2 + .exp($0) }] }),
]

@Suite(.doublePrecision)
struct GradientCheckerMistakesTests {
  @Test(arguments: layerMistakes + operationMistakes)
  func `a wrong backward pass is rejected by name, with its cause`(_ mistake: Mistake) throws {
    for seed: UInt64 in 1...3 {
      let report = GradientChecker(seed: seed).report(on: mistake.check(mistake.wrong))
      let wrong = try #require(report[mistake.wrongInput])
      #expect(!report.isPassed)
      // Compared by their words: a factor is measured, and printed to six digits.
      #expect("\(try #require(wrong.cause))" == "\(mistake.cause)")
      #expect(report.inputs.filter { !$0.isPassed }.map(\.name) == [mistake.wrongInput])
      #expect(report.description.contains("\(mistake.name): the gradient of \(mistake.wrongInput)"))
    }
  }

  @Test(arguments: layerMistakes + operationMistakes)
  func `its right twin passes`(_ mistake: Mistake) {
    for seed: UInt64 in 1...3 {
      let report = GradientChecker(seed: seed).report(on: mistake.check(mistake.right))
      #expect(report.isPassed, "\(report)")
    }
  }
}
