import Autograd
public import Course
import TensorCore

extension FailureMode {
  /// F4.27: a random head sends its errors through the pretrained body.
  ///
  /// ## Source
  ///
  /// Kumar and others, "Fine-tuning can distort pretrained features and underperform out-of-distribution",
  /// 2022, https://arxiv.org/abs/2202.10054
  public static var newHeadOldRate: FailureMode {
    FailureMode(
      id: .failureMode(4, 27),
      title: "A new random head trains the pretrained body at the old rate",
      symptom: """
        The pretrained features change by a fifth of their size or more within twenty steps. That \
        can cost accuracy on data unlike the new training set.
        """,
      diagnosis: """
        The head's first errors are those of random weights. They go back through random weights \
        into the body, which follows them at full rate.
        """,
      fix: """
        The head alone for the first steps, or the body at a hundredth of the rate, or a head that \
        starts at zero.
        """,
      quantity: "relative change of the pretrained features in the first 20 steps of a new head",
      symptomatic: .above(0.2),
      broken: Run("all at the old rate") { seed in try changeOfFeatures(seed, bodyRate: 0.1) },
      remedies: [
        Run("the head alone first") { seed in try changeOfFeatures(seed, bodyRate: nil) },
        Run("the body at a hundredth of the rate") { seed in
          try changeOfFeatures(seed, bodyRate: 0.001)
        },
      ])
  }

  /// Trains a body with its first head, then gives it another; the record is that of the second training.
  private static func changeOfFeatures(_ seed: UInt64, bodyRate: Scalar?) throws -> Measurement {
    var generator = SplitMix64(seed: 27 &+ seed)
    let x = Tensor.normal([64, 8], using: &generator)
    let old = x.slice(0..<2, axis: 1).map { .sine($0) }
    let new = x.slice(2..<3, axis: 1) * x.slice(3..<4, axis: 1)
    let hidden = InitializationScheme.xavier.linear(8, 16, using: &generator)
    let body = Sequential(hidden, FunctionLayer("tanh", tanh))
    let pretrained = Sequential(
      body, InitializationScheme.xavier.linear(16, 2, using: &generator))
    let head = InitializationScheme.normal(1).linear(16, 1, using: &generator)
    let pretraining = GradientDescent(pretrained.trainedVariables, learningRate: 0.1)
    for _ in 0..<100 {
      try trainingStep(pretraining) {
        meanSquaredError(pretrained(Variable(x)), targets: old)
      }
    }
    let before = body(Variable(x)).value
    var groups = [
      GradientDescent.Group(head.trainedVariables, GradientDescentRule(learningRate: 0.1))
    ]
    if let bodyRate {
      groups.append(.init(body.trainedVariables, GradientDescentRule(learningRate: bodyRate)))
    }
    let model = Sequential(body, head)
    let record = try fit(model, GradientDescent(groups: groups), stepCount: 20) { _ in
      // Where only the head is trained no gradient goes further than its inputs.
      let features = bodyRate == nil ? body(Variable(x)).detached() : body(Variable(x))
      return meanSquaredError(head(features), targets: new)
    }.finished()
    return Measurement((body(Variable(x)).value - before).norm() / before.norm(), record: record)
  }
}
