import Autograd
import Course
import TensorCore

// What a scheduler remembers, and for whom.

extension SchedulerBug {
  static var countedAlone: SchedulerBug {
    let planted = CatalogedSchedule("a decay with a count of its own") { scale in
      CountingSchedule(factor: 1 - 0.05 / Double(scale))
    }
    @Sendable func resumed(_ make: () -> any Schedule) throws -> Double {
      let (saved, fresh) = (ScheduleRuns(make()), ScheduleRuns(make()))
      try saved.advance(by: 20)
      let checkpoint = Checkpoint(["optimizer": saved.optimizer, "scheduler": saved.scheduler])
      try checkpoint.restore(["optimizer": fresh.optimizer, "scheduler": fresh.scheduler])
      try saved.advance(by: 1)
      try fresh.advance(by: 1)
      return fresh.rate / saved.rate
    }
    return SchedulerBug(
      12, title: "A schedule whose count is in no checkpoint",
      reports: [
        PublicReport("joeynmt/joeynmt", 127, 2021, isPullRequest: true),
        PublicReport("awslabs/sockeye", 366, 2018),
      ], verdict: .mended,
      story: """
        In JoeyNMT schedules counted their steps and had no state for a checkpoint; in Sockeye the saved schedule \
        came back into one of two references only. Both started over when a run was resumed. A schedule that is a \
        function of the optimizer's step does not.
        """,
      quantity: "rate one step after a resume at step 20 ÷ rate without the stop",
      reported: { try resumed { planted.schedule() } },
      right: { try resumed { ExponentialDecay(factor: 0.95) } }, law: .resuming, plant: planted)
  }

  static var oneRateForGroups: SchedulerBug {
    let planted = CatalogedSchedule("a warm-up to one rate") { scale in
      PlantedSchedule(closed: { step, _ in 0.1 * min(1, Double(step + 1) / Double(10 * scale)) })
    }
    @Sendable func ratio(_ schedule: any Schedule) throws -> Double {
      let run = ScheduleRuns(schedule, rates: [0.001, 0.1])
      try run.advance(by: 20)
      let rates = run.optimizer.learningRates
      return Double(rates[0] / rates[1])
    }
    return SchedulerBug(
      13, title: "One rate for all groups",
      reports: [
        PublicReport("microsoft/hi-ml", 611, 2022),
        PublicReport("deepspeedai/DeepSpeed", 7969, 2026, isPullRequest: true),
      ], verdict: .open,
      story: """
        A warm-up that multiplies its own final rate instead of each group's base hands one rate to all groups. In \
        DeepSpeed a list with one rate reached the first group only; that was mended. Both show as soon as there are \
        two groups with different rates.
        """,
      quantity: "rate of a group with a hundredth of the other's ÷ the other's",
      reported: { try ratio(planted.schedule()) }, right: { try ratio(LinearWarmUp(length: 10)) },
      law: .ratio, plant: planted)
  }

  static var lowerBoundLate: SchedulerBug {
    @Sendable func cyclic(_ scale: Int) -> Cyclic {
      Cyclic(rates: 0.01...0.1, up: 10 * scale, momenta: nil)
    }
    let planted = CatalogedSchedule("a cycle that begins where the rate is") { scale in
      let cyclic = cyclic(scale)
      return PlantedSchedule(
        closed: cyclic.rate(at:from:),
        recursive: { step, previous, base in
          step == 0 ? previous : cyclic.rate(at: step, from: base)
        })
    }
    return SchedulerBug(
      15, title: "A cycle whose lower bound is the optimizer's rate",
      reports: [PublicReport("pytorch/pytorch", 21965, 2019)], verdict: .stands,
      story: """
        Where a scheduler was made before, the groups have an initial_lr, and CyclicLR took that for its lower \
        bound. PyTorch 2.13 has its own bounds from the second step on; the first is still made at the rate that the \
        groups have.
        """,
      quantity: "rate of the first step, lower bound 0.01, the groups at 0.5",
      reported: { rate(planted.schedule(), at: 0, from: 0.5) },
      right: { rate(cyclic(1), at: 0, from: 0.5) }, law: .closedForm, plant: planted)
  }

  static var negativePlateau: SchedulerBug {
    SchedulerBug(
      16, title: "A worse negative loss counts as better",
      reports: [
        PublicReport("pytorch/pytorch", 47513, 2020), PublicReport("pytorch/pytorch", 38622, 2020),
      ],
      verdict: .stands,
      story: """
        A relative threshold multiplies the best figure by 1 − share, which brings a negative one nearer to 0. \
        Failure mode F8.29 is this run. A plateau depends on figures and not on the step, so that no law of \
        schedules speaks of it.
        """,
      quantity: "rate after 50 epochs at the loss −1 ÷ before",
      reported: { try FailureMode.negativeLoss.broken.measure().value },
      right: { try FailureMode.negativeLoss.remedies[0].measure().value })
  }

  static var resumedFromBase: SchedulerBug {
    let cosine = CosineDecay(length: 10)
    let planted = CatalogedSchedule("a cosine that is made anew at its base") { scale in
      let cosine = CosineDecay(length: 10 * scale)
      return PlantedSchedule(
        closed: { _, base in base }, recursive: cosine.rate(at:after:from:))
    }
    return SchedulerBug(
      22, title: "A cosine that jumps when it is made anew",
      reports: [
        PublicReport("pytorch/pytorch", 60339, 2021, isPullRequest: true),
        PublicReport("pytorch/pytorch", 60265, 2021),
      ], verdict: .stands,
      story: """
        Made with last_epoch=N the cosine multiplied the rate that it found by the quotient of one step, whatever N \
        was: 0.76 of the base, where 0.5 is right. That was mended with the closed form, but in PyTorch 2.13 that \
        branch is never reached: the first step keeps the rate that it finds, which in an optimizer made anew is the \
        base. This is what is planted. The optimizer's state brings the right rate back.
        """,
      quantity: "rate of a cosine over 10 that is made at step 5, base 1",
      reported: { planted.schedule().rate(at: 5, from: 1) }, right: { cosine.rate(at: 5, from: 1) },
      law: .jumping, plant: planted)
  }
}
