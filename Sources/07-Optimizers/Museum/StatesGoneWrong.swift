import Autograd
import Course
import TensorCore

// Gradients that nobody computed, and states that nobody kept.

extension OptimizerBug {
  static var anyOrder: OptimizerBug {
    // The order of a Python set is that of addresses. Here it is that of the weights' norms, which differ as well
    // from run to run, and the same seed gives the same order.
    let planted = CatalogEntry.planted("Momentum over a set") { groups in
      Momentum(
        groups: groups.map { group in
          .init(
            group.parameters.sorted { $0.value.norm() < $1.value.norm() },
            MomentumRule(learningRate: group.learningRate))
        })
    }
    return OptimizerBug(
      id: "M07.5", title: "Parameters handed over as a set",
      reports: [
        PublicReport("pytorch/pytorch", 6031, 2018, isPullRequest: true),
        PublicReport("pytorch/pytorch", 1489, 2017),
      ],
      story: """
        A state is matched to parameters by position, and a set has another order in every process: after a resume \
        each weight had another's velocity. PyTorch has refused sets since. The matching by position is the same \
        today.
        """,
      quantity: "first step of a weight after the resume ÷ the step without a stop",
      faulty: { try FailureMode.statesExchanged.broken.measure().value },
      right: { try FailureMode.statesExchanged.remedies[0].measure().value },
      law: .resuming, plant: .optimizer(planted))
  }

  static var zerosForMissing: OptimizerBug {
    let planted = CatalogEntry.planted("AdamW with zeros for missing gradients") { groups in
      ZerosForMissing(
        AdamW(
          groups: groups.map {
            .init($0.parameters, AdamWRule(learningRate: $0.learningRate, weightDecay: 0.1))
          }))
    }
    @Sendable func left(_ optimizer: (Variable) -> any Optimizer) -> Double {
      let w = OptimizerRuns.leaf([1])
      let optimizer = optimizer(w)
      for _ in 0..<100 {
        w.zeroGradient()
        optimizer.step()
      }
      return Double(w.value[0])
    }
    return OptimizerBug(
      id: "M07.12", title: "Zeros in the place of missing gradients",
      reports: [
        PublicReport("KellerJordan/Muon", 38, 2025, isPullRequest: true),
        PublicReport("zichongli5/NorMuon", 3, 2025),
      ],
      story: """
        To keep several processes in step, Muon's reference code gives a parameter that has no gradient one of \
        zeros. Its decay shrinks it from then on (reported as issue 54 there). PyTorch's own optimizers, its Muon \
        among them, leave such a parameter alone.
        """,
      quantity: "weight without a gradient after 100 steps, from 1, rate 0.05, decay 0.1",
      faulty: { left { planted.make([([$0], 0.05)]) } },
      right: { left { AdamW([$0], AdamWRule(learningRate: 0.05, weightDecay: 0.1)) } },
      law: .missingGradient, plant: .optimizer(planted))
  }

  static var negatedTwice: OptimizerBug {
    let planted = CatalogEntry.planted(
      "Adam that negates twice",
      make: { groups in
        Adam(groups: groups.map { .init($0.parameters, AdamRule(learningRate: $0.learningRate)) })
      },
      makeMaximizing: { parameters, rate in
        FirstOrderOptimizer(parameters, Maximizing(Maximizing(AdamRule(learningRate: rate))))
      })
    return OptimizerBug(
      id: "M07.15", title: "To maximize, negated twice",
      reports: [PublicReport("kozistr/pytorch_optimizer", 528, 2026, isPullRequest: true)],
      story: """
        Adai passes over the parameters twice and negated the gradient in place in both passes: maximize=True \
        minimized. Open when it was read for this page.
        """,
      quantity: "weight after ten steps up a slope of 1, from 1, rate 0.1",
      faulty: {
        end(
          { planted.makeMaximizing?([$0], 0.1) ?? Adam([$0], learningRate: 0) },
          Array(repeating: 1, count: 10))
      },
      right: {
        end(
          { FirstOrderOptimizer([$0], Maximizing(AdamRule(learningRate: 0.1))) },
          Array(repeating: 1, count: 10))
      },
      law: .maximizing, plant: .optimizer(planted))
  }

  static var slowWeightsForgotten: OptimizerBug {
    let planted = CatalogEntry.planted("Lookahead without its own state") { groups in
      ForgetfulLookahead(
        Momentum(
          groups: groups.map { .init($0.parameters, MomentumRule(learningRate: $0.learningRate)) }))
    }
    @Sendable func difference(_ wrap: (any Optimizer) -> any Optimizer) throws -> Double {
      func descent(from value: Scalar) -> (Variable, any Optimizer) {
        let w = OptimizerRuns.leaf([value])
        return (w, wrap(GradientDescent([w], learningRate: 0.1)))
      }
      let (w, optimizer) = descent(from: 1)
      OptimizerRuns.descend(optimizer, w, stepCount: 3) { _ in w.value }
      let (resumed, following) = descent(from: w.value[0])
      try Checkpoint(["optimizer": optimizer]).restore(["optimizer": following])
      OptimizerRuns.descend(optimizer, w, stepCount: 7) { _ in w.value }
      OptimizerRuns.descend(following, resumed, stepCount: 7) { _ in resumed.value }
      return Double(abs(w.value[0] - resumed.value[0]))
    }
    return OptimizerBug(
      id: "M07.16", title: "A wrapper that saves the wrapped alone",
      reports: [
        PublicReport("tensorflow/addons", 1911, 2020),
        PublicReport("kozistr/pytorch_optimizer", 310, 2024, isPullRequest: true),
      ],
      story: """
        Lookahead keeps slow weights and a count beside the optimizer that it wraps. In more than one library a \
        checkpoint held only part of the two, and a resumed run stepped back to somewhere else, at another time.
        """,
      quantity:
        "distance after ten steps between a run that was resumed after three and one that was not",
      faulty: { try difference { ForgetfulLookahead($0) } },
      right: { try difference { Lookahead($0) } },
      law: .resuming, plant: .optimizer(planted))
  }
}

/// Gives parameters without a gradient one of zeros, which is the fault.
final class ZerosForMissing: Optimizer {
  private let base: any Optimizer

  init(_ base: any Optimizer) { self.base = base }

  var parameters: [Variable] { base.parameters }

  var learningRates: [Scalar] {
    get { base.learningRates }
    set { base.learningRates = newValue }
  }

  var state: [StateEntry] { base.state }

  func step() {
    for parameter in parameters where parameter.gradient == nil {
      parameter.gradient = .zeros(parameter.shape)
    }
    base.step()
  }
}

/// Lookahead that saves only the optimizer it wraps, which is the fault.
final class ForgetfulLookahead: Optimizer {
  private let lookahead: Lookahead

  init(_ base: any Optimizer) { lookahead = Lookahead(base) }

  var parameters: [Variable] { lookahead.parameters }

  var learningRates: [Scalar] {
    get { lookahead.learningRates }
    set { lookahead.learningRates = newValue }
  }

  var state: [StateEntry] { lookahead.base.state }

  func step() { lookahead.step() }
}
