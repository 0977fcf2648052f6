import Autograd
import BatchNorm
import Course
import TensorCore
import TestSupport
import Testing

// What has to be saved, copied and averaged beside the weights.

extension Lesson05Interview {
  @Test(
    .interview(
      .question(5, 14), level: .recall, minutes: 3,
      question: """
        Training of a network with batch norm is to be interrupted and resumed exactly. What belongs in the \
        checkpoint?
        """,
      answer: """
        The parameters and the buffers: running mean, running variance and the number of batches. Then what is not in the \
        network: the optimizer's state, the position of the learning rate schedule, the gradient scaler in mixed precision, the random generators and where the data loader \
        stands. For serving alone, parameters and buffers are enough. Loading must be strict, because a file without buffers is otherwise accepted without an error, and the norms keep mean 0 and variance 1.
        """,
      commonMistake: "The learned parameters are enough.",
      otherMistakes: [
        "The buffers may be missing, since training recomputes them; nothing refuses such a file.":
          "A strict load refuses it, and strict is PyTorch's default. With strict=False the norms keep mean 0 and variance 1: answers in evaluation mode are off by {parameters alone} until training mends them.",
        "num_batches_tracked may be dropped, whatever the momentum is.":
          "With momentum=None a batch weighs one over this count, itself included: without the count the hundredth gets the weight {weight without the count} instead of {weight with the count|2}.",
      ],
      refutation: """
        After 40 batches from N(5, 2²), a network restored from its parameters alone gives answers that differ by {parameters alone} from those of \
        the saved one; with its buffers by {with buffers}. A strict load of such a file is refused, {refused} of 1. And with momentum=None, losing the count gives \
        the hundredth batch the weight {weight without the count} instead of {weight with the count|2}.
        """,
      followUps: [
        "What does the network without buffers compute in evaluation mode?": """
        γ x + β, but for ε: it normalizes by mean 0 and variance 1. From there the distance is {distance from γ x + β}.
        """,
        "Does it mend itself when training goes on?": """
        The averages do: at momentum 0.1 a hundredth of the error is left after 44 batches. Until then evaluations are off, and training does not show it, since it \
        uses the batch's statistics.
        """,
      ]))
  func `without buffers evaluation mode is γ x + β`() throws {
    let files = try FailureMode.buffersNotSaved.measure()
    evidence("parameters alone", files.broken)
    evidence("with buffers", files.cured)
    #expect(files.broken > 1 && files.cured == 0)
    let bare = Sequential(BatchNorm1d(featureCount: 4, tracksRunningStatistics: false))
    let model = Sequential(BatchNorm1d(featureCount: 4))
    let refusal = #expect(throws: CheckpointError.self) {
      try Checkpoint(["model": bare]).restore(["model": model])
    }
    evidence("refused", refusal == nil ? 0 : 1)
    let count = try FailureMode.counterLost.measure()
    evidence("weight without the count", count.broken)
    evidence("weight with the count", count.cured)
    #expect(abs(count.broken - 1) < 1e-12 && abs(count.cured - 0.01) < 1e-12)
    let x = normals([16, 4], mean: 5, deviation: 2)
    let distance = (served(model, x) - x).maximumMagnitude()
    evidence("distance from γ x + β", distance, atMost: 1e-4)
    #expect(distance > 0)
  }

  @Test(
    .interview(
      .question(5, 28), level: .debug, minutes: 3,
      question: """
        The weights of several checkpoints were averaged, and in evaluation mode the average is much worse than each of \
        them. The network has batch norm. What is the first thing to look at?
        """,
      answer: """
        The running statistics: no forward pass of training ever used the averaged weights. Their pre-activations have other means \
        and variances than a checkpoint's, and averages of running variances are not the variances \
        of the average. So measure them anew, with the weights fixed, on training data and without gradients: update_bn in PyTorch. The test \
        is quick: in training mode, on whole batches, the network is good if its weights are.
        """,
      commonMistake:
        "The weights: averaging the running statistics along with them gives the right ones.",
      otherMistakes: [
        "The weights: the statistics of the last checkpoint fit, since it is the best.":
          "They fit that checkpoint's weights, not the average of several, however good it is: with them the norm's outputs have the deviation {last statistics} instead of 1.",
        "An exponential moving average of parameters() carries the buffers along.":
          "parameters() lists no buffers, so the copy keeps the statistics it began with: at equal weights it differs from its student by {teacher without buffers}. Copy the buffers as well, or recalibrate.",
      ],
      refutation: """
        Two independent sets of weights, 8 inputs, 32 units: with averaged weights and averaged statistics the norm's outputs have the standard \
        deviation {averaged statistics}, with those of the last network {last statistics}, recalibrated {recalibrated}; 1 is right.
        """,
      followUps: [
        "Why is the deviation too small here?": """
        The average of two independent weights has half their variance, so pre-activations have about half the \
        variance that either network's statistics say.
        """,
        "What does update_bn do with dropout?": """
        It puts the whole network into training mode, so dropout is on while the statistics are measured. Here only the norms are \
        put into training mode.
        """,
      ]))
  func `averaged weights need statistics measured anew`() throws {
    let averaged = try FailureMode.averagedWeights.measure()
    evidence("last statistics", averaged.broken)
    evidence("recalibrated", averaged.cured)
    #expect(averaged.broken < 0.9 && abs(averaged.cured - 1) < 0.05)
    let data = batches(10, [32, 8], seed: 35)
    let weights = [36, 37].map { normals([32, 8], deviation: 0.35, seed: $0) }
    let statistics = try weights.map { weight in
      let norm = BatchNorm1d(featureCount: 32, momentum: nil)
      see(Sequential(Linear(weight: weight, bias: nil), norm), data)
      return try #require(norm.running)
    }
    let norm = BatchNorm1d(featureCount: 32)
    norm.running?.mean = (statistics[0].mean + statistics[1].mean) / 2
    norm.running?.variance = (statistics[0].variance + statistics[1].variance) / 2
    let mean = Linear(weight: (weights[0] + weights[1]) / 2, bias: nil)
    let spread = deviation(served(Sequential(mean, norm), .concatenation(data)))
    evidence("averaged statistics", spread)
    #expect(spread < 0.85)
    let teacher = try FailureMode.teacherWithoutBuffers.measure()
    evidence("teacher without buffers", teacher.broken)
    #expect(teacher.broken > 1 && teacher.cured == 0)
  }

  @Test(
    .interview(
      .question(5, 34), level: .debug, minutes: 3,
      question: """
        With activation checkpointing the losses are as before, but evaluation differs and num_batches_tracked counts twice the \
        steps. Why, and what do you do?
        """,
      answer: """
        The checkpointed part is computed again in the backward pass, and its batch norm averages the same batch twice. Outputs and gradients do not change, since both passes \
        use that batch's statistics; the running statistics do: with momentum 0.1 the batch \
        weighs 0.19. A momentum of 1 − √0.9 makes two updates equal to one. Or keep norms out of \
        what is recomputed, which costs their activations.
        """,
      commonMistake: """
        Recomputation changes nothing but time and memory, so some other part of the loop must \
        call the network twice in each step.
        """,
      otherMistakes: [
        "The checkpointed part is computed twice, and its batch norm averages the batch twice; half the momentum makes that exactly one update.":
          "Two updates leave 0.95² = 0.9025 of the old average, so the batch weighs {weight, half momentum|4} and not 0.1. 1 − √0.9 = 0.0513 makes it exact.",
        "Both passes count, so the gradients are doubled as well, and half the learning rate is needed.":
          "The second forward pass replaces activations that were not kept, and there is one backward pass. With and without recomputation the gradients differ by {difference of gradients}.",
      ],
      refutation: """
        With recomputation one batch weighs {weight, recomputed} in the running mean after one step, without it {weight, plain}. With half the momentum it is {weight, half momentum|4}, with \
        1 − √0.9 {weight, root}. The gradients with and without recomputation differ by {difference of gradients}.
        """,
      followUps: [
        "Is the network in evaluation mode wrong then?": """
        Not in the long run, if batches are alike: the averages follow faster and are noisier, as with momentum \
        0.19. Results just differ from those without it.
        """,
        "Which other layer minds being computed twice?": """
        Dropout, if the second pass draws another mask; PyTorch's checkpoint keeps the generator's state for that \
        reason.
        """,
      ]))
  func `a recomputed norm averages each batch twice`() throws {
    let twice = FailureMode.recomputedTwice
    let weight = try twice.broken.measure().value
    let (root, plain) = (
      try twice.remedies[0].measure().value, try twice.remedies[1].measure().value
    )
    evidence("weight, recomputed", weight)
    evidence("weight, root", root)
    evidence("weight, plain", plain)
    #expect(abs(weight - 0.19) < 1e-12 && abs(root - 0.1) < 1e-12 && abs(plain - 0.1) < 1e-12)
    func run(recomputes: Bool, momentum: Scalar) throws -> (gradient: Tensor, mean: Tensor) {
      let norm = BatchNorm1d(featureCount: 1, momentum: momentum)
      let x = leaf(Tensor([[7], [6], [8], [7]]))
      let y = recomputes ? recomputed(x) { norm($0) } : norm(x)
      try (y * Variable(normals([4, 1]))).sum().backward()
      return (try #require(x.gradient), try runningMean(norm))
    }
    let half = try run(recomputes: true, momentum: 0.05).mean.scalar / 7
    evidence("weight, half momentum", half)
    #expect(abs(half - 0.0975) < 1e-12)
    let gradients = try [true, false].map { try run(recomputes: $0, momentum: 0.1).gradient }
    let apart = (gradients[0] - gradients[1]).maximumMagnitude()
    evidence("difference of gradients", apart)
    #expect(apart == 0 && gradients[0].maximumMagnitude() > 0)
  }
}
