import Schedulers
import Text

extension ValidatedPlan {
  /// The plan with its arithmetic, a line for each thing that is counted.
  ///
  /// - Parameter width: The greatest number of characters in a line.
  /// - Returns: The lines.
  public func text(width: Int) -> String {
    TextTable(countRows + scheduleRows + restRows).fitted(width: width, breaking: 1)
  }

  private var countRows: [[String]] {
    let last =
      lastBatchSize < settings.batchSize ? ", the last of \(lastBatchSize.words) samples" : ""
    let made =
      settings.accumulation > 1
      ? "\(batchesPerEpoch.words) / \(settings.accumulation.words) = \(updatesPerEpoch.words)"
      : updatesPerEpoch.words
    return [
      [
        "batches",
        "\(settings.samples.words) samples / \(settings.batchSize.words) = "
          + "\(batchesPerEpoch.words) an epoch\(last)",
      ],
      [
        "updates",
        "\(made) an epoch · \(settings.epochs.words) epochs = \(updateCount.words), each from "
          + "\(samplesPerUpdate.words) samples",
      ],
    ]
  }

  private var scheduleRows: [[String]] {
    let unit = settings.steppedPer.rawValue
    let sum =
      settings.warmUp > 0
      ? " = \(settings.warmUp.words) warm-up + "
        + "\((schedulerStepCount - settings.warmUp).words) \(settings.schedule.rawValue)"
      : ", \(settings.schedule.rawValue)"
    let places = [0, settings.warmUp, schedulerStepCount / 2, schedulerStepCount - 1]
    let steps = Set(places).sorted()
    return [
      ["schedule", "\(schedulerStepCount.words) steps, one per \(unit)\(sum)"],
      [
        "rates",
        steps.map { step in
          "\(schedule.rate(at: step, from: settings.rate).words) at step \(step.words)"
        }.joined(separator: ", "),
      ],
    ]
  }

  private var restRows: [[String]] {
    let decay = settings.weightDecay
    let clip = settings.clipping.map { "to the norm \($0.words)" } ?? "none"
    return [
      [
        "optimizer",
        settings.optimizer.rawValue
          + (decay > 0 ? ", decay \(decay.words) of \(settings.decays.rawValue)" : ", no decay"),
      ],
      ["clipping", clip],
      ["numbers", settings.numbers.rawValue + (settings.scalesLoss ? ", scaled loss" : "")],
    ]
      + (settings.validationSamples > 0
        ? [["validation", "\(settings.validationSamples.words) samples after every epoch"]] : [])
      + settings.acceptedRefusals.map { ["accepted", "\($0.refusal.kind.rawValue): \($0.reason)"] }
  }
}
