import Autograd
import BatchNorm
import Course
import TensorCore
import TestSupport
import Testing

// How the running statistics average.

extension Lesson05Interview {
  @Test(
    .interview(
      .question(5, 5), level: .explain, minutes: 3,
      question: """
        What does momentum = 0.1 mean in PyTorch's batch norm, and what happens if somebody copies \
        Keras' 0.99 there?
        """,
      answer: """
        It is the weight of the new batch: r becomes 0.9 r + 0.1 times the batch's statistic. Keras weighs the old \
        average, so that its 0.99 is 0.01 in PyTorch. Copied as it is, 0.99 makes the running statistics nearly those of the last batch: evaluation can jump from checkpoint to checkpoint, while training, which does not read \
        them, looks as before. It has nothing to do with the momentum of SGD. None gives the cumulative \
        average.
        """,
      commonMistake: """
        It is the weight of the old average, so 0.99 averages slowly there, as a momentum of \
        0.99 does in SGD.
        """,
      otherMistakes: [
        "It is the weight of the new batch, and a wrong one is noticed at once, as it shows in the training loss.":
          "Training normalizes by the batch's own statistics and never reads the averages: with momentum 0.1 and 0.99 the outputs in training mode differ by {difference in training}.",
        "momentum=None turns the running statistics off.":
          "None makes them a cumulative average, in which all batches count alike: after batches of means 1, 3 and 2 the mean is {cumulative mean}. What turns them off is track_running_stats=False.",
      ],
      refutation: """
        In PyTorch it is the weight of the new batch, so a large one hardly averages: after 40 \
        batches of 8 the mean square of 64 running means whose true value is 0 is {mean square, \
        0.9|2} with momentum 0.9 and {mean square, 0.1|2} with 0.1. In the long run, for \
        independent batches, a running mean has m/(2 − m) times the variance of a batch's mean: \
        0.818 against 0.0526. The outputs in training mode differ by {difference in training}.
        """,
      followUps: [
        "Batches of means 1, 6 and 2: what is the running mean, from 0, with 0.1?": """
        0.1, then 0.09 + 0.6 = 0.69, then 0.621 + 0.2 = {running mean of 1, 6, 2}.
        """,
        "When would you take None?": """
        To measure statistics anew with fixed weights: all batches count alike. While the weights still \
        change, it forgets the early ones too slowly.
        """,
      ]))
  func `momentum weighs the new batch`() throws {
    let noise = try FailureMode.momentumReversed.measure()
    evidence("mean square, 0.9", noise.broken)
    evidence("mean square, 0.1", noise.cured)
    #expect(noise.broken > 8 * noise.cured)
    func mean(_ momentum: Scalar?, _ data: [Tensor]) throws -> Scalar {
      let norm = BatchNorm1d(featureCount: 1, momentum: momentum)
      see(norm, data)
      return try runningMean(norm).scalar
    }
    let pairs = [Tensor([[0], [2]]), Tensor([[4], [8]]), Tensor([[1], [3]])]
    let running = try mean(0.1, pairs)
    evidence("running mean of 1, 6, 2", running)
    #expect(abs(running - 0.821) < 1e-12)
    let cumulative = try mean(nil, [pairs[0], Tensor([[2], [4]]), pairs[2]])
    evidence("cumulative mean", cumulative)
    #expect(abs(cumulative - 2) < 1e-12)
    let norms = [0.1, 0.99].map { BatchNorm1d(featureCount: 4, momentum: $0) }
    for norm in norms { see(norm, batches(5, [8, 4], seed: 13)) }
    let x = normals([8, 4])
    let apart = (outputs(norms[0], x) - outputs(norms[1], x)).maximumMagnitude()
    evidence("difference in training", apart)
    #expect(apart == 0 && served(norms[0], x) != served(norms[1], x))
  }

