import Autograd
public import Course
import TensorCore

// A schedule and the groups of an optimizer that do not belong together.

extension FailureMode {
  /// F8.23: the optimizer that steps is not the one that is scheduled.
  public static var oldOptimizer: FailureMode {
    FailureMode(
      id: .failureMode(8, 23), title: "The rate in the log falls and the optimizer's does not",
      symptom:
        "scheduler.get_last_lr() follows the cosine. The training behaves as at a constant rate.",
      diagnosis: """
        The optimizer was made anew, after a move to another device or after layers were replaced. The scheduler \
        still holds the old one and sets the rates of that. PyTorch warns, because the old one never steps.
        """,
      fix:
        "Make the scheduler last. Log optimizer.param_groups[0][\"lr\"] of the optimizer that steps.",
      quantity: "rate of the last of 100 steps ÷ that of the first", symptomatic: .above(0.5),
      broken: Run("the optimizer that was replaced") { try lastShare(isReplaced: true) },
      remedies: [Run("the optimizer that steps") { try lastShare(isReplaced: false) }])
  }

  private static func lastShare(isReplaced: Bool) throws -> Measurement {
    let (old, current) = (ScheduleRuns.optimizer(), ScheduleRuns.optimizer())
    let scheduler = Scheduler(isReplaced ? old : current, CosineDecay(length: 100))
    let rates = try (0..<100).map { _ in
      let rate = Double(current.learningRate)
      current.step()
      try scheduler.step()
      return rate
    }
    return Measurement(rates[99] / rates[0])
  }

  /// F8.24: each of two schedulers starts from what the other has set.
  public static var twoSchedulers: FailureMode {
    FailureMode(
      id: .failureMode(8, 24),
      title: "Two schedulers on one optimizer raise the rate without bound",
      symptom:
        "The rate falls faster than planned, then rises to many times its base, and the loss explodes.",
      diagnosis: """
        A framework makes and steps a scheduler, and so does the loop; or one was made per stage and all are stepped. \
        Each multiplies the rate that the other has left by its own quotient. Past the minimum of a cosine, where the \
        quotients are above 1, that reaches 82 times the base within a period.
        """,
      fix: "One scheduler for each optimizer. Assert max(lr) <= base in the loop.",
      quantity: "largest rate of 30 steps ÷ the base rate", symptomatic: .above(2),
      broken: Run("two schedulers") { try largestShare(schedulerCount: 2) },
      remedies: [Run("one scheduler") { try largestShare(schedulerCount: 1) }])
  }

  private static func largestShare(schedulerCount: Int) throws -> Measurement {
    let optimizer = ScheduleRuns.optimizer()
    let schedulers = (0..<schedulerCount).map { _ in
      Scheduler(optimizer, CosineDecay(length: 10))
    }
    var largest = 0.0
    for _ in 0..<30 {
      largest = max(largest, Double(optimizer.learningRate))
      optimizer.step()
      for scheduler in schedulers { try scheduler.step() }
    }
    return Measurement(largest / 0.1)
  }

  /// F8.25: layers that join later have no part in the schedule.
  ///
  /// ## Source
  ///
  /// https://github.com/pytorch/pytorch/issues/79888
  public static var unfrozenLater: FailureMode {
    FailureMode(
      id: .failureMode(8, 25), title: "What is unfrozen later keeps its rate to the end",
      symptom:
        "After the backbone was unfrozen the loss no longer settles, although the logged rate goes to zero.",
      diagnosis: """
        The unfrozen layers got an optimizer of their own, which nothing schedules. The log shows the head's rate. \
        add_param_group helps only where the rate is multiplied, as in CosineAnnealingLR: the scheduler has base \
        rates only for the groups that it was made with. PyTorch 2.13 stops with an error at the next step of a \
        LambdaLR, of an earlier version it was reported that the group keeps its rate.
        """,
      fix: """
        All groups from the start, each with a schedule; a factor of 0 keeps the layers frozen until their step. Log \
        the rates of all groups.
        """,
      quantity: "rate of the unfrozen layers in the last of 100 steps ÷ their base rate",
      symptomatic: .above(0.5),
      broken: Run("an optimizer of their own") {
        let head = ScheduleRuns(CosineDecay(length: 100))
        try head.advance(by: 50)
        let unfrozen = ScheduleRuns.optimizer()
        var rates: [Scalar] = []
        for _ in 0..<50 {
          rates.append(unfrozen.learningRate)
          unfrozen.step()
          try head.advance(by: 1)
        }
        return Measurement(Double(rates[49]) / 0.1)
      },
      remedies: [
        Run("a group from the start") {
          let cosine = CosineDecay(length: 100)
          let optimizer = ScheduleRuns.optimizer(rates: [0.1, 0.1])
          let late = FactorSchedule { $0 < 50 ? 0 : cosine.rate(at: $0, from: 1) }
          let scheduler = Scheduler(optimizer, [cosine, late])
          for _ in 0..<99 {
            optimizer.step()
            try scheduler.step()
          }
          return Measurement(Double(optimizer.learningRates[1]) / 0.1)
        }
      ])
  }

