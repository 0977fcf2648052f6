import Autograd
import Course
import TensorCore

// Decay of the wrong weight, in the wrong place, rounded away, or forgotten.

extension OptimizerBug {
  /// An optimizer of one planted rule that decays.
  private static func decaying(
    _ step:
      @escaping @Sendable (
        _ value: inout Tensor, _ gradient: Tensor, _ state: inout PlantedRule.State, _ rate: Scalar,
        _ decay: Scalar
      ) -> Void
  ) -> @Sendable ([Variable], Scalar, Scalar) -> any Optimizer {
    { parameters, rate, decay in
      FirstOrderOptimizer(
        parameters,
        PlantedRule(learningRate: rate) { w, g, state, rate in step(&w, g, &state, rate, decay) })
    }
  }

  static var decayOfUpdatedWeight: OptimizerBug {
    let planted = decaying { w, g, state, rate, decay in
      PlantedRule.average(g, into: &state)
      let direction = PlantedRule.direction(state, steps: Scalar(state.stepCount))
      w.update(with: direction) { w, d in w = (w - rate * d) * (1 - rate * decay) }
    }
    return OptimizerBug(
      id: "M07.9", title: "The decay of a weight that has stepped already",
      reports: [
        PublicReport("huggingface/transformers", 14539, 2021),
        PublicReport("bitsandbytes-foundation/bitsandbytes", 2010, 2026),
      ],
      story: """
        AdamW decays the weight as it was before the step. transformers' own AdamW decayed it afterwards, and the \
        step with it; it was deprecated instead of mended. bitsandbytes' CUDA code does the same. That report first \
        blamed its other backends and was turned around in the thread: they are right, and so is PyTorch.
        """,
      quantity: "what the decay takes off a weight of 1 in a step, gradient 1, rate 0.1, decay 0.1",
      faulty: { end({ planted([$0], 0.1, 0) }, [1]) - end({ planted([$0], 0.1, 0.1) }, [1]) },
      right: {
        end({ FirstOrderOptimizer([$0], AdamWRule(learningRate: 0.1, weightDecay: 0)) }, [1])
          - end({ FirstOrderOptimizer([$0], AdamWRule(learningRate: 0.1, weightDecay: 0.1)) }, [1])
      },
      law: .addedDecay, plant: .decaying(planted))
  }

  static var decayInsideSign: OptimizerBug {
    let planted = decaying { w, g, state, rate, decay in
      let coupled = g.combined(with: w) { g, w in g + decay * w }
      let blend = state.first.combined(with: coupled) { m, g in 0.9 * m + 0.1 * g }
      w.update(with: blend) { w, c in w -= c > 0 ? rate : c < 0 ? -rate : 0 }
      state.first.update(with: coupled) { m, g in m = 0.99 * m + 0.01 * g }
    }
    let gradients: [Scalar] = [-0.05]
    return OptimizerBug(
      id: "M07.10", title: "Lion's decay inside the sign",
      reports: [PublicReport("bitsandbytes-foundation/bitsandbytes", 1992, 2026)],
      story: """
        The 32-bit code added λw to the gradient in front of the sign, the 8-bit code decayed the weight, as the \
        paper does. Inside the sign a decay does not shrink; it turns steps around. Mended.
        """,
      quantity: "weight after a step from 1, gradient −0.05, rate 0.1, decay 0.1",
      faulty: { end({ planted([$0], 0.1, 0.1) }, gradients) },
      right: {
        end({ FirstOrderOptimizer([$0], LionRule(learningRate: 0.1, weightDecay: 0.1)) }, gradients)
      },
      law: .addedDecay, plant: .decaying(planted))
  }

  static var decayRoundedAway: OptimizerBug {
    let planted = decaying { w, g, state, rate, decay in
      PlantedRule.average(g, into: &state)
      let direction = PlantedRule.direction(state, steps: Scalar(state.stepCount))
      // The weight is in bfloat16 when it decays; the step comes in full precision.
      w.update(with: direction) { w, d in
        w = (w * (1 - rate * decay)).roundedToBFloat16() - rate * d
      }
    }
    let zeros = [Scalar](repeating: 0, count: 1000)
    return OptimizerBug(
      id: "M07.11", title: "Decay that rounds away in bfloat16",
      reports: [PublicReport("Nerogar/OneTrainer", 996, 2025)],
      story: """
        Steps were rounded stochastically, so that on average none is lost; the decay, a line above, was carried out \
        in bfloat16. It takes off less than half of the distance of two numbers, and so nothing. Open when it was \
        read for this page.
        """,
      quantity: "share of a weight that is left after 1000 decays of 10⁻⁴",
      faulty: { end({ planted([$0], 1e-3, 0.1) }, zeros) },
      right: {
        end({ FirstOrderOptimizer([$0], AdamWRule(learningRate: 1e-3, weightDecay: 0.1)) }, zeros)
      },
      law: .addedDecay, plant: .decaying(planted))
  }

  static var decayTimesGradient: OptimizerBug {
    let planted = decaying { w, g, state, rate, decay in
      let product = g.combined(with: w) { g, w in g * (1 + decay * w) }
      PlantedRule.average(product, into: &state)
      let direction = PlantedRule.direction(state, steps: Scalar(state.stepCount))
      w.update(with: direction) { w, d in w -= rate * d }
    }
    let zeros = [Scalar](repeating: 0, count: 50)
    return OptimizerBug(
      id: "M07.13", title: "Decay that multiplies the gradient",
      reports: [PublicReport("apache/mxnet", 8925, 2017)],
      story: """
        grad *= rescale + wd * weight, where grad = grad * rescale + wd * weight was meant: the decay scales the \
        gradient, and where that is 0 nothing decays. Mended.
        """,
      quantity: "weight after 50 steps without a loss, from 1, rate 0.01, coupled decay 0.1",
      faulty: { end({ planted([$0], 0.01, 0.1) }, zeros) },
      right: {
        end(
          {
            FirstOrderOptimizer(
              [$0], NAdamRule(learningRate: 0.01, weightDecay: .coupled(0.1)))
          }, zeros)
      },
      law: .shrinkingDecay, plant: .decaying(planted))
  }

  static var decayForgotten: OptimizerBug {
    let planted = decaying { w, g, _, rate, _ in
      w.update(with: g) { w, g in w -= g > 0 ? rate : g < 0 ? -rate : 0 }
    }
    let zeros = [Scalar](repeating: 0, count: 50)
    return OptimizerBug(
      id: "M07.14", title: "A decay that is accepted and never used",
      reports: [PublicReport("kozistr/pytorch_optimizer", 517, 2026)],
      story: """
        SignSGD checked weight_decay, stored it, and used it nowhere. No error, no warning, no decay. Mended.
        """,
      quantity: "weight after 50 steps without a loss, from 1, rate 0.01, decay 0.1",
      faulty: { end({ planted([$0], 0.01, 0.1) }, zeros) },
      right: {
        end({ FirstOrderOptimizer([$0], LionRule(learningRate: 0.01, weightDecay: 0.1)) }, zeros)
      },
      law: .shrinkingDecay, plant: .decaying(planted))
  }
}
