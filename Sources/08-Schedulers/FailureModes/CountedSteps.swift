import Autograd
public import Course
import TensorCore

// The schedule counts other steps than the optimizer makes.

extension FailureMode {
  /// F8.13: the schedule is over after a quarter of the run.
  ///
  /// ## Source
  ///
  /// https://github.com/starVLA/starVLA/pull/210
  public static var microBatches: FailureMode {
    FailureMode(
      id: .failureMode(8, 13), title: "With gradient accumulation the schedule ends too early",
      symptom: "With four micro-batches a step the rate is 0 after a quarter of the run.",
      diagnosis: """
        The scheduler is stepped for every micro-batch, the optimizer for every fourth. The schedule's length is in \
        optimizer steps.
        """,
      fix: "scheduler.step() beside optimizer.step(), inside the if.",
      quantity: "optimizer steps of 100 at the rate 0", symptomatic: .above(10),
      broken: Run("stepped per micro-batch") {
        try stepsAtZero { batch in batch % 4 == 3 ? (1, 1) : (0, 1) }
      },
      remedies: [
        Run("stepped with the optimizer") {
          try stepsAtZero { batch in batch % 4 == 3 ? (1, 1) : (0, 0) }
        }
      ])
  }

  /// The steps that are made at the rate 0, of a linear decay.
  ///
  /// A batch brings so many steps of the optimizer, and then
  /// of the scheduler.
  private static func stepsAtZero(
    length: Int = 100, batchCount: Int = 400, calls: (Int) -> (optimizer: Int, scheduler: Int)
  ) throws -> Measurement {
    let run = ScheduleRuns(PolynomialDecay(length: length))
    var count = 0
    for batch in 0..<batchCount {
      let calls = calls(batch)
      for _ in 0..<calls.optimizer {
        if run.rate == 0 { count += 1 }
        run.optimizer.step()
      }
      for _ in 0..<calls.scheduler { try run.scheduler.step() }
    }
    return Measurement(Double(count))
  }

  /// F8.16: a library steps the schedule once for every process.
  ///
  /// ## Source
  ///
  /// https://github.com/huggingface/diffusers/issues/3954, https://github.com/huggingface/accelerate/issues/2142
  public static var steppedByEveryProcess: FailureMode {
    FailureMode(
      id: .failureMode(8, 16),
      title: "With four GPUs the warm-up and the decay are four times as fast",
      symptom:
        "On four GPUs the rate is 0 after a quarter of the steps. On one the same script is right.",
      diagnosis: """
        accelerate's prepared scheduler makes one step for every process unless split_batches is set, because it \
        takes lengths to be counted in batches of the loader before it was split. A length that was counted in \
        optimizer steps passes four times as fast.
        """,
      fix: """
        Give warm-up and length times accelerator.num_processes, or do not hand the scheduler to prepare().
        """,
      quantity: "optimizer steps of 100 at the rate 0, in four processes",
      symptomatic: .above(10),
      broken: Run("a length in optimizer steps") {
        try stepsAtZero(batchCount: 100) { _ in (1, 4) }
      },
      remedies: [
        Run("a length for all processes") {
          try stepsAtZero(length: 400, batchCount: 100) { _ in (1, 4) }
        }
      ])
  }

  /// F8.19: the schedule goes on while the scaler skips steps.
  ///
  /// ## Source
  ///
  /// https://github.com/pytorch/pytorch/issues/44511, https://github.com/Lightning-AI/pytorch-lightning/issues/18828
  public static var skippedSteps: FailureMode {
    FailureMode(
      id: .failureMode(8, 19), title: "The warm-up passes while mixed precision skips steps",
      symptom: """
        The first step that changes anything is made nearly at the full rate, and PyTorch warns that the scheduler \
        was stepped first.
        """,
      diagnosis: """
        GradScaler starts at a scale of 65,536 and halves it after every overflow, skipping the step. The scheduler \
        is stepped all the same: after eight skipped steps a warm-up over ten is nearly over.
        """,
      fix: """
        Step the scheduler only where scaler.get_scale() has not fallen in update(). In a warm-up of thousands of \
        steps eight more or less are few.
        """,
      quantity: "rate of the first step that is made ÷ the peak, warm-up over 10 steps",
      symptomatic: .above(0.5),
      broken: Run("in every iteration") { try firstRate { _ in true } },
      remedies: [Run("only with the optimizer") { try firstRate { wasMade in wasMade } }])
  }

  private static func firstRate(
    whetherToStep: (_ wasMade: Bool) -> Bool
  ) throws -> Measurement {
    let run = ScheduleRuns(LinearWarmUp(length: 10))
    var scale = 65_536.0
    while true {
      let wasMade = (scale * 200).roundedToFloat16().isFinite
      if wasMade { return Measurement(run.rate / 0.1) }
      scale /= 2
      if whetherToStep(wasMade) { try run.scheduler.step() }
    }
  }
}
