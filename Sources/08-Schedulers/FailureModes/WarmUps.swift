import Autograd
public import Course
import TensorCore

// Without a warm-up, with too long a one, and with one that starts at nothing.

extension FailureMode {
  /// F8.8: the curvature is high at first, and the rate too.
  public static var withoutWarmUp: FailureMode {
    FailureMode(
      id: .failureMode(8, 8), title: "The loss explodes in the first steps",
      symptom:
        "The loss rises by orders of magnitude in the first steps. With a lower rate it does not.",
      diagnosis: """
        The curvature is high at the start and falls below 20 within eleven steps. Until then the rate of 0.1 is \
        above 2/curvature, and every step ends further from the minimum than it began. This bowl forgives it: after \
        23 steps the distance is below 1e-3. A network need not come back.
        """,
      fix: """
        A warm-up as long as the curvature needs to fall. If even that explodes, the peak is too high.
        """,
      quantity: "largest distance from the minimum after a step, from 1 at the start",
      symptomatic: .above(100),
      broken: Run("the full rate at once") { try steepStart(ConstantRate()) },
      remedies: [
        Run("warm-up over 20 steps") { try steepStart(LinearWarmUp(length: 20)) },
        Run("warm-up over 50 steps") { try steepStart(LinearWarmUp(length: 50)) },
      ])
  }

  /// Descends a parabola whose curvature is 50 at first and soon 5; rates below 2 / 50 = 0.04 are safe.
  private static func steepStart(_ schedule: any Schedule) throws -> Measurement {
    let x = ScheduleRuns.leaf(1)
    var distances: [Scalar] = []
    let record = try ScheduleRuns.train(
      GradientDescent([x], learningRate: 0.1), schedule, stepCount: 200
    ) { step in
      if step > 0 { distances.append(x.value.scalars[0].magnitude) }
      let curvature = 5 + 45 * Scalar.exp(-Scalar(step) / 10)
      return (x * x).sum() * (curvature / 2)
    }
    return Measurement(max(distances.max() ?? 0, x.value.scalars[0].magnitude), record: record)
  }

  /// F8.9: a number of steps that belongs to a run of another length.
  ///
  /// ## Source
  ///
  /// https://github.com/coqui-ai/TTS/issues/1611: 4,000 steps of warm-up, counted in epochs, of 1,000
  public static var warmUpTooLong: FailureMode {
    FailureMode(
      id: .failureMode(8, 9), title: "The run ends within its warm-up",
      symptom:
        "The loss falls ever faster until the end. The rate never reaches the value in the configuration.",
      diagnosis: """
        4,000 steps of warm-up come from a paper whose runs make 100,000. In a run of 1,000 steps the rate ends at a \
        quarter of the peak, and its mean is an eighth.
        """,
      fix: """
        Give the warm-up as a share of the run, here 5 %. Check that the largest rate in the log is the peak.
        """,
      quantity: "largest rate of 1,000 steps ÷ the peak", symptomatic: .below(0.9),
      broken: Run("warm-up over 4,000 steps") { try reachedShare(warmUp: 4000) },
      remedies: [Run("warm-up over 50 steps") { try reachedShare(warmUp: 50) }])
  }

  private static func reachedShare(warmUp: Int) throws -> Measurement {
    let rates = try ScheduleRuns(LinearWarmUp(length: warmUp)).advance(by: 1000)
    return Measurement((rates.max() ?? 0) / 0.1)
  }

  /// F8.10: Adam does not ask how large the first gradient is.
  public static var fullFirstStep: FailureMode {
    FailureMode(
      id: .failureMode(8, 10), title: "Adam's first step moves every weight by the full rate",
      symptom:
        "After one step every weight has moved by the learning rate, whatever its gradient was.",
      diagnosis: """
        In the first step the corrected means are g and g², so that the step is η·g/(|g| + ε): η in the direction of \
        the sign, for every weight whose gradient is large against ε = 1e-8. One batch decides, and a tiny gradient \
        counts as much as a great one.
        """,
      fix: "A warm-up: over 100 steps the first one is a hundredth of the rate.",
      quantity: "largest change of a weight in the first step ÷ the peak rate",
      symptomatic: .above(0.5),
      broken: Run("the full rate at once") { seed in
        try firstChange(ConstantRate(), seed: seed)
      },
      remedies: [
        Run("warm-up over 100 steps") { seed in
          try firstChange(LinearWarmUp(length: 100), seed: seed)
        }
      ])
  }

  /// Fits four weights of a linear model without noise.
  private static func firstChange(_ schedule: any Schedule, seed: UInt64) throws -> Measurement {
    var generator = SplitMix64(seed: 10 &+ seed)
    let x = Tensor.normal([32, 4], using: &generator)
    let targets = matmul(x, .normal([4, 1], using: &generator))
    let w = Variable(.zeros([4, 1]), requiresGradient: true)
    let optimizer = AdamW([w], AdamWRule(learningRate: 0.01, weightDecay: 0))
    var first: Scalar = 0
    let record = try ScheduleRuns.train(optimizer, schedule, stepCount: 20) { step in
      if step == 1 { first = w.value.map { $0.magnitude }.max() }
      return meanSquaredError(matmul(Variable(x), w), targets: targets)
    }
    return Measurement(first / 0.01, record: record)
  }

  /// F8.35: the first factor of the warm-up is 0.
  ///
  /// ## Source
  ///
  /// https://github.com/verl-project/verl/issues/3674, https://github.com/google-research/bert/issues/1293
  public static var nothingInFirstStep: FailureMode {
    FailureMode(
      id: .failureMode(8, 35), title: "The first step of the warm-up does nothing",
      symptom:
        "After the first step all weights are what they were. A test that one step changes them fails.",
      diagnosis: """
        The factor is t/length with t from 0, as in the warm-ups of transformers. The first batch is computed and \
        thrown away; Adam's means keep its gradient. In a long run that is one batch, in a job of ten steps it is a \
        tenth.
        """,
      fix: "(t + 1)/length, so that the first step has one part of the rate.",
      quantity: "change of the weight in the first step ÷ the peak rate", symptomatic: .below(1e-6),
      broken: Run("nothing in the first step") {
        try firstPart(FactorSchedule { min(1, Double($0) / 100) })
      },
      remedies: [Run("a part in the first step") { try firstPart(LinearWarmUp(length: 100)) }])
  }

  /// One step of descent from 1, where the gradient is 1.
  private static func firstPart(_ schedule: any Schedule) throws -> Measurement {
    let w = ScheduleRuns.leaf(1)
    let optimizer = GradientDescent([w], learningRate: 0.1)
    _ = Scheduler(optimizer, schedule)
    try trainingStep(optimizer) { (w * w).sum() / 2 }
    return Measurement((1 - w.value.scalars[0]).magnitude / 0.1)
  }
}
