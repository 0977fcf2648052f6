import Course

// Schedules that were right by themselves and wrong together.

extension SchedulerBug {
  static var ignoredAtZero: SchedulerBug {
    @Sendable func chain(_ scale: Int, _ second: any Schedule) -> ChainedSchedule {
      ChainedSchedule([LinearWarmUp(length: 10 * scale), second])
    }
    let planted = CatalogedSchedule("a decay that begins at the base") { scale in
      let decay = ExponentialDecay(factor: 1 - 0.05 / Double(scale))
      return chain(
        scale,
        PlantedSchedule(
          closed: decay.rate(at:from:),
          recursive: { step, previous, base in
            step == 0 ? base : decay.rate(at: step, after: previous, from: base)
          }))
    }
    return SchedulerBug(
      2, title: "A chain whose first step has the full rate",
      reports: [PublicReport("pytorch/pytorch", 63457, 2021, isPullRequest: true)],
      verdict: .mended,
      story: """
        At step 0 some schedules returned the base rates instead of the rates that the groups had. Chained behind a \
        warm-up they took its first step away. Since then they return what they find.
        """,
      quantity: "rate of the first step, warm-up over 10 steps times a decay, base 1",
      reported: { rate(planted.schedule(), at: 0) },
      right: { rate(chain(1, ExponentialDecay(factor: 0.95)), at: 0) },
      law: .closedForm, plant: planted)
  }

  private static var halfThenThird: SequentialSchedule {
    SequentialSchedule(
      [ReducedStart(factor: 0.5, length: 3), ReducedStart(factor: 0.3, length: 4)], milestones: [3])
  }

  static var allAtOnce: SchedulerBug {
    let sequence = halfThenThird
    let planted = CatalogedSchedule("a sequence that all have started") { _ in
      PlantedSchedule(
        closed: sequence.rate(at:from:),
        recursive: { step, previous, base in
          sequence.rate(at: step, after: previous, from: base) * (step == 0 ? 0.3 : 1)
        })
    }
    return SchedulerBug(
      3, title: "A sequence that starts with all its schedules",
      reports: [
        PublicReport("pytorch/pytorch", 82684, 2022), PublicReport("pytorch/pytorch", 72874, 2022),
        PublicReport("threestudio-project/threestudio", 226, 2023),
      ], verdict: .mended,
      story: """
        Every scheduler makes a step when it is created. In a sequence all of them were created at the start, so the \
        first stage had the factors of all: 0.5 · 0.3 instead of 0.5. Today the sequence takes these steps back.
        """,
      quantity: "rate of the first step, a factor of 0.5 and later one of 0.3, base 1",
      reported: { rate(planted.schedule(), at: 0) }, right: { rate(sequence, at: 0) },
      law: .closedForm, plant: planted)
  }

  private static func warmUpThenCosine(_ scale: Int) -> SequentialSchedule {
    SequentialSchedule(
      [LinearRamp(start: 0.1, length: 10 * scale), CosineDecay(length: 30 * scale)],
      milestones: [10 * scale])
  }

  static var aliasedBase: SchedulerBug {
    let planted = CatalogedSchedule("a sequence whose base was overwritten") { scale in
      let sequence = warmUpThenCosine(scale)
      return PlantedSchedule(
        closed: sequence.rate(at:from:),
        recursive: { step, previous, base in
          step < 10 * scale
            ? sequence.rate(at: step, after: previous, from: base)
            : sequence.rate(at: step, from: base) / 10
        })
    }
    return SchedulerBug(
      4, title: "A tensor that is the rate and the base rate",
      reports: [PublicReport("pytorch/pytorch", 162359, 2025)], verdict: .mended,
      story: """
        With a rate that is a tensor the sequence made lr and initial_lr the same object. The warm-up's first \
        factor, written in place, changed the base of all schedules after it: the cosine began at a tenth.
        """,
      quantity: "rate of the first step after a warm-up from a tenth, base 1",
      reported: { rate(planted.schedule(), at: 10) }, right: { rate(warmUpThenCosine(1), at: 10) },
      law: .closedForm, plant: planted)
  }

  static var sequenceNotResumed: SchedulerBug {
    let sequence = SequentialSchedule(
      [ReducedStart(factor: 0.1, length: 20), ExponentialDecay(factor: 0.9)], milestones: [3])
    let planted = CatalogedSchedule("a sequence that jumps into its first schedule") { _ in
      PlantedSchedule(
        closed: { step, base in sequence.schedules[0].rate(at: min(step, 3), from: base) },
        recursive: sequence.rate(at:after:from:))
    }
    return SchedulerBug(
      5, title: "A sequence that resumes in its first schedule",
      reports: [
        PublicReport("pytorch/pytorch", 162591, 2025),
        PublicReport("pytorch/pytorch", 171515, 2025, isPullRequest: true),
      ], verdict: .stands,
      story: """
        SequentialLR(…, last_epoch=N) starts its first schedule, whichever has step N. Restoring state dictionaries \
        instead works.
        """,
      quantity: "rate of a sequence that is made at step 4, milestone 3, base 1",
      reported: { planted.schedule().rate(at: 4, from: 1) }, right: { rate(sequence, at: 4) },
      law: .jumping, plant: planted)
  }

  static var overwritten: SchedulerBug {
    let planted = CatalogedSchedule("milestones times restarts") { scale in
      ChainedSchedule([
        MultiStepDecay(milestones: [scale, 2 * scale, 3 * scale]),
        CosineRestarts(firstLength: 50 * scale),
      ])
    }
    return SchedulerBug(
      6, title: "A chain in which the last schedule wins",
      reports: [PublicReport("pytorch/pytorch", 129565, 2024)], verdict: .stands,
      story: """
        Warm restarts compute their rate from the base and not from what they find, so a chain loses what came \
        before. It is so in the course's chain as well, which is what the law is for. CosineAnnealingLR, which \
        multiplies, can be chained.
        """,
      quantity: "rate at step 3 after three drops to a tenth each, base 1",
      reported: { rate(planted.schedule(), at: 3) },
      right: { planted.schedule().rate(at: 3, from: 1) }, law: .closedForm, plant: planted)
  }

  static var nestedSequence: SchedulerBug {
    let inner = halfThenThird
    let planted = CatalogedSchedule("a sequence within a sequence") { _ in
      PlantedSchedule(
        closed: inner.rate(at:from:),
        recursive: { step, _, base in inner.rate(at: step == 0 ? 0 : step + 1, from: base) })
    }
    return SchedulerBug(
      14, title: "A sequence within a sequence is a step ahead",
      reports: [PublicReport("pytorch/pytorch", 196243, 2026)], verdict: .stands,
      story: """
        To take back the steps that schedules make at their creation the outer sequence starts the inner one anew, \
        and that makes a step too many: each stage of the inner one is over one step early.
        """,
      quantity: "steps at the first rate of a stage of three, wrapped in another sequence",
      reported: {
        Double(planted.schedule().recursiveRates(stepCount: 9, from: 1).count { $0 == 0.5 })
      },
      right: { Double(inner.recursiveRates(stepCount: 9, from: 1).count { $0 == 0.5 }) },
      law: .closedForm, plant: planted)
  }
}
