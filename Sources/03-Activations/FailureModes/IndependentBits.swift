import Autograd
public import Course
import TensorCore

extension FailureMode {
  /// F3.18: labels that may hold together, in a competition.
  public static var softmaxOverBits: FailureMode {
    FailureMode(
      id: .failureMode(3, 18), title: "A softmax over labels that may hold together",
      symptom: "A tagger gives one tag at most; with more tags on a sample it gives none.",
      diagnosis: """
        The ten probabilities share a sum of 1. With k tags on a sample each gets about 1/k, which is \
        not above the threshold ½ from two on.
        """,
      fix: "One sigmoid for each label (PyTorch: `BCEWithLogitsLoss` on all logits).",
      quantity: "share of the set bits found at the threshold 0.5", symptomatic: .below(0.5),
      broken: Run("one softmax") { seed in try foundShare(seed) { $0.softmax() } },
      remedies: [
        Run("ten sigmoids") { seed in try foundShare(seed) { Activation.sigmoid($0) } }
      ])
  }

  /// Trains a linear layer to repeat ten random bits.
  private static func foundShare(
    _ seed: UInt64, _ probability: (Variable) -> Variable
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 18 &+ seed)
    let bits = (0..<640).map { _ in Scalar(generator.uniform(below: 2)) }
    let y = Tensor(shape: [64, 10], scalars: bits)
    let model = Linear(weight: .zeros([10, 10]), bias: .zeros([10]))
    let record = try FailureRuns.train(model, learningRate: 10, stepCount: 100) {
      FailureRuns.crossEntropy(ofProbabilities: probability(model(Variable(y))), targets: y)
    }
    let found = probability(model(Variable(y))).value .> 0.5
    return Measurement((found * y).sum() / y.sum(), record: record)
  }
}
