public import Autograd
import BatchNorm
public import Course
public import TensorCore

/// Measures the running statistics of a network anew.
public typealias RenewingFunction =
  @Sendable (_ network: Sequential, _ batches: [Tensor]) throws -> Void

// solution begins
func renewStatistics(of network: Sequential, on batches: [Tensor]) throws {
  let norms = network.namedLayers.compactMap { $0.layer as? BatchNorm1d }
  let momenta = norms.map { $0.running?.momentum }
  network.withMode(.evaluation) {
    for norm in norms {
      norm.setMode(.training)
      norm.running?.reset()
      norm.running?.momentum = nil
    }
    withoutGradient {
      for batch in batches { _ = network(Variable(batch)) }
    }
  }
  for (norm, momentum) in zip(norms, momenta) { norm.running?.momentum = momentum }
}
// solution ends

extension Lesson05Answers {
  /// Measure the running statistics anew for a shifted domain.
  public static var newDomain: Assignment<RenewingFunction> {
    Assignment<RenewingFunction>(
      Exercise(
        id: .exercise(5, 4), title: "New statistics for a new domain",
        kind: .implement, minutes: 20, difficulty: .medium, fileName: "NewDomain.swift",
        statement: """
          A sensor was replaced and all inputs x arrive as 3x + 5. The running statistics are those of the old sensor, and \
          the network, in evaluation mode, is wrong on the new inputs. There are no labels, but plenty of inputs: measure the \
          statistics anew, and train nothing.

          Forget the old running statistics of every `BatchNorm1d` of the network. Then send all batches through it once, such \
          that each norm takes in the batches as it meets them in training mode and, at the end, holds the plain average over \
          all batches, whatever its momentum. All other layers are in evaluation mode meanwhile, so that dropout, say, leaves \
          no holes. Parameters, momenta and the mode of every layer are in the end what they were, \
          and nothing is recorded for a backward pass. Norms may stand inside parts of the network, all of them keep running \
          statistics, and none is frozen.

              for (_, layer) in network.namedLayers { … }    // every layer, those inside of parts too
          """,
        hints: Exercise.Hints(
          nudge: "Which mode of `RunningStatistics` gives every batch the same weight?",
          approach: """
            Keep what has to come back: momenta and modes. Reset the statistics, let the norms average cumulatively in \
            training mode while the rest is in evaluation mode, and send the batches through.
            """,
          almostThere: """
            `withMode` puts back the mode of every layer when its closure ends; inside it, set the norms alone to training. A \
            momentum of nil is the cumulative average, and a `withoutGradient` scope leaves the statistics free to move.
            """), forbidden: ["recalibrate"]),
      solution: renewStatistics(of:on:),
      alternative: { network, batches in
        // A pass for each batch from a fresh start with momentum 1; the averages are taken by hand.
        let running = network.batchNorms.compactMap { $0.norm.running }
        let momenta = running.map(\.momentum)
        var means = running.map { Tensor.zeros($0.mean.shape) }
        var variances = means
        for statistics in running {
          statistics.momentum = 1
          statistics.batchCount = 0
        }
        network.withMode(.evaluation) {
          for (_, layer) in network.namedLayers where layer is BatchNorm1d {
            layer.setMode(.training)
          }
          for batch in batches {
            withoutGradient { _ = network(Variable(batch)) }
            for (index, statistics) in running.enumerated() {
              means[index] += statistics.mean / Scalar(batches.count)
              variances[index] += statistics.variance / Scalar(batches.count)
            }
          }
        }
        for (index, statistics) in running.enumerated() {
          (statistics.mean, statistics.variance) = (means[index], variances[index])
          statistics.momentum = momenta[index]
        }
      },
      mistakes: [
        .init(
          "the statistics are not reset",
          explanation: """
            Old batches stay in the average: the cumulative mode goes on from the counter, as if the new domain were more of \
            the old one.
            """,
          { renew($0, on: $1, resetting: false) }),
        .init(
          "averaged by the momentum of training",
          explanation: """
            With a momentum of 0.1 a few batches leave much of the start, 0.9ⁿ of it, and the last batches weigh most. A \
            measurement averages evenly: momentum nil.
            """,
          { renew($0, on: $1, isCumulative: false) }),
        .init(
          "in evaluation mode",
          explanation: """
            In evaluation mode the running statistics are used and stay as they are. After a reset that is a mean of 0 and \
            a variance of 1: nothing is normalized at all.
            """,
          { renew($0, on: $1, normMode: .evaluation) }),
        .init(
          "the network is left in training mode",
          explanation: """
            Who calls this serves requests next. Left in training mode the network normalizes them by each other, and the new \
            statistics drift on.
            """,
          {
            renew($0, on: $1)
            $0.setMode(.training)
          }),
        .init(
          "all layers are in training mode",
          explanation: """
            PyTorch's `update_bn` does that. What differs between the modes, dropout above all, then shapes the \
            statistics, and evaluation meets another distribution.
            """,
          { renew($0, on: $1, otherMode: .training) }),
        .init(
          "the cumulative mode stays on",
          explanation: """
            The momentum is not put back. If training goes on, the averages follow it ever more slowly.
            """,
          { renew($0, on: $1, putsBack: false) }),
        .init(
          "only the norms of the outermost sequence",
          explanation: """
            `network.layers` holds what stands in the sequence itself. Norms inside of its parts keep the statistics of the old \
            domain; `namedLayers` and `batchNorms` find all.
            """,
          { renew($0, on: $1, depth: 1) }),
      ],
      impostors: .init(
        zero: { network, _ in
          for (_, norm) in network.batchNorms {
            norm.running?.mean = .zeros([norm.featureCount])
            norm.running?.variance = .zeros([norm.featureCount])
          }
        },
        notANumber: { network, _ in
          for (_, norm) in network.batchNorms {
            norm.running?.mean = Tensor(repeating: .nan, shape: [norm.featureCount])
          }
        },
        identity: { _, _ in }),
      probes: { seed in
        let data = TrainedNetwork.batches(seed: seed + 100, counts: [8, 5, 12, 3])
        let shifted = data.map { $0 * 3 + 5 }
        let long = TrainedNetwork.batches(
          seed: seed + 200, counts: (0..<20).map { 2 + 3 * ($0 % 10) })
        let cases: [(String, [Tensor], TrainedNetwork)] = [
          ("one batch of 3x + 5, evaluation mode", [shifted[0]], .init(seed: seed)),
          ("four batches of 3x + 5, evaluation mode", shifted, .init(seed: seed)),
          ("four batches of x, training mode", data, .init(seed: seed, mode: .training)),
          ("many batches", shifted + data + shifted, .init(seed: seed, momentum: 0.7)),
          ("two parts in different modes", shifted, .init(seed: seed, mode: nil)),
          ("cumulative before", shifted, .init(seed: seed, momentum: nil)),
          ("twenty batches, a norm in a block", long, .init(seed: seed, isDeep: true)),
        ]
        return cases.map { words, batches, network in
          let right = network.make()
          right.recalibrate(on: batches)
          return Probe(
            "\(words), seed \(seed)", wanted: TrainedNetwork.answer(right), within: tolerance,
            floor: 0.1
          ) {
            let mine = network.make()
            try $0(mine, batches)
            return TrainedNetwork.answer(mine)
          }
        }
      })
  }
}

extension Lesson05Answers {
  /// A thousand-millionth, or in single precision some thousand roundings.
  static var tolerance: Double { max(1e-9, defaultTolerance) }
}
