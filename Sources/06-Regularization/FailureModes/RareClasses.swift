import Autograd
public import Course
import TensorCore

// One class has a twentieth of the samples.

extension FailureMode {
  /// F6.37: right in 95 of 100 by never finding anything.
  public static var neverFound: FailureMode {
    FailureMode(
      id: .failureMode(6, 37), title: "A rare class is not found",
      symptom: "The accuracy is 0.95, and of the class that matters hardly a sample is found.",
      diagnosis: """
        A threshold of ½ is right for calibrated probabilities where both errors cost the same. The model need not be \
        at fault: for a class of a twentieth a probability of 0.3 says six times as much as usual.
        """,
      fix: """
        Put the threshold where the costs say: c_alarm / (c_alarm + c_miss), 0.05 if a miss costs 19 alarms. Report \
        recall and precision beside the accuracy.
        """,
      quantity: "recall of a class that has a twentieth of the samples", symptomatic: .below(0.45),
      broken: Run("threshold ½") { seed in try recall(seed, threshold: 0.5) },
      remedies: [
        Run("a threshold from the costs") { seed in
          try recall(seed, threshold: DecisionThreshold.forCosts(missed: 19, falseAlarm: 1))
        }
      ])
  }

  private static func recall(_ seed: UInt64, threshold: Double) throws -> Measurement {
    let training = try RegularizationRuns.RareClassTraining(seed: 37 &+ seed, weights: nil)
    let counts = BinaryCounts(
      scores: training.probabilities(correction: .zeros([2])),
      isPositive: training.classes.map { $0 == 1 }, threshold: threshold)
    return Measurement(counts.recall, record: training.record)
  }

  /// F6.38: what the weights do to probabilities.
  ///
  /// ## Source
  ///
  /// Elkan, “The foundations of cost-sensitive learning”, 2001
  public static var distortedProbabilities: FailureMode {
    FailureMode(
      id: .failureMode(6, 38), title: "Probabilities of a model with class weights are believed",
      symptom:
        "The sum of the predicted probabilities is several times the number of cases that come.",
      diagnosis: """
        Weighted training fits probabilities of a world in which the rare class is as frequent as its weight says. With two \
        classes the order of the samples survives; as probabilities the numbers are wrong.
        """,
      fix:
        "Subtract ln of the weight from each logit, or calibrate on data of the true frequencies.",
      quantity: "mean probability that is given to a class with a twentieth of the samples",
      symptomatic: .above(0.15),
      broken: Run("as trained") { seed in try meanProbability(seed, isCorrected: false) },
      remedies: [
        Run("the weights taken back") { seed in try meanProbability(seed, isCorrected: true) }
      ])
  }

  private static func meanProbability(
    _ seed: UInt64, isCorrected: Bool
  ) throws -> Measurement {
    let weights = ClassWeights.balanced(counts: [475, 25])
    let training = try RegularizationRuns.RareClassTraining(seed: 38 &+ seed, weights: weights)
    let probabilities = training.probabilities(
      correction: isCorrected ? ClassWeights.logitCorrection(undoing: weights) : .zeros([2]))
    return Measurement(
      probabilities.reduce(0, +) / Double(probabilities.count), record: training.record)
  }

  /// F6.39: the rare class is made up for twice.
  public static var correctedTwice: FailureMode {
    FailureMode(
      id: .failureMode(6, 39), title: "Class weights and a balanced sampler",
      symptom: "The rare class, which was never predicted, is now predicted far too often.",
      diagnosis: """
        The sampler already shows both classes equally often. Weights from the counts of the original data multiply the \
        rare one by 19 once more.
        """,
      fix: "One of the two. Count the classes in the batches that the loss sees.",
      quantity: "probability of the rare class where nothing is known, drawn as often as the other",
      symptomatic: .above(0.8),
      broken: Run("sampler and weights") {
        try probabilityWithoutFeatures(ClassWeights.balanced(counts: [475, 25]))
      },
      remedies: [Run("the sampler alone") { try probabilityWithoutFeatures(.ones([2])) }])
  }

  private static func probabilityWithoutFeatures(_ weights: Tensor) throws -> Measurement {
    let bias = Variable(.zeros([2]), requiresGradient: true)
    let optimizer = GradientDescent([bias], learningRate: 1)
    // As a balanced sampler draws them.
    let classes = (0..<40).map { $0 % 2 }
    let record = try fit(optimizer, parameters: [("bias", bias)], stepCount: 500) { _ in
      softmaxCrossEntropy(
        bias.broadcast(to: [40, 2]), classes: classes, classWeights: weights)
    }.finished()
    return Measurement(bias.value.softmax().scalars[1], record: record)
  }
}

extension RegularizationRuns {
  /// A logistic regression on 500 numbers; those of the rare class, every twentieth, are greater by 1.5 on average.
  fileprivate struct RareClassTraining {
    let classes = (0..<500).map { $0 % 20 == 0 ? 1 : 0 }
    let logits: Tensor
    let record: TrainingRecord

    init(seed: UInt64, weights: Tensor?) throws {
      let classes = self.classes
      var generator = SplitMix64(seed: seed)
      let shift = Tensor(classes.map { 1.5 * Scalar($0) }).reshaped(to: [500, 1])
      let x = Variable(.normal([500, 1], using: &generator) + shift)
      let layer = RegularizationRuns.zeroLayer(1, 2)
      record = try RegularizationRuns.train(layer, learningRate: 1, stepCount: 100) {
        softmaxCrossEntropy(layer(x), classes: classes, classWeights: weights ?? .ones([2]))
      }
      logits = layer(x).value
    }

    /// The probability of the rare class, with a correction added to the logits.
    func probabilities(correction: Tensor) -> [Double] {
      (logits + correction).softmax().scalars.enumerated()
        .filter { $0.offset % 2 == 1 }.map { Double($0.element) }
    }
  }
}
