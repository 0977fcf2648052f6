import Autograd
import Course
import TensorCore

// Means, maxima and corrections that were computed and not kept, or kept and not computed.

extension OptimizerBug {
  static var frozenMaximum: OptimizerBug {
    let planted = CatalogEntry.planted("AMSGrad whose maximum is not kept") { w, g, state, rate in
      state.first.update(with: g) { m, g in m = 0.9 * m + 0.1 * g }
      state.second.update(with: g) { v, g in v = 0.5 * v + 0.5 * g * g }
      let first = 1 - Scalar.pow(0.9, Scalar(state.stepCount))
      let second = 1 - Scalar.pow(0.5, Scalar(state.stepCount))
      // The maximum is used here, and never stored in the third tensor.
      let greatest = state.third.combined(with: state.second) { max($0, $1) }
      let direction = state.first.combined(with: greatest) { m, u in
        m / first / (.squareRoot(u / second) + 1e-8)
      }
      w.update(with: direction) { w, d in w -= rate * d }
    }
    let gradients = [100] + [Scalar](repeating: 1, count: 100)
    return OptimizerBug(
      id: "M07.3", title: "AMSGrad forgets its maximum",
      reports: [
        PublicReport("pytorch/pytorch", 78807, 2022), PublicReport("pytorch/pytorch", 4271, 2017),
      ],
      story: """
        The version for many tensors at once computed the maximum of old and new squares into a list of its own and \
        left the state as it was: AMSGrad was Adam, silently. SparseAdam had done the same five years before. Both \
        were mended.
        """,
      quantity:
        "weight after a gradient of 100 and then a hundred of 1, from 1, rate 0.01, β₂ = 0.5",
      faulty: { end(planted, gradients, rate: 0.01) },
      right: {
        end({ FirstOrderOptimizer([$0], AMSGradRule(learningRate: 0.01, beta2: 0.5)) }, gradients)
      },
      law: .lastingMaximum, plant: .optimizer(planted))
  }

  static var momentumTwice: OptimizerBug {
    @Sendable func firstStep(product: Scalar, multipliesTwice: Bool) -> Double {
      let rule = NAdamRule()
      let (current, next) = (rule.momentum(atStep: 1), rule.momentum(atStep: 2))
      let product = product * current
      let following = product * (multipliesTwice ? current : 1) * next
      return Double(next * 0.1 / (1 - following) + (1 - current) / (1 - product))
    }
    return OptimizerBug(
      id: "M07.6", title: "NAdam's product of momenta",
      reports: [
        PublicReport("pytorch/pytorch", 92699, 2023, isPullRequest: true),
        PublicReport("dotnet/TorchSharp", 1154, 2023),
      ],
      story: """
        A branch of PyTorch's NAdam multiplied the product of momenta by the current one again, although it was in \
        it already. TorchSharp's product was never set to 1 and so stayed 0. Both were mended. PyTorch's first step \
        was off by less than one part in a hundred, which no law of ours sees; a table of right numbers does.
        """,
      quantity: "first step under a constant gradient, in learning rates",
      faulty: { firstStep(product: 1, multipliesTwice: true) },
      right: {
        (1 - end({ FirstOrderOptimizer([$0], NAdamRule(learningRate: 0.1)) }, [1])) / 0.1
      },
      law: nil, plant: .none)
  }

  static var correctionOfFirstStep: OptimizerBug {
    let planted = CatalogEntry.planted("NAdam with the first step's corrections") {
      w, g, state, rate in
      PlantedRule.average(g, into: &state)
      // The powers of β₁ and β₂ are those of the first step for ever.
      let mean = state.first.combined(with: g) { m, g in 0.9 * m / (1 - 0.81) + 0.1 * g / (1 - 0.9)
      }
      let direction = mean.combined(with: state.second) { m, v in
        m / (.squareRoot(v * 0.999 / (1 - 0.999)) + 1e-8)
      }
      w.update(with: direction) { w, d in w -= rate * d }
    }
    return OptimizerBug(
      id: "M07.7", title: "Corrections that stay those of the first step",
      reports: [PublicReport("FluxML/Flux.jl", 789, 2019)],
      story: """
        Flux's NADAM read the powers of its betas from the settings and not from the state, where they were \
        multiplied on. The report is closed.
        """,
      quantity: "length of step 3000 under a constant gradient, in learning rates",
      faulty: { lengthOfLateStep { planted.make([([$0], 0.01)]) } },
      right: { lengthOfLateStep { NAdam([$0], learningRate: 0.01) } },
      law: .constantGradient, plant: .optimizer(planted))
  }

  static var countedInBFloat16: OptimizerBug {
    let planted = CatalogEntry.planted("Adam that counts in bfloat16", number: 0) {
      w, g, state, rate in
      state.number = (state.number + 1).roundedToBFloat16()
      PlantedRule.average(g, into: &state)
      let direction = PlantedRule.direction(state, steps: state.number)
      w.update(with: direction) { w, d in w -= rate * d }
    }
    return OptimizerBug(
      id: "M07.8", title: "A step counter in bfloat16",
      reports: [
        PublicReport("deepspeedai/DeepSpeed", 8496, 2026, isPullRequest: true),
        PublicReport("pytorch/pytorch", 75224, 2022),
      ],
      story: """
        bfloat16 has no 257, so that 256 + 1 is 256 and the correction of v is that of step 256 for ever. A counter \
        becomes bfloat16 where a state is cast to the type of its parameter, which PyTorch's load_state_dict once \
        did to it as well (it has excepted the counter since 2022).
        """,
      quantity: "length of step 3000 under a constant gradient, in learning rates",
      faulty: { lengthOfLateStep { planted.make([([$0], 0.01)]) } },
      right: { lengthOfLateStep { Adam([$0], learningRate: 0.01) } },
      law: .constantGradient, plant: .optimizer(planted))
  }

  /// The length of step 3000 under a gradient of 3, in rates of 0.01; a rule that does not divide makes steps of 3.
  private static func lengthOfLateStep(_ optimizer: (Variable) -> any Optimizer) -> Double {
    let w = OptimizerRuns.leaf([0])
    let optimizer = optimizer(w)
    OptimizerRuns.descend(optimizer, w, stepCount: 2999) { _ in Tensor([3]) }
    return Double(abs(OptimizerRuns.step(optimizer, w, Tensor([3]))[0]) / 0.01)
  }
}
