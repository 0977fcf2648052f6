import Activations
import TensorCore
import TestSupport
import Testing

/// The numbers of the lesson's page, to the digits that stand there.
@Suite struct Lesson03Values {
  static let inputs: [Scalar] = [-3, -1, -0.5, 0, 0.5, 1, 3]
  // Ten decimals are given; single precision has seven digits.
  static let tolerance: Scalar = isDoublePrecision ? 0.5e-10 : 1e-6

  struct Row: Sendable, CustomTestStringConvertible {
    let id: String
    let activation: Activation
    var isSlope = false
    let values: [Scalar]
    var testDescription: String { id }
  }

  static let rows = [
    Row(
      id: "V3.1", activation: .sigmoid,
      values: [
        0.0474258732, 0.2689414214, 0.3775406688, 0.5, 0.6224593312, 0.7310585786, 0.9525741268,
      ]),
    Row(
      id: "V3.2", activation: .sigmoid, isSlope: true,
      values: [
        0.0451766597, 0.1966119332, 0.2350037122, 0.25, 0.2350037122, 0.1966119332, 0.0451766597,
      ]),
    Row(
      id: "V3.3", activation: .tanh,
      values: [
        -0.9950547537, -0.761594156, -0.4621171573, 0, 0.4621171573, 0.761594156, 0.9950547537,
      ]),
    Row(
      id: "V3.4", activation: .tanh, isSlope: true,
      values: [0.0098660372, 0.4199743416, 0.786447733, 1, 0.786447733, 0.4199743416, 0.0098660372]
    ),
    Row(id: "V3.5", activation: .leakyReLU, values: [-0.03, -0.01, -0.005, 0, 0.5, 1, 3]),
    Row(
      id: "V3.6", activation: .gelu,
      values: [
        -0.0040496941, -0.1586552539, -0.1542687694, 0, 0.3457312306, 0.8413447461, 2.9959503059,
      ]),
    Row(
      id: "V3.7", activation: .gelu, isSlope: true,
      values: [
        -0.0119456472, -0.0833154706, 0.1325048753, 0.5, 0.8674951247, 1.0833154706, 1.0119456472,
      ]),
    Row(
      id: "V3.8", activation: .geluTanh,
      values: [
        -0.0036373921, -0.1588080094, -0.1542859902, 0, 0.3457140098, 0.8411919906, 2.9963626079,
      ]),
    Row(
      id: "V3.9", activation: .silu,
      values: [
        -0.1422776195, -0.2689414214, -0.1887703344, 0, 0.3112296656, 0.7310585786, 2.8577223805,
      ]),
    Row(
      id: "V3.10", activation: .silu, isSlope: true,
      values: [
        -0.088104106, 0.0723294881, 0.2600388127, 0.5, 0.7399611873, 0.9276705119, 1.088104106,
      ]),
    Row(
      id: "V3.11", activation: .elu,
      values: [-0.9502129316, -0.6321205588, -0.3934693403, 0, 0.5, 1, 3]),
    Row(
      id: "V3.12", activation: .elu, isSlope: true,
      values: [0.0497870684, 0.3678794412, 0.6065306597, 1, 1, 1, 1]),
    Row(
      id: "V3.13", activation: .softplus,
      values: [
        0.0485873516, 0.3132616875, 0.4740769842, 0.6931471806, 0.9740769842, 1.3132616875,
        3.0485873516,
      ]),
    Row(
      id: "V3.14", activation: .softsign,
      values: [-0.75, -0.5, -0.3333333333, 0, 0.3333333333, 0.5, 0.75]),
    Row(
      id: "V3.15", activation: .hardSigmoid,
      values: [0, 0.3333333333, 0.4166666667, 0.5, 0.5833333333, 0.6666666667, 1]),
  ]

  @Test(arguments: rows) func `the table of values holds`(row: Row) {
    let x = Tensor(Self.inputs)
    let found = row.isSlope ? row.activation.derivative(x) : row.activation(x)
    for (value, expected) in zip(found.scalars, row.values) {
      #expect(abs(value - expected) <= Self.tolerance)
    }
  }

