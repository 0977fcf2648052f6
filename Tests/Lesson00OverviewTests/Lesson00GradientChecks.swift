import Autograd
import Course
import Datasets
import EngineSupport
import Overview
import TensorCore
import TestSupport
import Testing

/// Networks are differentiable functions, and a small step against the gradient lowers the loss.
@Suite struct Lesson00GradientChecks {
  @Test(.doublePrecision)
  func `the whole network's gradient agrees with differences`() {
    var generator = SplitMix64(seed: 4)
    let inputs = Tensor.normal([5, 4], using: &generator)
    func normal(_ shape: Shape) -> Tensor {
      .normal(shape, standardDeviation: 0.5, using: &generator)
    }
    expectGradients(
      at: [
        "weight 1": normal([6, 4]), "bias 1": normal([6]), "weight 2": normal([3, 6]),
        "bias 2": normal([3]),
      ], named: "4-6-3 with cross-entropy"
    ) { parameters in
      let model = Sequential(
        Linear(sharing: parameters[0], parameters[1]), FunctionLayer("tanh", tanh),
        Linear(sharing: parameters[2], parameters[3]))
      return softmaxCrossEntropy(model(Variable(inputs)), classes: [0, 1, 2, 1, 0])
    }
  }

  @Test func `a small rate lowers the loss at every step`() throws {
    var generator = SplitMix64(seed: 1)
    let data = LabeledData.rings(count: 60, noise: 0.1, using: &generator)
    let model = NetworkSettings(hiddenWidths: [16], nonlinearity: .tanh).network(
      inputCount: 2, outputCount: 2, using: &generator)
    let run = try fit(
      model, GradientDescent(model.trainedVariables, learningRate: 0.1), stepCount: 100
    ) { _ in softmaxCrossEntropy(model(Variable(data.features)), classes: data.labels) }
    let losses = try run.finished().losses
    #expect(zip(losses, losses.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test func `Newton's method ends where the gradient is zero`() {
    var generator = SplitMix64(seed: 6)
    let data = LabeledData.blobs(
      count: 80, centers: Tensor([[0, 0], [2, 1]]), standardDeviation: 1, using: &generator)
    let strength: Scalar = 0.5
    let fit = LogisticRegression(fitting: data, settings: .init(strength: strength))
    let inputs = Tensor.concatenation([data.features, .ones([80, 1])], axis: 1)
    let weights = Variable(fit.weights.flattened, requiresGradient: true)
    let logits = matmul(Variable(inputs), weights.reshaped(to: [3, 1]))
    let targets = Tensor(data.labels.map { Scalar($0) }).reshaped(to: [80, 1])
    let mask = Variable(Tensor([1, 1, 0]))
    let penalty = (weights * weights * mask).sum() * (strength / 2)
    let loss = sigmoidCrossEntropy(logits, targets: targets) * 80 + penalty
    #expect(throws: Never.self) { try loss.backward() }
    let slope = weights.gradient?.maximumMagnitude() ?? .infinity
    // A quadratic minimum: a loss that is exact to rounding leaves the root of it in the slope.
    #expect(slope < 500 * Scalar.ulpOfOne.squareRoot())
  }
}
