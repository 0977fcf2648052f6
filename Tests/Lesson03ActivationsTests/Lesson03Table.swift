import Activations
import Autograd
import Course
import TensorCore
import TestSupport
import Testing

/// What the table says of each activation is so.
@Suite struct Lesson03Table {
  static let grid = Tensor.linearlySpaced(from: -24, through: 24, count: 3073)

  @Test func `there are twenty-six, each with a name of its own`() {
    let names = Activation.all.map(\.name)
    #expect(names.count == 26)
    #expect(Set(names.map { $0.lowercased() }).count == names.count)
    for activation in Activation.all {
      #expect(Activation.named(activation.name.uppercased())?.name == activation.name)
      #expect(Activation(rawValue: activation.name)?.formula == activation.formula)
      #expect(activation.source.link.hasPrefix("https://"))
      #expect((1986...2026).contains(activation.source.year))
    }
    #expect(Activation.named("Swoosh") == nil)
  }

  // The sine's range is reached between grid points, the others' at one, or not at all.
  @Test(arguments: Activation.all) func `values stay in the range`(of activation: Activation) {
    let values = activation(Self.grid)
    let rounding = 4 * Scalar.ulpOfOne
    #expect(values.min() >= activation.range.lowerBound - rounding)
    #expect(values.max() <= activation.range.upperBound + rounding)
  }

  @Test(arguments: Activation.all)
  func `the range is no wider than need be`(of activation: Activation) {
    let x = activation.name == "Sine" ? Self.grid / 30 : Self.grid
    let values = activation(x)
    let least = min(values.min(), activation.lowest.value)
    for (bound, reached) in [
      (activation.range.lowerBound, least), (activation.range.upperBound, values.max()),
    ] {
      // Softsign comes to within 4 % of its ends; what has no end leaves ±10.
      #expect(bound.isFinite ? abs(bound - reached) <= 0.041 : abs(reached) >= 0.2)
    }
  }

  @Test(arguments: Activation.all)
  func `it is monotone exactly where the table says so`(of activation: Activation) {
    let values = activation(Self.grid).scalars
    let rises = zip(values, values.dropFirst()).allSatisfy { $0 <= $1 + 4 * Scalar.ulpOfOne }
    #expect(rises == activation.isMonotone)
  }

  @Test(arguments: Activation.all)
  func `it is odd exactly where the table says so`(of activation: Activation) {
    let sum = activation(Self.grid) + activation(-Self.grid)
    #expect((sum.maximumMagnitude() == 0) == activation.isZeroCentered)
  }

  @Test(arguments: Activation.all)
  func `slopes at kinks are the table's`(of activation: Activation) {
    let positions = activation.kinks.map(\.position)
    #expect(positions == positions.sorted())
    for kink in activation.kinks {
      #expect(activation.slope(at: kink.position) == kink.slope)
      #expect(activation.derivative(Tensor([kink.position])) == Tensor([kink.slope]))
    }
  }

  // On a grid of 1/64 a jump of the slope, or of the value, is seen between neighbors.
  @Test(arguments: Activation.all)
  func `it has kinks where the table says so and nowhere else`(of activation: Activation) {
    let step = Scalar(1) / 64
    var found: Set<Scalar> = []
    for x in Self.grid.scalars {
      let (before, after) = (x - step / 1024, x + step / 1024)
      let slopeJump = abs(activation.slope(at: after) - activation.slope(at: before))
      let valueJump = abs(activation.value(at: after) - activation.value(at: before))
      // Of smooth functions the slope changes by 900 · 2 · 1.5e-5 at most, the sine's.
      if slopeJump > 0.05 || valueJump > 0.05 { found.insert(x) }
    }
    #expect(found == Set(activation.kinks.map(\.position)))
  }

  // What backward() needs must not be overwritten. What it does not need may be.
  @Test(arguments: Activation.all)
  func `it saves what the table says`(of activation: Activation) throws {
    func succeeds(_ change: (_ input: Variable, _ output: Variable) throws -> Void) throws -> Bool {
      let input = leaf(Tensor([-1, 0.5])) + 0
      let output = activation(input)
      let loss = output.sum()
      try change(input, output)
      do { try loss.backward() } catch AutogradError.modifiedInPlace { return false }
      return true
    }
    #expect(try succeeds { _, _ in })
    #expect(
      try succeeds { input, _ in try input.multiplyInPlace(by: 2) } == activation.mayRunInPlace)
    #expect(
      try succeeds { _, output in try output.multiplyInPlace(by: 2) }
        == (activation.saves != .output))
  }

  @Test func `an activation is recorded under its name`() throws {
    let output = Activation.geluTanh(leaf(Tensor([1])))
    #expect(output.operation == "GELU, tanh form")
    #expect("\(Activation.silu)" == "SiLU")
  }

  // The example of the type's documentation.
  @Test(.doublePrecision) func `one value adds an activation`() throws {
    let absolute = Activation(
      "Absolute value", formula: "|x|", range: 0...(.infinity), isMonotone: false,
      kinks: [.init(at: 0, slope: 0)], saves: .input, transcendentals: 0,
      source: .init("folklore", year: 1800, link: "https://en.wikipedia.org/wiki/Absolute_value"),
      function: ElementwiseFunction(
        value: { x in x.magnitude }, slope: { x in x > 0 ? 1 : (x < 0 ? -1 : 0) },
        branch: { x in x > 0 ? 1 : 0 }),
      curvature: { _ in 0 })
    expectGradients(of: absolute.gradientCheck)
    #expect(absolute(Tensor([-2, 0, 3])) == Tensor([2, 0, 3]))
    #expect(absolute(Tensor([-0.0])).scalars[0].sign == .plus)
    #expect(ActivationLayer(absolute)(leaf(Tensor([-2]))).value == Tensor([2]))
  }

  // The example of the protocol's documentation; a second type has its slope from the output.
  @Test func `a formula with a parameter is a function`() throws {
    struct Gate: ElementwiseFormula {
      let beta: Scalar
      func value(_ x: Scalar) -> Scalar { x * .sigmoid(beta * x) }
      func slope(_ x: Scalar) -> Scalar {
        .sigmoid(beta * x) * (1 + beta * x * .sigmoid(-beta * x))
      }
    }
    struct Ramp: ElementwiseFormula {
      static var slopeTakesOutput: Bool { true }
      func value(_ x: Scalar) -> Scalar { x < 0 ? 0 : 4 * x }
      func slope(_ y: Scalar) -> Scalar { y > 3 ? 4 : 0 }
    }
    let x = Tensor([0, 1, -2, 0.5])
    #expect(
      difference(x.mapped(by: MapLoop(valuesOf: Gate(beta: 1))), Activation.silu(x)) <= 4
        * Scalar.ulpOfOne)
    let gate = ElementwiseFunction(Gate(beta: 2))
    #expect(difference(gate(x), Activation.swish(beta: 2)(x)) <= 4 * Scalar.ulpOfOne)
    #expect(
      difference(gate.derivative(x), Activation.swish(beta: 2).derivative(x))
        <= 16 * Scalar.ulpOfOne)
    #expect(abs(gate.slope(1) - Activation.swish(beta: 2).slope(at: 1)) <= 8 * Scalar.ulpOfOne)
    let ramp = ElementwiseFunction(Ramp())
    #expect(ramp(x) == Tensor([0, 4, 0, 2]))
    #expect(ramp.derivative(x) == Tensor([0, 4, 0, 0]))
    #expect(ramp.slope(1) == 4)
    #expect(ramp.slope(0.5) == 0)
  }
}
