import Course
import TensorCore

// Formulas that leave the range in which they hold.

extension SchedulerBug {
  static var compounded: SchedulerBug {
    let planted = CatalogedSchedule("a factor that is applied to the last rate") { _ in
      PlantedSchedule(
        closed: { _, base in base * 0.5 }, recursive: { _, previous, _ in previous * 0.5 })
    }
    return SchedulerBug(
      1, title: "A factor of the base that compounds",
      reports: [PublicReport("pytorch/pytorch", 126854, 2024)], verdict: .mended,
      story: """
        With a rate that is a tensor LambdaLR wrote each rate in place, and so into its base rates, which were the \
        same tensor. A constant factor of 0.5 halved the rate at every step.
        """,
      quantity: "rate after ten steps of a factor of 0.5, base 1",
      reported: { rate(planted.schedule(), at: 10) },
      right: { rate(FactorSchedule { _ in 0.5 }, at: 10) }, law: .closedForm, plant: planted)
  }

  static var rampFromZero: SchedulerBug {
    let planted = CatalogedSchedule("a ramp from zero") { scale in
      let length = Double(10 * scale)
      return PlantedSchedule(
        closed: { step, base in base * min(1, Double(step) / length) },
        recursive: { step, previous, _ in
          if step == 0 { return 0 }
          return Double(step) > length ? previous : previous * (1 + 1 / Double(step - 1))
        })
    }
    return SchedulerBug(
      7, title: "A ramp from zero that is computed from its last rate",
      reports: [PublicReport("pytorch/pytorch", 86454, 2022)], verdict: .mended,
      story: """
        LinearLR multiplies the last rate by the quotient of two shares. From 0 that is a division by zero at the \
        first step. Today start_factor = 0 is refused; a warm-up from 0 needs LambdaLR.
        """,
      quantity: "steps of the first 10 that have a rate",
      reported: {
        Double(planted.schedule().recursiveRates(stepCount: 10, from: 1).count { $0.isFinite })
      },
      right: {
        Double(planted.schedule().rates(stepCount: 10, from: 1).count { $0.isFinite })
      }, law: .closedForm, plant: planted)
  }

  static var lineBelowZero: SchedulerBug {
    let planted = CatalogedSchedule("a line that goes on", settledAfter: 40, end: 0) { scale in
      PlantedSchedule(closed: { step, base in base * (1 - Double(step) / Double(40 * scale)) })
    }
    return SchedulerBug(
      8, title: "A linear decay that goes on below zero",
      reports: [PublicReport("huggingface/transformers", 327, 2019, isPullRequest: true)],
      verdict: .mended,
      story: """
        The first optimizers for BERT computed 1 − step/total. Past the total the rate was negative, and every step \
        climbed. The request clips it at 0 and warns.
        """,
      quantity: "rate at step 50 of a decay over 40, base 0.1",
      reported: { rate(planted.schedule(), at: 50, from: 0.1) },
      right: { rate(PolynomialDecay(length: 40), at: 50, from: 0.1) }, law: .pastEnd, plant: planted
    )
  }

  static var pastTheCycle: SchedulerBug {
    @Sendable func cycle(_ stepCount: Int) -> OneCycle {
      OneCycle(peak: 0.1, stepCount: stepCount, anneal: .linear, momenta: nil)
    }
    @Sendable func continued(_ stepCount: Int) -> PlantedSchedule {
      let cycle = cycle(stepCount)
      return PlantedSchedule(closed: { step, base in
        let last = cycle.rate(at: stepCount - 1, from: base)
        let fall = last - cycle.rate(at: stepCount - 2, from: base)
        return cycle.rate(at: step, from: base) + Double(max(0, step - stepCount + 1)) * fall
      })
    }
    let planted = CatalogedSchedule("a cycle that goes on") { continued(40 * $0) }
    return SchedulerBug(
      9, title: "One step past the end of a cycle",
      reports: [PublicReport("pytorch/pytorch", 91765, 2023)], verdict: .stands,
      story: """
        The reporter read the rate after the last step and found it higher again. That is the rate of one step more \
        than there are, which OneCycleLR bears; no step is made with it in a loop of the right length. With linear \
        annealing it is negative.
        """,
      quantity: "rate of the eleventh step of ten, linear, peak 0.1",
      reported: { rate(continued(10), at: 10) }, right: { rate(cycle(10), at: 10) }, law: .finite,
      plant: planted)
  }

  static var growingMomentum: SchedulerBug {
    @Sendable func cycle(
      _ scale: Int, _ decayed: @escaping @Sendable (Double) -> Double
    ) -> PlantedSchedule {
      PlantedSchedule(
        closed: { _, base in base },
        momentum: { step in
          let past = Double(step - 10 * scale) / Double(scale)
          return past < 0 ? 0.95 + 0.01 * past : decayed(1 + 0.01 * past)
        })
    }
    let planted = CatalogedSchedule("a momentum that grows") { cycle($0) { 0.95 * $0 } }
    return SchedulerBug(
      10, title: "A momentum that decays upward",
      reports: [PublicReport("deepspeedai/DeepSpeed", 8589, 2026, isPullRequest: true)],
      verdict: .open,
      story: """
        In the last phase of DeepSpeed's OneCycle the rate is divided by 1 + d·t and the momentum was multiplied by \
        it. Beyond 1 a velocity grows without bound. The request divides.
        """,
      quantity: "momentum 20 steps into the decay, from 0.95, a hundredth a step",
      reported: { planted.schedule().momentum(at: 30) ?? .nan },
      right: { cycle(1) { 0.95 / $0 }.momentum(at: 30) ?? .nan }, law: .finite, plant: planted)
  }

  static var emptyDecay: SchedulerBug {
    @Sendable func stable(_ decay: Int) -> PlantedSchedule {
      PlantedSchedule(closed: { step, base in
        step < 30 ? base : base * (1 - Double(step - 30) / Double(decay))
      })
    }
    let planted = CatalogedSchedule("a decay over no steps") { _ in stable(0) }
    return SchedulerBug(
      11, title: "A stable phase without a decay divides by zero",
      reports: [PublicReport("pytorch/torchtitan", 1010, 2025, isPullRequest: true)],
      verdict: .mended,
      story: """
        Warm-up, stable, decay, with a decay of 0 steps: the progress of the decay is 0/0 in the first step after \
        the stable phase. A loop need not train that far: after its last step the scheduler asks for one rate more.
        """,
      quantity: "steps of 31 that have a rate",
      reported: { Double(stable(0).rates(stepCount: 31, from: 1).count { $0.isFinite }) },
      right: { Double(stable(1).rates(stepCount: 31, from: 1).count { $0.isFinite }) },
      law: .finite, plant: planted)
  }
}
