public import Course
import Datasets
package import TensorCore

// The data come in a form that the model takes badly.

extension FailureMode {
  /// F1.6: one feature is in other units.
  public static var badlyScaledFeatures: FailureMode {
    FailureMode(
      id: .failureMode(1, 6), title: "Features in different units",
      symptom: "The loss drops once, in the first step, and then stays on a plateau.",
      diagnosis: """
        The Hessian is ill-conditioned. The feature that is a thousand times larger makes the bowl so \
        steep that only tiny steps are safe: the first fits that feature, and along the others almost \
        nothing moves.
        """,
      fix: "Standardize the inputs, with the statistics of the training set.",
      quantity: "mean squared error after 200 000 steps at the rate 1/λ_max",
      symptomatic: .above(1),
      broken: Run("scales 1 and 1000") { seed in
        let (x, y) = PerceptronLesson.twoScales(seed: seed)
        return descended(LeastSquaresProblem(inputs: x, targets: y))
      },
      remedies: [
        Run("standardized") { seed in
          descended(PerceptronLesson.standardizedTwoScales(seed: seed))
        }
      ])
  }

  /// The error after the descent, with every thousandth step on record.
  private static func descended(_ problem: LeastSquaresProblem) -> Measurement {
    var record = TrainingRecord()
    let weights = problem.descend(iterationCount: 200_000) { iteration, weights, gradient in
      guard iteration % 1000 == 0 else { return }
      record.append(
        loss: problem.meanSquaredError(of: weights) / 2, learningRate: 1 / problem.curvatures[0],
        ["weights": (weights, gradient)])
    }
    return Measurement(problem.meanSquaredError(of: weights), record: record)
  }

  /// F1.9: a reshape where a transposition was meant.
  public static var reshapedBatch: FailureMode {
    FailureMode(
      id: .failureMode(1, 9), title: "A reshape in place of a transposition",
      symptom: "Samples leak into each other, and every shape is right.",
      diagnosis: """
        The data come with one sample to a column. Reshaping [features, batch] to [batch, features] \
        cuts the same row of numbers at other places, so that every row mixes several samples.
        """,
      fix:
        "Exchange the axes with a transposition; test that one sample's change leaves the others.",
      quantity: "greatest change of another sample's outputs when one sample changes",
      symptomatic: .above(1e-3),
      broken: Run("reshape") { seed in
        Measurement(columnLeakage(seed) { $0.reshaped(to: [$0.shape[1], $0.shape[0]]) })
      },
      remedies: [
        Run("transposition") { seed in Measurement(columnLeakage(seed) { $0.transposed }) }
      ])
  }

  /// The leakage between samples that are stored as columns and brought into rows by `arrange`.
  private static func columnLeakage(
    _ seed: UInt64, _ arrange: (_ columns: Tensor) -> Tensor
  ) -> Scalar {
    var generator = SplitMix64(seed: 9 &+ seed)
    let network = MultilayerPerceptron(widths: [3, 8, 2], nonlinearity: .tanh, using: &generator)
    let samples = Tensor.normal([4, 3], using: &generator)
    return leakage(in: { network(arrange($0.transposed)) }, samples: samples, perturbing: 1)
  }

  /// F1.11: a loss that counts samples favors the frequent class.
  public static var imbalancedClasses: FailureMode {
    FailureMode(
      id: .failureMode(1, 11), title: "Imbalanced classes under an unweighted loss",
      symptom:
        "The model favors the frequent class; its accuracy is 90 %, its balanced accuracy 50 %.",
      diagnosis: """
        The unweighted cross-entropy is least when the predicted probabilities equal the frequencies, \
        so without other evidence the frequent class always wins, here by the logit gap ln 9.
        """,
      fix: "Weigh the classes, or take the logarithms of their frequencies off the logits.",
      quantity: "logit gap between the frequent and the rare class, with no other evidence",
      symptomatic: .above(1),
      broken: Run("all samples weigh the same") { logitGap(classWeights: nil) },
      remedies: [
        Run("class weights 1 and 9") { logitGap(classWeights: Tensor([1, 9])) },
        Run("log frequencies taken off the logits") {
          // Menon and others, "Long-tail learning via logit adjustment", 2021,
          // https://arxiv.org/abs/2007.07314
          let trained = logitGap(classWeights: nil)
          return Measurement(trained.value - .log(9), record: trained.record)
        },
      ])
  }

  /// Nine samples of class 0 for one of class 1.
  private static var imbalanced: [Int] { Array(repeating: 0, count: 9) + [1] }

  /// Trains a softmax of biases alone and measures the gap between the two logits.
  private static func logitGap(classWeights: Tensor?) -> Measurement {
    let loss = SoftmaxCrossEntropy(classWeights: classWeights)
    let classes = imbalanced
    var bias = Tensor.zeros([2])
    var record = TrainingRecord()
    for _ in 0..<500 {
      let logits = bias.broadcast(to: [classes.count, 2])
      let gradient = loss.gradient(at: logits, classes: classes).sum(axis: 0)
      record.append(
        loss: loss.mean(of: logits, classes: classes), learningRate: 1,
        ["bias": (bias, gradient)])
      bias -= gradient
    }
    return Measurement(bias[0] - bias[1], record: record)
  }
}

// The faults and data that tests look at by themselves.
extension PerceptronLesson {
  /// 64 samples of two normal features with scales 1 and 1000 and a column of ones, for the bias; and
  /// y = 2 x₀ + 0.003 x₁.
  package static func twoScales(
    seed: UInt64 = FailureMode.defaultSeed
  ) -> (x: Tensor, y: Tensor) {
    var generator = SplitMix64(seed: 1 &+ seed)
    let features = Tensor.normal([64, 2], using: &generator) * Tensor([1, 1000])
    return (withOnes(features), matvec(features, Tensor([2, 0.003])))
  }

  /// The same problem with both features standardized, and nothing else changed.
  package static func standardizedTwoScales(
    seed: UInt64 = FailureMode.defaultSeed
  ) -> LeastSquaresProblem {
    let (x, y) = twoScales(seed: seed)
    let features = x.slice(0..<2, axis: 1)
    let standardizer = Standardizer(fittedTo: features)  // (equation 1.35)
    return LeastSquaresProblem(inputs: withOnes(standardizer.apply(to: features)), targets: y)
  }

  /// A further feature that is 1 for every sample; its weight is the bias.
  private static func withOnes(_ features: Tensor) -> Tensor {
    .concatenation([features, .ones([features.shape[0], 1])], axis: 1)
  }
}
