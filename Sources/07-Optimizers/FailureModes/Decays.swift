import Autograd
public import Course
import TensorCore

// Decay that does not do what its number says.

extension FailureMode {
  /// F7.3: a decay that is divided by the size of the gradients.
  public static var invertedDecay: FailureMode {
    FailureMode(
      id: .failureMode(7, 3), title: "Weight decay inside Adam's quotient",
      symptom: """
        On weights that the loss does not need the decay's strength hardly matters over two orders of magnitude; \
        weights with small gradients vanish, those with great ones hardly shrink.
        """,
      diagnosis: """
        Adam(weight_decay=λ) adds λw to the gradient, and the sum is divided by its own size. Without any other \
        gradient the step is about η whatever λ is; beside great gradients λw is lost in the quotient.
        """,
      fix: "AdamW, or Adam(decoupled_weight_decay=True): w ← (1 − ηλ) w, outside the quotient.",
      quantity: "share that is left after 500 steps of a weight that the loss does not need",
      symptomatic: .below(0.1),
      broken: Run("coupled") {
        leftOfWeight(AdamRule(learningRate: 0.01, weightDecay: .coupled(0.1)), stepCount: 500)
      },
      remedies: [
        Run("AdamW") {
          leftOfWeight(AdamWRule(learningRate: 0.01, weightDecay: 0.1), stepCount: 500)
        },
        Run("Adam, decoupled") {
          leftOfWeight(AdamRule(learningRate: 0.01, weightDecay: .decoupled(0.1)), stepCount: 500)
        },
      ])
  }

  /// What a rule leaves of a weight of 1 whose gradient is 0.
  private static func leftOfWeight<Rule: UpdateRule>(
    _ rule: Rule, stepCount: Int
  ) -> Measurement {
    let w = OptimizerRuns.leaf([1])
    OptimizerRuns.descend(FirstOrderOptimizer([w], rule), w, stepCount: stepCount) { _ in
      .zeros([1])
    }
    return Measurement(w.value[0])
  }

  /// F7.28: rate and decay are one product.
  public static var decayGoesWithTheRate: FailureMode {
    FailureMode(
      id: .failureMode(7, 28), title: "A smaller rate weakens AdamW's decay",
      symptom: "After the rate was lowered the network overfits more, at the same weight_decay.",
      diagnosis: """
        PyTorch multiplies the decay by the rate: w ← (1 − ηλ) w. A tenth of the rate is a tenth of the decay in a \
        step. The paper has a schedule's factor there, and no rate.
        """,
      fix: "Tune ηλ, the share that a step takes off, or the time 1/(ηλ), and not λ alone.",
      quantity: "share of a weight without a gradient after 1000 steps; at the old rate 0.37",
      symptomatic: .above(0.6),
      broken: Run("a tenth of the rate") {
        leftOfWeight(AdamWRule(learningRate: 1e-3, weightDecay: 0.1), stepCount: 1000)
      },
      remedies: [
        Run("rate × decay kept") {
          leftOfWeight(
            AdamWRule(learningRate: 1e-3, weightDecay: 0.1 * 1e-2 / 1e-3), stepCount: 1000)
        }
      ])
  }

  /// F7.14: one group for all.
  public static var decayedScales: FailureMode {
    FailureMode(
      id: .failureMode(7, 14), title: "The norms' scales decay with the rest",
      symptom: "Scales of norms and biases are nearer to 0 than the data want them.",
      diagnosis: """
        model.parameters() in one group decays everything. A scale that the data want at 3 ends near 3/(1 + λ) where \
        half its squared error is the loss: at 2 for λ = ½.
        """,
      fix: "Two groups: what has two axes or more decays, scales and biases do not.",
      quantity: "mean scale that a norm learns where the data want 3", symptomatic: .below(2.5),
      broken: Run("one group") { seed in try meanScale(seed, decay: 0.5) },
      remedies: [Run("matrices alone decay") { seed in try meanScale(seed, decay: 0) }])
  }

  private static func meanScale(_ seed: UInt64, decay: Scalar) throws -> Measurement {
    var generator = SplitMix64(seed: 14 &+ seed)
    let x = Tensor.normal([64, 8], using: &generator)
    let centered = x - x.mean(axis: 1).reshaped(to: [64, 1])
    let variance = (centered * centered).mean(axis: 1).reshaped(to: [64, 1])
    let normalized = Variable(centered / variance.map { .squareRoot($0) })
    let scale = Variable(.ones([8]), requiresGradient: true)
    let optimizer = SGD([scale], SGDRule(learningRate: 0.5, weightDecay: decay))
    let record = try fit(optimizer, parameters: [("scale", scale)], stepCount: 100) { _ in
      let errors = normalized * (scale - 3)
      return (errors * errors).sum() / 128
    }.finished()
    return Measurement(scale.value.mean(), record: record)
  }
}
