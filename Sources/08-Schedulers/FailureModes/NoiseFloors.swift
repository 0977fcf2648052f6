public import Course
import TensorCore

// What the noise of the gradients leaves, by the exact recursion: no random number is drawn.

extension FailureMode {
  /// F8.1: noise that a constant rate cannot average away.
  public static var constantRate: FailureMode {
    FailureMode(
      id: .failureMode(8, 1), title: "A constant rate stops at its noise floor",
      symptom: """
        The loss falls fast and then stays where it is. A lower rate would rest lower, but does not get there in time.
        """,
      diagnosis: """
        At a constant rate η the distance from the minimum comes to rest where every step adds as much noise as it \
        takes off. On a bowl of curvature λ twice the expected loss is then ησ²/(2 − ηλ), about proportional to η. \
        The best constant rate is a compromise between the way and the floor.
        """,
      fix: """
        Decay the rate: linear or cosine to zero over the length of the run. Compare with a constant rate that was \
        tuned as well: here a line gains a factor of 1.9, while at the untuned rate 0.5 a cosine seems to gain 18.
        """,
      quantity: "twice the expected loss after 200 steps, at the best rate of 400",
      symptomatic: .above(0.012),
      broken: Run("constant") { tuned(ConstantRate()) },
      remedies: [
        Run("linear decay") { tuned(PolynomialDecay(length: 200)) },
        Run("cosine") { tuned(CosineDecay(length: 200)) },
      ])
  }

  private static func tuned(_ schedule: any Schedule) -> Measurement {
    Measurement(
      NoisyQuadratic().tuned(schedule, bounds: 0.005...1.5, stepCount: 200).square)
  }

  /// F8.4: PyTorch's cosine comes back.
  public static var tooShortCosine: FailureMode {
    FailureMode(
      id: .failureMode(8, 4), title: "The loss rises again in the second half",
      symptom:
        "The loss is lowest soon after the middle of the run, and at its end it is back where a constant rate leaves it.",
      diagnosis: """
        T_max is shorter than the training. CosineAnnealingLR does not stay at its minimum: after 2·T_max steps the \
        full rate is back, and the noise with it. The cosines of Keras and optax stay at their minimum.
        """,
      fix: """
        T_max = number of optimizer steps, computed from the loader. Log the rate: its last value belongs next to \
        eta_min.
        """,
      quantity: "twice the expected loss after 200 steps", symptomatic: .above(0.1),
      broken: Run("half as long as the training") { finalSquare(CosineDecay(length: 100)) },
      remedies: [Run("as long as the training") { finalSquare(CosineDecay(length: 200)) }])
  }

  private static func finalSquare(_ schedule: any Schedule) -> Measurement {
    Measurement(NoisyQuadratic().finalSquare(schedule, from: 0.5, stepCount: 200))
  }

  /// F8.15: the first steps at a high rate undo what the cycle has gained.
  public static var savedAfterRestart: FailureMode {
    FailureMode(
      id: .failureMode(8, 15), title: "The checkpoint was saved after the warm restart",
      symptom:
        "The saved model is much worse than the best line of the log, a few steps before it.",
      diagnosis: """
        With warm restarts the loss is low at the end of a cycle, when the rate is low. The first steps of the next \
        one are made at nearly the full rate and bring the noise back. Checkpoints every so many steps hit the cycle \
        at any place.
        """,
      fix: """
        Save where a cycle ends, which in PyTorch is where scheduler.T_cur == 0 after scheduler.step(); or let the \
        validation loss choose. Choose the number of steps so that the last cycle is complete.
        """,
      quantity: "twice the expected loss of the first checkpoint", symptomatic: .above(0.1),
      broken: Run("saved ten steps after the restart") { checkpoint(at: 60) },
      remedies: [Run("saved before the restart") { checkpoint(at: 50) }])
  }

  private static func checkpoint(at step: Int) -> Measurement {
    let rates = CosineRestarts(firstLength: 50).rates(stepCount: step, from: 0.5)
    return Measurement(NoisyQuadratic().expectedSquares(rates: rates)[step])
  }

  /// F8.17: every process has its own loader, and a part of the batches.
  ///
  /// ## Source
  ///
  /// https://github.com/huggingface/accelerate/issues/1382 asks why lengths depend on the number of processes
  public static var endsInTheMiddle: FailureMode {
    FailureMode(
      id: .failureMode(8, 17), title: "With more GPUs the run ends in the middle of its schedule",
      symptom:
        "The same script on four GPUs ends at a high rate and with a worse loss. On one it was fine.",
      diagnosis: """
        The length of the schedule was computed from the data set. Each process sees only its part, so it makes a \
        quarter of the steps, and the cosine ends at 85 % of the peak.
        """,
      fix: """
        Compute the length from len(loader) after the loader was split among the processes. Print the rate of the \
        last step.
        """,
      quantity: "twice the expected loss at the end of 200 steps", symptomatic: .above(0.1),
      broken: Run("the steps of all processes") { finalSquare(CosineDecay(length: 800)) },
      remedies: [Run("the steps of one process") { finalSquare(CosineDecay(length: 200)) }])
  }

  /// F8.11: a factor that was chosen for a shorter run.
  public static var frozenEarly: FailureMode {
    FailureMode(
      id: .failureMode(8, 11), title: "The rate is next to nothing long before the end",
      symptom: "For the second half of the run the loss hardly moves, and neither do the weights.",
      diagnosis: """
        An exponential decay whose factor is not derived from the length of the run: 0.99 a step is below a \
        hundredth after 459 steps. A cosine does not do that: it is below a tenth of its peak for the last 20 % of \
        the run and below a hundredth for the last 6 %.
        """,
      fix: """
        Choose where the rate shall end and compute the factor, γ = end^(1/steps). Or a cosine or a line to a floor \
        (eta_min), which have their length as an argument.
        """,
      quantity: "steps of 1,000 at less than a hundredth of the first rate",
      symptomatic: .above(300),
      broken: Run("a factor of 0.99") { try frozenSteps(ExponentialDecay(factor: 0.99)) },
      remedies: [
        Run("a factor for the length") {
          try frozenSteps(ExponentialDecay(factor: .pow(0.01, 1 / 1000)))
        },
        Run("a cosine to a tenth") {
          try frozenSteps(CosineDecay(length: 1000, minimum: 0.01))
        },
      ])
  }

  private static func frozenSteps(_ schedule: any Schedule) throws -> Measurement {
    Measurement(Double(try ScheduleRuns(schedule).advance(by: 1000).count { $0 < 0.001 }))
  }
}
