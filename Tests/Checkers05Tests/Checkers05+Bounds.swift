import Answers05
import Autograd
import BatchNorm
import Course
import TensorCore
import TestSupport

// Answers that are right up to a bound: on a size, a magnitude, or the depth of a network.

extension Checkers05 {
  static var wrongBounds: [AnswerOnTrial] {
    boundedAverages + boundedGhosts + boundedRenewals + boundedTunings + boundedGroups
      + boundedGradients
  }

  private static func clipped(_ numbers: [Double], to bound: Double) -> [Double] {
    numbers.map { max(-bound, min(bound, $0)) }
  }

  private static var boundedAverages: [AnswerOnTrial] {
    let right = Lesson05Answers.cumulativeAverage.solution
    func wrong(_ words: String, _ answer: @escaping AveragingFunction) -> AnswerOnTrial {
      AnswerOnTrial(Lesson05Answers.cumulativeAverage, words, answer)
    }
    return [
      wrong("fifteen batches at most") { try right(Array($0.prefix(15)), $1) },
      wrong("seven numbers of a batch at most") { try right($0.map { Array($0.prefix(7)) }, $1) },
      wrong("a variance of a hundred at most") {
        let (mean, variance) = try right($0, $1)
        return (mean, min(variance, 100))
      },
      wrong("a momentum of a tenth at least") {
        try right($0, $1.map { $0 == 0 ? 0 : max(0.1, $0) })
      },
      wrong("a momentum of 0.8 at most, or 1") {
        try right($0, $1.map { $0 == 1 ? 1 : min(0.8, $0) })
      },
    ]
  }

  private static var boundedGhosts: [AnswerOnTrial] {
    let right = Lesson05Answers.ghostBatches.solution
    func wrong(_ words: String, _ answer: @escaping GhostFunction) -> AnswerOnTrial {
      AnswerOnTrial(Lesson05Answers.ghostBatches, words, answer)
    }
    return [
      wrong("five parts at most") { try right($0, max($1, $0.count / 6 + 1), $2) },
      wrong("parts of eight at most") { try right($0, min($1, 8), $2) },
      wrong("three features at most") { try right($0.map { Array($0.prefix(3)) }, $1, $2) },
      wrong("an epsilon of a half at most") { try right($0, $1, min($2, 0.5)) },
      wrong("an epsilon of 10⁻⁹ at least") { try right($0, $1, max($2, 1e-9)) },
      wrong("an output of 3 at most") {
        let (output, noise) = try right($0, $1, $2)
        return (output.map { clipped($0, to: 3) }, noise)
      },
      wrong("a noise of a hundred at most") {
        let (output, noise) = try right($0, $1, $2)
        return (output, clipped(noise, to: 100))
      },
    ]
  }

  private static var boundedGroups: [AnswerOnTrial] {
    let right = Lesson05Answers.groupedChannels.solution
    func wrong(_ words: String, _ answer: @escaping GroupingFunction) -> AnswerOnTrial {
      AnswerOnTrial(Lesson05Answers.groupedChannels, words, answer)
    }
    return [
      wrong("six groups at most") { try right($0, min($1, 6), $2, $3, $4) },
      wrong("six channels at most") { batch, groups, scale, offset, epsilon in
        try right(batch.map { Array($0.prefix(6)) }, min(groups, 6), scale, offset, epsilon)
      },
      wrong("five samples at most") { try right(Array($0.prefix(5)), $1, $2, $3, $4) },
      wrong("five places at most") { batch, groups, scale, offset, epsilon in
        try right(batch.map { $0.map { Array($0.prefix(5)) } }, groups, scale, offset, epsilon)
      },
      wrong("one channel stays as it is") { batch, groups, scale, offset, epsilon in
        scale.count == 1 ? batch : try right(batch, groups, scale, offset, epsilon)
      },
      wrong("an epsilon of a half at most") { try right($0, $1, $2, $3, min($4, 0.5)) },
      wrong("inputs of 10⁵ at most") { batch, groups, scale, offset, epsilon in
        let inputs = batch.map { $0.map { clipped($0, to: 1e5) } }
        return try right(inputs, groups, scale, offset, epsilon)
      },
      wrong("a normalized number of 5 at most") { batch, groups, scale, offset, epsilon in
        let (ones, zeros) = (scale.map { _ in 1.0 }, scale.map { _ in 0.0 })
        return try right(batch, groups, ones, zeros, epsilon).map { sample in
          sample.indices.map { channel in
            clipped(sample[channel], to: 5).map { $0 * scale[channel] + offset[channel] }
          }
        }
      },
    ]
  }

