import Autograd
import Course
import Schedulers
import TensorCore
import TestSupport
import Testing

// The order of calls, what a checkpoint holds, and a rate that is changed by hand.

extension Lesson08Interview {
  @Test(
    .interview(
      .question(8, 21), level: .debug, minutes: 2,
      question:
        "In PyTorch, in which order are optimizer.step() and scheduler.step() called, and what does the other order do?",
      answer: """
        First the optimizer, then the scheduler. Making the scheduler sets the rate of step 0, and each of its steps sets the next one. In the other order the first rate is never used and every rate comes one step early: a step decay drops one step early, \
        and a warm-up loses its lowest rate. Before PyTorch 1.1 the other order was right, so old code has it.
        """,
      commonMistake: "The order does not matter, as both are called equally often.",
      otherMistakes: [
        "The scheduler comes first, to set the rate for the update.":
          "Making the scheduler has set the first update's rate already. Called first, it moves on before that rate is used: at rate 1 there are {updates at 1, other order} updates instead of {updates at 1}.",
        "The other order raises an error.":
          "PyTorch only warns, and the run goes on with every rate one step early: warm-up over 5 steps begins with {first, scheduler first} of the base rate instead of {first, optimizer first}.",
      ],
      refutation: """
        Rate 1, multiplied by 0.1 every 3 steps: {updates at 1} updates are made at rate 1 with the optimizer first, {updates at 1, other order} with the scheduler first. With warm-up over 5 steps the first update has {first, optimizer first} of the base rate, or {first, scheduler first}. There is \
        a warning, and the run goes on.
        """,
      followUps: [
        "When does one step matter?": """
        Seldom if the unit is batches. If it is epochs, a whole epoch moves, and a run can no longer be compared with a published one.
        """,
        "And in a loop that steps per epoch?": """
        The same: all updates of the epoch, then the scheduler once. A plateau scheduler comes after the validation, whose figure it takes.
        """,
      ]))
  func `scheduler first: every rate comes one step early`() throws {
    func rates(_ schedule: any Schedule, schedulerFirst: Bool) throws -> ([Scalar], String?) {
      let optimizer = momentum(rates: [1])
      let scheduler = Scheduler(optimizer, try schedule.sound(from: 1))
      var used: [Scalar] = []
      for _ in 0..<8 {
        if schedulerFirst { try scheduler.step() }
        used.append(optimizer.learningRate)
        let w = optimizer.parameters[0]
        try trainingStep(optimizer) { (w * w).sum() * 0.01 }
        if !schedulerFirst { try scheduler.step() }
      }
      return (used, scheduler.warning)
    }
    let decay = StepDecay(period: 3)
    let (right, quiet) = try rates(decay, schedulerFirst: false)
    let (early, warning) = try rates(decay, schedulerFirst: true)
    evidence("updates at 1", right.count { $0 == 1 })
    evidence("updates at 1, other order", early.count { $0 == 1 })
    #expect(right.count { $0 == 1 } == 3 && early.count { $0 == 1 } == 2)
    #expect(Array(early.dropLast()) == Array(right.dropFirst()) && quiet == nil && warning != nil)
    let warmUp = LinearWarmUp(length: 5)
    evidence("first, optimizer first", try rates(warmUp, schedulerFirst: false).0[0])
    evidence("first, scheduler first", try rates(warmUp, schedulerFirst: true).0[0])
  }

