import Autograd
import Course
import Datasets
import Dynamics
import TensorCore
import TestSupport
import Testing

/// The interview questions of lesson 09, each with the test that proves its answer.
@Suite(
  .doublePrecision(
    because: "The bank keeps six digits of every figure; single precision does not reach them."))
struct Lesson09Interview {
  /// The seeds over which a separation has to hold.
  var seeds: [UInt64] { Array(1...10) }

  /// A parameter.
  func weight(_ value: Tensor) -> Variable { Variable(value, requiresGradient: true) }

  /// Adam without decay.
  func adam(_ parameters: [Variable], rate: Scalar = 0.01, decay: Scalar = 0) -> AdamW {
    AdamW(parameters, AdamWRule(learningRate: rate, weightDecay: decay))
  }

  /// A part of the digits.
  func digits(_ range: Range<Int>) throws -> LabeledData {
    try LabeledData.digits().selecting(Array(range))
  }

  /// Trains on all samples at once.
  @discardableResult
  func train(
    _ model: any Layer, _ optimizer: any Optimizer, on data: LabeledData, stepCount: Int
  ) throws -> TrainingRecord {
    let inputs = Variable(data.features)
    return try fit(model, optimizer, stepCount: stepCount) { _ in
      softmaxCrossEntropy(model(inputs), classes: data.labels)
    }.finished()
  }

  /// The mean loss over samples, in evaluation mode.
  func loss(of model: any Layer, on data: LabeledData) throws -> Double {
    try Evaluation(of: model, on: data, for: .classification).loss
  }

  /// The share of right answers, in evaluation mode.
  func accuracy(of model: any Layer, on data: LabeledData) throws -> Double {
    let evaluation = try Evaluation(of: model, on: data, for: .classification)
    return try #require(evaluation.metrics["accuracy"])
  }

  /// The mean of some numbers.
  func mean(_ numbers: some Collection<Double>) -> Double {
    numbers.reduce(0, +) / Double(numbers.count)
  }

  /// The standard deviation of some numbers, estimated from them.
  func deviation(_ numbers: [Double]) -> Double {
    let center = mean(numbers)
    return (numbers.map { ($0 - center) * ($0 - center) }.reduce(0, +) / Double(numbers.count - 1))
      .squareRoot()
  }
}
