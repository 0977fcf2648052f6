import Autograd
import BatchNorm
import Course
import TensorCore
import TestSupport
import Testing

// Which numbers a mean is taken over, and which should not be among them.

extension Lesson05Interview {
  @Test(
    .interview(
      .question(5, 23), level: .recall, minutes: 2,
      question: """
        nn.BatchNorm2d(64) gets a batch of 32 images with 64 channels of 56 · 56. What does it learn, what does it keep, and over how many values does each mean \
        run?
        """,
      answer: """
        It learns γ and β for each channel: 128 numbers. It keeps a running mean and a running variance for each channel, another 128, and one count of batches. The size of \
        images and batch does not enter these. Each mean runs over batch, height and width, \
        32 · 56 · 56 = 100,352 values. In photographs they are not independent, as neighboring pixels are alike, so the mean is noisier than that number suggests.
        """,
      commonMistake: "It has a mean and a γ for each pixel of each channel.",
      otherMistakes: [
        "It learns its running mean and running variance.":
          "They are buffers, averaged in the forward pass; no gradient reaches them. A step of gradient descent moves γ and changes the running mean by {change by a step}.",
        "Each mean runs over the channels of one image.":
          "A mean over all channels of one image is layer norm's. Batch norm takes one mean a channel over all images of the batch; the outputs of a single image have means of up to {mean of an image}, not 0.",
      ],
      refutation: """
        The layer has {learned} parameters and {kept} numbers in its running statistics, whatever the image. On a batch of 4 images of 3 · 5 the count of values is {values counted} a channel. After a step of gradient descent the running \
        mean is what the forward pass left: it changed by {change by a step}. The outputs of each channel have the mean {mean of a channel}, those of an image up to {mean of an image}.
        """,
      followUps: [
        "What share of a network's numbers is that?": """
        Little: a convolution of 3 · 3 from 64 to 64 channels has 36,864 weights, the norm 128 parameters.
        """,
        "May another batch have images of another size?": """
        Yes. Nothing learned or kept depends on height and width; the running statistics just average over \
        both kinds, each batch counting the same.
        """,
      ]))
  func `a mean runs over batch, height and width`() throws {
    let norm = BatchNorm2d(featureCount: 64)
    let running = try #require(norm.running)
    evidence("learned", norm.parameterCount)
    evidence("kept", running.mean.elementCount + running.variance.elementCount)
    #expect(norm.parameterCount == 128 && norm.buffers.count == 3)
    let x = normals([4, 64, 3, 5], mean: 2, seed: 50)
    let count = ChannelStatistics(of: x).count
    evidence("values counted", count)
    #expect(count == 60)
    let y = norm(Variable(x))
    evidence("mean of a channel", y.value.mean(axes: [0, 2, 3]).maximumMagnitude(), atMost: 1e-13)
    let image = y.value.mean(axes: [1, 2, 3]).maximumMagnitude()
    evidence("mean of an image", image)
    #expect(image > 1e-3)
    let before = running.mean
    try (y * y * y).sum().backward()
    GradientDescent(norm.trainedVariables, learningRate: 0.1).step()
    let change = (running.mean - before).maximumMagnitude()
    evidence("change by a step", change)
    #expect(change == 0 && norm.scale?.value != .ones([64]))
  }

  @Test(
    .interview(
      .question(5, 27), level: .debug, minutes: 3,
      question: """
        nn.BatchNorm1d is put between layers that pass sequences of different lengths as [batch, length, features], padded with zeros. Which two \
        mistakes lie in wait, and when does neither raise an error?
        """,
      answer: """
        The mistakes are the wrong axis and padding that is counted as data. BatchNorm1d takes the second axis for the features; here that is the length, and if it happens to equal the number of features, it normalizes places in the sequence without \
        a word. So transpose before and after. Second, the zeros of padding: with half of the places filled the mean is half of what it should be, and it depends on \
        the longest sentence. Normalize the real tokens alone, or take layer norm.
        """,
      commonMistake: "Zeros do not change a mean of centered data, so padding is harmless.",
      otherMistakes: [
        "BatchNorm1d recognizes the features as the last axis.":
          "It is layer norm that takes the last axes. BatchNorm1d takes the second, and with three axes that is the length here; it is refused only if its size differs from num_features.",
        "The loss ignores padding, so the norm does as well.":
          "The mask in the loss acts behind the norm, whose mean has counted the zeros by then: with half of the places padded it is {mean, padding counted} of the real tokens' mean.",
      ],
      refutation: """
        Half of the places padded: the running mean is {mean, padding counted} of that of the real tokens, for tokens of mean 3; without padding {mean, real tokens}. For tokens of mean 0 the mean is right and the \
        variance is {variance, padding counted} of the true one. With the length on the second axis a feature's outputs have the mean {mean, wrong axis}; transposed {mean, right axis}.
        """,
      followUps: [
        "What does longer padding do to the real tokens?": """
        In training their outputs change: with 15 places of padding instead of 5, by up to {change by longer padding}, though nothing in the sentences \
        did.
        """,
        "How would you test for the wrong axis?": """
        With a length that differs from the number of features: then it is refused. In the code, name both sizes and check \
        them.
        """,
      ]))
  func `zeros of padding are counted like tokens`() throws {
    let padding = try FailureMode.paddingCounted.measure()
    evidence("mean, padding counted", padding.broken)
    evidence("mean, real tokens", padding.cured)
    #expect(abs(padding.broken - 0.5) < 1e-12 && abs(padding.cured - 1) < 1e-12)
    let axis = try FailureMode.wrongAxis.measure()
    evidence("mean, wrong axis", axis.broken)
    evidence("mean, right axis", abs(axis.cured), atMost: 1e-13)
    #expect(axis.broken > 0.5)
    func padded(_ real: Tensor, by count: Int) -> Tensor {
      .concatenation([real, .zeros([8, 4, count])], axis: 2)
    }
    let centered = normals([8, 4, 5], seed: 51)
    let real = ChannelStatistics(of: centered)
    let counted = ChannelStatistics(of: padded(centered - real.mean.reshaped(to: [4, 1]), by: 5))
    let ratio = (counted.variance / real.variance).mean()
    evidence("variance, padding counted", ratio)
    #expect(abs(ratio - 0.5) < 1e-12 && counted.mean.maximumMagnitude() < 1e-12)
    let results = [5, 15].map { count in
      outputs(BatchNorm1d(featureCount: 4), padded(centered + 3, by: count))
        .slice(0..<5, axis: 2)
    }
    let change = (results[1] - results[0]).maximumMagnitude()
    evidence("change by longer padding", change)
    #expect(change > 0.3)
  }
}
