import Activations
import Autograd
import Init
import TensorCore
import Testing

/// Units that are equal, what keeps them so, and what does not.
@Suite struct Lesson04Symmetry {
  /// Trains a 3-8-1 network for 200 full-batch steps and returns its layers.
  private func trained(
    _ scheme: InitializationScheme, activation: Activation = .tanh, dropout: Bool = false
  ) throws -> (loss: Scalar, variance: Scalar, first: Linear) {
    let model = Sequential.stack([3, 8, 1], activation: activation, scheme: scheme, seed: 3)
    let x = normalBatch(32, 3, seed: 1)
    let y = x.slice(0..<1, axis: 1) * 1.5 - x.slice(1..<2, axis: 1) * x.slice(2..<3, axis: 1)
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.1)
    let linears = model.namedLinearLayers.map(\.layer)
    var generator = SplitMix64(seed: 2)
    for _ in 0..<200 {
      let mask = Tensor.uniform([32, 8], using: &generator).map { $0 < 0.5 ? 0 : 2 }
      try trainingStep(optimizer) {
        let hidden = activation(linears[0](Variable(x)))
        return meanSquaredError(
          linears[1](dropout ? hidden * Variable(mask) : hidden), targets: y)
      }
    }
    let loss = withoutGradient { meanSquaredError(model(Variable(x)), targets: y).scalar }
    return (loss, y.variance(), linears[0])
  }

  // F4.1: only the output bias learns, because tanh(0) = 0.
  @Test func `zeros with tanh learn the mean and nothing else`() throws {
    let zeros = try trained(InitializationScheme("zeros", hidden: .zeros))
    #expect(zeros.first.weight.value.maximumMagnitude() == 0)
    #expect(difference(Double(zeros.loss), Double(zeros.variance)) < 1e-6)
  }

  // Corrections to Q4.1: the sigmoid of 0 is ½, and zeros learn; their units stay equal.
  @Test func `zeros with a sigmoid learn, with one unit's power`() throws {
    let zeros = try trained(InitializationScheme("zeros", hidden: .zeros), activation: .sigmoid)
    #expect(zeros.loss < 0.75 * zeros.variance)
    #expect(zeros.first.distinctUnitCount(tolerance: 1e-6) == 1)
    #expect(zeros.first.weight.value.maximumMagnitude() > 0.1)
  }

  // F4.2, and Q4.2: zero biases are fine.
  @Test func `equal weights stay equal, random ones are enough`() throws {
    let constant = try trained(InitializationScheme("½", hidden: .constant(0.5)))
    #expect(constant.first.distinctUnitCount(tolerance: 1e-6) == 1)
    let random = try trained(.xavier)
    #expect(random.first.distinctUnitCount(tolerance: 1e-6) == 8)
    #expect(random.loss < 0.6 * constant.loss)
  }

  // A difference is not enough: tanh is odd, so that a unit and its mirror image are one function and stay it.
  @Test func `mirrored tanh units differ and stay one unit`() throws {
    let first = Linear(
      weight: Tensor([[0.5, -0.3, 0.8], [-0.5, 0.3, -0.8]]), bias: Tensor([0.1, -0.1]))
    let last = Linear(weight: Tensor([[0.5, -0.5]]), bias: Tensor([0]))
    let x = normalBatch(32, 3, seed: 1)
    let y = x.slice(0..<1, axis: 1) * 1.5 - x.slice(1..<2, axis: 1) * x.slice(2..<3, axis: 1)
    let optimizer = GradientDescent(
      first.trainedVariables + last.trainedVariables, learningRate: 0.1)
    for _ in 0..<200 {
      try trainingStep(optimizer) {
        meanSquaredError(last(Activation.tanh(first(Variable(x)))), targets: y)
      }
    }
    let weight = first.weight.value
    #expect((weight.row(0) + weight.row(1)).maximumMagnitude() < 1e-5)
    #expect((weight.row(0) - weight.row(1)).maximumMagnitude() > 1)
    #expect((last.weight.value.sum()).magnitude < 1e-5)
  }

  // Corrections to Q4.1: “for ever” is false with dropout.
  @Test func `dropout tells equal units apart`() throws {
    let dropped = try trained(
      InitializationScheme("½", hidden: .constant(0.5)), dropout: true)
    #expect(dropped.first.distinctUnitCount(tolerance: 0.01) == 8)
  }

  // Q4.13
  @Test func `permuted hidden units compute the same function`() {
    let model = Sequential.stack([3, 6, 5, 2], activation: .tanh, scheme: .xavier, seed: 6)
    let x = Variable(normalBatch(9, 3, seed: 6))
    let permuted = model.permutingUnits(ofLinearLayer: 0, order: [3, 1, 5, 0, 2, 4])
      .permutingUnits(ofLinearLayer: 1, order: [4, 3, 2, 1, 0])
    #expect(difference(permuted(x).value, model(x).value) < rounding)
    #expect(
      permuted.namedLinearLayers[0].layer.weight.value
        != model.namedLinearLayers[0].layer.weight.value)
  }

  @Test func `units are counted with their biases`() {
    let weight = Tensor([[1, 2], [1, 2], [1, 2.5]])
    #expect(Linear(weight: weight, bias: nil).distinctUnitCount() == 2)
    #expect(Linear(weight: weight, bias: Tensor([0, 1, 0])).distinctUnitCount() == 3)
    #expect(Linear(weight: weight, bias: Tensor([0, 0, 0])).distinctUnitCount(tolerance: 0.6) == 1)
  }
}
