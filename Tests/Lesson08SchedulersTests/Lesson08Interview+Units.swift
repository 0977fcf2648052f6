import Autograd
import Course
import Schedulers
import TensorCore
import TestSupport
import Testing

// What a schedule counts: batches, epochs, micro-batches, updates.

extension Lesson08Interview {
  @Test(
    .interview(
      .question(8, 6), level: .debug, minutes: 2,
      question:
        "Which PyTorch schedulers are stepped per batch and which per epoch, and how do you see a mix-up?",
      answer: """
        Each is stepped in the unit of its lengths, and a plot of the rate over \
        the run shows a mix-up. A schedule knows no unit: each call of step counts one. OneCycleLR \
        and CyclicLR are documented per batch, StepLR and ReduceLROnPlateau with epochs. I plot \
        the rate against the optimizer's updates. A mix-up shows at once: a rate that hardly \
        moves, that is gone too early, or that swings.
        """,
      commonMistake:
        "All of them are stepped once per epoch; calls per batch show as a rate that falls too fast.",
      otherMistakes: [
        "The class decides, and PyTorch knows it: a call in the wrong unit raises a warning.":
          """
        step() counts its calls, and nothing in the class says what a call stands for: a cosine \
        with T_max = 10, meant in epochs and stepped per batch, turns {turning points} times \
        without a warning.
        """,
        "It hardly matters: one that is stepped too often just comes to its end early and stays there.":
          """
        Some stay, like LinearLR. A cosine climbs again, here with {turning points} turns, StepLR \
        goes on falling, and OneCycleLR raises an error.
        """,
      ],
      refutation: """
        10 epochs of 100 batches: a one-cycle schedule of 1,000 steps that is stepped per epoch never has more than {largest share|3} of its peak. A cosine with T_max = 10, meant in epochs and stepped per batch, turns {turning points} times.
        """,
      followUps: [
        "Who guards against it in this course?": """
        The scheduler is made with its unit and has two calls, one for the end of a batch and one for the end of an epoch; only its own counts.
        """,
        "And for gradient accumulation?": """
        The unit is the optimizer's update. Stepped per micro-batch, a schedule runs as many times too fast as micro-batches are added up.
        """,
      ]))
  func `one-cycle stepped per epoch stays near its start`() throws {
    let optimizer = momentum(rates: [1])
    let scheduler = Scheduler(
      optimizer, try OneCycle(peak: 1, stepCount: 1_000).sound(from: 1), unit: .epoch)
    var largest: Scalar = 0
    for _ in 0..<10 {
      for _ in 0..<100 {
        largest = max(largest, optimizer.learningRate)
        try scheduler.batchEnded()
      }
      try scheduler.epochEnded()
    }
    evidence("largest share", largest)
    #expect(largest < 0.05 && largest > 0.04 && scheduler.stepCount == 10)
    let rates = try driven(CosineDecay(length: 10), stepCount: 1_000)
    let changes = zip(rates.dropFirst(), rates).map { next, rate in next - rate }
    let turns = zip(changes, changes.dropFirst()).count { before, after in before * after < 0 }
    evidence("turning points", turns)
    #expect(turns == 99)
  }

