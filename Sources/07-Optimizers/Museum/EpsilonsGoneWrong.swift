import Autograd
import Course
import TensorCore

// An epsilon that is zero, and one that is not there.

extension OptimizerBug {
  static var epsilonIsZero: OptimizerBug {
    let planted = CatalogEntry.planted("Adam with epsilon 0") { w, g, state, rate in
      PlantedRule.average(g, into: &state)
      let direction = PlantedRule.direction(state, steps: Scalar(state.stepCount), epsilon: 0)
      w.update(with: direction) { w, d in w -= rate * d }
    }
    @Sendable func lost(_ optimizer: (Variable) -> any Optimizer) -> Double {
      let w = OptimizerRuns.leaf([1, 1])
      OptimizerRuns.descend(optimizer(w), w, stepCount: 1) { _ in Tensor([1, 0]) }
      return Double(w.value.scalars.count { !$0.isFinite })
    }
    return OptimizerBug(
      id: "M07.4", title: "Epsilon that rounds to zero",
      reports: [
        PublicReport("google-deepmind/optax", 1754, 2026),
        PublicReport("pytorch/pytorch", 147437, 2025),
      ],
      story: """
        In float16 the default ε = 10⁻⁸ is 0, and a gradient of exactly 0 gives 0/0: one masked token, and the run \
        is NaN. Both reports were open when they were read for this page.
        """,
      quantity: "weights of two that are not finite after a step with the gradients 1 and 0",
      faulty: { lost { planted.make([([$0], 0.1)]) } },
      right: { lost { Adam([$0], learningRate: 0.1) } },
      law: .zeroGradient, plant: .optimizer(planted))
  }

  static var epsilonUnused: OptimizerBug {
    let planted = CatalogEntry.planted("RAdam without epsilon") { w, g, state, rate in
      PlantedRule.average(g, into: &state)
      let step = Scalar(state.stepCount)
      let (power, limit): (Scalar, Scalar) = (.pow(0.999, step), 1999)
      let length = limit - 2 * step * power / (1 - power)
      let first = rate / (1 - .pow(0.9, step))
      guard length > 5 else {
        w.update(with: state.first) { w, m in w -= first * m }
        return
      }
      let share = (length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length)
      let factor = first * .squareRoot(share * (1 - power))
      let direction = state.first.combined(with: state.second) { m, v in m / .squareRoot(v) }
      w.update(with: direction) { w, d in w -= factor * d }
    }
    @Sendable func lost(_ optimizer: (Variable) -> any Optimizer) -> Double {
      let w = OptimizerRuns.leaf([1, 1])
      OptimizerRuns.descend(optimizer(w), w, stepCount: 12) { _ in Tensor([1, 0]) }
      return Double(w.value.scalars.count { !$0.isFinite })
    }
    return OptimizerBug(
      id: "M07.17", title: "RAdam without its epsilon",
      reports: [PublicReport("pytorch/pytorch", 92551, 2023, isPullRequest: true)],
      story: """
        The version for many tensors at once added no ε at all. RAdam divides from the sixth step on, so that a test \
        of five steps with a gradient of 0 passes. Mended.
        """,
      quantity: "weights of two that are not finite after twelve steps with the gradients 1 and 0",
      faulty: { lost { planted.make([([$0], 0.1)]) } },
      right: { lost { RAdam([$0], learningRate: 0.1) } },
      law: .zeroGradients, plant: .optimizer(planted))
  }
}
