import Autograd
import BatchNorm
import Course
import TensorCore
import TestSupport
import Testing

// Data from several devices, and from elsewhere than those of training.

extension Lesson05Interview {
  @Test(
    .interview(
      .question(5, 16), level: .explain, minutes: 3,
      question: """
        A network with batch norm is trained on several devices with PyTorch's DistributedDataParallel. What is not synchronized, and when \
        does it matter?
        """,
      answer: """
        The statistics: each device normalizes its share of the batch by itself, and only gradients are averaged. By default the buffers of rank 0 overwrite \
        those of the others before each forward pass, so what is saved are averages over rank 0's data alone. With shuffled data and large shares that hardly matters. With small shares the statistics are noisy, and with a source of its own for each device they are wrong. SyncBatchNorm \
        exchanges mean, spread and count.
        """,
      commonMistake: """
        Nothing that matters: broadcasting the buffers averages the running statistics over all \
        devices.
        """,
      otherMistakes: [
        "The variance of all is the mean of the devices' variances.":
          "That leaves out how far the devices' means lie apart: the mean of the variances is {mean of variances} here, the variance of all {variance of all}. With equal shares it holds only for equal means.",
        "Gradients are averaged over the devices, so the step is that of one large batch.":
          "The average is right, but of gradients at other outputs: each device normalized its share by its own statistics, which moves outputs by up to {separately and whole} here.",
      ],
      refutation: """
        The broadcast averages nothing, it copies those of rank 0. Two devices with shares of \
        16, one of mean 0 and one of mean 4, and buffers broadcast before every pass: after 40 \
        steps the saved running mean is {saved mean} instead of 2, and the mean output over both \
        devices' data is {mean output, first device}; synchronized it is {mean output, \
        synchronized}. The outputs of the two shares differ from those of one batch by up to \
        {separately and whole}, synchronized by {synchronized and whole}.
        """,
      followUps: [
        "How are the parts' statistics put together?": """
        The mean by counts, and the variance as the mean of variances plus the variance of the means. Adding E[x²] instead loses digits \
        where the mean is large.
        """,
        "What does synchronization cost?": """
        Communication in every forward and backward pass of every norm: few numbers, two or three a channel, but all devices wait for the \
        slowest each time.
        """,
      ]))
  func `what is saved has seen the first device's data`() throws {
    let layer = BatchNorm1d(featureCount: 4)
    let replicas = BatchNormReplicas(of: layer, count: 2)
    let first = batches(40, [16, 4], seed: 38)
    let second = batches(40, [16, 4], mean: 4, seed: 39)
    withoutGradient {
      for (a, b) in zip(first, second) {
        replicas.broadcastBuffers()
        _ = replicas.separately([Variable(a), Variable(b)])
      }
    }
    let saved = replicas.running[0].mean.mean()
    evidence("saved mean", abs(saved), atMost: 0.2)
    let replicated = try FailureMode.firstReplicaSaved.measure()
    evidence("mean output, first device", replicated.broken)
    evidence("mean output, synchronized", abs(replicated.cured), atMost: 0.1)
    #expect(replicated.broken > 1)
    let shares = [first[0], second[0]]
    let whole = outputs(BatchNorm1d(featureCount: 4), .concatenation(shares))
    func difference(_ outputs: [Variable]) -> Scalar {
      (Tensor.concatenation(outputs.map(\.value)) - whole).maximumMagnitude()
    }
    let variables = shares.map { Variable($0) }
    let separate = difference(withoutGradient { replicas.separately(variables) })
    evidence("separately and whole", separate)
    let synchronized = difference(withoutGradient { replicas.synchronized(variables) })
    evidence("synchronized and whole", synchronized, atMost: 1e-14)
    #expect(separate > 0.5)
    let parts = shares.map { ChannelStatistics(of: $0) }
    let means = (parts[0].variance + parts[1].variance).mean() / 2
    let all = ChannelStatistics.merged(parts).variance.mean()
    evidence("mean of variances", means)
    evidence("variance of all", all)
    #expect(all > means + 3)
    let direct = ChannelStatistics(of: .concatenation(shares)).variance.mean()
    #expect(abs(all - direct) < 1e-12)
  }

