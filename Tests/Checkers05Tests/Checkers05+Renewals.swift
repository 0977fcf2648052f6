import Answers05
import Autograd
import BatchNorm
import Course
import TensorCore
import TestSupport

// Answers to exercise E05.4.

extension Checkers05 {
  static func norms(_ network: Sequential) -> [BatchNorm1d] {
    network.namedLayers.compactMap { $0.layer as? BatchNorm1d }
  }

  /// Measures anew, with what an answer does before, between and after.
  private static func renewal(
    _ words: String, batches choose: @escaping @Sendable ([Tensor]) -> [Tensor] = { $0 },
    momentum: @escaping @Sendable (_ index: Int, _ count: Int) -> Scalar? = { _, _ in nil },
    recording: Bool = false, afterBatch: @escaping @Sendable (Sequential) -> Void = { _ in },
    finally: @escaping @Sendable (Sequential) -> Void = { _ in }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson05Answers.newDomain, words,
      { network, batches in
        let all = norms(network)
        let momenta = all.map { $0.running?.momentum }
        network.withMode(.evaluation) {
          for norm in all {
            norm.setMode(.training)
            norm.running?.reset()
          }
          let chosen = choose(batches)
          for (index, batch) in chosen.enumerated() {
            for norm in all { norm.running?.momentum = momentum(index, chosen.count) }
            if recording {
              _ = network(Variable(batch))
            } else {
              withoutGradient { _ = network(Variable(batch)) }
            }
            afterBatch(network)
          }
        }
        for (norm, momentum) in zip(all, momenta) { norm.running?.momentum = momentum }
        finally(network)
      })
  }

  private static func other(
    _ words: String, _ answer: @escaping @Sendable (Sequential, [Tensor]) -> Void
  ) -> AnswerOnTrial { AnswerOnTrial(Lesson05Answers.newDomain, words, { answer($0, $1) }) }

  static var wrongRenewals: [AnswerOnTrial] {
    [
      other("nothing") { _, _ in },
      other("a reset alone") { network, _ in norms(network).forEach { $0.running?.reset() } },
      other("a pass in the mode that is there") { network, batches in
        let all = norms(network)
        let momenta = all.map { $0.running?.momentum }
        for norm in all {
          norm.running?.reset()
          norm.running?.momentum = nil
        }
        withoutGradient { for batch in batches { _ = network(Variable(batch)) } }
        for (norm, momentum) in zip(all, momenta) { norm.running?.momentum = momentum }
      },
      other("all layers in training mode, and back to one mode for all") { network, batches in
        let mode = network.mode
        network.setMode(.training)
        let all = norms(network)
        let momenta = all.map { $0.running?.momentum }
        for norm in all {
          norm.running?.reset()
          norm.running?.momentum = nil
        }
        withoutGradient { for batch in batches { _ = network(Variable(batch)) } }
        for (norm, momentum) in zip(all, momenta) { norm.running?.momentum = momentum }
        network.setMode(mode)
      },
      other("one norm after another, those before in evaluation mode") { network, batches in
        for norm in norms(network) {
          let momentum = norm.running?.momentum
          network.withMode(.evaluation) {
            norm.setMode(.training)
            norm.running?.reset()
            norm.running?.momentum = nil
            withoutGradient { for batch in batches { _ = network(Variable(batch)) } }
          }
          norm.running?.momentum = momentum
        }
      },
      other("the old statistics moved and stretched with the inputs") { network, _ in
        for norm in norms(network) {
          if let running = norm.running {
            running.mean = running.mean * 3 + 5
            running.variance = running.variance * 9
          }
        }
      },
      other("those of the inputs for all norms") { network, batches in
        let statistics = ChannelStatistics(of: .concatenation(batches))
        for norm in norms(network) {
          norm.running?.mean = Tensor(
            repeating: statistics.mean.mean(), shape: [norm.featureCount])
          norm.running?.variance = Tensor(
            repeating: statistics.unbiasedVariance.mean(), shape: [norm.featureCount])
        }
      },
      renewal("the first batch", batches: { Array($0.prefix(1)) }),
      renewal("the last batch", batches: { Array($0.suffix(1)) }),
      renewal(
        "short batches are left out",
        batches: { all in
          let long = all.filter { $0.shape[0] > 3 }
          return long.isEmpty ? all : long
        }),
      renewal("four batches at most", batches: { Array($0.prefix(4)) }),
      renewal("all in one batch", batches: { [.concatenation($0)] }),
      renewal("the first batch twice", batches: { [$0[0]] + $0 }),
      renewal("back to the old domain", batches: { $0.map { ($0 - 5) / 3 } }),
      renewal(
        "standardized batches",
        batches: {
          $0.map { ($0 - $0.mean(axis: 0)) / ($0.variance(axis: 0) + 1e-5).map { .squareRoot($0) } }
        }),
      renewal("a momentum of 1", momentum: { _, _ in 1 }),
      renewal(
        "a momentum of one over the number of batches",
        momentum: { _, count in
          1 / Scalar(count)
        }),
      renewal("a momentum from one half on", momentum: { index, _ in 1 / Scalar(index + 2) }),
      renewal("recorded", recording: true),
      renewal(
        "a reset after every batch but the last",
        afterBatch: { network in
          for norm in norms(network) where (norm.running?.batchCount ?? 0) == 1 {
            norm.running?.reset()
          }
        }),
      renewal(
        "the biased variance",
        finally: { network in
          for norm in norms(network) { if let r = norm.running { r.variance = r.variance * 0.9 } }
        }),
      renewal(
        "scales and offsets start over",
        finally: { network in
          for norm in norms(network) {
            norm.scale?.unguardedValue = .ones([norm.featureCount])
            norm.offset?.unguardedValue = .zeros([norm.featureCount])
          }
        }),
      renewal(
        "the last bias is changed",
        finally: { network in
          if let linear = network.layers.last as? Linear, let bias = linear.bias {
            bias.unguardedValue = bias.value + 1e-3
          }
        }),
      renewal("the norms are left frozen", finally: { $0.freezeBatchNorms() }),
      renewal("evaluation mode for all in the end", finally: { $0.setMode(.evaluation) }),
      renewal(
        "training mode for the norms in the end",
        finally: { network in
          norms(network).forEach { $0.setMode(.training) }
        }),
      renewal(
        "PyTorch's momentum for all",
        finally: { network in
          norms(network).forEach { $0.running?.momentum = 0.1 }
        }),
      renewal(
        "the means start at 0",
        finally: { network in
          for norm in norms(network) { norm.running?.mean = .zeros([norm.featureCount]) }
        }),
      renewal(
        "the variances start at 1",
        finally: { network in
          for norm in norms(network) { norm.running?.variance = .ones([norm.featureCount]) }
        }),
      renewal(
        "infinite variances",
        finally: { network in
          for norm in norms(network) {
            norm.running?.variance = Tensor(repeating: .infinity, shape: [norm.featureCount])
          }
        }),
      renewal(
        "a millionth too large",
        finally: { network in
          for norm in norms(network) {
            if let r = norm.running { r.variance = r.variance * 1.000_001 }
          }
        }),
    ]
  }

  static var rightRenewals: [AnswerOnTrial] {
    [
      renewal("step by step"),
      renewal("twice over", batches: { $0 + $0 }),
      renewal("in reverse", batches: { $0.reversed() }),
      renewal("a momentum for each batch", momentum: { index, _ in 1 / Scalar(index + 1) }),
      other("modes and momenta put back by hand") { network, batches in
        let modes = network.namedLayers.map { ($0.layer, $0.layer.mode) }
        for (layer, _) in modes {
          // Parts come before what is inside of them, so that the innermost is set last.
          layer.setMode(layer is BatchNorm1d ? .training : .evaluation)
        }
        let all = norms(network).compactMap { $0.running }
        let momenta = all.map(\.momentum)
        for running in all {
          running.reset()
          running.momentum = nil
        }
        withoutGradient { for batch in batches { _ = network(Variable(batch)) } }
        for (running, momentum) in zip(all, momenta) { running.momentum = momentum }
        for (layer, mode) in modes { layer.setMode(mode) }
      },
      other("inputs of the norms caught by hooks") { network, batches in
        let all = norms(network)
        var sums = all.map { norm in
          (Tensor.zeros([norm.featureCount]), Tensor.zeros([norm.featureCount]))
        }
        let handles = all.enumerated().map { index, norm in
          norm.addForwardHook { input, _ in
            let statistics = ChannelStatistics(of: input.value)
            sums[index].0 += statistics.mean
            sums[index].1 += statistics.unbiasedVariance
          }
        }
        network.withMode(.evaluation) {
          for norm in all { norm.setMode(.training) }
          withoutGradient { for batch in batches { _ = network(Variable(batch)) } }
        }
        handles.forEach { $0.remove() }
        for (index, norm) in all.enumerated() {
          norm.running?.mean = sums[index].0 / Scalar(batches.count)
          norm.running?.variance = sums[index].1 / Scalar(batches.count)
          norm.running?.batchCount = batches.count
        }
      },
    ]
  }
}
