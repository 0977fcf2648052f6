import Autograd
public import Course
import TensorCore

// Data that come from elsewhere than the running statistics.

extension FailureMode {
  /// F5.12: the statistics describe the old inputs.
  ///
  /// ## Source
  ///
  /// Li, Wang, Shi, Liu and Hou, "Revisiting batch normalization for practical domain adaptation", 2016,
  /// https://arxiv.org/abs/1603.04779
  public static var domainShift: FailureMode {
    FailureMode(
      id: .failureMode(5, 12), title: "The inputs have moved, the statistics have not",
      symptom: """
        Another camera, another unit of measurement, another hospital: the accuracy falls, though \
        what is to be told apart looks the same.
        """,
      diagnosis: """
        In evaluation mode the norm subtracts the mean and divides by the deviation of the old \
        inputs. Behind it everything lies elsewhere than in training.
        """,
      fix: """
        Measure the statistics anew on inputs of the new domain, for which no labels are needed. \
        Where the norm follows the first linear layer it is exact, but for ε, for shifts and for \
        one positive scale of all inputs; it is inexact where each input has a scale of its own or \
        a ReLU comes before the norm, and harmful where the classes have other shares than in training \
        (F5.27).
        """,
      quantity: "share of the answers that change when every input x comes as 3x + 5",
      symptomatic: .above(0.05),
      broken: Run("the old statistics") { seed in
        try changedAnswers(seed, recalibrates: false)
      },
      remedies: [
        Run("recalibrated on the new domain") { seed in
          try changedAnswers(seed, recalibrates: true)
        }
      ])
  }

  private static func changedAnswers(_ seed: UInt64, recalibrates: Bool) throws -> Measurement {
    var generator = SplitMix64(seed: 12 &+ seed)
    let x = Tensor.normal([256, 4], using: &generator)
    let classes = (0..<256).map { x[$0, 0] * x[$0, 1] > 0 ? 1 : 0 }
    let model = Sequential(
      Linear(inputCount: 4, outputCount: 16, using: &generator), BatchNorm1d(featureCount: 16),
      FunctionLayer("relu", relu), Linear(inputCount: 16, outputCount: 2, using: &generator))
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.5)
    let record = try fit(model, optimizer, stepCount: 60) { _ in
      softmaxCrossEntropy(model(Variable(x)), classes: classes)
    }.finished()
    model.recalibrate(on: [x])
    let answers = FailureRuns.served(model, x).argmax()
    let shifted = 3 * x + 5
    if recalibrates { model.recalibrate(on: [shifted]) }
    let changed = zip(FailureRuns.served(model, shifted).argmax(), answers).count { $0 != $1 }
    return Measurement(Double(changed) / 256, record: record)
  }

  /// F5.25: the average of two means is the mean of neither.
  ///
  /// ## Source
  ///
  /// Xie and others, "Adversarial examples improve image recognition", 2020,
  /// https://arxiv.org/abs/1911.09665, which keeps a second norm for adversarial batches
  public static var oneNormForTwoDomains: FailureMode {
    FailureMode(
      id: .failureMode(5, 25), title: "One norm sees batches of two kinds in turn",
      symptom: """
        Batches of two kinds alternate: photographs and drawings, clean and adversarial, source \
        and target. Training is good on both, evaluation is bad on both.
        """,
      diagnosis: """
        In training each batch is normalized by its own kind's statistics. The running statistics \
        average the two kinds: their mean lies between, and their variance lacks the distance.
        """,
      fix: """
        A norm for each kind, the parameters shared if you like; or both kinds in every batch, so \
        that training sees the mixture too.
        """,
      quantity: "mean output for the first domain in evaluation mode, in training 0",
      symptomatic: .below(-1),
      broken: Run("one norm") { seed in meanOfFirstDomain(seed, sharesNorm: true) },
      remedies: [
        Run("a norm for each domain") { seed in meanOfFirstDomain(seed, sharesNorm: false) }
      ])
  }

  private static func meanOfFirstDomain(_ seed: UInt64, sharesNorm: Bool) -> Measurement {
    var generator = SplitMix64(seed: 25 &+ seed)
    let first = FailureRuns.batches(40, [16, 4], using: &generator)
    let second = FailureRuns.batches(40, [16, 4], mean: 6, using: &generator)
    let norm = BatchNorm1d(featureCount: 4)
    let other = sharesNorm ? norm : BatchNorm1d(featureCount: 4)
    for (a, b) in zip(first, second) {
      FailureRuns.see(norm, [a])
      FailureRuns.see(other, [b])
    }
    return Measurement(FailureRuns.served(norm, .concatenation(first)).mean())
  }

  /// F5.27: the shares of the classes are part of the statistics.
  public static var recalibratedOnOtherShares: FailureMode {
    FailureMode(
      id: .failureMode(5, 27), title: "Recalibrated where the classes have other shares",
      symptom: """
        Recalibration was meant to help on the new domain, and the accuracy falls, most of all for \
        the class that is now common.
        """,
      diagnosis: """
        Where 95 % of the data are of one class, the mean lies near that class. Recalibration \
        moves it to 0, where training had the border between the classes.
        """,
      fix: """
        Recalibrate on data with the shares of training, or not at all: here the inputs of each \
        class are as they were.
        """,
      quantity: "share of right answers where 95 % of the requests are of one class",
      symptomatic: .below(0.85),
      broken: Run("recalibrated on the requests") { seed in
        accuracyOnRequests(seed, recalibrates: true)
      },
      remedies: [
        Run("the statistics of training") { seed in
          accuracyOnRequests(seed, recalibrates: false)
        }
      ])
  }

  /// Two classes around -2 and 2; what follows the norm is the sign.
  private static func accuracyOnRequests(_ seed: UInt64, recalibrates: Bool) -> Measurement {
    var generator = SplitMix64(seed: 27 &+ seed)
    func inputs(_ labels: [Int]) -> Tensor {
      .normal([labels.count, 1], using: &generator) + FailureRuns.centers(labels)
    }
    func parts(_ x: Tensor) -> [Tensor] { (0..<5).map { x.slice($0 * 64..<($0 + 1) * 64) } }
    let norm = BatchNorm1d(featureCount: 1, momentum: nil)
    FailureRuns.see(norm, parts(inputs((0..<320).map { $0 % 2 })))
    let labels = (0..<320).map { $0 % 20 > 0 ? 1 : 0 }
    let x = inputs(labels)
    if recalibrates { norm.recalibrate(on: parts(x)) }
    let answers = FailureRuns.served(norm, x).scalars
    let right = zip(answers, labels).count { ($0 > 0) == ($1 > 0) }
    return Measurement(Double(right) / 320)
  }
}