  @Test(
    .interview(
      .question(5, 6), level: .derive, minutes: 3,
      question: """
        With PyTorch's default momentum, after how many batches can the running statistics be \
        trusted?
        """,
      answer: """
        After 44 batches the starting values, mean 0 and variance 1, weigh less than 1 %. Their \
        weight is then 0.9 to the 44th, 0.0097. That takes care of the start, and of nothing \
        else. The averages keep a noise, for independent batches that of about 19 of them, and \
        they trail the weights, because each batch was seen by weights of its time. If an \
        evaluation has to be good earlier, measure the statistics anew with the weights fixed.
        """,
      whiteboard: """
        rₙ = 0.9ⁿ r₀ + 0.1 Σₖ 0.9ⁿ⁻ᵏ bₖ
        0.9ⁿ < 0.01  ⇔  n > ln 0.01 / ln 0.9 = 43.7
        variance of r for independent b: m² Σ (1 − m)²ᵏ = m / (2 − m) = 1/19
        """,
      commonMistake: """
        After ten batches, since each has the weight 0.1 and ten of them make up the whole \
        average.
        """,
      otherMistakes: [
        "That depends on the batch size: with larger batches the start is forgotten sooner.":
          "The start weighs 0.9ⁿ, and n counts batches, not samples: after 10 of them it is {weight after 10} for batches of 4 and {weight after 10, batches of 256} for batches of 256.",
        "After 44 batches the running statistics are exact.":
          "Then the start weighs less than 1 %, no more. The noise stays, that of a mean over about 19 batches, however many follow; and the averages trail weights that still move.",
      ],
      refutation: """
        After 10 batches the start weighs {weight after 10}; the first count below 1 % is {first below 1 %}. Batches of 4 or of 256 \
        make no difference to that: {weight after 10, batches of 256}. After 200 batches of 8 from N(0, 1) the root mean square error of 64 \
        running means is {error after 200}, that of a cumulative average {error after 200, cumulative}.
        """,
      followUps: [
        "And with Keras' default?": """
        There the old average weighs 0.99, so the start weighs less than 1 % after {first below 1 %, Keras} batches.
        """,
        "What does an evaluation after 10 batches look like for data of mean 5 and deviation 2?":
          """
        The running mean is still near 3.3 and the output's mean, which should be 0, is {mean output after 10}. \
        Recalibrated on the same ten batches it is {mean output, recalibrated|2}.
        """,
      ]))
  func `44 batches leave less than 1 % of the start`() throws {
    func first(momentum: Scalar) throws -> Int {
      let running = RunningStatistics(featureCount: 1, momentum: momentum)
      let batch = ChannelStatistics(of: Tensor([[0], [1]]))
      for _ in 0..<1000 where running.weightOfStart >= 0.01 { running.update(with: batch) }
      return running.batchCount
    }
    evidence("first below 1 %", try first(momentum: 0.1))
    evidence("first below 1 %, Keras", try first(momentum: 0.01))
    #expect(try first(momentum: 0.1) == 44)
    func start(after count: Int, size: Int) throws -> Scalar {
      let norm = BatchNorm1d(featureCount: 1)
      see(norm, Array(repeating: Tensor.ones([size, 1]), count: count))
      // What is left of a start that is 1 away from all batches.
      return 1 - (try runningMean(norm).scalar)
    }
    evidence("weight after 10", try start(after: 10, size: 4))
    evidence("weight after 10, batches of 256", try start(after: 10, size: 256))
    #expect(abs(try start(after: 10, size: 256) - 0.3486784401) < 1e-9)
    let norm = BatchNorm1d(featureCount: 64)
    see(norm, batches(200, [8, 64], seed: 14))
    let error = try runningMean(norm).norm() / 8
    evidence("error after 200", error)
    let cumulative = BatchNorm1d(featureCount: 64, momentum: nil)
    see(cumulative, batches(200, [8, 64], seed: 14))
    let least = try runningMean(cumulative).norm() / 8
    evidence("error after 200, cumulative", least)
    #expect(least < 0.5 * error)
    // √(1/19) of a batch mean's 1/√8.
    #expect(abs(error - 0.0811) < 0.02)
    let early = try FailureMode.tenSteps.measure()
    evidence("mean output after 10", early.broken)
    let recalibrated = try FailureMode.tenSteps.remedies[1].measure().value
    evidence("mean output, recalibrated", recalibrated)
    #expect(early.broken > 0.5 && abs(recalibrated) < 0.3)
  }
}