  @Test(
    .interview(
      .question(8, 22), level: .debug, minutes: 3,
      question: """
        Gradients of 4 micro-batches are added up for each update. A linear decay to zero was given the number of updates as its length. After a quarter of the run nothing is learned any more. Why?
        """,
      answer: """
        The scheduler is stepped per micro-batch, so four times in each update. Its rate is zero after a quarter of them. It has to be stepped after each update of the optimizer. When counting the updates I round as the loop does: \
        an incomplete last group is either dropped or counts as an update, in every epoch. A one-cycle schedule that is one step too short raises an error at the very end.
        """,
      commonMistake:
        "The learning rate has to be divided by the 4 micro-batches; the schedule is right.",
      otherMistakes: [
        "The length should have been the number of micro-batches, with one step() per update.":
          "Length and calls need one unit. With length 1,000 and a step per update there are 250 calls, so the decay stops a quarter of its way down: the last rate is {last rate, length 1,000} of the base.",
        "Updates are always the micro-batches of all epochs divided by 4, rounded down.":
          "Rounding comes in every epoch: two epochs of 1,003 micro-batches that end with an incomplete group make {updates} updates, and one-cycle sized by the quotient ends after {updates done}.",
      ],
      refutation: """
        1,000 micro-batches, 250 updates, length 250: stepped per micro-batch, {updates at rate 0} of the updates have rate 0, stepped per update {updates at rate 0, right} have. With length 1,000 and a step per update the last rate is {last rate, length 1,000} of the base. Two epochs of 1,003 micro-batches that \
        end with an incomplete group make {updates} updates; one-cycle with 501 steps bears {updates done} calls and raises an error at the one after the last update.
        """,
      followUps: [
        "Does accumulation change the learning rate that you want?": """
        As a batch of four times the size does. If the loss is a mean, each micro-batch's has to be divided by 4, or the gradient is four times too large.
        """,
        "What do you assert?": """
        That the scheduler's count equals the optimizer's count of updates, at the end of every epoch.
        """,
      ]))
  func `per micro-batch the decay ends after a quarter`() throws {
    let perBatch = try driven(PolynomialDecay(length: 250), stepCount: 1_000)
    let broken = stride(from: 3, to: 1_000, by: 4).count { perBatch[$0] == 0 }
    let right = try driven(PolynomialDecay(length: 250), stepCount: 250).count { $0 == 0 }
    evidence("updates at rate 0", broken)
    evidence("updates at rate 0, right", right)
    let long = try driven(PolynomialDecay(length: 1_000), stepCount: 250)
    evidence("last rate, length 1,000", long[249])
    #expect(broken > 180 && right == 0 && long[249] > 0.75)
    let updates = 2 * ((1_003 + 3) / 4)
    let optimizer = momentum(rates: [1])
    let scheduler = Scheduler(
      optimizer, try OneCycle(peak: 1, stepCount: 2 * 1_003 / 4).sound(from: 1, stepCount: 501))
    let error = #expect(throws: SchedulerError.self) {
      for _ in 0..<updates { try scheduler.step() }
    }
    #expect(error == .ended(stepCount: 501, step: 502))
    evidence("updates", updates)
    evidence("updates done", scheduler.stepCount)
  }

  @Test(
    .interview(
      .question(8, 20), level: .debug, minutes: 3,
      question:
        "In mixed precision the loss scaler skips some updates. What does the schedule do then?",
      answer: """
        It goes on, if the loop calls it: a scheduler counts its own calls, not the updates. So it runs ahead by the number of skipped updates. A few in a long run do little harm. At the start, where the first scale may be too high and several in a row are skipped, \
        the first rates of the warm-up are lost, and PyTorch warns that the scheduler came before the optimizer. I step the schedule only if the update was made.
        """,
      commonMistake: "PyTorch's scheduler notices that the update was skipped, and waits.",
      otherMistakes: [
        "It goes back by one step, as the scaler restores the state from before the update.":
          """
        The scaler leaves out optimizer.step() and lowers its scale; it restores nothing and knows \
        no scheduler. In 20 batches, 5 of them skipped, the scheduler counts {calls} calls and \
        takes none back.
        """,
        "It goes on, and the scaler makes up for the skipped updates later, so that the counts agree at the end.":
          """
        A skipped update is gone, its gradients are thrown away: of 20 batches 5 were skipped, and \
        at the end the scheduler has counted {calls}, the optimizer {updates}.
        """,
      ],
      refutation: """
        Warm-up over 10 steps, the first 5 of 20 updates skipped: if the scheduler is called each time, the first update has {first rate, called each time} of the base rate instead of {first rate, called after updates}, and there is {warnings} warning. At the end the scheduler has counted {calls}, \
        the optimizer {updates}.
        """,
      followUps: [
        "How does code see that an update was skipped?": """
        In PyTorch the scale is lower after scaler.update(). Or compare a count of updates before and after.
        """,
        "Does the warning mean that the two calls stand in the wrong order in the code?": """
        Not by itself. It comes under the right order, too: if the scaler skips the first update, \
        the scheduler's call is made before any of the optimizer's.
        """,
        "Which schedule fails outright?": """
        One that is sized in updates but called per batch: it counts the skipped ones too. One-cycle raises an error once its steps are used up.
        """,
      ]))
  func `skipped updates push the schedule ahead`() throws {
    func run(isGuarded: Bool) throws -> (first: Scalar?, updates: Int?, scheduler: Scheduler) {
      let optimizer = momentum(rates: [1])
      let scheduler = Scheduler(optimizer, try LinearWarmUp(length: 10).sound(from: 1))
      var first: Scalar?
      for batch in 0..<20 {
        let isSkipped = batch < 5
        if !isSkipped {
          first = first ?? optimizer.learningRate
          let w = optimizer.parameters[0]
          try trainingStep(optimizer) { (w * w).sum() * 0.01 }
        }
        if !isSkipped || !isGuarded { try scheduler.step() }
      }
      return (first, optimizer.stepCount, scheduler)
    }
    let (each, guarded) = (try run(isGuarded: false), try run(isGuarded: true))
    evidence("first rate, called each time", try #require(each.first))
    evidence("first rate, called after updates", try #require(guarded.first))
    evidence("warnings", [each.scheduler.warning].compactMap(\.self).count)
    evidence("calls", each.scheduler.stepCount)
    evidence("updates", try #require(each.updates))
    #expect(each.first.map { abs($0 - 0.6) < 1e-12 } == true)
    #expect(guarded.first.map { abs($0 - 0.1) < 1e-12 } == true)
    #expect(guarded.scheduler.warning == nil)
    #expect(each.scheduler.stepCount == 20 && each.updates == 15)
    #expect(guarded.scheduler.stepCount == 15 && each.scheduler.warning != nil)
  }
}
