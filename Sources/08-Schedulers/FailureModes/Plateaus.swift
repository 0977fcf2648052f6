import Autograd
public import Course
import TensorCore

// What the plateau rule takes for no progress, and what for progress.

extension FailureMode {
  private static func settings(
    patience: Int = 10, _ change: (inout PlateauScheduler.Settings) -> Void = { _ in }
  ) -> PlateauScheduler.Settings {
    var settings = PlateauScheduler.Settings()
    settings.factor = 0.5
    settings.patience = patience
    change(&settings)
    return settings
  }

  /// The rate after some figures, as a share of the rate before them.
  private static func share(
    after figures: [Scalar], _ settings: PlateauScheduler.Settings
  ) -> Measurement {
    let optimizer = ScheduleRuns.optimizer()
    let scheduler = PlateauScheduler(optimizer, settings)
    for figure in figures { scheduler.step(figure) }
    return Measurement(Double(optimizer.learningRate) / 0.1)
  }

  /// F8.27: a rising accuracy is no falling loss.
  ///
  /// ## Source
  ///
  /// https://github.com/md-mohaiminul/ViS4mer/issues/4
  public static var accuracyAsLoss: FailureMode {
    FailureMode(
      id: .failureMode(8, 27), title: "The rate is lowered while the accuracy rises",
      symptom: "Every few epochs the rate falls, although each epoch was the best so far.",
      diagnosis: """
        ReduceLROnPlateau waits for the figure to fall unless it is told mode="max". No accuracy is ever below that \
        of the first epoch, so every epoch counts as bad.
        """,
      fix: "mode=\"max\" for accuracies, or hand over the validation loss.",
      quantity: "rate after 20 epochs of rising accuracy ÷ before", symptomatic: .below(0.5),
      broken: Run("lower is better") { share(after: accuracies, settings(patience: 2)) },
      remedies: [
        Run("higher is better") {
          share(after: accuracies, settings(patience: 2) { $0.goal = .higher })
        }
      ])
  }

  private static var accuracies: [Scalar] { (0..<20).map { 0.5 + 0.02 * Scalar($0) } }

  /// F8.28: the loss of a batch is too noisy to compare.
  public static var plateauOfBatches: FailureMode {
    FailureMode(
      id: .failureMode(8, 28), title: "The plateau rule stops the training within an epoch or two",
      symptom: "The rate is halved again and again while the mean loss of the epochs still falls.",
      diagnosis: """
        The rule compares with the best figure ever seen. Of the losses of single batches that is a lucky batch, and \
        ten in a row that are worse are nothing unusual: with patience 10 the rate is halved more than twenty times \
        in 500 batches. Where it stops, the drops are smaller than eps = 1e-8.
        """,
      fix: "Step it once per epoch, with the mean of a validation set that stays the same.",
      quantity: "rate after ten epochs of falling loss ÷ before", symptomatic: .below(0.01),
      broken: Run("the loss of each batch") { seed in
        share(after: losses(seed).flatMap { $0 }, settings())
      },
      remedies: [
        Run("a mean of each epoch") { seed in
          share(after: losses(seed).map { $0.reduce(0, +) / 50 }, settings())
        }
      ])
  }

  /// The losses of 50 batches in each of ten epochs: 1 / epochs, which falls from batch to batch, and noise of 30 %.
  private static func losses(_ seed: UInt64) -> [[Scalar]] {
    var generator = SplitMix64(seed: 28 &+ seed)
    return (1...10).map { epoch in
      let noise = Tensor.normal([50], standardDeviation: 0.3, using: &generator)
      return noise.scalars.enumerated().map { batch, noise in
        (noise + 1) / (Scalar(epoch) + Scalar(batch) / 50)
      }
    }
  }

  /// F8.29: a share of a negative number points the wrong way.
  ///
  /// ## Source
  ///
  /// https://github.com/pytorch/pytorch/issues/47513, https://github.com/pytorch/pytorch/issues/38622
  public static var negativeLoss: FailureMode {
    FailureMode(
      id: .failureMode(8, 29), title: "With a negative loss the plateau rule never fires",
      symptom:
        "A log-likelihood or a negative Dice score has not changed for 50 epochs, and the rate neither.",
      diagnosis: """
        The default threshold is relative: better is below best · (1 − 1e-4). For a best of −1 that is −0.9999, so \
        −1 again, and even a slightly worse figure, counts as better.
        """,
      fix: "threshold_mode=\"abs\" for figures that may be negative.",
      quantity: "rate after 50 epochs at the loss −1 ÷ before", symptomatic: .above(0.9),
      broken: Run("a relative threshold") { share(after: still, settings()) },
      remedies: [
        Run("an absolute threshold") {
          share(after: still, settings { $0.threshold = .absolute(1e-4) })
        }
      ])
  }

  private static var still: [Scalar] { [Scalar](repeating: -1, count: 50) }
}
