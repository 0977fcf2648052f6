import Autograd
public import Course
import TensorCore

// Where dropout stands.

extension FailureMode {
  /// F6.6: a norm behind dropout learns the variance of training.
  ///
  /// ## Source
  ///
  /// Li, Chen, Hu and Yang, “Understanding the disharmony between dropout and batch normalization by variance shift”,
  /// 2019, https://arxiv.org/abs/1801.05134
  public static var dropoutInFrontOfNorm: FailureMode {
    FailureMode(
      id: .failureMode(6, 6), title: "Dropout in front of batch norm",
      symptom:
        "Training goes well; in evaluation mode outputs behind the norm are smaller, and the accuracy may fall.",
      diagnosis: """
        Dropout keeps the mean and not the variance: zero-mean inputs have 1/(1 − p) times their variance in training. \
        Batch norm's running variance is that of training, so that in evaluation its outputs have √(1 − p) of \
        the standard deviation: 0.71 for p = ½. Inputs with a mean, such as a ReLU's, lose more.
        """,
      fix: "Dropout behind the last batch norm, or none.",
      quantity: "standard deviation of normalized outputs in evaluation, p = ½ in front",
      symptomatic: .below(0.85),
      broken: Run("dropout in front of the norm") { seed in
        deviationInEvaluation(seed, dropsInFront: true)
      },
      remedies: [
        Run("dropout behind the norm") { seed in deviationInEvaluation(seed, dropsInFront: false) }
      ])
  }

  /// Running statistics of ten batches, and what they make of the same inputs in evaluation.
  private static func deviationInEvaluation(_ seed: UInt64, dropsInFront: Bool) -> Measurement {
    var generator = SplitMix64(seed: 6 &+ seed)
    let x = Tensor.normal([256, 16], using: &generator)
    let dropout = Dropout(using: &generator)
    var (mean, variance) = (Tensor.zeros([16]), Tensor.zeros([16]))
    for _ in 0..<10 {
      let inputs = dropsInFront ? dropout(Variable(x)).value : x
      mean += inputs.mean(axis: 0) / 10
      variance += inputs.variance(axis: 0, correction: 1) / 10
    }
    let normalized = (x - mean) / variance.map { v in .squareRoot(v + 1e-5) }
    return Measurement(Scalar.squareRoot(normalized.variance()))
  }

  /// F6.21: without a batch axis the channels are taken for samples.
  public static var channelsInPart: FailureMode {
    FailureMode(
      id: .failureMode(6, 21), title: "Channel dropout on an image without a batch axis",
      symptom: "Dropout2d drops single rows of every channel instead of whole channels.",
      diagnosis: """
        `[channels, height, width]` is read as `[batch, channels, length]`, with a warning that is easily missed. \
        Neighboring rows say nearly the same, so little is hidden from the next layer.
        """,
      fix: "A batch axis, x[None], also for a single image; for sequences Dropout1d.",
      quantity: "channels of 32 that are dropped in part", symptomatic: .above(8),
      broken: Run("three axes") { seed in
        partlyDropped(Dropout2d(probability: 0.5, seed: 21 &+ seed), [32, 16, 4])
      },
      remedies: [
        Run("a batch of one image") { seed in
          partlyDropped(Dropout2d(probability: 0.5, seed: 21 &+ seed), [1, 32, 16, 4])
        }
      ])
  }

  private static func partlyDropped(_ layer: Dropout2d, _ shape: Shape) -> Measurement {
    let output = layer(Variable(.ones(shape))).value.reshaped(to: [32, 64])
    let shares = (output .== 0).mean(axis: 1).scalars
    return Measurement(Double(shares.count { $0 > 0 && $0 < 1 }))
  }

  /// F6.23: between layers there is nothing if there is one layer.
  public static var oneRecurrentLayer: FailureMode {
    FailureMode(
      id: .failureMode(6, 23), title: "The dropout of a recurrent network with one layer",
      symptom: """
        nn.LSTM(…, dropout=0.5) overfits as without, and in training mode two calls give the same outputs.
        """,
      diagnosis: """
        The argument drops *between* layers, on the outputs of all but the last. With num_layers=1, the default, \
        there is no such place; a warning says so when the layer is made.
        """,
      fix: "nn.Dropout on the outputs; its outputs in training mode must differ between two calls.",
      quantity: "samples of 8 whose outputs in training mode differ between two calls",
      symptomatic: .below(0.5),
      broken: Run("dropout between layers") { seed in differingSamples(seed, dropsBehind: false) },
      remedies: [
        Run("dropout behind the layer") { seed in differingSamples(seed, dropsBehind: true) }
      ])
  }

  private static func differingSamples(_ seed: UInt64, dropsBehind: Bool) -> Measurement {
    var generator = SplitMix64(seed: 23 &+ seed)
    let x = Variable(.normal([8, 16], using: &generator))
    let layers = [Linear(inputCount: 16, outputCount: 16, using: &generator)]
    let dropout = Dropout(using: &generator)
    func outputs() -> Tensor {
      var h = x
      for (index, layer) in layers.enumerated() {
        if index > 0 { h = dropout(h) }
        h = tanh(layer(h))
      }
      return (dropsBehind ? dropout(h) : h).value
    }
    let differences = (outputs() - outputs()).map { abs($0) }.max(axis: 1)
    return Measurement(Double(differences.scalars.count { $0 > 0 }))
  }

  /// F6.27: a dropped logit is a logit of 0.
  public static var droppedLogits: FailureMode {
    FailureMode(
      id: .failureMode(6, 27), title: "Dropout behind the last layer",
      symptom:
        "The training loss has a floor, however long one trains, and the validation loss has none.",
      diagnosis: """
        A logit that is dropped is 0, which is an answer and not a missing one. Here the other logits are 0 anyway: where the \
        right one is dropped the loss is ln K, and for p = ½ that is every other sample.
        """,
      fix: "Dropout in front of the last layer. No layer makes up for what is dropped behind it.",
      quantity: "training loss of 200 answers that are all right by 10", symptomatic: .above(0.5),
      broken: Run("dropout on the logits") { seed in
        lossOfRightAnswers(Dropout(probability: 0.5, seed: 27 &+ seed))
      },
      remedies: [Run("no dropout behind the last layer") { seed in lossOfRightAnswers(nil) }])
  }

  private static func lossOfRightAnswers(_ dropout: Dropout?) -> Measurement {
    let classes = (0..<200).map { $0 % 10 }
    let logits = Variable(Tensor.oneHot(classes, classCount: 10) * 10)
    return Measurement(
      softmaxCrossEntropy(dropout.map { $0(logits) } ?? logits, classes: classes).scalar)
  }
}
