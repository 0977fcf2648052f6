import Autograd
public import Course
import TensorCore

// Classifiers whose last function does not fit the question.

extension FailureMode {
  /// F3.8: a sigmoid in front of a loss that applies a softmax.
  public static var squashedTwice: FailureMode {
    FailureMode(
      id: .failureMode(3, 8), title: "Squashed twice: a sigmoid before the softmax",
      symptom: "The cross-entropy does not go below 1.46 for ten classes.",
      diagnosis: """
        The loss applies a softmax to what it gets. Numbers from 0 to 1 are logits that differ by 1 at \
        most, and the best of them still cost ln(1 + (K − 1)/e) for K classes.
        """,
      fix: "One of the two: logits to the loss.",
      quantity: "mean loss of perfect predictions of ten classes", symptomatic: .above(1),
      broken: Run("sigmoids passed to the loss") { lossOfTenClasses { Activation.sigmoid($0) } },
      remedies: [Run("logits passed to the loss") { lossOfTenClasses { $0 } }])
  }

  private static func lossOfTenClasses(_ head: (Variable) -> Variable) -> Measurement {
    let classes = Array(0..<10)
    let logits = 2000 * Tensor.oneHot(classes, classCount: 10) - 1000
    return Measurement(softmaxCrossEntropy(head(Variable(logits)), classes: classes).scalar)
  }

  /// F3.16: a distribution over one class.
  public static var loneSoftmax: FailureMode {
    FailureMode(
      id: .failureMode(3, 16), title: "A softmax on a single output",
      symptom: "A binary classifier answers 1 for everything, from the first step to the last.",
      diagnosis:
        "A softmax divides by the sum. Over one exponential that is itself: always 1, with slope 0.",
      fix: "A sigmoid on one logit (or a loss that takes the logit), or a softmax over two.",
      quantity: "training accuracy on two clusters after 50 steps", symptomatic: .below(0.75),
      broken: Run("softmax of one logit") { seed in
        try accuracyOfOneUnit(seed, stepCount: 50) { $0.softmax() }
      },
      remedies: [
        Run("sigmoid") { seed in
          try accuracyOfOneUnit(seed, stepCount: 50) { Activation.sigmoid($0) }
        }
      ])
  }

  private static func accuracyOfOneUnit(
    _ seed: UInt64, stepCount: Int, _ probability: (Variable) -> Variable
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 16 &+ seed)
    let (x, labels) = FailureRuns.clusters(
      around: [[-1, -1], [1, 1]], count: 32, using: &generator)
    let model = Linear(weight: .zeros([1, 2]), bias: Tensor([0]))
    let record = try FailureRuns.train(model, learningRate: 0.5, stepCount: stepCount) {
      FailureRuns.crossEntropy(
        ofProbabilities: probability(model(Variable(x))), targets: FailureRuns.column(labels))
    }
    let answers = probability(model(Variable(x))).value.scalars.map { $0 > 0.5 ? 1 : 0 }
    return Measurement(FailureRuns.accuracy(of: answers, labels), record: record)
  }

  /// F3.17: one number between 0 and 1 for three answers.
  public static var threeClassesOnASigmoid: FailureMode {
    FailureMode(
      id: .failureMode(3, 17), title: "Three classes on one sigmoid",
      symptom: "The loss becomes negative and falls without end; one class is never answered.",
      diagnosis: """
        The labels 0, 1 and 2 are given to a binary cross-entropy, which takes 2 for a probability: \
        the larger the logit, the lower the loss. The answer is still 0 or 1.
        """,
      fix: "One logit for each class and the cross-entropy of their softmax.",
      quantity: "training accuracy on three clusters after 100 steps", symptomatic: .below(0.75),
      broken: Run("one sigmoid") { seed in
        try accuracyOfThree(seed, outputCount: 1) { logits, labels in
          sigmoidCrossEntropy(logits, targets: FailureRuns.column(labels))
        } answers: { logits in
          logits.scalars.map { $0 > 0 ? 1 : 0 }
        }
      },
      remedies: [
        Run("softmax of three logits") { seed in
          try accuracyOfThree(seed, outputCount: 3) { logits, labels in
            softmaxCrossEntropy(logits, classes: labels)
          } answers: { logits in
            logits.argmax()
          }
        }
      ])
  }

  private static func accuracyOfThree(
    _ seed: UInt64, outputCount: Int, _ loss: (Variable, [Int]) -> Variable,
    answers: (Tensor) -> [Int]
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 17 &+ seed)
    let (x, labels) = FailureRuns.clusters(
      around: [[0, 2], [-2, -1], [2, -1]], count: 60, using: &generator)
    let model = Linear(weight: .zeros([outputCount, 2]), bias: .zeros([outputCount]))
    let record = try FailureRuns.train(model, learningRate: 0.5, stepCount: 100) {
      loss(model(Variable(x)), labels)
    }
    let accuracy = FailureRuns.accuracy(of: answers(model(Variable(x)).value), labels)
    return Measurement(accuracy, record: record)
  }

  /// F3.32: a logit that cannot be negative.
  public static var rectifiedLogit: FailureMode {
    FailureMode(
      id: .failureMode(3, 32), title: "A ReLU on the logit",
      symptom: "A binary classifier never gives a probability below ½.",
      diagnosis: """
        The last layer has an activation like all others. A logit of at least 0 is a probability of at \
        least ½, and samples that have reached 0 get no gradient any more.
        """,
      fix: "No activation between the last linear layer and a loss that takes logits.",
      quantity: "least predicted probability among the samples of class 0 after 50 steps",
      symptomatic: .above(0.4),
      broken: Run("ReLU on the logit") { seed in try leastProbability(seed, .relu) },
      remedies: [Run("the logit as it is") { seed in try leastProbability(seed, .identity) }])
  }

  private static func leastProbability(
    _ seed: UInt64, _ head: Activation
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 32 &+ seed)
    let (x, labels) = FailureRuns.clusters(
      around: [[-1, -1], [1, 1]], count: 32, using: &generator)
    let model = Sequential(
      Linear(weight: Tensor([[0.5, 0.5]]), bias: Tensor([0])), ActivationLayer(head))
    let record = try FailureRuns.train(model, learningRate: 0.5, stepCount: 50) {
      sigmoidCrossEntropy(model(Variable(x)), targets: FailureRuns.column(labels))
    }
    let probabilities = Activation.sigmoid(model(Variable(x)).value).scalars
    let ofClass0 = zip(probabilities, labels).filter { $0.1 == 0 }.map(\.0)
    return Measurement(ofClass0.min() ?? .nan, record: record)
  }
}