  @Test(
    .interview(
      .question(8, 12), level: .debug, minutes: 3,
      question:
        "A PyTorch run with a cosine schedule is resumed from a checkpoint. What has to be restored for the schedule to go on?",
      answer: """
        Both states, the scheduler's and the optimizer's. The first holds the step and the base rates, the second the rates as they are. Many schedules compute the next rate from the current one, so a scheduler alone that is restored goes on from a wrong rate. \
        Without either the cosine starts from its peak again. I test it: a run stopped at any step and resumed must equal the uninterrupted one.
        """,
      commonMistake: "The scheduler's state is enough: it knows its step, so it knows the rate.",
      otherMistakes: [
        "A schedule is a function of the epoch, so nothing has to be saved.":
          "A new scheduler counts from 0, so without a state the cosine starts from its peak again. And the epoch is not enough: many PyTorch schedules compute the next rate from the current one.",
        "The optimizer's state is enough, as the rate stands in it.":
          "The rate right after loading is right, but the scheduler counts from 0 again: ten steps later the rate should be {rate ten later|3}, and it is {ten later, optimizer only|3}.",
      ],
      refutation: """
        Base 0.1, cosine over 100 steps, stopped after 45 at the rate {rate at the stop}. Right after loading, the rate is {rate, scheduler only} with the scheduler's state alone, and {rate, both} with both. Ten steps later it should be {rate ten later}; it is {ten later, scheduler only} with the scheduler's alone and \
        {ten later, optimizer only|3} with the optimizer's alone.
        """,
      followUps: [
        "How do you notice that a part of the state is missing?": """
        I compare the rate right after loading and the rates of some steps later with those of an uninterrupted run. The first alone is not enough: with the optimizer's state alone it is right, and only the later ones are wrong.
        """,
        "What if the resumed run is to be longer?": """
        Then the schedule is another one. Its length belongs to the new configuration; a scheduler's state that brings the old length along would hide the change.
        """,
      ]))
  func `the scheduler's state alone resumes at another rate`() throws {
    let schedule = try CosineDecay(length: 100).sound()
    func pair() -> (Momentum, Scheduler) {
      let optimizer = momentum(rates: [0.1])
      return (optimizer, Scheduler(optimizer, schedule))
    }
    let (optimizer, scheduler) = pair()
    for _ in 0..<45 { try scheduler.step() }
    let stopped = optimizer.learningRate
    let saved = Checkpoint(["optimizer": optimizer, "scheduler": scheduler])
    let (one, first) = pair()
    try Checkpoint(["scheduler": scheduler]).restore(["scheduler": first])
    let (two, second) = pair()
    try Checkpoint(["optimizer": optimizer]).restore(["optimizer": two])
    let (both, third) = pair()
    try saved.restore(["optimizer": both, "scheduler": third])
    evidence("rate at the stop", stopped)
    evidence("rate, scheduler only", one.learningRate)
    evidence("rate, both", both.learningRate)
    #expect(one.learningRate == 0.1 && both.learningRate == stopped && stopped < 0.06)
    for _ in 0..<10 {
      for scheduler in [scheduler, first, second, third] { try scheduler.step() }
    }
    evidence("rate ten later", optimizer.learningRate)
    evidence("ten later, scheduler only", one.learningRate)
    evidence("ten later, optimizer only", two.learningRate)
    #expect(both.learningRate == optimizer.learningRate)
    #expect(one.learningRate > 1.5 * optimizer.learningRate)
    #expect(two.learningRate > 1.2 * optimizer.learningRate)
  }

  @Test(
    .interview(
      .question(8, 28), level: .debug, minutes: 3,
      question:
        "Someone sets the optimizer's learning rate by hand in the middle of a run with a PyTorch scheduler. What happens at the scheduler's next step?",
      answer: """
        It depends on how the schedule computes. ExponentialLR and StepLR multiply the rate that the optimizer has, so the change stays. LambdaLR and OneCycleLR compute from the base and the step, and overwrite it. So two schedulers on one optimizer may multiply each other or overwrite each other. \
        To change a rate for good I build the factor into the schedule: a new base rate reaches LambdaLR, but neither those that multiply nor OneCycleLR.
        """,
      commonMistake: "The scheduler overwrites it, as a schedule is a function of the step.",
      otherMistakes: [
        "The change stays, whatever the schedule.":
          "It stays where the current rate is multiplied. LambdaLR and OneCycleLR compute from base and step: after 8 is set by hand, such a schedule has {from the base} at its next step.",
        "It raises an error, as the rate is not the one that the scheduler has set.":
          "No scheduler compares the two. Halving at each step, one that multiplies goes on from 8 to {multiplied}, and one that computes from base and step goes to {from the base}. Neither complains.",
      ],
      refutation: """
        Rate 1, halved at each step, set to 8 by hand: after the next step it is {multiplied} where the rate is multiplied and {from the base} where it is computed from the base. Two cosines of 10 steps to zero, stepped in turn on one optimizer, reach {two cosines|3} times the base rate within 40 steps.
        """,
      followUps: [
        "Why do two cosines explode?": """
        Each multiplies by the quotient of its neighboring values, so the quotients are squared; after the minimum each adds its rise, and that is multiplied by both from then on.
        """,
        "How are schedules combined, then?": """
        Of factors of the base the product is well defined, and one after the other with milestones always is. I plot the result before training.
        """,
      ]))
  func `a rate set by hand survives only under factors`() throws {
    func afterChange(_ schedule: any Schedule) throws -> Scalar {
      let optimizer = momentum(rates: [1])
      let scheduler = Scheduler(optimizer, try schedule.sound(from: 1))
      optimizer.learningRate = 8
      try scheduler.step()
      return optimizer.learningRate
    }
    let multiplied = try afterChange(ExponentialDecay(factor: 0.5))
    let computed = try afterChange(FactorSchedule { .pow(0.5, $0) })
    evidence("multiplied", multiplied)
    evidence("from the base", computed)
    #expect(multiplied == 4 && computed == 0.5)
    let cosine = CosineDecay(length: 10)
    let two = ChainedSchedule([cosine, cosine]).recursiveRates(stepCount: 40, from: 1)
    let largest = try #require(two.max())
    evidence("two cosines", largest)
    #expect(largest > 50 && cosine.recursiveRates(stepCount: 40, from: 1).allSatisfy { $0 < 1.01 })
  }
}