  @Test(
    .interview(
      .question(5, 26), level: .design, minutes: 4,
      question: """
        A trained network with batch norm gets inputs from a new camera, without labels, and its accuracy falls. When does it help to measure the \
        running statistics anew there, and when does it do harm?
        """,
      answer: """
        It helps where the inputs are shifted or stretched as a whole, and can do harm where the \
        classes come in other shares. In the first case an affine layer and the norm behind it \
        give what they gave before, but for ε. Where each input has a scale of its own that is \
        not exact, since the layer mixes inputs before the norm sees them. The shares of the \
        classes are part of the mean; so I would look at them first, and compare on a few \
        labeled samples.
        """,
      commonMistake: """
        It always helps: with fresh statistics each channel has mean 0 and variance 1 again, so \
        any change of the inputs is undone.
        """,
      otherMistakes: [
        "Without labels it cannot help, since the statistics have to be measured with them.":
          "Mean and variance are measured on inputs alone, by forward passes without a loss. Labels only help to check whether the result is better.",
        "It is exact wherever only scales change: even if each input has one of its own, the outputs become what they were.":
          "The layer before the norm mixes the inputs, and one factor a channel cannot unmix them: with scales of 1, 2, 4 and 8 the outputs are off by {scales of their own, difference}, relatively.",
      ],
      refutation: """
        It undoes some. Where each x comes as 3x + 5, {changed answers, old statistics} of the answers of a network of 16 units change, recalibrated {changed answers, recalibrated}. With scales of 1, 2, 4 and 8 for \
        four inputs the outputs are off by {scales of their own, difference}, relatively. And with 95 % of one class, inputs of each class as in training, accuracy is {accuracy, recalibrated} after recalibration and \
        {accuracy, statistics of training} without.
        """,
      followUps: [
        "How many unlabeled samples are needed?": """
        Enough that the error of a mean is small beside its deviation: 1/√n for independent samples, so {error of a mean, 64} of a deviation for 64 (measured over 2000 channels).
        """,
        "What else changes when statistics are measured anew?": """
        No parameter. But of several norms each must see what those before it now make of the data, so all of them run in training mode while \
        measuring.
        """,
      ]))
  func `recalibration undoes a shift, not other shares`() throws {
    let shift = try FailureMode.domainShift.measure()
    evidence("changed answers, old statistics", shift.broken)
    evidence("changed answers, recalibrated", shift.cured)
    #expect(shift.broken > 0.05 && shift.cured < 0.02)
    var generator = SplitMix64(seed: 40)
    let x = Tensor.normal([256, 4], using: &generator)
    let model = Sequential(
      Linear(inputCount: 4, outputCount: 16, using: &generator), BatchNorm1d(featureCount: 16),
      FunctionLayer("relu", relu), Linear(inputCount: 16, outputCount: 2, using: &generator))
    model.recalibrate(on: [x])
    let before = served(model, x)
    let scaled = x * Tensor([1, 2, 4, 8])
    model.recalibrate(on: [scaled])
    let off = (served(model, scaled) - before).norm() / before.norm()
    evidence("scales of their own, difference", off)
    #expect(off > 0.1)
    let priors = try FailureMode.recalibratedOnOtherShares.measure()
    evidence("accuracy, recalibrated", priors.broken)
    evidence("accuracy, statistics of training", priors.cured)
    #expect(priors.broken < 0.85 && priors.cured > 0.94)
    let error = deviation(ChannelStatistics(of: normals([64, 2000], seed: 41)).mean)
    evidence("error of a mean, 64", error)
    #expect(abs(error - 0.125) < 0.01)
  }
}
