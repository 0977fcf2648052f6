import Autograd
public import Course
import TensorCore

// A rate that was set by hand, and one that was read in the wrong place.

extension FailureMode {
  /// F8.32: the schedule computes from the base rate.
  public static var setByHand: FailureMode {
    FailureMode(
      id: .failureMode(8, 32), title: "A rate that was set by hand lasts one step",
      symptom:
        "param_groups[0][\"lr\"] = 0.01 in the middle of the run, and one step later the rate is 0.057 again.",
      diagnosis: """
        LambdaLR, OneCycleLR, CyclicLR and the warm restarts compute each rate from the step and from what they were \
        made with, whatever rate the group holds. Those that multiply (StepLR, MultiStepLR, ExponentialLR, \
        CosineAnnealingLR, LinearLR) go on from the rate that they find.
        """,
      fix: """
        Change scheduler.base_lrs of a LambdaLR (OneCycleLR does not read it), make a new scheduler, or use one that \
        multiplies. Best: no hand on the rate, but the change as a part of the schedule, from the start.
        """,
      quantity: "rate one step after it was set by hand ÷ what was set", symptomatic: .above(2),
      broken: Run("a schedule of the base rate") {
        try afterHand(FactorSchedule { .pow(0.95, $0) })
      },
      remedies: [
        Run("a schedule of factors") { try afterHand(ExponentialDecay(factor: 0.95)) }
      ])
  }

  private static func afterHand(_ schedule: any Schedule) throws -> Measurement {
    let run = ScheduleRuns(schedule)
    try run.advance(by: 10)
    run.optimizer.learningRate = 0.01
    try run.advance(by: 1)
    return Measurement(run.rate / 0.01)
  }

  /// F8.33: asking for the next rate computes it from the present one.
  ///
  /// ## Source
  ///
  /// https://github.com/pytorch/pytorch/issues/31871
  public static var reportedRate: FailureMode {
    FailureMode(
      id: .failureMode(8, 33), title: "The log shows a rate that no step was made with",
      symptom: "At each drop the log shows a dip to a tenth of the new rate, for one step.",
      diagnosis: """
        In those that multiply, scheduler.get_lr() computes the rate of a step from the rate before it. Asked once \
        more it applies the factor once more. The optimizer's rate is right; only the log is wrong.
        """,
      fix: "scheduler.get_last_lr(), or optimizer.param_groups[0][\"lr\"].",
      quantity: "rate in the log ÷ rate of the step, at a drop", symptomatic: .below(0.5),
      broken: Run("computed once more") {
        try logged { run in
          run.scheduler.schedules[0].rate(
            at: run.scheduler.stepCount, after: run.rate, from: 0.1)
        }
      },
      remedies: [Run("the optimizer's rate") { try logged { $0.rate } }])
  }

  private static func logged(_ rate: (ScheduleRuns) -> Double) throws -> Measurement {
    let run = ScheduleRuns(StepDecay(period: 3))
    try run.advance(by: 3)
    return Measurement(rate(run) / run.rate)
  }
}
