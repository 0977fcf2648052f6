public import Course

// Batches are counted where epochs were meant, and epochs where batches were.

extension FailureMode {
  /// F8.2: a schedule of a thousand steps is stepped ten times.
  ///
  /// ## Source
  ///
  /// https://github.com/pytorch/pytorch/issues/65417
  public static var epochsForBatches: FailureMode {
    FailureMode(
      id: .failureMode(8, 2), title: "OneCycle seems to do nothing",
      symptom:
        "The rate stays near its start, a 25th of the peak, and training is as slow as that.",
      diagnosis: """
        The schedule's length was given in batches, and it is stepped once per epoch: after ten epochs it is at step \
        ten of a thousand. Lightning steps per epoch unless the configuration says interval "step".
        """,
      fix:
        "scheduler.step() inside the loop over batches. Log the rate and look at its largest value.",
      quantity: "largest rate of 1,000 batches ÷ the peak", symptomatic: .below(0.5),
      broken: Run("stepped per epoch") { try largestRate(.epoch) },
      remedies: [Run("stepped per batch") { try largestRate(.batch) }])
  }

  private static func largestRate(_ unit: Scheduler.Unit) throws -> Measurement {
    let run = ScheduleRuns(OneCycle(peak: 1, stepCount: 1000, momenta: nil), unit: unit)
    return Measurement(try run.batchRates(epochCount: 10).max() ?? 0)
  }

  /// F8.3: a schedule of ten steps is stepped a thousand times.
  public static var batchesForEpochs: FailureMode {
    FailureMode(
      id: .failureMode(8, 3), title: "The rate swings up and down within every epoch",
      symptom: "The loss comes and goes in waves shorter than an epoch, and so does the rate.",
      diagnosis: """
        The cosine's T_max was given in epochs, and it is stepped per batch. It falls in ten batches and rises in \
        the next ten, since PyTorch's cosine comes back.
        """,
      fix: "Step it per epoch, or give T_max in batches: epochs · len(loader).",
      quantity: "turning points of the rate in 1,000 batches", symptomatic: .above(1),
      broken: Run("stepped per batch") { try turningPoints(.batch) },
      remedies: [Run("stepped per epoch") { try turningPoints(.epoch) }])
  }

  private static func turningPoints(_ unit: Scheduler.Unit) throws -> Measurement {
    let rates = try ScheduleRuns(CosineDecay(length: 10), unit: unit).batchRates(epochCount: 10)
    let changes = zip(rates.dropFirst(), rates).map { $0 - $1 }.filter { $0 != 0 }
    return Measurement(Double(zip(changes, changes.dropFirst()).count { $0 * $1 < 0 }))
  }

  /// F8.18: the milestones pass in the first epoch.
  ///
  /// ## Source
  ///
  /// https://github.com/pytorch/vision/issues/8629 suspects torchvision's detection reference of it; there the scheduler
  /// that is stepped per batch is that of the warm-up
  public static var milestonesInEpochs: FailureMode {
    FailureMode(
      id: .failureMode(8, 18), title: "The rate has dropped twice before the first epoch is over",
      symptom: "The loss falls for a few batches and then hardly moves. No error, no warning.",
      diagnosis: """
        Milestones 16 and 22 were meant as epochs, and the scheduler is stepped per batch: from batch 22 on the rate \
        is a hundredth of the first one.
        """,
      fix: "Step it per epoch, or give the milestones in batches. Print the rate once per epoch.",
      quantity: "batches of 2,600 at a hundredth of the first rate", symptomatic: .above(2000),
      broken: Run("stepped per batch") { try smallRates(.batch) },
      remedies: [Run("stepped per epoch") { try smallRates(.epoch) }])
  }

  private static func smallRates(_ unit: Scheduler.Unit) throws -> Measurement {
    let run = ScheduleRuns(MultiStepDecay(milestones: [16, 22]), unit: unit)
    return Measurement(Double(try run.batchRates(epochCount: 26).count { $0 < 0.0011 }))
  }
}
