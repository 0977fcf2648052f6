public import Autograd
public import Course
public import TensorCore

/// A training loop: the losses of its steps.
public typealias TrainingLoopFunction =
  @Sendable (_ optimizer: any Optimizer, _ stepCount: Int, _ loss: () throws -> Variable) throws ->
  [Scalar]

// solution begins
func train(
  _ optimizer: any Optimizer, stepCount: Int, loss: () throws -> Variable
) throws -> [Scalar] {
  var losses: [Scalar] = []
  for _ in 0..<stepCount {
    optimizer.zeroGradients()
    let current = try loss()
    try current.backward()
    optimizer.step()
    losses.append(current.scalar)
  }
  return losses
}
// solution ends

extension Lesson00Answers {
  /// Write a training loop.
  public static var training: Assignment<TrainingLoopFunction> {
    Assignment<TrainingLoopFunction>(
      Exercise(
        id: .exercise(0, 13), title: "A training loop of four lines", kind: .implement,
        minutes: 5, difficulty: .easy, fileName: "TrainingLoop.swift",
        statement: """
          Write the loop that nearly every training script has. Each step forgets the old gradients, \
          computes the loss, goes back through it, and lets the optimizer change the parameters. \
          Return the losses, one a step, each as it was before the step changed anything.

          The optimizer may come with gradients of a run before. The calls are PyTorch's, with longer \
          names; those that can fail are marked with try.

              optimizer.zero_grad()      optimizer.zeroGradients()
              loss = loss_function()     let current = try loss()
              loss.backward()            try current.backward()
              optimizer.step()           optimizer.step()
              loss.item()                current.scalar
          """,
        hints: Exercise.Hints(
          nudge: "What is in the gradients when the backward pass begins, and what should be?",
          approach: """
            Four calls in a loop, in the order of the statement, and one more that notes the loss. A \
            backward pass adds to the gradients that are there.
            """,
          almostThere: """
            The optimizer needs fresh gradients, so that its step comes last; the gradients must be \
            forgotten before the backward pass, also before the very first one.
            """), forbidden: ["trainingStep", "fit"]),
      solution: train(_:stepCount:loss:),
      alternative: { optimizer, stepCount, loss in
        try (0..<stepCount).map { _ in
          let current = try loss()
          for parameter in optimizer.parameters { parameter.zeroGradient() }
          try current.backward()
          defer { optimizer.step() }
          return current.scalar
        }
      },
      mistakes: [
        .init(
          "the gradients are never forgotten",
          explanation: """
            Every backward pass adds to the gradients that are there, so that each step goes along \
            the sum of all gradients so far. The loss swings, and the learning rate gets the blame.
            """, { try loop("backward step", $0, $1, $2) }),
        .init(
          "forgotten after the step only",
          explanation: """
            Within the loop this is the same, but the first backward pass adds to whatever the \
            optimizer came with.
            """, { try loop("backward step forget", $0, $1, $2) }),
        .init(
          "the parameters never move",
          explanation: """
            Either nobody calls the optimizer's step, or it finds no gradients because they were \
            forgotten just before. The loss stays as it is, to the last digit.
            """, { try loop("forget backward", $0, $1, $2) }),
        .init(
          "the loss after the step",
          explanation: """
            The loss was computed again after the parameters changed. The first entry is then not the \
            loss of the untrained network, which is the number to compare with log(classes).
            """, { try loop("forget backward step again", $0, $1, $2) }),
        .init(
          "one step too many",
          explanation: """
            0...n has n + 1 numbers, 0..<n has n. Schedules that count steps end one step early then.
            """, { try loop("forget backward step", $0, $1 + 1, $2) }),
      ],
      impostors: .init(
        zero: { _, count, _ in [Scalar](repeating: 0, count: count) },
        notANumber: { _, count, _ in [Scalar](repeating: .nan, count: count) },
        identity: { _, count, _ in [Scalar](repeating: Scalar(count), count: count) }),
      probes: { seed in
        TrainingCase.all(seed: seed).map { example in
          // Stored results of the course's own step.
          let wanted = try? example.answer { optimizer, count, loss in
            try (0..<count).map { _ in try trainingStep(optimizer, loss: loss) }
          }
          return Probe(
            example.words, wanted: wanted ?? Answer(.word("the run", "does not fail"))
          ) { try example.answer($0) }
        }
      })
  }

  /// A loop of the named calls, in order.
  private static func loop(
    _ calls: String, _ optimizer: any Optimizer, _ count: Int, _ loss: () throws -> Variable
  ) throws -> [Scalar] {
    try (0..<count).map { _ in
      var current: Variable?
      for call in calls.split(separator: " ") {
        switch call {
        case "forget": optimizer.zeroGradients()
        case "step": optimizer.step()
        case "again": current = try loss()
        default:
          current = try loss()
          try current?.backward()
        }
      }
      return current?.scalar ?? .nan
    }
  }

  /// A line that is fitted to some points.
  private struct TrainingCase {
    let words: String
    let inputs: Tensor
    let targets: Tensor
    let start: Tensor
    let stepCount: Int
    let hasOldGradients: Bool
    let usesMomentum: Bool

    static func all(seed: UInt64) -> [TrainingCase] {
      var generator = SplitMix64(seed: seed)
      return [
        (1, false, false), (2, false, false), (1, true, false), (0, false, false),
        (7, false, true), (25, true, false), (60, true, true),
      ].map { steps, hasOldGradients, usesMomentum in
        TrainingCase(
          words: "\(steps) steps of \(usesMomentum ? "momentum" : "gradient descent")"
            + (hasOldGradients ? ", with gradients of a run before" : ""),
          inputs: .normal([8, 3], using: &generator),
          targets: .normal([8, 1], using: &generator),
          start: .normal([3, 1], using: &generator), stepCount: steps,
          hasOldGradients: hasOldGradients, usesMomentum: usesMomentum)
      }
    }

    /// What a loop comes to: the losses and the weights at the end.
    func answer(_ train: TrainingLoopFunction) throws -> Answer {
      let weights = Variable(start, requiresGradient: true)
      var lossCount = 0
      func loss() throws -> Variable {
        lossCount += 1
        return meanSquaredError(matmul(Variable(inputs), weights), targets: targets)
      }
      if hasOldGradients { try loss().backward() }
      let optimizer: any Optimizer =
        usesMomentum
        ? Momentum([weights], MomentumRule(learningRate: 0.02, momentum: 0.5))
        : GradientDescent([weights], learningRate: 0.05)
      let losses = try train(optimizer, stepCount, loss)
      // A loss that is computed once more draws another batch and another mask of dropout.
      return Answer(
        .numbers("losses", losses), .tensor("weights", weights.value),
        .number("times that the loss was computed", lossCount))
    }
  }
}