  // The numbers of the page and those of the fixture were worked out apart.
  @Test(.doublePrecision(because: "The fixture has sixteen digits."), arguments: rows)
  func `the table of values is PyTorch's`(row: Row) throws {
    let golden = try GoldenValues.lesson(3)
    let sources = [
      "V3.2": "V3.1", "V3.4": "V3.3", "V3.7": "V3.6", "V3.10": "V3.9", "V3.12": "V3.11",
    ]
    let name = "table(\(sources[row.id] ?? row.id)).\(row.isSlope ? "slope" : "output")"
    for (value, expected) in zip(try golden.tensor(name).scalars, row.values) {
      #expect(abs(value - expected) <= Self.tolerance)
    }
  }

  @Test func `V3.16 both GELUs are 4.7e-4 apart at most, at 2.699`() {
    let candidates = (0...60_000).map { Scalar($0) / 10_000 }
    let furthest = candidates.map { x in
      (x: x, distance: abs(Activation.gelu.value(at: x) - Activation.geluTanh.value(at: x)))
    }.max { $0.distance < $1.distance }
    #expect(abs((furthest?.distance ?? 0) - 4.732e-4) <= 1e-6)
    // The summit is flat: in single precision the place is known to two digits.
    #expect(abs((furthest?.x ?? 0) - 2.699) <= (isDoublePrecision ? 5e-3 : 0.05))
  }

  @Test func `V3.17 the lowest values are where they should be`() {
    let expected: [(Activation, Scalar, Scalar)] = [
      (.gelu, -0.169971, -0.75179), (.silu, -0.278465, -1.27846), (.mish, -0.308843, -1.19243),
    ]
    for (activation, value, input) in expected {
      let found = activation.lowest
      #expect(abs(found.value - value) <= 1e-6, "\(activation)")
      // The valley is flat: where it is lowest is known to half the digits.
      #expect(abs(found.input - input) <= (isDoublePrecision ? 1e-5 : 5e-3), "\(activation)")
    }
  }

  @Test func `V3.18 the greatest slopes are where they should be`() {
    let expected: [(Activation, Scalar, Scalar)] = [
      (.gelu, 1.128904, 1.414214), (.silu, 1.099839, 2.39936), (.mish, 1.088498, 1.49057),
    ]
    for (activation, slope, input) in expected {
      let found = activation.steepest
      #expect(abs(found.slope - slope) <= 2e-6, "\(activation)")
      #expect(abs(found.input - input) <= (isDoublePrecision ? 1e-4 : 1e-2), "\(activation)")
    }
  }

  @Test func `V3.19 ten times the logits are nearly one-hot`() {
    let sharp = Tensor([20, 10, 1]).softmax().scalars
    let expected: [Scalar] = [0.9999545965, 4.5398e-5, 5.6025e-9]
    for (value, number) in zip(sharp, expected) { #expect(abs(value - number) <= 1e-4 * number) }
  }

  // By quadrature; in single precision the terms have seven digits.
  @Test func `the moments for normal inputs are`() {
    let digits = isDoublePrecision ? 1e-9 : 1e-5
    let root = Double.squareRoot(2 * .pi)
    let relu = Activation.relu.moments
    #expect(abs(relu.mean - 1 / root) <= digits)
    #expect(abs(relu.meanSquare - 0.5) <= digits)
    let gelu = Activation.gelu.moments
    #expect(abs(gelu.mean - 1 / (2 * Double.squareRoot(.pi))) <= digits)
    #expect(abs(gelu.meanSquare - 0.42522) <= 1e-5)
    // The fixed point of self-normalization.
    let selu = Activation.selu.moments
    #expect(abs(selu.mean) <= digits)
    #expect(abs(selu.meanSquare - 1) <= digits)
    #expect(abs(Activation.tanh.meanSlope(spread: 1) - 0.6057) <= 1e-4)
    #expect(abs(Activation.tanh.meanSlope(spread: 2) - 0.3647) <= 1e-4)
    #expect(abs(Activation.tanh.meanSlope(spread: 5) - 0.1570) <= 1e-4)
  }

  @Test func `half of all normal inputs leave a ReLU silent`() {
    var generator = SplitMix64(seed: 31)
    let outputs = Activation.relu(Tensor.normal([100_000], using: &generator))
    // Six standard deviations of a share of half of 10⁵ are 0.0095.
    #expect(abs(Double((outputs .== 0).mean()) - 0.5) <= 0.0095)
    #expect((Activation.leakyReLU(outputs) .< 0).sum() == 0)
    let leaky = Activation.leakyReLU(Tensor.normal([1000], using: &generator))
    #expect((leaky .== 0).sum() == 0)
  }
}
