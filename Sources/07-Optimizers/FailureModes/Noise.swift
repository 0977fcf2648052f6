import Autograd
public import Course
import TensorCore

// Noise of mini-batches that keeps a run from the minimum, and noise that is missed.

extension FailureMode {
  /// F7.11: noise that a constant rate never averages out.
  public static var hovering: FailureMode {
    FailureMode(
      id: .failureMode(7, 11), title: "The run hovers above the minimum",
      symptom: """
        The loss falls and then stays at a level, however long the run is; a smaller rate lowers the level.
        """,
      diagnosis: """
        Every step follows the noise of its batch. At a constant rate η that balances the pull to the minimum at E \
        w² = ηs²/(λ(2 − ηλ)): 0.0526 at η = 0.1, curvature λ and noise s of 1.
        """,
      fix: """
        A rate that falls, or an average of the last weights in their place, or greater batches at the end.
        """,
      quantity: "mean square of 400 noisy weights after 300 steps; 0 is best",
      symptomatic: .above(0.03),
      broken: Run("a constant rate") { seed in
        try OptimizerRuns.noisyBowl(SGDRule(learningRate: 0.1), seed: 11 &+ seed, stepCount: 300)
      },
      remedies: [
        Run("a falling rate") { seed in
          try OptimizerRuns.noisyBowl(
            SGDRule(learningRate: 0.1), seed: 11 &+ seed, stepCount: 300,
            beforeStep: { $0.learningRate = 0.1 / (1 + Scalar($1) / 10) })
        },
        Run("an average of the weights") { seed in
          var average: Tensor?
          return try OptimizerRuns.noisyBowl(
            SGDRule(learningRate: 0.1), seed: 11 &+ seed, stepCount: 300,
            afterStep: { w in
              let next = average.map { $0 + 0.01 * (w - $0) } ?? w
              average = next
              return next
            })
        },
      ])
  }

  /// F7.27: momentum multiplies the rate.
  public static var momentumAtSameRate: FailureMode {
    FailureMode(
      id: .failureMode(7, 27), title: "Momentum was added, and the rate was kept",
      symptom: "With momentum the loss is noisier and ends higher than without.",
      diagnosis: """
        A gradient counts 1 + μ + μ² + … = 1/(1 − μ) times, so that 0.9 makes the rate effectively ten times as \
        great, and with it the level at which noise holds the run: 0.514 in place of 0.0526.
        """,
      fix: "The old rate times 1 − μ to begin with, and then tune.",
      quantity: "mean square of 400 noisy weights after 200 steps, 0.0526 without momentum",
      symptomatic: .above(0.25),
      broken: Run("the same rate") { seed in
        try OptimizerRuns.noisyBowl(
          SGDRule(learningRate: 0.1, momentum: 0.9), seed: 27 &+ seed, stepCount: 200)
      },
      remedies: [
        Run("the rate × (1 − μ)") { seed in
          try OptimizerRuns.noisyBowl(
            SGDRule(learningRate: 0.1 * (1 - 0.9), momentum: 0.9), seed: 27 &+ seed, stepCount: 200)
        }
      ])
  }

  /// F7.41: nothing pushes.
  public static var atASaddle: FailureMode {
    FailureMode(
      id: .failureMode(7, 41), title: "Full batches stay on a saddle",
      symptom: "Gradients are near 0, the loss is far from good, and nothing changes any more.",
      diagnosis: """
        On the ridge of a saddle the gradient has no part across it. Symmetric starts, such as equal weights, can \
        lie on one. A push across it is amplified by 1 + η|λ| a step once it is there.
        """,
      fix: """
        Mini-batches; for equal hidden units, which get equal gradients from every batch, a start that is not \
        symmetric. Newton's step does not help by itself: it goes to the saddle.
        """,
      quantity: "steps, of at most 500, to leave a saddle", symptomatic: .above(499),
      broken: Run("all samples, no noise") { seed in stepsToLeave(seed, noise: 0) },
      remedies: [Run("noise of mini-batches") { seed in stepsToLeave(seed, noise: 0.01) }])
  }

  private static func stepsToLeave(_ seed: UInt64, noise: Scalar) -> Measurement {
    var generator = SplitMix64(seed: 41 &+ seed)
    let saddle = Quadratic(curvatures: [1, -0.5])
    let w = OptimizerRuns.leaf([1, 0])
    let optimizer = SGD([w], learningRate: 0.1)
    for step in 0..<500 {
      if abs(w.value[1]) > 1 { return Measurement(Double(step)) }
      w.gradient = saddle.gradient(at: w.value) + .normal([2], using: &generator) * noise
      optimizer.step()
    }
    return Measurement(500.0)
  }
}
