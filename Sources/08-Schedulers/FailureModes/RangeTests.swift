import Autograd
public import Course
import TensorCore

// What a range test finds, and what it leaves behind.

extension FailureMode {
  /// F8.14: the loss answers late.
  public static var rateAtLowestLoss: FailureMode {
    FailureMode(
      id: .failureMode(8, 14), title: "The range test recommends a rate that diverges",
      symptom:
        "The curve of the range test is lowest at some rate, and training at this rate explodes.",
      diagnosis: """
        A blow-up starts from next to nothing in the steep direction and needs steps to show; meanwhile the rate has \
        grown. Here rates above 0.2 diverge, and the loss is lowest at 0.63.
        """,
      fix:
        "A tenth of the rate at the lowest loss, or the steepest part of the curve. Then a short run to confirm it.",
      quantity: "loss after ten steps at the rate that was found ÷ before them",
      symptomatic: .above(1),
      broken: Run("the rate at the lowest loss") { try trained(\.rateAtLowestLoss) },
      remedies: [Run("a tenth of it") { try trained(\.recommendedRate) }])
  }

  private static func trained(_ rate: (RangeTest) -> Double) throws -> Measurement {
    let rate = rate(try rangeTest([ScheduleRuns.leaf(1), ScheduleRuns.leaf(1)]))
    let weights = [ScheduleRuns.leaf(1), ScheduleRuns.leaf(1)]
    let optimizer = GradientDescent(weights, learningRate: Scalar(rate))
    let record = try ScheduleRuns.train(optimizer, stepCount: 10) { _ in bowl(weights) }
    return Measurement(bowl(weights).scalar / 5.5, record: record)
  }

  /// The loss 5 x² + y²/2 + offset.
  private static func bowl(_ weights: [Variable], offset: Scalar = 0) -> Variable {
    let (x, y) = (weights[0], weights[1])
    return (x * x).sum() * 5 + (y * y).sum() / 2 + offset
  }

  /// Tests rates on weights, which are elsewhere afterward.
  private static func rangeTest(_ weights: [Variable], offset: Scalar = 0) throws -> RangeTest {
    let optimizer = GradientDescent(weights, learningRate: 1e-4)
    return try RangeTest(from: 1e-4, to: 10) { rate in
      optimizer.learningRate = Scalar(rate)
      return Double(try trainingStep(optimizer) { bowl(weights, offset: offset) })
    }
  }

  /// F8.30: the model that was tested is the model that is trained.
  ///
  /// ## Source
  ///
  /// https://github.com/Lightning-AI/pytorch-lightning/issues/6675
  public static var rangeTestLeavesWeights: FailureMode {
    FailureMode(
      id: .failureMode(8, 30), title: "Training starts where the range test has ended",
      symptom:
        "The first loss of training is far above that of an untrained model.",
      diagnosis: """
        A range test ends with steps that diverge, and it makes them with the model itself. Whatever rate is chosen, \
        training starts from there, with the optimizer's state of these steps too.
        """,
      fix: """
        Copy the states of model and optimizer before the test and restore them after it, or make both anew. Check \
        that the first loss is that of the untrained model.
        """,
      quantity: "loss of the first step of training ÷ that of the untrained model",
      symptomatic: .above(2),
      broken: Run("the weights of the test") { try afterRangeTest(restoresWeights: false) },
      remedies: [Run("the weights restored") { try afterRangeTest(restoresWeights: true) }])
  }

  private static func afterRangeTest(restoresWeights: Bool) throws -> Measurement {
    let weights = [ScheduleRuns.leaf(0.5), ScheduleRuns.leaf(0.5)]
    let untrained = bowl(weights, offset: 1).scalar
    let copy = weights.map(\.value)
    let rate = try rangeTest(weights, offset: 1).recommendedRate
    if restoresWeights {
      for (weight, value) in zip(weights, copy) { weight.modify { $0 = value } }
    }
    let record = try ScheduleRuns.train(
      GradientDescent(weights, learningRate: Scalar(rate)), stepCount: 20
    ) { _ in bowl(weights, offset: 1) }
    return Measurement((record.losses.first ?? .nan) / Double(untrained), record: record)
  }
}
