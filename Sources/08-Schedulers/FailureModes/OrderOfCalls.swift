public import Course

// The order of the calls, and the last batch.

extension FailureMode {
  /// F8.5: the last, smaller batch of every epoch was not counted.
  public static var oneStepTooMany: FailureMode {
    FailureMode(
      id: .failureMode(8, 5), title: "The run crashes shortly before its end",
      symptom: """
        After hours of training: "Tried to step 9 times. The specified number of total steps is 8".
        """,
      diagnosis: """
        total_steps was computed as epochs · (samples // batch size), and the loader has one batch more, because it \
        keeps the incomplete one. OneCycleLR bears one step past its end and refuses the next.
        """,
      fix: """
        total_steps = epochs · len(loader), or drop_last=True in the loader. Batches whose gradients are accumulated \
        count as one.
        """,
      quantity: "batches of 12 that are trained on before the schedule refuses",
      symptomatic: .below(11.5),
      broken: Run("the last batch is forgotten") { trainedBatches(stepCount: 4 * (10 / 4)) },
      remedies: [Run("the last batch is counted") { trainedBatches(stepCount: 4 * 3) }])
  }

  private static func trainedBatches(stepCount: Int) -> Measurement {
    let run = ScheduleRuns(OneCycle(peak: 0.1, stepCount: stepCount))
    var count = 0
    for _ in 0..<12 {
      count += 1
      guard (try? run.advance(by: 1)) != nil else { break }
    }
    return Measurement(Double(count))
  }

  /// F8.6: the rate of the first step is never used.
  ///
  /// ## Source
  ///
  /// https://docs.pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate, which gives PyTorch 1.1.0 as the
  /// version that turned the order around
  public static var schedulerFirst: FailureMode {
    FailureMode(
      id: .failureMode(8, 6), title: "The schedule runs one step ahead",
      symptom: """
        PyTorch warns: "Detected call of `lr_scheduler.step()` before `optimizer.step()`". Every drop comes one step \
        early.
        """,
      diagnosis: """
        scheduler.step() sets the rate of the next step. Called first it skips the rate of step 0. The same warning \
        appears when a gradient scaler has skipped the first step.
        """,
      fix: "optimizer.step(), then scheduler.step().",
      quantity: "steps at the first rate, period 3", symptomatic: .below(2.5),
      broken: Run("the scheduler first") {
        try stepsAtFirstRate { run in
          try run.scheduler.step()
          return run.rate
        }
      },
      remedies: [
        Run("the optimizer first") { try stepsAtFirstRate { try $0.advance(by: 1)[0] } }
      ])
  }

  private static func stepsAtFirstRate(
    _ step: (ScheduleRuns) throws -> Double
  ) throws -> Measurement {
    let run = ScheduleRuns(StepDecay(period: 3))
    let first = run.rate
    let rates = try (0..<9).map { _ in try step(run) }
    return Measurement(Double(rates.count { $0 == first }))
  }
}
