import Autograd
public import Course
import TensorCore

extension FailureMode {
  /// F3.40: a loss that takes log-probabilities gets something else.
  public static var lossOfRawLogits: FailureMode {
    FailureMode(
      id: .failureMode(3, 40), title: "A negative log-likelihood of raw logits",
      symptom: "The loss is negative and falls without end.",
      diagnosis: """
        `NLLLoss` takes log-probabilities and only picks the one of the class; it applies nothing. Raw \
        logits have no upper bound. Of probabilities it makes a loss between −1 and 0.
        """,
      fix: "log-softmax before it, or the cross-entropy, which has it inside.",
      quantity: "training loss on three clusters after 50 steps", symptomatic: .below(0),
      broken: Run("logits passed to the loss") { seed in try likelihoodLoss(seed) { $0 } },
      remedies: [Run("log-softmax") { seed in try likelihoodLoss(seed) { $0.logSoftmax() } }])
  }

  private static func likelihoodLoss(
    _ seed: UInt64, _ logarithms: (Variable) -> Variable
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 40 &+ seed)
    let (x, labels) = FailureRuns.clusters(
      around: [[0, 2], [-2, -1], [2, -1]], count: 60, using: &generator)
    let picked = Variable(Tensor.oneHot(labels, classCount: 3))
    let model = Linear(weight: .zeros([3, 2]), bias: .zeros([3]))
    func loss() -> Variable { -(logarithms(model(Variable(x))) * picked).sum() / 60 }
    let record = try FailureRuns.train(model, learningRate: 0.5, stepCount: 50, loss: loss)
    return Measurement(loss().scalar, record: record)
  }
}
