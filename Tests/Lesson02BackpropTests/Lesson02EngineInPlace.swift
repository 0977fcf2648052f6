import Backprop
import TensorCore
import TestSupport
import Testing

/// Changes in place: which are legal, which are noticed, and what they mean.
@Suite struct Lesson02EngineInPlace {
  /// An operation, and which of its values it keeps: operand 0, operand 1, or its result.
  struct Saving: Sendable, CustomTestStringConvertible {
    let operation: String
    let apply: @Sendable (Variable, Variable) -> Variable
    var keepsFirst = false
    var keepsSecond = false
    var keepsResult = false
    var testDescription: String { operation }
  }

  static let savings = [
    Saving(operation: "add", apply: { $0 + $1 }),
    Saving(operation: "subtract", apply: { $0 - $1 }),
    Saving(operation: "multiply", apply: { $0 * $1 }, keepsFirst: true, keepsSecond: true),
    Saving(operation: "divide", apply: { $0 / $1 }, keepsFirst: true, keepsSecond: true),
    Saving(operation: "addNumber", apply: { a, _ in a + 2 }),
    Saving(operation: "multiplyByNumber", apply: { a, _ in a * 2 }),
    Saving(operation: "divideByNumber", apply: { a, _ in a / 2 }),
    Saving(operation: "maximum", apply: { maximum($0, $1) }, keepsFirst: true, keepsSecond: true),
    Saving(operation: "minimum", apply: { minimum($0, $1) }, keepsFirst: true, keepsSecond: true),
    Saving(operation: "exp", apply: { a, _ in exp(a) }, keepsResult: true),
    Saving(operation: "log", apply: { a, _ in log(a) }, keepsFirst: true),
    Saving(operation: "squareRoot", apply: { a, _ in squareRoot(a) }, keepsResult: true),
    Saving(operation: "pow", apply: { a, _ in pow(a, 3) }, keepsFirst: true),
    Saving(operation: "tanh", apply: { a, _ in tanh(a) }, keepsResult: true),
    Saving(operation: "sigmoid", apply: { a, _ in sigmoid(a) }, keepsResult: true),
    Saving(operation: "softplus", apply: { a, _ in softplus(a) }, keepsFirst: true),
    Saving(operation: "relu", apply: { a, _ in relu(a) }, keepsResult: true),
    Saving(operation: "abs", apply: { a, _ in abs(a) }, keepsFirst: true),
    Saving(operation: "clamped", apply: { a, _ in a.clamped(to: 0...1) }, keepsFirst: true),
    Saving(operation: "sign", apply: { a, _ in sign(a) }, keepsFirst: true),
    Saving(operation: "straightThrough", apply: { a, _ in straightThrough(a) { $0 } }),
    Saving(
      operation: "matmul", apply: { matmul($0, $1) }, keepsFirst: true, keepsSecond: true),
    Saving(
      operation: "linear", apply: { linear($0, weight: $1) }, keepsFirst: true, keepsSecond: true),
    Saving(operation: "sum", apply: { a, _ in a.sum() }),
    Saving(operation: "sumAlongAxis", apply: { a, _ in a.sum(axis: 0) }),
    // It keeps a mask of its own making.
    Saving(operation: "max", apply: { a, _ in a.max() }),
    Saving(operation: "maxOfRows", apply: { a, _ in a.maxOfRows() }),
    Saving(operation: "logSumExp", apply: { a, _ in a.logSumExp() }, keepsFirst: true),
    Saving(operation: "softmax", apply: { a, _ in a.softmax() }, keepsResult: true),
    Saving(operation: "logSoftmax", apply: { a, _ in a.logSoftmax() }, keepsResult: true),
    Saving(operation: "reshaped", apply: { a, _ in a.reshaped(to: [4]) }),
    Saving(operation: "transposed", apply: { a, _ in a.transposed }),
    Saving(operation: "broadcast", apply: { a, _ in a.broadcast(to: [3, 2, 2]) }),
    Saving(operation: "slice", apply: { a, _ in a.slice(0..<1) }),
    Saving(operation: "gathering", apply: { a, _ in a.gathering(rows: [0]) }),
    Saving(operation: "concatenation", apply: { .concatenation([$0, $1]) }),
    Saving(
      operation: "softmaxCrossEntropy",
      apply: { a, _ in softmaxCrossEntropy(a, classes: [0, 1]) }),
    Saving(
      operation: "sigmoidCrossEntropy",
      apply: { a, _ in sigmoidCrossEntropy(a, targets: .ones([2, 2])) }, keepsFirst: true),
    Saving(
      operation: "meanSquaredError",
      apply: { a, _ in meanSquaredError(a, targets: .ones([2, 2])) }),
    Saving(
      operation: "recomputed", apply: { a, _ in recomputed(a) { $0 * 2 } }, keepsFirst: true),
  ]

