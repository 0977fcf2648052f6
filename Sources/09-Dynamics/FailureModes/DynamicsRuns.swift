import Autograd
import Course
import Optimizers
import TensorCore

/// What several failure modes of this lesson share: data drawn by lot, and trainings that are watched.
enum DynamicsRuns {
  /// Labels that say nothing about the inputs.
  static func labels(
    _ count: Int, classCount: Int, using generator: inout SplitMix64
  ) -> [Int] {
    (0..<count).map { _ in generator.uniform(below: classCount) }
  }

  /// Samples of a linear law whose coefficients are all 1, with noise.
  static func noisyLaw(
    _ count: Int, featureCount: Int, noise: Scalar, using generator: inout SplitMix64
  ) -> (x: Tensor, y: Tensor) {
    let x = Tensor.normal([count, featureCount], using: &generator)
    let sums = x.sum(axis: 1).reshaped(to: [count, 1])
    return (x, sums + .normal([count, 1], standardDeviation: noise, using: &generator))
  }

  /// First weights uniform in ±1/√in, as a linear layer has them.
  static func boundedWeight(_ shape: Shape, using generator: inout SplitMix64) -> Tensor {
    let bound = 1 / Scalar.squareRoot(Scalar(shape[1]))
    return .uniform(shape, in: -bound..<bound, using: &generator)
  }

  /// A linear map to one number that starts at zero and has no bias.
  static func zeroLayer(_ featureCount: Int) -> Linear {
    Linear(weight: .zeros([1, featureCount]), bias: nil)
  }

  /// The mean squared error of a model.
  static func error(_ model: any Layer, _ set: (x: Tensor, y: Tensor)) -> Variable {
    meanSquaredError(model(Variable(set.x)), targets: set.y)
  }

  /// A measurement on held-out data, in evaluation mode.
  static func evaluated(_ model: any Layer, _ loss: () -> Variable) -> Scalar {
    model.withMode(.evaluation) { withoutGradient { loss().scalar } }
  }

  /// Trains a network and watches its layers.
  static func train(
    _ model: any Layer, _ optimizer: any Optimizer, stepCount: Int,
    loss: (Int) throws -> Variable
  ) throws -> TrainingRecord {
    let monitors = Monitors(of: model)
    defer { monitors.stop() }
    return try fit(
      model, optimizer, columns: monitors.columns, stepCount: stepCount, loss: loss
    ).finished()
  }

  /// Makes steps whatever the loss becomes, as a loop does that looks at nothing.
  ///
  /// - Parameters:
  ///   - optimizer: What changes the parameters.
  ///   - parameters: The parameters by name.
  ///   - stepCount: The number of steps.
  ///   - loss: The loss of a step.
  ///   - update: What is done with the gradients; the record has them as they were before.
  /// - Returns: The record of all steps.
  /// - Throws: `AutogradError` as `backward()` does.
  static func keepGoing(
    _ optimizer: any Optimizer, _ parameters: [(name: String, variable: Variable)],
    stepCount: Int, loss: (Int) -> Variable,
    update: (any Optimizer) -> Void = { $0.step() }
  ) throws -> TrainingRecord {
    var record = TrainingRecord()
    for step in 0..<stepCount {
      optimizer.zeroGradients()
      let current = loss(step)
      try current.backward()
      record.append(
        loss: current.scalar, learningRate: optimizer.learningRate, of: parameters
      ) { update(optimizer) }
    }
    return record
  }

  /// The share of answers that equal the labels.
  static func accuracy(_ answers: [Int], _ labels: [Int]) -> Double {
    Double(zip(answers, labels).count { $0 == $1 }) / Double(labels.count)
  }

  /// For each row the position of the nearest row of another matrix.
  static func nearest(_ rows: Tensor, to others: Tensor) -> [Int] {
    // The nearest has the greatest 2 a·b − |b|²; |a|² is the same for all b.
    let squares = (others * others).sum(axis: 1)
    return (matmul(rows, others, transposing: .right) * 2 - squares).argmax()
  }
}
