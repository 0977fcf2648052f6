import Autograd
import BatchNorm
import Course
import TensorCore
import TestSupport
import Testing

// Batches that a norm should not have seen, or not like this.

extension Lesson05Interview {
  @Test(
    .interview(
      .question(5, 31), level: .debug, minutes: 3,
      question: """
        Training in mixed precision goes well for days, the loss falls, and one day every answer in evaluation mode is NaN. The weights are finite. What \
        happened?
        """,
      answer: """
        One batch overflowed, and its infinite mean stays in the running statistics. The gradient scaler skipped that step, so the weights are good, but the forward pass had averaged already, \
        and nine tenths of infinity are infinite. Training does not read them, so nothing shows there. Keep such batches from the norm, or put the buffers back \
        when a step is skipped. The model is saved by measuring the statistics anew on good batches.
        """,
      commonMistake: """
        The bad batch must be a recent one, since the running average forgets each batch after \
        some steps.
        """,
      otherMistakes: [
        "Nothing in training: the scaler skips the step of a bad batch, and a skipped step leaves the network as it was.":
          "It leaves the parameters as they were. The forward pass had moved the running statistics before the scaler could decide, and skipping the step does not put buffers back.",
        "The training loss would have been NaN from then on as well.":
          "Training normalizes by the batch at hand and never reads the averages: of {batches in training} batches after the bad one {not finite in training} had outputs that were not finite.",
      ],
      refutation: """
        26 good batches later the answer still is {answer, 26 batches later}; without the bad batch {answer, bad batch left out}, recalibrated {answer, recalibrated}. Of {batches in training} batches of training after it {not finite in training} had outputs that were not finite. A finite outlier is forgotten: a batch of mean 1000 leaves {left of 1000} in the mean after 100 more.
        """,
      followUps: [
        "Which check finds it before a release?": """
        All buffers must be finite, not only the parameters. And evaluate now and then during training, in evaluation \
        mode.
        """,
        "Could a finite batch do lasting harm as well?": """
        A large one for some time: what is left shrinks by a tenth with each batch. With momentum=None its share falls only as one over the number of batches.
        """,
      ]))
  func `infinity stays in a running average, outliers fade`() throws {
    let poisoned = FailureMode.poisonedStatistics
    let broken = try poisoned.broken.measure().value
    evidence("answer, 26 batches later", broken)
    evidence("answer, bad batch left out", try poisoned.remedies[0].measure().value)
    evidence("answer, recalibrated", try poisoned.remedies[1].measure().value)
    #expect(try !broken.isFinite && poisoned.remedies[1].measure().value.isFinite)
    let norm = BatchNorm1d(featureCount: 2)
    var scalars = normals([8, 2]).scalars
    scalars[0] = .infinity
    see(norm, [Tensor(shape: [8, 2], scalars: scalars)])
    let later = batches(50, [8, 2], seed: 52).map { outputs(norm, $0) }
    evidence("batches in training", later.count)
    evidence("not finite in training", later.count { !$0.isFinite })
    #expect(try later.allSatisfy(\.isFinite) && !runningMean(norm).isFinite)
    let other = BatchNorm1d(featureCount: 1)
    see(other, [Tensor([[999], [1001]])] + Array(repeating: Tensor([[-1], [1]]), count: 100))
    let left = try runningMean(other).scalar
    evidence("left of 1000", left)
    #expect(left < 0.01 && left > 0)
  }

  @Test(
    .interview(
      .question(5, 32), level: .debug, minutes: 3,
      question: """
        Training data are read folder by folder, one class in each, and the loss of a network that begins with batch norm stays where guessing is. Without the norm it falls. \
        Why?
        """,
      answer: """
        Each batch holds one class, and the norm subtracts the mean of this class. What all its \
        samples have in common is gone before the next layer. Where the classes differ in their \
        means, hardly anything is left that tells the class; a difference in how features go \
        together would survive. Evaluation then uses averages over all classes, which the \
        network was never trained with. Shuffling cures it. The norm assumes that a batch is a \
        sample of what the network will be asked.
        """,
      commonMistake: """
        By chance: the order does not matter, since each sample has its own gradient and all \
        are seen in an epoch.
        """,
      otherMistakes: [
        "A smaller learning rate would cure it.":
          "No rate changes what the norm takes away: in sorted batches the class means lie {distance of means, sorted|2} apart behind it. The difference of the means is gone before a weight sees it.",
        "The network learns all the same and is good in evaluation mode; it only looks bad in training.":
          "It looks bad there too: in evaluation mode the loss is {loss, sorted} after sorted batches, {loss, mixed} after mixed ones, and 0.693 by guessing. The weights were trained on inputs without the class.",
      ],
      refutation: """
        With the norm each gradient depends on the whole batch. Two classes around −2 and 2, 128 samples, batches of 16, ten epochs: sorted, the loss in evaluation mode is {loss, sorted}, mixed {loss, mixed}; guessing is 0.693. The means of the two \
        classes behind the norm lie {distance of means, sorted|2} apart in sorted batches, whatever the learning rate, {distance of means, mixed} in mixed ones.
        """,
      followUps: [
        "Would layer norm have the problem?": """
        Not this one: it measures each sample by itself, so batches do not matter to it. Here, with two inputs alike, it would take away \
        the class by itself: use it on hidden units.
        """,
        "Does it matter in evaluation, too, how data are ordered?": """
        No. In evaluation mode the statistics are constants, so each sample is answered for itself.
        """,
      ]))
  func `the mean that is subtracted is the class`() throws {
    let sorted = try FailureMode.oneClassABatch.measure()
    evidence("loss, sorted", sorted.broken)
    evidence("loss, mixed", sorted.cured)
    #expect(sorted.broken > 0.4 && sorted.cured < 0.2)
    let (a, b) = (normals([16, 2], mean: -2, seed: 53), normals([16, 2], mean: 2, seed: 54))
    let norm = BatchNorm1d(featureCount: 2)
    let apart = (outputs(norm, b).mean() - outputs(norm, a).mean())
    evidence("distance of means, sorted", abs(apart), atMost: 1e-13)
    let mixed = outputs(norm, .concatenation([a, b]))
    let distance = mixed.slice(16..<32).mean() - mixed.slice(0..<16).mean()
    evidence("distance of means, mixed", distance)
    #expect(distance > 1.5)
  }
}
