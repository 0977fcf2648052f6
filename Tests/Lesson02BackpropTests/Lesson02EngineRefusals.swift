import Backprop
import RefusalSupport
import TensorCore
import Testing

/// Errors and precondition failures: what they say, and that nothing has changed.
@Suite struct Lesson02EngineRefusals {
  @Test func `only a scalar can start without a cotangent`() {
    let x = leaf(.ones([2, 3]))
    #expect(throws: AutogradError.notAScalar([2, 3])) { try (x * 2).backward() }
    #expect(x.gradient == nil)
  }

  @Test func `a cotangent has the shape of the variable`() {
    let x = leaf(.ones([2, 3]))
    #expect(throws: AutogradError.cotangentShape([3], expected: [2, 3])) {
      try (x * 2).backward(cotangent: .ones([3]))
    }
    #expect(x.gradient == nil)
  }

  @Test func `a pullback of a wrong shape is named by its operation`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let x = leaf(.ones([2, 3]))
        let y = Variable.result(of: Primitive.reshaped, .ones([2, 3])) { _ in
          [x.pullback { d in d.transposed }]
        }
        try y.backward(cotangent: .ones([2, 3]))
      }, says: "backward: reshaped sends [3, 2] back to an operand of [2, 3]")
  }

  @Test func `kernels fit into images both ways, and biases kernels`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = convolution2d(leaf(.ones([1, 1, 3, 3])), weight: leaf(.ones([1, 1, 2, 4])))
      }, says: "convolution2d: kernels [1, 1, 2, 4] do not fit [1, 1, 3, 3]")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = convolution2d(leaf(.ones([1, 1, 3, 3])), weight: leaf(.ones([1, 1, 4, 2])))
      }, says: "convolution2d: kernels [1, 1, 4, 2] do not fit [1, 1, 3, 3]")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Conv2d(weight: .ones([3, 1, 2, 2]), bias: .ones([2]))
      }, says: "Conv2d.init: weight [3, 1, 2, 2], bias [2], padding 0")
  }

  @Test func `there must be a graph`() {
    let constant = Variable(Tensor(1))
    #expect(throws: AutogradError.nothingRecorded) { try constant.backward() }
    #expect(throws: AutogradError.nothingRecorded) { try (constant * 2).backward() }
    #expect(throws: AutogradError.nothingRecorded) { try leaf(1).detached().backward() }
    #expect(throws: AutogradError.nothingRecorded) {
      try withoutGradient { leaf(1) * 2 }.backward()
    }
  }

  @Test func `a graph is walked once`() throws {
    let x = leaf(2)
    let y = x * x
    try y.backward()
    #expect(throws: AutogradError.graphReleased(operation: "multiply")) { try y.backward() }
    #expect(x.gradient?.scalar == 4)
  }

  @Test func `part of a graph that was walked cannot be walked again`() throws {
    let x = leaf(2)
    let shared = x * x
    try (shared + 1).backward()
    #expect(throws: AutogradError.graphReleased(operation: "multiply")) {
      try (shared * 3).backward()
    }
    #expect(x.gradient?.scalar == 4)
  }

  @Test func `a retained graph gives exactly the same again`() throws {
    let x = leaf(Tensor([0.3, -0.7, 1.1]))
    let y = tanh(x * x).sum()
    try y.backward(retainingGraph: true)
    let once = try #require(x.gradient)
    try y.backward(retainingGraph: true)
    #expect(x.gradient == once * 2)
    x.zeroGradient()
    try y.backward()
    #expect(x.gradient == once)
    #expect(throws: AutogradError.graphReleased(operation: "sum")) { try y.backward() }
  }

  @Test func `an error changes no gradient and leaves the rest usable`() throws {
    let (a, b) = (leaf(2), leaf(3))
    a.gradient = Tensor(10)
    let (good, bad) = (a * a, sigmoid(b))
    let sum = good + bad
    try bad.addInPlace(1)
    #expect(throws: AutogradError.self) { try sum.backward() }
    #expect(a.gradient == Tensor(10))
    #expect(b.gradient == nil)
    try good.backward()
    #expect(a.gradient == Tensor(14))
  }

  @Test func `errors say what to do`() {
    let cases: [(AutogradError, [String])] = [
      (.notAScalar([2, 3]), ["[2, 3]", "sum()", "cotangent"]),
      (.cotangentShape([3], expected: [2]), ["[3]", "[2]"]),
      (.nothingRecorded, ["withoutGradient", "detached"]),
      (.graphReleased(operation: "tanh"), ["tanh", "retainingGraph: true"]),
      (
        .modifiedInPlace(operation: "exp", shape: [4], savedVersion: 1, foundVersion: 3),
        ["exp", "[4]", "version 1", "version 3", "copy"]
      ),
      (.leafModifiedInPlace([5]), ["[5]", "withoutGradient"]),
    ]
    for (error, words) in cases {
      for word in words { #expect(error.description.contains(word), "\(error)") }
    }
  }

  @Test func `shapes and constants are checked`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        leaf(.ones([2])).gradient = .ones([3])
      }, says: "Variable.gradient: [3] is not the shape [2] of the value")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        Variable(.ones([2])).gradient = .ones([2])
      }, says: "requires no gradient was given one")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        Variable(.ones([2])).addGradientHook { $0 }
      }, says: "Variable.addGradientHook: the variable does not require a gradient")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        Variable(.ones([2])).retainGradient()
      }, says: "Variable.retainGradient: the variable does not require a gradient")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let x = leaf(.ones([2]))
        x.addGradientHook { _ in .ones([3]) }
        try x.sum().backward()
      }, says: "a hook returned [3] for [2]")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        leaf(.ones([2])).unguardedValue = .ones([3])
      }, says: "Variable.unguardedValue: [3] is not the shape [2] of the value")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        try Variable(.ones([2])).update { $0 = .ones([3]) }
      }, says: "Variable.update: the change made [3] out of [2]")
  }

  @Test func `operations and training check their arguments`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = meanSquaredError(leaf(.ones([2, 1])), targets: .ones([2]))
      }, says: "meanSquaredError: shapes differ: [2, 1] and [2]")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = sigmoidCrossEntropy(leaf(.ones([2, 1])), targets: .ones([2]))
      }, says: "sigmoidCrossEntropy: shapes differ: [2, 1] and [2]")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        clipGradientNorm([leaf(1)], to: 0)
      }, says: "clipGradientNorm: the bound must be positive: 0.0")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        clipGradientValues([leaf(1)], to: -1)
      }, says: "clipGradientValues: the bound must be positive: -1.0")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        try accumulateGradients(sizes: []) { _ in leaf(1) }
      }, says: "accumulateGradients: every part needs samples: []")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Linear(weight: .ones([3, 4]), bias: .ones([2]))
      }, says: "Linear.init: bias [2] does not fit weight [3, 4]")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Linear(weight: .ones([3]), bias: nil)
      }, says: "Linear.init: the weight is not a matrix: [3]")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = softmaxCrossEntropy(Variable(.ones([2, 3])), classes: [1])
      }, says: "softmaxCrossEntropy: 1 classes for logits [2, 3]")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = softmaxCrossEntropy(Variable(.ones([2, 3])), classes: [-100, -100])
      }, says: "softmaxCrossEntropy: class -100 is outside 0 ..< 3")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = softmaxCrossEntropy(Variable(.ones([2, 3])), classes: [2, 3])
      }, says: "softmaxCrossEntropy: class 3 is outside 0 ..< 3")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var generator = SplitMix64(seed: 1)
        _ = Sequential.multilayerPerceptron([3], using: &generator)
      }, says: "Sequential.multilayerPerceptron: at least two sizes are needed: [3]")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = matmul(leaf(.ones([2, 3])), leaf(.ones([4, 5])))
      }, says: "inner dimensions differ")
  }

  @Test func `an untransposed weight does not fit unless it is square`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = matmul(Tensor.ones([1, 3]), Tensor.ones([3, 5]), transposing: .right)
      }, says: "matmul: inner dimensions differ")
  }
}
