import Autograd
public import Course
import TensorCore

// Curves that do not show what happened, or show it and are misread.

extension FailureMode {
  /// F9.22: a hundred steps between two lines of the log.
  ///
  /// ## Source
  ///
  /// Godbole et al., "Deep Learning Tuning Playbook", 2023, https://github.com/google-research/tuning_playbook
  public static var unseenSpike: FailureMode {
    FailureMode(
      id: .failureMode(9, 22), title: "The log does not show an early spike",
      symptom: """
        The log is smooth, and the run ends worse than its sister without a visible reason.
        """,
      diagnosis: """
        One line every 100 steps. At step 37 a batch had its targets in centimeters instead of meters; the loss jumped \
        by orders of magnitude and had recovered by step 100. A network may keep what that did to it, such as dead units.
        """,
      fix: """
        Log the largest loss since the last line beside the latest, or every step. To see whether a rate is stable at the start, look at each of the first 500 steps.
        """,
      quantity: "largest loss in the log ÷ the first", symptomatic: .below(2),
      broken: Run("every hundredth loss") { seed in try logged(seed) { $0.last ?? 0 } },
      remedies: [
        Run("the largest since the last line") { seed in
          try logged(seed) { $0.max() ?? 0 }
        }
      ])
  }

  /// A linear model, one of whose 201 batches has targets a hundred times too large; the log has three lines.
  private static func logged(
    _ seed: UInt64, _ line: (ArraySlice<Double>) -> Double
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 22 &+ seed)
    let model = DynamicsRuns.zeroLayer(4)
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.1)
    var record = try fit(model, optimizer, stepCount: 201) { step in
      var batch = DynamicsRuns.noisyLaw(16, featureCount: 4, noise: 0.1, using: &generator)
      if step == 37 { batch.y *= 100 }
      return DynamicsRuns.error(model, batch)
    }.finished()
    let losses = record.losses
    record.steps = [0..<1, 1..<101, 101..<201].map { range in
      var step = record.steps[range.upperBound - 1]
      step.loss = line(losses[range])
      return step
    }
    return Measurement((record.losses.max() ?? 0) / record.losses[0], record: record)
  }

  /// F9.24: the run is stopped before it begins to learn.
  public static var misreadPlateau: FailureMode {
    FailureMode(
      id: .failureMode(9, 24), title: "A plateau at the start is taken for a failure",
      symptom: """
        The loss hardly moves from the start, and the run is stopped. Its repetition is stopped too.
        """,
      diagnosis: """
        Three small factors are multiplied: each one's gradient is the product of the two others, so that all are \
        small and grow slowly, until the loss drops at once. The gradients are above 0 all the time and rise; \
        that tells it from dead units and cut graphs, where they are 0.
        """,
      fix: """
        Look at the gradients before you stop. As long as they are above 0 and do not shrink, wait longer, here three \
        times as long; for the next run, larger first weights.
        """,
      quantity: "lowest loss of a run of at most 300 steps, 0.5 at the start",
      symptomatic: .above(0.4),
      broken: Run("a patience of 10") { try productRun(patience: 10) },
      remedies: [Run("three times the patience") { try productRun(patience: 30) }])
  }

  /// Descends ½ (w₁ w₂ w₃ − 1)² from 0.1 each; stops after so many steps without an improvement of 0.001.
  private static func productRun(patience: Int) throws -> Measurement {
    let w = (0..<3).map { _ in Variable(Tensor([0.1]), requiresGradient: true) }
    let parameters = w.enumerated().map { (name: "w\($0.offset)", variable: $0.element) }
    let optimizer = GradientDescent(w, learningRate: 0.1)
    var record = TrainingRecord()
    var best = Scalar.infinity
    var badCount = 0
    for _ in 0..<300 {
      optimizer.zeroGradients()
      let error = w[0] * w[1] * w[2] - 1
      let loss = (error * error).sum() / 2
      if loss.scalar < best - 1e-3 {
        best = loss.scalar
        badCount = 0
      } else {
        badCount += 1
      }
      if badCount >= patience { break }
      try loss.backward()
      optimizer.step(recording: loss.scalar, of: parameters, in: &record)
    }
    return Measurement(best, record: record)
  }

  /// F9.35: the rest of the epoch.
  ///
  /// ## Source
  ///
  /// https://github.com/timoschick/pet/issues/36, https://github.com/meta-pytorch/torchtune/pull/2745
  public static var unusedMicroBatches: FailureMode {
    FailureMode(
      id: .failureMode(9, 35), title: "The last micro-batches of an epoch make no step",
      symptom: """
        With gradient accumulation a small data set is learned badly, one of three batches not at all.
        """,
      diagnosis: """
        A step is made after every fourth micro-batch, and ten is no multiple of four. The gradients of the last two \
        are thrown away, or, if nobody zeroes them, go into the first step of the next epoch.
        """,
      fix: """
        Make a step at the end of the epoch too, and divide its gradient by the number of its micro-batches.
        """,
      quantity: "micro-batches of ten that reach the weights in the epoch, four to a step",
      symptomatic: .below(9.5),
      broken: Run("every fourth") { reachingWeights { ($0 + 1) % 4 == 0 } },
      remedies: [Run("a step at the end") { reachingWeights { ($0 + 1) % 4 == 0 || $0 == 9 } }])
  }

  /// Ten weights, each of which gets its gradient from a micro-batch of its own.
  private static func reachingWeights(_ makesStep: (Int) -> Bool) -> Measurement {
    let w = Variable(.zeros([10]), requiresGradient: true)
    let optimizer = GradientDescent([w], learningRate: 1)
    for batch in 0..<10 {
      var gradient = w.gradient ?? .zeros([10])
      gradient[batch] += 1
      w.gradient = gradient
      guard makesStep(batch) else { continue }
      optimizer.step()
      optimizer.zeroGradients()
    }
    return Measurement(Double(w.value.scalars.count { $0 != 0 }))
  }

  /// F9.36: an average that begins at nothing.
  public static var smoothedFromZero: FailureMode {
    FailureMode(
      id: .failureMode(9, 36), title: "The smoothed loss rises from nothing",
      symptom: """
        In its first steps the smoothed loss rises, from far below the loss, whatever the run does.
        """,
      diagnosis: """
        The exponential average starts at 0, and at 0.9 the first loss enters with a tenth. A rule such as “skip the \
        batch if its loss is three times the average” skips the first three steps of a loss that does not change.
        """,
      fix: "Divide by 1 − 0.9ᵗ, as Adam does; or start with the first loss.",
      quantity: "smoothed loss of the first step ÷ its loss", symptomatic: .below(0.5),
      broken: Run("from 0") {
        let (start, first) = (0.0, 4.0)
        return Measurement((0.9 * start + 0.1 * first) / first)
      },
      remedies: [
        Run("corrected for the start") {
          var average = DebiasedAverage(keeping: 0.9)
          return Measurement(average.update(with: 4) / 4)
        }
      ])
  }
}