  private static var boundedGradients: [AnswerOnTrial] {
    let right = Lesson05Answers.backwardPass.solution
    func wrong(_ words: String, _ answer: @escaping BackwardFunction) -> AnswerOnTrial {
      AnswerOnTrial(Lesson05Answers.backwardPass, words, answer)
    }
    return [
      wrong("eight samples at most") { try right(Array($0.prefix(8)), $1, $2, $3) },
      wrong("two features at most") { try right($0, $1, Array($2.prefix(2)), $3) },
      wrong("inputs of 10⁶ at most") { batch, gradient, scale, epsilon in
        try right(batch.map { clipped($0, to: 1e6) }, gradient, scale, epsilon)
      },
      wrong("gradients of 10 at most") { batch, gradient, scale, epsilon in
        try right(batch, gradient.map { clipped($0, to: 10) }, scale, epsilon)
      },
      wrong("a scale of 5 at most") { try right($0, $1, clipped($2, to: 5), $3) },
      wrong("an epsilon of 3 at most") { try right($0, $1, $2, min($3, 3)) },
    ]
  }
}

// MARK: - Networks

extension Checkers05 {
  /// The norms that stand in the sequence itself or in a sequence within it, and no deeper.
  @Sendable private static func outerNorms(_ network: Sequential) -> [BatchNorm1d] {
    network.layers.flatMap { layer in (layer as? Sequential)?.layers ?? [layer] }
      .compactMap { $0 as? BatchNorm1d }
  }

  /// The norms in sequences of any depth; other layers that have layers are not looked into.
  @Sendable private static func norms(inSequence network: Sequential) -> [BatchNorm1d] {
    network.layers.flatMap { layer in
      (layer as? Sequential).map { norms(inSequence: $0) }
        ?? [layer as? BatchNorm1d].compactMap { $0 }
    }
  }

  private static var boundedRenewals: [AnswerOnTrial] {
    let right = Lesson05Answers.newDomain.solution
    func wrong(_ words: String, _ answer: @escaping RenewingFunction) -> AnswerOnTrial {
      AnswerOnTrial(Lesson05Answers.newDomain, words, answer)
    }
    func among(
      _ words: String, _ norms: @escaping @Sendable (Sequential) -> [BatchNorm1d]
    ) -> AnswerOnTrial {
      wrong(words) { network, batches in
        let found = norms(network)
        let momenta = found.map { $0.running?.momentum }
        network.withMode(.evaluation) {
          for norm in found {
            norm.setMode(.training)
            norm.running?.reset()
            norm.running?.momentum = nil
          }
          withoutGradient { for batch in batches { _ = network(Variable(batch)) } }
        }
        for (norm, momentum) in zip(found, momenta) { norm.running?.momentum = momentum }
      }
    }
    return [
      among("norms one part deep", outerNorms),
      among("norms in sequences") { norms(inSequence: $0) },
      wrong("twelve batches at most") { try right($0, Array($1.prefix(12))) },
      wrong("twelve samples of a batch at most") { network, batches in
        try right(network, batches.map { $0.slice(0..<min(12, $0.shape[0])) })
      },
      wrong("the first norm's momentum for all") { network, batches in
        try right(network, batches)
        let all = norms(network).compactMap(\.running)
        for running in all { running.momentum = all.first?.momentum }
      },
      wrong("one mode for each part") { network, batches in
        let modes = network.layers.map(\.mode)
        try right(network, batches)
        for (layer, mode) in zip(network.layers, modes) { layer.setMode(mode) }
      },
    ]
  }

  private static var boundedTunings: [AnswerOnTrial] {
    let right = Lesson05Answers.frozenNorms.solution
    func wrong(_ words: String, _ answer: @escaping FineTuningFunction) -> AnswerOnTrial {
      AnswerOnTrial(Lesson05Answers.frozenNorms, words, answer)
    }
    func among(
      _ words: String, _ norms: @escaping @Sendable (Sequential) -> [BatchNorm1d]
    ) -> AnswerOnTrial {
      wrong(words) { network, batches, rate in
        let found = norms(network)
        for norm in found { norm.isFrozen = true }
        network.setMode(.training)
        let own = Set(found.flatMap { $0.parameters.map { ObjectIdentifier($0.variable) } })
        let trained = network.trainedVariables.filter { !own.contains(ObjectIdentifier($0)) }
        let optimizer = GradientDescent(trained, learningRate: rate)
        for batch in batches {
          for variable in network.trainedVariables { variable.gradient = nil }
          try meanSquaredError(network(Variable(batch.inputs)), targets: batch.targets).backward()
          optimizer.step()
        }
      }
    }
    return [
      among("norms one part deep", outerNorms),
      among("norms in sequences") { norms(inSequence: $0) },
      wrong("four batches at most") { try right($0, Array($1.prefix(4)), $2) },
      wrong("three samples of a batch at most") { network, batches, rate in
        let short = batches.map { batch in
          let rows = 0..<min(3, batch.inputs.shape[0])
          return (inputs: batch.inputs.slice(rows), targets: batch.targets.slice(rows))
        }
        try right(network, short, rate)
      },
      wrong("a rate of 0.05 at most") { try right($0, $1, min($2, 0.05)) },
    ]
  }
}
