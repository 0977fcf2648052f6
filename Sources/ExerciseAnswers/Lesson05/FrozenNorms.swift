public import Autograd
import BatchNorm
public import Course
public import TensorCore

/// Trains a network on small batches and leaves its batch norms as they are.
public typealias FineTuningFunction =
  @Sendable (
    _ network: Sequential, _ batches: [(inputs: Tensor, targets: Tensor)], _ learningRate: Scalar
  ) throws -> Void

// solution begins
func fineTune(
  _ network: Sequential, on batches: [(inputs: Tensor, targets: Tensor)], learningRate: Scalar
) throws {
  network.freezeBatchNorms()
  network.setMode(.training)
  let optimizer = GradientDescent(network.variablesBesideBatchNorms, learningRate: learningRate)
  for batch in batches {
    optimizer.zeroGradients()
    try meanSquaredError(network(Variable(batch.inputs)), targets: batch.targets).backward()
    optimizer.step()
  }
}
// solution ends

extension Lesson05Answers {
  /// Repair a fine-tuning that means to freeze batch norm.
  public static var frozenNorms: Assignment<FineTuningFunction> {
    Assignment<FineTuningFunction>(
      Exercise(
        id: .exercise(5, 5), title: "Frozen, and yet it moves",
        kind: .repair, minutes: 15, difficulty: .medium, fileName: "FrozenNorms.swift",
        statement: """
          A network is fine-tuned on batches of two or three. Its batch norms were to be frozen, and the function says so in \
          its first lines, yet the running statistics drift, the scales and offsets learn, and with every step the \
          answers in evaluation mode move with them.

          Repair it. While it trains, every batch norm normalizes by its running statistics as they were handed over, and \
          leaves them as they are; its scale and offset do not learn. All other parameters are trained by plain gradient descent \
          on the mean squared error, one step a batch, and all other layers are in training mode meanwhile. A batch may have \
          one sample. The batch norms are `BatchNorm1d`s with running statistics; they may stand inside parts of the \
          network, which may be handed over in either mode.

              network.setMode(.training)    // sets the norms too, whatever mode they were in
          """,
        hints: Exercise.Hints(
          nudge: "In which mode are the norms when the second batch arrives, or the first?",
          approach: """
            Two things have to stay: the statistics and the learned parameters. The first is a matter of the mode, and of who \
            sets it last; the second of what the optimizer is given.
            """,
          almostThere: """
            Set the whole network to training first and the norms to evaluation after that, or freeze them, which no mode \
            undoes. The lesson has a list of the variables that belong to no batch norm.
            """)),
      solution: fineTune(_:on:learningRate:),
      alternative: { network, batches, learningRate in
        // By modes, and with the steps taken by hand.
        var own: Set<ObjectIdentifier> = []
        network.setMode(.training)
        for (_, layer) in network.namedLayers where layer is BatchNorm1d {
          layer.setMode(.evaluation)
          own.formUnion(layer.parameters.map { ObjectIdentifier($0.variable) })
        }
        let trained = network.trainedVariables.filter { !own.contains(ObjectIdentifier($0)) }
        for batch in batches {
          for variable in network.trainedVariables { variable.gradient = nil }
          let loss = meanSquaredError(network(Variable(batch.inputs)), targets: batch.targets)
          try loss.backward()
          GradientDescent(trained, learningRate: learningRate).step()
        }
      },
      handedOut: { network, batches, learningRate in
        for (_, layer) in network.namedLayers where layer is BatchNorm1d {
          layer.setMode(.evaluation)
        }
        let optimizer = GradientDescent(network.trainedVariables, learningRate: learningRate)
        for batch in batches where batch.inputs.shape[0] > 1 {
          network.setMode(.training)
          optimizer.zeroGradients()
          try meanSquaredError(network(Variable(batch.inputs)), targets: batch.targets).backward()
          optimizer.step()
        }
      },
      mistakes: [
        .init(
          "only scale and offset are kept from learning",
          explanation: """
            That is `requires_grad = False` in PyTorch: it stops γ and β. The running statistics are no parameters; they move \
            with every forward pass in training mode, and the batch's own are used meanwhile.
            """,
          {
            $0.setMode(.training)
            try train($0, $0.variablesBesideBatchNorms, $1.filter { $0.inputs.shape[0] > 1 }, $2)
          }),
        .init(
          "scale and offset go on learning",
          explanation: """
            The statistics stay, but γ and β are parameters like others and are in the list of the optimizer. They are \
            fitted to the few images like any weight.
            """,
          {
            $0.freezeBatchNorms()
            $0.setMode(.training)
            try train($0, $0.trainedVariables, $1, $2)
          }),
        .init(
          "the whole network is in evaluation mode",
          explanation: """
            That freezes the norms, and switches dropout off and whatever else differs between the modes, so that \
            the network is trained without it.
            """,
          {
            $0.setMode(.evaluation)
            try train($0, $0.variablesBesideBatchNorms, $1, $2)
          }),
        .init(
          "the momentum is set to 0",
          explanation: """
            The running statistics then stay, but in training mode the norms go on normalizing by the batch: by two or \
            three samples, and with a gradient through their mean and variance.
            """,
          { network, batches, rate in
            let momenta = network.batchNorms.map { $0.norm.running?.momentum }
            for (_, norm) in network.batchNorms { norm.running?.momentum = 0 }
            network.setMode(.training)
            try train(
              network, network.variablesBesideBatchNorms,
              batches.filter { $0.inputs.shape[0] > 1 }, rate)
            for ((_, norm), momentum) in zip(network.batchNorms, momenta) {
              norm.running?.momentum = momentum
            }
          }),
        .init(
          "only the norms of the outermost sequence",
          explanation: """
            `network.layers` does not look inside of parts, and real networks consist of blocks. The norms inside go on as \
            before.
            """,
          { network, batches, rate in
            for case let norm as BatchNorm1d in network.layers { norm.isFrozen = true }
            network.setMode(.training)
            try train(
              network, network.variablesBesideBatchNorms,
              batches.filter { $0.inputs.shape[0] > 1 }, rate)
          }),
      ],
      impostors: .init(
        zero: { network, _, _ in
          for variable in network.trainedVariables {
            variable.unguardedValue = .zeros(variable.shape)
          }
        },
        notANumber: { network, _, _ in
          for variable in network.trainedVariables {
            variable.unguardedValue = Tensor(repeating: .nan, shape: variable.shape)
          }
        },
        identity: { _, _, _ in }),
      probes: { seed in
        func batches(_ counts: [Int]) -> [(inputs: Tensor, targets: Tensor)] {
          let inputs = TrainedNetwork.batches(seed: seed + 50, counts: counts)
          return inputs.map { x in
            (x + 1, (x * x).sum(axis: 1).reshaped(to: [x.shape[0], 1]))
          }
        }
        let (two, one) = (batches([2]), batches([1]))
        let (several, singles) = (batches([2, 3, 2, 3]), batches([3, 1, 2, 1]))
        let long = batches([2, 3, 4, 5, 6, 2, 3, 4, 5])
        let cases: [(String, [(inputs: Tensor, targets: Tensor)], TrainedNetwork, Scalar)] = [
          ("one batch of two", two, .init(seed: seed), 0.01),
          ("one sample", one, .init(seed: seed), 0.01),
          ("four batches, evaluation mode", several, .init(seed: seed), 0.02),
          ("four batches, training mode", several, .init(seed: seed, mode: .training), 0.02),
          ("samples alone among them", singles, .init(seed: seed, momentum: 0.5, mode: nil), 0.06),
          ("nine batches, a norm in a block", long, .init(seed: seed, isDeep: true), 0.005),
        ]
        return cases.map { words, batches, network, rate in
          let right = network.make()
          right.freezeBatchNorms()
          right.setMode(.training)
          // The lesson's own pieces on a healthy path cannot fail; a failure would leave nothing to compare.
          let isTrained =
            (try? train(right, right.variablesBesideBatchNorms, batches, rate)) != nil
          return Probe(
            "\(words), rate \(Answer.text(rate)), seed \(seed)",
            wanted: isTrained ? learned(right) : Answer(.word("training", "possible")),
            within: tolerance, floor: 0.1
          ) {
            let mine = network.make()
            try $0(mine, batches, rate)
            return learned(mine)
          }
        }
      })
  }
}

extension Lesson05Answers {
  /// The parameters and running statistics of a network.
  private static func learned(_ network: Sequential) -> Answer {
    Answer(
      network.namedParameters.map { .tensor($0.name, $0.variable.value) }
        + network.batchNorms.flatMap { name, norm -> [Answer.Part] in
          guard let running = norm.running else { return [] }
          return [
            .tensor("\(name).running_mean", running.mean),
            .tensor("\(name).running_var", running.variance),
            .number("\(name).num_batches_tracked", running.batchCount),
          ]
        })
  }
}
