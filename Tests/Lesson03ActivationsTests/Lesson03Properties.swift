import Activations
import Autograd
import TensorCore
import TestSupport
import Testing

/// What holds of each function whatever the input, in both precisions.
@Suite struct Lesson03Properties {
  /// From −20 to 20 in steps of 1/16: kinks stand on the grid.
  static let grid = Tensor.linearlySpaced(from: -20, through: 20, count: 641)

  /// A few units in the last place of numbers up to a magnitude.
  private func rounding(_ magnitude: Scalar = 1) -> Scalar { 16 * Scalar.ulpOfOne * magnitude }

  private func expectEqual(
    _ a: Tensor, _ b: Tensor, within tolerance: Scalar,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect((a - b).maximumMagnitude() <= tolerance, sourceLocation: sourceLocation)
  }

  // MARK: - Identities

  @Test func `the identity hands on its input, not a copy`() throws {
    let x = Variable(Self.grid, requiresGradient: true)
    let y = Activation.identity(x)
    func address(of tensor: Tensor) -> UnsafeRawPointer? {
      tensor.scalars.withUnsafeBytes { $0.baseAddress }
    }
    #expect(address(of: y.value) == address(of: x.value))
    try y.backward(cotangent: Self.grid * 3)
    #expect(x.gradient == Self.grid * 3)
  }

  @Test func `tanh is a sigmoid, moved and stretched`() {
    let x = Self.grid
    expectEqual(
      Activation.tanh(x), 2 * Activation.sigmoid(2 * x) - 1, within: 4 * Scalar.ulpOfOne)
  }

  @Test func `the sigmoid is symmetric around a half`() {
    let x = Self.grid
    expectEqual(Activation.sigmoid(x) + Activation.sigmoid(-x), .ones(x.shape), within: rounding())
  }

