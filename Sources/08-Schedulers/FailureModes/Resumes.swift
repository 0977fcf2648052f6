import Autograd
public import Course
import TensorCore

// What is left of a schedule when a run goes on, in another process or in another stage.

extension FailureMode {
  /// F8.7: the weights alone were saved.
  public static var resumedWithoutState: FailureMode {
    FailureMode(
      id: .failureMode(8, 7), title: "The rate jumps up after a resume",
      symptom: "The loss jumps where the run was resumed, and falls again as at the start.",
      diagnosis: """
        Only the model's weights were restored. Optimizer and scheduler are new, so the schedule begins at step 0: \
        in the middle of a cosine the rate doubles, and momentum starts from rest.
        """,
      fix: """
        Save and load all three: model, optimizer, scheduler. The test: a resumed run has the same rates and losses \
        to the bit.
        """,
      quantity: "rate after the resume ÷ rate before it, at half of a cosine",
      symptomatic: .above(1.5),
      broken: Run("only the weights restored") { try jump(at: 50) { _, _ in } },
      remedies: [Run("both states restored") { try jump(at: 50, restore: both) }])
  }

  /// F8.20: the rate itself lives in the optimizer.
  ///
  /// ## Source
  ///
  /// https://github.com/pytorch/pytorch/issues/29697, https://github.com/pytorch/pytorch/issues/65342
  public static var halfRestored: FailureMode {
    FailureMode(
      id: .failureMode(8, 20), title: "The scheduler was restored and the rate was not",
      symptom: "scheduler.last_epoch is right after the resume, and the rate is that of step 0.",
      diagnosis: """
        The scheduler's state holds the step and the base rates. The rate is a setting of the optimizer's groups, \
        and load_state_dict of a scheduler does not write it. Schedules that multiply the previous rate stay too \
        high from then on.
        """,
      fix:
        "optimizer.load_state_dict too. Assert that optimizer.param_groups[0][\"lr\"] is scheduler.get_last_lr()[0].",
      quantity: "rate after the resume ÷ rate before it, at step 45 of 100 of a cosine",
      symptomatic: .above(1.5),
      broken: Run("the scheduler's state alone") {
        try jump(at: 45) { saved, fresh in
          try Checkpoint(["scheduler": saved.scheduler]).restore(["scheduler": fresh.scheduler])
        }
      },
      remedies: [Run("the optimizer's state too") { try jump(at: 45, restore: both) }])
  }

  private static func both(_ saved: ScheduleRuns, _ fresh: ScheduleRuns) throws {
    let checkpoint = Checkpoint(["optimizer": saved.optimizer, "scheduler": saved.scheduler])
    try checkpoint.restore(["optimizer": fresh.optimizer, "scheduler": fresh.scheduler])
  }

  private static func jump(
    at step: Int, restore: (_ saved: ScheduleRuns, _ fresh: ScheduleRuns) throws -> Void
  ) throws -> Measurement {
    let (saved, fresh) = (
      ScheduleRuns(CosineDecay(length: 100)), ScheduleRuns(CosineDecay(length: 100))
    )
    try saved.advance(by: step)
    try restore(saved, fresh)
    return Measurement(fresh.rate / saved.rate)
  }

  /// F8.21: a cosine that starts from the end of another one.
  ///
  /// ## Source
  ///
  /// https://github.com/pytorch/pytorch/issues/78003
  public static var secondCosine: FailureMode {
    FailureMode(
      id: .failureMode(8, 21), title: "In the second stage the rate stays at zero",
      symptom: "A second scheduler is made for the next stage, and nothing is trained any more.",
      diagnosis: """
        A new CosineAnnealingLR starts from the optimizer's rate as it is. After a whole cosine that is 0, and the \
        quotient of two cosines times 0 is 0.
        """,
      fix: """
        Set the rate of every group back before the new scheduler is made; or one scheduler with restarts for all \
        stages.
        """,
      quantity: "largest rate of the second stage ÷ that of the first", symptomatic: .below(0.5),
      broken: Run("from where the first has ended") { try secondStage { _ in } },
      remedies: [Run("the rate set back") { try secondStage { $0.learningRate = 0.1 } }])
  }

  private static func secondStage(_ prepare: (Momentum) -> Void) throws -> Measurement {
    let first = ScheduleRuns(CosineDecay(length: 100))
    let largest = try first.advance(by: 100).max() ?? 0
    prepare(first.optimizer)
    let second = Scheduler(first.optimizer, CosineDecay(length: 100))
    var rates: [Double] = []
    for _ in 0..<100 {
      rates.append(first.rate)
      first.optimizer.step()
      try second.step()
    }
    return Measurement((rates.max() ?? 0) / largest)
  }

  /// F8.22: what was loaded contains the old rate.
  ///
  /// ## Source
  ///
  /// https://github.com/pytorch/pytorch/issues/156846, https://github.com/NVIDIA/Megatron-LM/issues/1138
  public static var newRateWithoutEffect: FailureMode {
    FailureMode(
      id: .failureMode(8, 22),
      title: "A new rate in the configuration has no effect after a resume",
      symptom: "The run is resumed with a tenth of the rate, and the log shows the old one.",
      diagnosis: """
        The optimizer's state contains the rates, and the scheduler's the base rates (in PyTorch also lengths and \
        factors). Loading them overwrites what the configuration says.
        """,
      fix: """
        Load first. Then set group["initial_lr"] to the new base and group["lr"] to the rate that the new schedule \
        has at this step: those that multiply go on from it. Then make the scheduler with last_epoch = step − 1. Log \
        the rate of the first step.
        """,
      quantity: "rate one step after the resume ÷ what the new base rate gives",
      symptomatic: .above(2),
      broken: Run("states loaded over the new rate") {
        try newRate { saved in
          let fresh = ScheduleRuns(falling, rates: [0.01])
          try both(saved, fresh)
          try fresh.advance(by: 1)
          return fresh.rate
        }
      },
      remedies: [
        Run("the new rate after loading") {
          try newRate { saved in
            let optimizer = ScheduleRuns.optimizer(rates: [0.01])
            try Checkpoint(["optimizer": saved.optimizer]).restore(["optimizer": optimizer])
            optimizer.learningRate = 0.01
            let scheduler = Scheduler(optimizer, falling)
            scheduler.jump(to: saved.scheduler.stepCount)
            optimizer.step()
            try scheduler.step()
            return Double(optimizer.learningRate)
          }
        }
      ])
  }

  private static var falling: FactorSchedule { FactorSchedule { .pow(0.99, $0) } }

  private static func newRate(
    _ resume: (_ saved: ScheduleRuns) throws -> Double
  ) throws -> Measurement {
    let saved = ScheduleRuns(falling)
    try saved.advance(by: 50)
    return Measurement(try resume(saved) / (0.01 * .pow(0.99, 51)))
  }
}
