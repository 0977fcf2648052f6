import Backprop
import Course
import TensorCore
import TestSupport
import Testing

/// What later lessons need of operations: shared backward passes, several axes, one entry a function.
@Suite struct Lesson02EngineOperations {
  /// Operations of a lesson that is still to come.
  fileprivate enum Later: String, DifferentiableOperation {
    case normalization, softsignFunction, tanhFunction

    var gradientCheck: GradientCheck {
      switch self {
      case .normalization:
        GradientCheck(self, ["x": [4, 3, 2, 2], "scale": [3], "offset": [3]]) {
          normalized($0[0], scale: $0[1], offset: $0[2])
        }
      case .softsignFunction: GradientCheck(self, ["x": [3, 4]]) { softsign(self, $0[0]) }
      case .tanhFunction: GradientCheck(self, ["x": [3, 4]]) { hyperbolicTangent(self, $0[0]) }
      }
    }
  }

  /// Batch normalization over `[batch, channels, height, width]`: three gradients from two sums.
  private static func normalized(
    _ x: Variable, scale: Variable, offset: Variable, onPass: @escaping () -> Void = {}
  ) -> Variable {
    let axes = [0, 2, 3]
    let count = Scalar(x.value.elementCount / x.shape[1])
    func perChannel(_ tensor: Tensor) -> Tensor {
      tensor.reshaped(to: [1, tensor.elementCount, 1, 1])
    }
    let centered = x.value - perChannel(x.value.mean(axes: axes))
    let variance = (centered * centered).mean(axes: axes)
    let factor = perChannel(variance.map { 1 / .squareRoot($0 + 1e-5) })
    let hat = Variable(centered * factor)
    let y = hat.value * perChannel(scale.value) + perChannel(offset.value)
    return .result(
      of: Later.normalization, y, operands: [x, scale, offset], saving: [hat, scale]
    ) { d, saved in
      onPass()
      let sumD = d.sum(axes: axes)
      let sumDHat = (d * saved[0]).sum(axes: axes)
      let inner = d - (perChannel(sumD) + saved[0] * perChannel(sumDHat)) / count
      return [inner * factor * perChannel(saved[1]), sumDHat, sumD]
    }
  }

  private static let softsign = ElementwiseFunction(
    value: { x in x / (1 + (x < 0 ? -x : x)) },
    slope: { x in
      let root = 1 / (1 + (x < 0 ? -x : x))
      return root * root
    })

  private static let hyperbolicTangent = ElementwiseFunction(
    value: { x in .tanh(x) }, slopeFromOutput: { y in 1 - y * y })

  @Test(.doublePrecision, arguments: Later.allCases)
  fileprivate func `derivatives of later operations agree`(_ operation: Later) {
    expectGradients(of: operation.gradientCheck)
  }

  @Test func `a joint pullback runs once a pass`() throws {
    var generator = SplitMix64(seed: 3)
    let x = leaf(.normal([4, 3, 2, 2], using: &generator))
    let (scale, offset) = (leaf(.ones([3])), leaf(.zeros([3])))
    var passes = 0
    let loss = Self.normalized(x, scale: scale, offset: offset) { passes += 1 }.sum()
    try loss.backward(retainingGraph: true)
    #expect(passes == 1)
    try loss.backward()
    #expect(passes == 2)
    #expect(offset.gradient == Tensor(repeating: 32, shape: [3]))
  }

  @Test(arguments: [0, 1, 2])
  func `operands without a gradient are passed over`(constant: Int) throws {
    var generator = SplitMix64(seed: 4)
    let values = [
      Tensor.normal([4, 3, 2, 2], using: &generator), .normal([3], using: &generator),
      .normal([3], using: &generator),
    ]
    func gradients(without constant: Int?) throws -> [Tensor?] {
      let inputs = values.indices.map { Variable(values[$0], requiresGradient: $0 != constant) }
      let y = Self.normalized(inputs[0], scale: inputs[1], offset: inputs[2])
      try (y * y * y).sum().backward()
      return inputs.map(\.gradient)
    }
    var expected = try gradients(without: nil)
    expected[constant] = nil
    #expect(try gradients(without: constant) == expected)
  }

  @Test func `values saved for a joint pullback are guarded`() throws {
    let scale = leaf(.ones([3]))
    let x = leaf(.ones([2, 3, 1, 1]))
    let loss = Self.normalized(x, scale: scale, offset: leaf(.zeros([3]))).sum()
    try withoutGradient { try scale.update { $0 *= 2 } }
    #expect(throws: AutogradError.self) { try loss.backward() }
    #expect(x.gradient == nil && scale.gradient == nil)
  }

  @Test func `a joint pullback of too few shares is refused`() async {
    await #expect(processExitsWith: .failure) {
      let (a, b) = (leaf(1), leaf(2))
      let y = Variable.result(of: Primitive.multiply, Tensor(2), operands: [a, b]) { d, _ in [d] }
      try y.backward()
    }
  }

  // MARK: One entry a function

  @Test func `value, tensor loop and operation are one formula`() throws {
    let inputs = Tensor.linearlySpaced(from: -3, through: 3, count: 13)
    for function in [Self.softsign, Self.hyperbolicTangent] {
      let expected = Tensor(inputs.scalars.map(function.value))
      #expect(difference(function(inputs), expected) <= rounding)
      let x = leaf(inputs)
      let y = function(Later.softsignFunction, x)
      #expect(y.value == function(inputs))
      try y.sum().backward()
      let slopes = Tensor(inputs.scalars.map(function.slope))
      #expect(difference(try #require(x.gradient), slopes) <= rounding)
    }
    #expect(Self.softsign.value(3) == 0.75)
  }

  @Test func `a slope from the output keeps the output only`() {
    let x = leaf(Tensor([1, 2, 3]))
    let y = Self.hyperbolicTangent(Later.tanhFunction, x)
    #expect(y.savedTensorCount == 1)
    #expect(Self.hyperbolicTangent(Later.tanhFunction, exp(x)).savedTensorCount == 2)
  }

  // MARK: Axes

  @Test func `reductions over several axes give the gradient back`() throws {
    let x = leaf(Tensor.linearlySpaced(from: 1, through: 24, count: 24).reshaped(to: [2, 3, 4]))
    let weights = Variable(Tensor([1, 10, 100]))
    try (x.sum(axes: [0, 2]) * weights).sum().backward()
    let expected = weights.value.reshaped(to: [1, 3, 1]).broadcast(to: [2, 3, 4])
    #expect(x.gradient == expected)
    #expect(x.mean(axes: [0, 2]).value == x.value.sum(axes: [0, 2]) / 8)
    #expect(x.summed(to: [3, 1]).shape == [3, 1])
    #expect(x.transposed(axes: [2, 0, 1]).shape == [4, 2, 3])
  }
}