  /// F8.26: a peak is not a factor of the base rate.
  ///
  /// ## Source
  ///
  /// https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.OneCycleLR.html: "max_lr (float or list)"
  public static var onePeakForAll: FailureMode {
    FailureMode(
      id: .failureMode(8, 26), title: "OneCycle trains the backbone at the head's rate",
      symptom:
        "The log shows one rate for all groups, although the backbone was given a hundredth of the head's.",
      diagnosis: """
        OneCycle sets rates, it does not scale them: one max_lr for all groups replaces 1e-5 and 1e-3 alike. \
        CyclicLR does the same with base_lr and max_lr.
        """,
      fix: "A list: max_lr=[1e-5, 1e-3]. Log the rates of all groups.",
      quantity: "largest rate of the backbone ÷ that of the head", symptomatic: .above(0.5),
      broken: Run("one peak for all groups") { try peakRatio([1e-3, 1e-3]) },
      remedies: [Run("a peak for each group") { try peakRatio([1e-5, 1e-3]) }])
  }

  private static func peakRatio(_ peaks: [Double]) throws -> Measurement {
    let optimizer = ScheduleRuns.optimizer(rates: [1e-5, 1e-3])
    let scheduler = Scheduler(optimizer, peaks.map { OneCycle(peak: $0, stepCount: 100) })
    var rates: [[Double]] = []
    for _ in 0..<100 {
      rates.append(optimizer.learningRates.map { Double($0) })
      optimizer.step()
      try scheduler.step()
    }
    func largest(_ group: Int) -> Double { rates.map { $0[group] }.max() ?? 0 }
    return Measurement(largest(0) / largest(1))
  }

  /// F8.34: all functions of a loop see the last value of its variable.
  public static var lastFactorForAll: FailureMode {
    FailureMode(
      id: .failureMode(8, 34), title: "All groups follow the schedule of the last one",
      symptom: "Each group was given its own decay, and all decay alike.",
      diagnosis: """
        In Python a lambda looks up the loop's variable when it is called, and then the loop is over. [lambda t: g \
        ** t for g in gammas] is a list of equal functions.
        """,
      fix:
        "Bind the value: lambda t, g=g: g ** t, or functools.partial. Print the factors of all groups at step 1.",
      quantity: "rate of the first group after 10 steps ÷ what its factor gives",
      symptomatic: .above(2),
      broken: Run("the last factor for all") { try firstGroup([0.9, 0.9]) },
      remedies: [Run("each its own factor") { try firstGroup([0.5, 0.9]) }])
  }

  private static func firstGroup(_ factors: [Double]) throws -> Measurement {
    let optimizer = ScheduleRuns.optimizer(rates: [0.1, 0.1])
    let scheduler = Scheduler(
      optimizer, factors.map { factor in FactorSchedule { .pow(factor, $0) } })
    for _ in 0..<10 {
      optimizer.step()
      try scheduler.step()
    }
    return Measurement(Double(optimizer.learningRates[0]) / (0.1 * .pow(0.5, 10)))
  }
}