  @Test(arguments: savings) func `a change is noticed where it matters, and only there`(
    saving: Saving
  ) throws {
    let cases = [saving.keepsFirst, saving.keepsSecond, saving.keepsResult]
    for (position, isKept) in cases.enumerated() {
      let x = leaf(Tensor([[0.5, 2], [1.5, 1]]))
      let (a, b) = (x * 1, x * 2)
      let result = saving.apply(a, b)
      let changed = [a, b, result][position]
      try changed.addInPlace(1)
      let cotangent = Tensor.ones(result.shape)
      if isKept {
        let error = #expect(throws: AutogradError.self) {
          try result.backward(cotangent: cotangent)
        }
        let expected = AutogradError.modifiedInPlace(
          operation: saving.operation, shape: changed.shape, savedVersion: 0, foundVersion: 1)
        #expect(error == expected)
        #expect(x.gradient == nil)
      } else {
        try result.backward(cotangent: cotangent)
        // A change by a constant does not change a gradient that does not read the value.
        let y = leaf(x.value)
        try saving.apply(y * 1, y * 2).backward(cotangent: cotangent)
        #expect(x.gradient == y.gradient)
      }
    }
  }

  @Test func `PyTorch's three cases`() throws {
    let golden = try GoldenValues.lesson(2)
    let cases: [(String, (Variable) throws -> Variable)] = [
      (
        "sigmoid output",
        { x in
          let s = sigmoid(x)
          s.unguardedValue = s.value + 1
          return s
        }
      ),
      (
        "square input",
        { x in
          let copy = x * 1
          let square = copy * copy
          copy.unguardedValue = copy.value + 1
          return square
        }
      ),
      (
        "allowed",
        { x in
          let doubled = x * 2
          try doubled.addInPlace(1)
          return doubled
        }
      ),
    ]
    for (name, broken) in cases {
      let x = leaf(try golden.tensor("inPlace(\(name)).input"))
      try broken(x).sum().backward()
      let found = try #require(x.gradient)
      #expect(difference(found, try golden.tensor("inPlace(\(name)).found")) < rounding, "\(name)")
    }
  }

  @Test func `a change behind the counter gives even the wrong sign`() throws {
    let x = leaf(1)
    let s = sigmoid(x)
    s.unguardedValue = s.value + 1
    try s.backward()
    let found = try #require(x.gradient?.scalar)
    #expect(abs(found + 1.2655052) < 1e-6)
    #expect(s.version == 0)
  }

  @Test func `overwriting the exponential happens to be right`() throws {
    // Trap T1: the gradient of 2·exp(x) is 2·exp(x), which is what stands in the overwritten output.
    let x = leaf(1)
    let y = exp(x)
    y.unguardedValue = y.value * 2
    try y.backward()
    let found = try #require(x.gradient?.scalar)
    #expect(abs(found / (2 * Scalar.exp(1)) - 1) < rounding)
  }

  @Test func `versions are counted, saved versions compared`() throws {
    let x = leaf(Tensor([1, 2]))
    let c = x * 3
    try c.addInPlace(1)
    try c.multiplyInPlace(by: 2)
    #expect(c.version == 2)
    let square = c * c
    try c.addInPlace(5)
    #expect(
      throws: AutogradError.modifiedInPlace(
        operation: "multiply", shape: [2], savedVersion: 2, foundVersion: 3)
    ) { try square.sum().backward() }
  }

  @Test func `a change before the use is part of the function`() throws {
    let x = leaf(Tensor([1, 2]))
    let c = x * 3
    try c.addInPlace(1)
    try c.multiplyInPlace(by: 2)
    try (c * c).sum().backward()
    // (2 (3x + 1))², of slope 2 · 2 (3x + 1) · 6
    #expect(c.value == Tensor([8, 14]))
    #expect(x.gradient == Tensor([96, 168]))
  }

  @Test func `what was computed before the change keeps its backward pass`() throws {
    let x = leaf(Tensor([1, 2]))
    let y = x * 2
    let before = y + 10
    try y.multiplyInPlace(by: 100)
    let after = y + 10
    try before.sum().backward(retainingGraph: true)
    #expect(x.gradient == Tensor([2, 2]))
    x.zeroGradient()
    try after.sum().backward()
    #expect(x.gradient == Tensor([200, 200]))
  }

  @Test func `both operands of an addition in place receive their shares`() throws {
    let (x, row) = (leaf(.ones([3, 2])), leaf(.ones([2])))
    let y = x * 2
    try y.addInPlace(row)
    #expect(y.value == Tensor(repeating: 3, shape: [3, 2]))
    try y.sum().backward()
    #expect(x.gradient == Tensor(repeating: 2, shape: [3, 2]))
    #expect(row.gradient == Tensor([3, 3]))
  }

  @Test func `a variable can be added to itself in place`() throws {
    let x = leaf(3)
    let y = x * 1
    try y.addInPlace(y)
    #expect(y.scalar == 6)
    try y.addInPlace(y.detached())
    #expect(y.scalar == 12)
    try y.backward()
    #expect(x.gradient?.scalar == 2)
  }

  @Test func `a constant becomes a result by what is added to it`() throws {
    let (x, constant) = (leaf(3), Variable(Tensor(1)))
    try constant.addInPlace(x)
    #expect(constant.requiresGradient && constant.operation == "addInPlace")
    try (constant * 2).backward()
    #expect(x.gradient?.scalar == 2)
  }

  @Test func `a leaf is changed only where nothing is recorded`() throws {
    let x = leaf(3)
    #expect(throws: AutogradError.leafModifiedInPlace([])) { try x.addInPlace(1) }
    #expect(throws: AutogradError.leafModifiedInPlace([])) { try x.multiplyInPlace(by: 2) }
    #expect(throws: AutogradError.leafModifiedInPlace([])) { try x.update { $0 += 1 } }
    #expect(x.scalar == 3 && x.version == 0)
    try withoutGradient {
      try x.addInPlace(1)
      try x.multiplyInPlace(by: 2)
      try x.update { $0 += 1 }
    }
    #expect(x.scalar == 9 && x.version == 3)
    #expect(x.isLeaf && x.requiresGradient)
  }

  @Test func `a leaf changed between forward and backward is noticed`() throws {
    let x = leaf(3)
    let y = x * x
    try withoutGradient { try x.update { $0 += 1 } }
    #expect(
      throws: AutogradError.modifiedInPlace(
        operation: "multiply", shape: [], savedVersion: 0, foundVersion: 1)
    ) { try y.backward() }
  }

  @Test func `a retained gradient is that of the value after the change`() throws {
    let x = leaf(3)
    let y = x * 2
    y.retainGradient()
    try y.multiplyInPlace(by: 10)
    try (y * 7).backward()
    #expect(y.gradient?.scalar == 7)
    #expect(x.gradient?.scalar == 140)
  }
}
