import Backprop
import TensorCore
import Testing

/// Graphs of unusual size and shape, and what stays alive.
@Suite struct Lesson02EngineGraphs {
  static let length = 1_000_000

  @Test func `a million operations are walked back and released`() throws {
    let x = leaf(1)
    var y = x
    for _ in 0..<Self.length { y = y + 0 }
    try y.backward()
    #expect(x.gradient?.scalar == 1)
  }

  @Test func `a million operations are released without being walked`() {
    weak var released: Variable?
    do {
      let x = leaf(1)
      var y = x
      for _ in 0..<Self.length { y = y + 0 }
      released = y
      #expect(released != nil)
    }
    #expect(released == nil)
  }

  @Test func `a long chain made in place is released too, walked or not`() throws {
    let x = leaf(1)
    for isWalked in [true, false] {
      let y = x * 1
      for _ in 0..<100_000 { try y.multiplyInPlace(by: 1) }
      if isWalked { try y.backward() }
    }
    #expect(x.gradient?.scalar == 1)
  }

  @Test func `a wide sum reaches every term`() throws {
    let leaves = (0..<10_000).map { leaf(Scalar($0)) }
    try Variable.concatenation(leaves.map { $0.reshaped(to: [1]) }).sum().backward()
    #expect(leaves.allSatisfy { $0.gradient?.scalar == 1 })
    let x = leaf(1)
    try Variable.concatenation((0..<10_000).map { _ in x.reshaped(to: [1]) }).sum().backward()
    #expect(x.gradient?.scalar == 10_000)
  }

  @Test func `two to the power 60 paths are walked in 60 steps`() throws {
    let x = leaf(1)
    var y = x
    for _ in 0..<60 { y = y + y }
    try y.backward()
    #expect(x.gradient?.scalar == 0x1p60)
    #expect(x.gradient == y.value)
  }

  @Test func `a chain of diamonds crosses every diamond once`() throws {
    let x = leaf(1)
    var y = x
    var visits = 0
    for _ in 0..<40 {
      y = (y * 0.5 + y * 0.5)
      y.addGradientHook { _ in
        visits += 1
        return nil
      }
    }
    try y.backward()
    #expect(visits == 40)
    #expect(x.gradient?.scalar == 1)
  }

  /// The operations that keep their own result, which could hold itself alive in a circle.
  static let keepingResults: [@Sendable (Variable) -> Variable] = [
    { exp($0) }, { tanh($0) }, { sigmoid($0) }, { squareRoot($0) }, { relu($0) }, { $0.softmax() },
    { $0.logSoftmax() },
    { x in .result(of: Primitive.exp, x.value) { y in [x.pullback(saving: y) { d, y in d * y }] } },
  ]

  @Test(arguments: keepingResults.indices)
  func `a result that its own operation keeps is let go`(index: Int) throws {
    for isWalked in [true, false] {
      weak var result: Variable?
      weak var operand: Variable?
      do {
        let x = leaf(Tensor([1, 2]))
        let y = Self.keepingResults[index](x)
        (operand, result) = (x, y)
        if isWalked { try y.sum().backward() }
      }
      #expect(result == nil)
      #expect(operand == nil)
    }
  }

  @Test func `a whole training step leaves nothing behind`() throws {
    var generator = SplitMix64(seed: 1)
    weak var loss: Variable?
    weak var layer: Linear?
    do {
      let model = Linear(inputCount: 3, outputCount: 2, using: &generator)
      let x = Variable(.ones([4, 3]))
      let optimizer = AdamW(model.trainedVariables)
      try trainingStep(optimizer) {
        let current = meanSquaredError(
          recomputed(x) { tanh(model($0)) }, targets: .zeros([4, 2]))
        loss = current
        return current
      }
      layer = model
    }
    #expect(loss == nil)
    #expect(layer == nil)
  }

  @Test func `a walked graph keeps no values, though its result is kept`() throws {
    let x = leaf(.ones([1000]))
    let y = tanh(exp(x)).sum()
    #expect(y.savedTensorCount == 2)
    try y.backward()
    #expect(y.savedTensorCount == 0)
    #expect(y.recordedOperations == ["sum"])
  }
}
