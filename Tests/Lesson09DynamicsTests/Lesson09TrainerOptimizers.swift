import Autograd
import Datasets
import Dynamics
import Optimizers
import TensorCore
import Testing

/// What depends on a detail of the optimizer: its groups, and how often it asks for the gradient.
@Suite struct Lesson09TrainerOptimizers {
  private let training = SmallRun.clouds(count: 45, seed: 100)

  private func network() -> Sequential {
    var generator = SplitMix64(seed: 1)
    return .multilayerPerceptron([4, 8, 3], using: &generator)
  }

  @Test func `an optimizer that asks again gets clipped gradients`() throws {
    let (model, twin) = (network(), network())
    let trainer = Trainer(
      model, SharpnessAware(SGD(model.trainedVariables, learningRate: 0.1)), for: .classification,
      on: training, plan: TrainingPlan(.epochs(1), batchSize: 8, greatestGradientNorm: 0.5), seed: 3
    )
    try trainer.run()
    let optimizer = SharpnessAware(SGD(twin.trainedVariables, learningRate: 0.1))
    let order = DataOrder(sampleCount: 45, batchSize: 8, seed: 3)
    var bounded = 0
    for _ in 0..<6 {
      let batch = training.selecting(order.batch)
      order.advance()
      func loss() throws -> Scalar {
        optimizer.zeroGradients()
        let loss = softmaxCrossEntropy(twin(Variable(batch.features)), classes: batch.labels)
        try loss.backward()
        bounded += gradientNorm(twin.trainedVariables) > 0.5 ? 1 : 0
        clipGradientNorm(twin.trainedVariables, to: 0.5)
        return loss.scalar
      }
      _ = try loss()
      try optimizer.step(reevaluating: loss)
    }
    #expect(bounded == 12)
    #expect(model.tensors == twin.tensors)
  }

  @Test func `a group with a rate of 0 may stand`() throws {
    let model = network()
    let all = model.trainedVariables
    let optimizer = SGD(
      groups: [
        .init(Array(all.prefix(2)), SGDRule(learningRate: 0)),
        .init(Array(all.dropFirst(2)), SGDRule(learningRate: 0.1)),
      ])
    let watch = UpdateWatch(model)
    try trainingStep(optimizer) {
      softmaxCrossEntropy(model(Variable(training.features)), classes: training.labels)
    }
    #expect(watch.findings(after: optimizer).isEmpty)
  }
}
