import Autograd
public import Course
import TensorCore

// Training mode where nothing is trained.

extension FailureMode {
  /// F5.1: whoever else is in the batch changes the answer.
  public static var servedInTrainingMode: FailureMode {
    FailureMode(
      id: .failureMode(5, 1), title: "The model is served in training mode",
      symptom: """
        The same request gets different answers, depending on the requests that happened to come \
        with it.
        """,
      diagnosis: """
        A model is in training mode until somebody calls eval(): batch norm normalizes each \
        request by the mean and the variance of the batch that it came in.
        """,
      fix: """
        model.eval() before serving. To be sure, send one request alone and among others, and \
        compare.
        """,
      quantity: "change of the answer to one request when the others in its batch change",
      symptomatic: .above(0.5),
      broken: Run("training mode") { seed in changeByCompanions(seed, .training) },
      remedies: [Run("evaluation mode") { seed in changeByCompanions(seed, .evaluation) }])
  }

  private static func changeByCompanions(_ seed: UInt64, _ mode: Mode) -> Measurement {
    var generator = SplitMix64(seed: 1 &+ seed)
    let norm = BatchNorm1d(featureCount: 1)
    FailureRuns.see(
      norm, FailureRuns.batches(100, [32, 1], mean: 5, deviation: 2, using: &generator))
    norm.setMode(mode)
    let first = FailureRuns.answers(norm, Tensor([[6], [5], [4], [5]]))
    let second = FailureRuns.answers(norm, Tensor([[6], [60], [70], [80]]))
    return Measurement(abs(first[0, 0] - second[0, 0]))
  }

  /// F5.2: an image is a batch of its own pixels, so nothing is refused.
  public static var imageAlone: FailureMode {
    FailureMode(
      id: .failureMode(5, 2), title: "A single image is normalized by its own pixels",
      symptom: """
        In a demonstration with one image at a time the model answers, without an error, and how \
        bright the image is makes hardly any difference.
        """,
      diagnosis: """
        In training mode each channel of the one image is normalized by itself. PyTorch refuses \
        only a batch with one value a channel, such as one vector; an image has many.
        """,
      fix: "model.eval() before serving. That no error was raised does not show the right mode.",
      quantity: "largest change of the answer when an image alone becomes three times as bright",
      symptomatic: .below(0.01),
      broken: Run("training mode") { seed in changeByBrightness(seed, .training) },
      remedies: [Run("evaluation mode") { seed in changeByBrightness(seed, .evaluation) }])
  }

  private static func changeByBrightness(_ seed: UInt64, _ mode: Mode) -> Measurement {
    var generator = SplitMix64(seed: 2 &+ seed)
    let norm = BatchNorm2d(featureCount: 3)
    FailureRuns.see(
      norm, FailureRuns.batches(20, [4, 3, 4, 4], mean: 5, deviation: 2, using: &generator))
    let image = 5 + 2 * Tensor.normal([1, 3, 4, 4], using: &generator)
    norm.setMode(mode)
    let change = FailureRuns.answers(norm, 3 * image) - FailureRuns.answers(norm, image)
    return Measurement(change.maximumMagnitude())
  }

  /// F5.6: a scope without gradients does not stop running statistics.
  public static var pollutedByValidation: FailureMode {
    FailureMode(
      id: .failureMode(5, 6), title: "Validation runs in training mode",
      symptom: """
        In evaluation mode the model is worse after a validation on data unlike those of training, \
        and the weights are the same as before.
        """,
      diagnosis: """
        torch.no_grad() stops the recording of gradients and nothing else: in training mode each \
        validation batch goes into the running mean and the running variance.
        """,
      fix: """
        model.eval() before validating and model.train() after it; no_grad() beside it saves \
        memory.
        """,
      quantity:
        "change of the running mean, in deviations, by a validation on data shifted by 5",
      symptomatic: .above(2),
      broken: Run("training mode, without gradients") { seed in
        changeByValidation(seed, .training)
      },
      remedies: [Run("evaluation mode") { seed in changeByValidation(seed, .evaluation) }])
  }

  private static func changeByValidation(_ seed: UInt64, _ mode: Mode) -> Measurement {
    var generator = SplitMix64(seed: 6 &+ seed)
    let norm = BatchNorm1d(featureCount: 4)
    FailureRuns.see(norm, FailureRuns.batches(60, [32, 4], using: &generator))
    let before = FailureRuns.runningMean(of: norm)
    let validation = FailureRuns.batches(20, [32, 4], mean: 5, using: &generator)
    norm.withMode(mode) { FailureRuns.see(norm, validation) }
    return Measurement((FailureRuns.runningMean(of: norm) - before).maximumMagnitude())
  }
}
