import Autograd
import Course
import TensorCore

// Reports of what is no fault of the library, and what the reporters read instead.

extension SchedulerBug {
  static var printedRate: SchedulerBug {
    let cosine = CosineDecay(length: 3)
    return SchedulerBug(
      17, title: "A cosine that prints more than its base",
      reports: [PublicReport("pytorch/pytorch", 20086, 2019)], verdict: .intended,
      story: """
        Beyond its length the printed rate of a cosine reached 2.25 times the base. get_lr() computes the rate of a \
        step from the rate before it, and was asked once too often. The optimizer's rate was never above the base; \
        get_last_lr() was added to show it.
        """,
      quantity: "rate at step 5 of a cosine over 3, base 1",
      reported: { cosine.rate(at: 5, after: rate(cosine, at: 5), from: 1) },
      right: { rate(cosine, at: 5) })
  }

  private static func plateau(
    _ figures: [Scalar], patience: Int
  ) -> (rate: Double, firstDrop: Int?) {
    let optimizer = ScheduleRuns.optimizer()
    var settings = PlateauScheduler.Settings()
    settings.patience = patience
    let scheduler = PlateauScheduler(optimizer, settings)
    var firstDrop: Int?
    for (index, figure) in figures.enumerated() {
      scheduler.step(figure)
      if firstDrop == nil, optimizer.learningRate < 0.099 { firstDrop = index + 1 }
    }
    return (Double(optimizer.learningRate) / 0.1, firstDrop)
  }

  static var patienceOfTwo: SchedulerBug {
    let still = [Scalar](repeating: 0, count: 10)
    return SchedulerBug(
      18, title: "A patience of two bears two",
      reports: [
        PublicReport("pytorch/pytorch", 2545, 2017), PublicReport("pytorch/pytorch", 119_763, 2024),
      ], verdict: .intended,
      story: """
        With patience 2 the rate falls at the third bad epoch, and the reporters expected the second. The count must \
        exceed the patience; since 2024 the documentation walks through the case of patience 0. Keras drops one \
        epoch earlier.
        """,
      quantity: "epochs until the first drop at patience 2, none better than the first",
      reported: { plateau(still, patience: 1).firstDrop.map { Double($0) } ?? .nan },
      right: { plateau(still, patience: 2).firstDrop.map { Double($0) } ?? .nan })
  }

  static var plateauOnTheWayDown: SchedulerBug {
    // Ten epochs down to 0.5, a spike to 3, and 40 epochs in which the loss falls by 2 % each.
    let down = (1...10).map { 1 - 0.05 * Scalar($0) }
    let figures = down + (0..<40).map { 3 * Scalar.pow(0.98, Scalar($0)) }
    return SchedulerBug(
      19, title: "A plateau on the way down",
      reports: [PublicReport("pytorch/pytorch", 30873, 2019)], verdict: .intended,
      story: """
        After a spike the loss fell in every epoch, and the rate with it. The rule compares with the best figure of \
        all and not with the last one; until the old best is reached again every epoch is bad. A longer patience is \
        one remedy.
        """,
      quantity: "rate after a spike and 40 epochs of falling loss ÷ before",
      reported: { plateau(figures, patience: 10).rate },
      right: { plateau(figures, patience: 50).rate })
  }

  static var steppedPerEpoch: SchedulerBug {
    SchedulerBug(
      20, title: "OneCycle that is stepped per epoch",
      reports: [PublicReport("pytorch/pytorch", 65417, 2021)], verdict: .misuse,
      story: """
        The rate went from 4.0001e-3 to 4.0026e-3 in five epochs. The framework stepped the scheduler per epoch, its \
        length was in batches. Failure mode F8.2 is this run.
        """,
      quantity: "largest rate of 1,000 batches ÷ the peak",
      reported: { try FailureMode.epochsForBatches.broken.measure().value },
      right: { try FailureMode.epochsForBatches.remedies[0].measure().value })
  }

  static var twoPhases: SchedulerBug {
    @Sendable func share(_ phases: OneCycle.Phases) -> Double {
      let cycle = OneCycle(peak: 0.1, stepCount: 100, phases: phases)
      return cycle.rate(at: 58, from: 1) / cycle.rate(at: 0, from: 1)
    }
    return SchedulerBug(
      21, title: "A cycle of two phases, where the paper has three",
      reports: [PublicReport("pytorch/pytorch", 40362, 2020)], verdict: .mended,
      story: """
        Smith and Topin let the rate come back to its start and then fall further; OneCycleLR, like fastai, falls \
        from the peak to the end in one go. Since then three_phase=True gives the paper's form.
        """,
      quantity: "rate at step 58 of 100 ÷ rate of the first step",
      reported: { share(.two) }, right: { share(.three) })
  }
}
