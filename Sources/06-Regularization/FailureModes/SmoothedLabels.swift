import Autograd
public import Course
import TensorCore

// Label smoothing: where it belongs, where it does not, and what it prevents.

extension FailureMode {
  /// F6.10: the loss of training reported for validation.
  public static var smoothedEvaluation: FailureMode {
    FailureMode(
      id: .failureMode(6, 10), title: "The validation loss is smoothed too",
      symptom:
        "The validation loss does not fall below 0.5 with 10 classes, while the accuracy is near 1.",
      diagnosis: """
        The criterion of training, with label_smoothing, also computes the validation loss. Its least value is the \
        entropy of the smoothed target: 0.5003 for e = 0.1 and 10 classes.
        """,
      fix: "Plain cross-entropy for every number that is reported or compared with another run.",
      quantity: "validation loss of the logits that training with smoothing aims at, 10 classes",
      symptomatic: .above(0.4),
      broken: Run("smoothed") { lossOfIdealLogits(smoothing: 0.1) },
      remedies: [Run("plain cross-entropy") { lossOfIdealLogits(smoothing: 0) }])
  }

  private static func lossOfIdealLogits(smoothing: Scalar) -> Measurement {
    let gap = Scalar(LabelSmoothing.optimalGap(classCount: 10, smoothing: 0.1))
    let logits = Variable(Tensor.identity(10) * gap)
    return Measurement(
      softmaxCrossEntropy(logits, classes: Array(0..<10), smoothing: smoothing).scalar)
  }

  /// F6.11: nothing stops the logits of separable data.
  ///
  /// ## Source
  ///
  /// Soudry and others, “The implicit bias of gradient descent on separable data”, 2018,
  /// https://arxiv.org/abs/1710.10345
  public static var growingLogits: FailureMode {
    FailureMode(
      id: .failureMode(6, 11), title: "Logits grow without end",
      symptom: """
        The training accuracy is 1 and the loss goes on falling; on new data the model is sure of its wrong answers too.
        """,
      diagnosis: """
        Where the data can be separated the loss has no minimum: it falls for ever as the weights grow. Here the \
        difference of the logits grows by ln 10 = 2.3 with every tenfold of steps.
        """,
      fix: """
        Label smoothing makes the best difference finite (ln 19 for e = 0.1 and two classes), weight decay the weights; or stop early.
        """,
      quantity: "difference of the two logits after 1000 steps, two separable points",
      symptomatic: .above(5),
      broken: Run("plain cross-entropy") { try differenceOfLogits(smoothing: 0, decay: 0) },
      remedies: [
        Run("label smoothing") { try differenceOfLogits(smoothing: 0.1, decay: 0) },
        Run("weight decay 0.01") { try differenceOfLogits(smoothing: 0, decay: 0.01) },
      ])
  }

  private static func differenceOfLogits(smoothing: Scalar, decay: Scalar) throws -> Measurement {
    let x = Variable(Tensor([[1], [-1]]))
    let layer = RegularizationRuns.zeroLayer(1, 2, hasBias: false)
    let record = try RegularizationRuns.train(
      layer, learningRate: 1, decay: decay, stepCount: 1000
    ) { softmaxCrossEntropy(layer(x), classes: [0, 1], smoothing: smoothing) }
    let weight = layer.weight.value
    return Measurement(weight[0, 0] - weight[1, 0], record: record)
  }

  /// F6.47: the weights of classes that the sample does not have.
  ///
  /// ## Source
  ///
  /// https://github.com/pytorch/pytorch/issues/104776
  public static var weightsAndSmoothing: FailureMode {
    FailureMode(
      id: .failureMode(6, 47), title: "Class weights change what label smoothing smooths to",
      symptom: """
        With class weights and label smoothing the loss of a sample depends on the weights of the *other* classes; \
        with weights inverse to frequency, frequent classes are smoothed more than rare ones.
        """,
      diagnosis: """
        PyTorch multiplies each class's share of the smoothed target by that class's weight, and divides by the weight \
        of the right class alone. A sample of a class of weight 1 among weights of 2 and 3 is smoothed toward the \
        others with 2 and 3 times the share.
        """,
      fix: "reduction=\"none\" with smoothing, then the weighted mean by hand.",
      quantity: "loss of a batch of one sample, smoothed and with class weights",
      symptomatic: .above(0.6),
      broken: Run("both in one loss") {
        let logits = Variable(Tensor([[2, 1, 0.1]]))
        return Measurement(
          softmaxCrossEntropy(
            logits, classes: [0], smoothing: 0.1, classWeights: Tensor([1, 2, 3])
          ).scalar)
      },
      remedies: [
        Run("the weight of the sample's class alone") {
          let (logits, weights) = (Variable(Tensor([[2, 1, 0.1]])), Tensor([1, 2, 3]))
          let loss = softmaxCrossEntropy(logits, classes: [0], smoothing: 0.1)
          return Measurement((loss * weights.scalars[0] / weights.scalars[0]).scalar)
        }
      ])
  }
}
