import Answers05
import Autograd
import BatchNorm
import Course
import TensorCore
import TestSupport

// Answers to exercise E05.5.

extension Checkers05 {
  private typealias Pair = (inputs: Tensor, targets: Tensor)

  /// A fine-tuning with what an answer does otherwise; each step is taken by hand.
  private static func tuning(
    _ words: String,
    prepare: @escaping @Sendable (Sequential) -> Void = { network in
      network.freezeBatchNorms()
      network.setMode(.training)
    },
    batches choose:
      @escaping @Sendable ([(inputs: Tensor, targets: Tensor)]) -> [(
        inputs: Tensor, targets: Tensor
      )] = { $0 },
    variables: @escaping @Sendable (Sequential) -> [Variable] = { $0.variablesBesideBatchNorms },
    rate: @escaping @Sendable (Scalar) -> Scalar = { $0 }, clears: Bool = true,
    loss: @escaping @Sendable (Variable, Tensor) -> Variable = {
      meanSquaredError($0, targets: $1)
    },
    afterStep: @escaping @Sendable (Sequential, Scalar) -> Void = { _, _ in },
    finally: @escaping @Sendable (Sequential) -> Void = { _ in }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson05Answers.frozenNorms, words,
      { network, batches, learningRate in
        prepare(network)
        let trained = variables(network)
        for batch in choose(batches) {
          if clears { for variable in network.trainedVariables { variable.gradient = nil } }
          try loss(network(Variable(batch.inputs)), batch.targets).backward()
          for variable in trained {
            guard let gradient = variable.gradient else { continue }
            variable.unguardedValue = variable.value - gradient * rate(learningRate)
          }
          afterStep(network, learningRate)
        }
        finally(network)
      })
  }

  /// Batches that a norm in training mode takes.
  @Sendable private static func longer(
    _ batches: [(inputs: Tensor, targets: Tensor)]
  ) -> [(inputs: Tensor, targets: Tensor)] { batches.filter { $0.inputs.shape[0] > 1 } }

  static var wrongTunings: [AnswerOnTrial] {
    func other(
      _ words: String,
      _ answer:
        @escaping @Sendable (Sequential, [(inputs: Tensor, targets: Tensor)], Scalar) throws -> Void
    ) -> AnswerOnTrial { AnswerOnTrial(Lesson05Answers.frozenNorms, words, answer) }
    return [
      other("nothing") { _, _, _ in },
      other("frozen, and nothing trained") { network, _, _ in network.freezeBatchNorms() },
      other("the statistics are put back in the end") { network, batches, rate in
        let all = norms(network).compactMap(\.running)
        let before = all.map { ($0.mean, $0.variance, $0.batchCount) }
        network.setMode(.training)
        let optimizer = GradientDescent(network.variablesBesideBatchNorms, learningRate: rate)
        for batch in longer(batches) {
          optimizer.zeroGradients()
          try meanSquaredError(network(Variable(batch.inputs)), targets: batch.targets).backward()
          optimizer.step()
        }
        for (running, kept) in zip(all, before) {
          (running.mean, running.variance, running.batchCount) = kept
        }
      },
      other("AdamW") { network, batches, rate in
        network.freezeBatchNorms()
        network.setMode(.training)
        let optimizer = AdamW(network.variablesBesideBatchNorms, learningRate: rate)
        for batch in batches {
          optimizer.zeroGradients()
          try meanSquaredError(network(Variable(batch.inputs)), targets: batch.targets).backward()
          optimizer.step()
        }
      },
      other("one step for all batches") { network, batches, rate in
        network.freezeBatchNorms()
        network.setMode(.training)
        let optimizer = GradientDescent(network.variablesBesideBatchNorms, learningRate: rate)
        optimizer.zeroGradients()
        for batch in batches {
          try meanSquaredError(network(Variable(batch.inputs)), targets: batch.targets).backward()
        }
        if batches.count > 1 { optimizer.step() }
      },
      tuning(
        "training mode behind the freezing by modes",
        prepare: { network in
          norms(network).forEach { $0.setMode(.evaluation) }
          network.setMode(.training)
        }, batches: longer),
      tuning(
        "by modes, and scales learn",
        prepare: { network in
          network.setMode(.training)
          norms(network).forEach { $0.setMode(.evaluation) }
        }, variables: { $0.trainedVariables }),
      tuning(
        "the parts with norms in evaluation mode",
        prepare: { network in
          network.setMode(.training)
          for layer in network.layers where layer is Sequential || layer is BatchNorm1d {
            layer.setMode(.evaluation)
          }
        }),
      tuning("the mode as it was handed over", prepare: { $0.freezeBatchNorms() }),
      tuning(
        "the statistics start over",
        prepare: { network in
          norms(network).forEach { $0.running?.reset() }
          network.freezeBatchNorms()
          network.setMode(.training)
        }),
      tuning("batches of one are left out", batches: longer),
      tuning("the first batch alone, twice", batches: { [$0[0], $0[0]] }),
      tuning("in reverse", batches: { $0.count > 1 ? $0.reversed() : $0 + $0 }),
      tuning("two rounds", batches: { $0 + $0 }),
      tuning(
        "all batches in one",
        batches: { all in
          all.count < 2
            ? []
            : [(.concatenation(all.map(\.inputs)), .concatenation(all.map(\.targets)))]
        }),
      tuning(
        "sample by sample",
        batches: { all in
          all.flatMap { batch in
            (0..<batch.inputs.shape[0]).map {
              (batch.inputs.slice($0..<$0 + 1), batch.targets.slice($0..<$0 + 1))
            }
          }
        }),
      tuning(
        "offsets learn",
        variables: { network in
          network.variablesBesideBatchNorms + norms(network).compactMap(\.offset)
        }),
      tuning(
        "scales learn",
        variables: { network in
          network.variablesBesideBatchNorms + norms(network).compactMap(\.scale)
        }),
      tuning(
        "those of the inner norm learn",
        variables: { network in
          network.variablesBesideBatchNorms
            + (norms(network).last?.parameters.map(\.variable) ?? [])
        }),
      tuning(
        "the last layer alone",
        variables: { network in
          network.layers.last?.parameters.map(\.variable) ?? []
        }),
      tuning(
        "weights and no biases",
        variables: { network in
          network.variablesBesideBatchNorms.filter { $0.shape.axisCount == 2 }
        }),
      tuning(
        "biases and no weights",
        variables: { network in
          network.variablesBesideBatchNorms.filter { $0.shape.axisCount == 1 }
        }),
      tuning("twice the rate", rate: { 2 * $0 }), tuning("uphill", rate: { -$0 }),
      tuning("a rate of 0.01 always", rate: { _ in 0.01 }),
      tuning("gradients are never cleared", clears: false),
      tuning(
        "the sum of the squares",
        loss: { predictions, targets in
          let distance = predictions - Variable(targets)
          return (distance * distance).sum()
        }),
      tuning("half of the squares", loss: { meanSquaredError($0, targets: $1) * 0.5 }),
      tuning(
        "weights decay",
        afterStep: { network, rate in
          for variable in network.variablesBesideBatchNorms {
            variable.unguardedValue = variable.value * (1 - 0.01 * rate)
          }
        }),
      tuning(
        "the counters go on",
        finally: { network in
          norms(network).forEach { $0.running?.batchCount += 1 }
        }),
      tuning(
        "all is NaN",
        finally: { network in
          for variable in network.trainedVariables {
            variable.unguardedValue = Tensor(repeating: .nan, shape: variable.shape)
          }
        }),
      tuning(
        "all is infinite",
        finally: { network in
          for variable in network.trainedVariables {
            variable.unguardedValue = Tensor(repeating: .infinity, shape: variable.shape)
          }
        }),
    ]
  }

  static var rightTunings: [AnswerOnTrial] {
    [
      tuning(
        "frozen one by one",
        prepare: { network in
          network.setMode(.training)
          norms(network).forEach { $0.isFrozen = true }
        }),
      tuning(
        "by modes, the norms last",
        prepare: { network in
          network.setMode(.training)
          norms(network).forEach { $0.setMode(.evaluation) }
        }),
      tuning(
        "all in evaluation mode but what is no norm",
        prepare: { network in
          network.setMode(.evaluation)
          for (_, layer) in network.namedLayers
          where !(layer is BatchNorm1d) && layer.children.isEmpty { layer.setMode(.training) }
        }),
      tuning(
        "variables of layers that are no norms",
        variables: { network in
          network.namedLayers.filter { !($0.layer is BatchNorm1d) }
            .flatMap { $0.layer.parameters.map(\.variable) }
        }),
      tuning(
        "unfrozen in the end",
        finally: { network in
          network.unfreezeBatchNorms()
          network.setMode(.evaluation)
        }),
      AnswerOnTrial(
        Lesson05Answers.frozenNorms, "a rate of 0 for the norms",
        { network, batches, rate in
          network.freezeBatchNorms()
          network.setMode(.training)
          let own = norms(network).flatMap { $0.parameters.map(\.variable) }
          let optimizer = GradientDescent(groups: [
            .init(network.variablesBesideBatchNorms, GradientDescentRule(learningRate: rate)),
            .init(own, GradientDescentRule(learningRate: 0)),
          ])
          for batch in batches {
            optimizer.zeroGradients()
            try meanSquaredError(network(Variable(batch.inputs)), targets: batch.targets)
              .backward()
            optimizer.step()
          }
        }),
    ]
  }
}