  @Test func `softplus is the integral of the sigmoid`() {
    let x = Self.grid
    #expect(
      Activation.softplus.derivative(x)
        == Activation.sigmoid(x).selected(where: x .<= 20, otherwise: Tensor(1)))
    expectEqual(Activation.softplus(x) - Activation.softplus(-x), x, within: rounding(2e3))
  }

  @Test func `the log-sigmoid is a softplus upside down`() {
    let x = Self.grid
    expectEqual(
      Activation.logSigmoid(x), -Activation.softplus(beta: 1, threshold: .infinity)(-x), within: 0)
  }

  @Test func `SiLU, quick GELU and Swish are one function`() {
    let x = Self.grid
    #expect(Activation.swish(beta: 1)(x) == Activation.silu(x))
    #expect(Activation.swish(beta: 1.702)(x) == Activation.quickGELU(x))
    // β x σ(βx) is SiLU of βx.
    expectEqual(3 * Activation.swish(beta: 3)(x), Activation.silu(3 * x), within: rounding(60))
    // As the gate opens faster, it becomes ReLU: at ±1/16 the slowest point is 1e-3 away.
    expectEqual(Activation.swish(beta: 1000)(x), Activation.relu(x), within: 1e-20)
    expectEqual(2 * Activation.swish(beta: 1e-4)(x), x, within: 0.03)
  }

  @Test func `gated units are the input above minus the gate below`() {
    // x g(x) − (−x) g(−x) = x (g(x) + g(−x)) = x, for every gate with g(x) + g(−x) = 1.
    let x = Self.grid
    for activation in [Activation.gelu, .geluTanh, .quickGELU, .silu, .hardSwish] {
      expectEqual(activation(x) - activation(-x), x, within: rounding(20))
    }
  }

  @Test func `ELU and CELU differ only where α is not 1`() {
    let x = Self.grid
    #expect(Activation.elu(x) == Activation.celu(x))
    // At zero from the left: ELU's slope is α, CELU's is 1.
    let before = -Scalar.leastNormalMagnitude
    #expect(Activation.elu(alpha: 2).slope(at: before) == 2)
    #expect(Activation.celu(alpha: 2).slope(at: before) == 1)
  }

  @Test func `leaky ReLU with slopes 0 and 1 is ReLU and the identity`() {
    let x = Self.grid
    #expect(Activation.leakyReLU(negativeSlope: 0)(x) == Activation.relu(x))
    #expect(Activation.leakyReLU(negativeSlope: 1)(x) == x)
  }

  @Test func `shrinkage and clamping share the input out`() {
    let x = Self.grid
    expectEqual(Activation.softShrink(x) + x.clamped(to: -0.5...0.5), x, within: 0)
    expectEqual(Activation.tanhShrink(x) + Activation.tanh(x), x, within: rounding(20))
    expectEqual(Activation.hardSigmoid(x) * x, Activation.hardSwish(x), within: rounding(20))
    expectEqual(Activation.relu6(x + 3) / 6, Activation.hardSigmoid(x), within: rounding())
  }

  // What GELU is: the input kept with probability Φ(x), on the average.
  @Test(.doublePrecision(because: "Half a million draws are compared to three digits."))
  func `GELU is the expectation of a random gate`() {
    var generator = SplitMix64(seed: 32)
    let count = 400_000
    for x: Scalar in [-1, -0.1, 0.5, 1.5] {
      let kept = (0..<(count / 2)).reduce(0) { sum, _ in
        let (a, b) = generator.normalPair()
        return sum + (a <= Double(x) ? 1 : 0) + (b <= Double(x) ? 1 : 0)
      }
      let mean = Double(x) * Double(kept) / Double(count)
      // Five standard deviations of a share of 4·10⁵ draws.
      #expect(abs(mean - Double(Activation.gelu.value(at: x))) <= 5 * abs(Double(x)) * 0.5 / 632)
    }
    #expect(abs(Activation.gelu.slope(at: -0.1) - 0.42) <= 0.005)
    #expect(Activation.relu.slope(at: -0.1) == 0)
  }

  @Test func `ReLU's scale can be moved between layers, GELU's not`() {
    let x = Self.grid
    for scale: Scalar in [0.01, 3, 1000] {
      expectEqual(
        Activation.relu(scale * x), scale * Activation.relu(x), within: rounding(20 * scale))
      expectEqual(
        Activation.leakyReLU(scale * x), scale * Activation.leakyReLU(x),
        within: rounding(20 * scale))
    }
    let moved = Activation.gelu(3 * x) - 3 * Activation.gelu(x)
    #expect(moved.maximumMagnitude() > 0.3)
  }

  // The curvature of GELU at 0 is finite; that of ReLU by differences grows as 1/h.
  @Test func `the bend of ReLU is infinite, GELU's is not`() {
    func bend(_ activation: Activation, _ step: Scalar) -> Scalar {
      (activation.slope(at: step) - activation.slope(at: -step)) / (2 * step)
    }
    #expect(abs(Activation.gelu.curvature(0) - 0.79788) <= 1e-5)
    for step: Scalar in [1e-1, 1e-2] {
      #expect(abs(bend(.gelu, step) - 0.79788) <= 0.02)
      #expect(abs(bend(.relu, step) * step - 0.5) <= 1e-5)
    }
  }

  // MARK: - Extremes

  /// Numbers of every size, the greatest that there are among them.
  static var everySize: Tensor {
    let most = Scalar.greatestFiniteMagnitude
    let sizes: [Scalar] = [
      .leastNonzeroMagnitude, .leastNormalMagnitude, 1e-8, 1, 20, 40, 88, 89, 104, 700, 746, 800,
      1000, 1e4, 1e8, 1e30, most / 6, most,
    ]
    return Tensor(sizes.map { -$0 } + [0] + sizes)
  }

  @Test(arguments: Activation.all)
  func `no finite input gives NaN, nor does an infinite one`(of activation: Activation) {
    // Beyond 1e9 radians a sine has no digits, and is NaN.
    if activation.name == "Sine" { return }
    let infinities = Tensor([-Scalar.infinity, .infinity])
    for x in [Self.everySize, infinities] {
      #expect(activation(x).scalars.allSatisfy { !$0.isNaN })
      #expect(activation.derivative(x).scalars.allSatisfy { !$0.isNaN })
      #expect(x.scalars.allSatisfy { !activation.curvature($0).isNaN })
    }
    #expect(activation(Tensor([Scalar.nan])).scalars.allSatisfy { $0.isNaN })
  }

  // Slopes, too, stay finite: all but that of the squared ReLU are bounded.
  @Test(arguments: Activation.all)
  func `slopes of all but the square are bounded`(of activation: Activation) {
    let slopes = activation.derivative(Self.everySize).maximumMagnitude()
    switch activation.name {
    case "Squared ReLU": #expect(slopes == .infinity)
    case "Sine": #expect(slopes.isNaN || slopes <= 30)
    case "SELU": #expect(slopes <= 1.7581)
    default: #expect(slopes <= 1.13)
    }
  }
}
