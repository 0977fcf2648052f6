import Backprop
import TensorCore
import Testing

/// Layers: what they own, how it is named, and how modes spread.
@Suite struct Lesson02EngineLayers {
  @Test func `the documented example of Sequential`() {
    var generator = SplitMix64(seed: 1)
    let model = Sequential(
      Linear(inputCount: 64, outputCount: 32, using: &generator),
      FunctionLayer("relu", relu),
      Linear(inputCount: 32, outputCount: 10, using: &generator))
    #expect(model.parameterCount == 2410)
    #expect(
      model.namedParameters.map(\.name) == ["0.weight", "0.bias", "2.weight", "2.bias"])
    #expect(model(Variable(.ones([5, 64]))).shape == [5, 10])
  }

  @Test func `the paths of nested layers are joined by points`() {
    var generator = SplitMix64(seed: 1)
    let inner = Sequential(Linear(inputCount: 2, outputCount: 2, using: &generator))
    let model = Sequential(FunctionLayer("tanh", tanh), Sequential(inner))
    #expect(model.namedParameters.map(\.name) == ["1.0.0.weight", "1.0.0.bias"])
  }

  @Test func `a mode reaches every layer inside`() {
    let (leafLayer, other) = (FunctionLayer("tanh", tanh), FunctionLayer("relu", relu))
    let model = Sequential(Sequential(leafLayer), other)
    model.setMode(.evaluation)
    for layer in [model, model.layers[0], leafLayer, other] as [any Layer] {
      #expect(layer.mode == .evaluation)
    }
    model.setMode(.training)
    #expect(leafLayer.mode == .training)
  }

  @Test func `multilayer perceptrons have ReLUs between layers only`() {
    var generator = SplitMix64(seed: 1)
    let model = Sequential.multilayerPerceptron([3, 5, 4, 2], using: &generator)
    #expect(model.layers.count == 5)
    #expect(model.parameterCount == 3 * 5 + 5 + 5 * 4 + 4 + 4 * 2 + 2)
    #expect(model.layers.compactMap { ($0 as? FunctionLayer)?.name } == ["relu", "relu"])
  }

  @Test func `first weights lie within ±1/√in and differ by layer`() {
    var generator = SplitMix64(seed: 1)
    let first = Linear(inputCount: 16, outputCount: 50, using: &generator)
    let second = Linear(inputCount: 16, outputCount: 50, using: &generator)
    // Of 800 uniform draws the largest misses the bound by 5 % with probability 0.95^800 < 1e-17.
    #expect(first.weight.value.maximumMagnitude() <= 0.25)
    #expect(first.weight.value.maximumMagnitude() > 0.2375)
    #expect(first.weight.value != second.weight.value)
  }

  @Test func `a layer can do without a bias`() throws {
    let layer = Linear(weight: Tensor([[1, 2], [3, 4]]), bias: nil)
    #expect(layer.parameters.map(\.name) == ["weight"])
    #expect(layer(Variable(Tensor([[1, 1]]))).value == Tensor([[3, 7]]))
  }

  @Test func `a shared weight is one parameter with summed gradients`() throws {
    let weight = leaf(Tensor([[2]]))
    let model = Sequential(Linear(sharing: weight, nil), Linear(sharing: weight, nil))
    #expect(model.namedParameters.map(\.name) == ["0.weight"])
    #expect(model.parameterCount == 1)
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.1)
    try trainingStep(optimizer) { model(Variable(Tensor([[3]]))).sum() }
    // y = w² · 3, of slope 12 at w = 2.
    #expect(abs(weight.scalar - 0.8) < rounding)
  }

  @Test func `a layer used twice is listed once`() {
    var generator = SplitMix64(seed: 1)
    let layer = Linear(inputCount: 2, outputCount: 2, using: &generator)
    #expect(Sequential(layer, layer).namedParameters.count == 2)
  }

  @Test func `gradients are forgotten all at once`() throws {
    var generator = SplitMix64(seed: 1)
    let model = Sequential.multilayerPerceptron([3, 5, 2], using: &generator)
    try model(Variable(.ones([1, 3]))).sum().backward()
    #expect(model.namedParameters.allSatisfy { $0.variable.gradient != nil })
    model.zeroGradients()
    #expect(model.namedParameters.allSatisfy { $0.variable.gradient == nil })
  }
}
