import Autograd
import BatchNorm
import Course
import TensorCore
import TestSupport
import Testing

// Batches that are small, or in parts.

extension Lesson05Interview {
  @Test(
    .interview(
      .question(5, 9), level: .design, minutes: 3,
      question: """
        Large images leave room for two of them on a device, sometimes one. What does that do to batch norm, and what \
        do you do about it?
        """,
      answer: """
        The statistics become noisy: the variance of a batch mean goes like one over the number of independent values. \
        For vectors two samples leave only signs; of two images a channel still has many values, \
        but neighboring pixels are alike, so that they count for fewer. I would take group norm, or synchronized batch norm if there are \
        several devices, or freeze the statistics if the network is pretrained. Accumulating gradients does not help, since \
        each part is normalized by itself.
        """,
      commonMistake: "A batch of two is noisy, but batch norm works as before.",
      otherMistakes: [
        "A smaller momentum cures it, since the averages become smoother.":
          "Training does not read the averages: momentum 0.01 instead of 0.1 changes its outputs by {change by momentum}. The noise is in the mean and variance of each batch of two.",
        "Images do not have the problem: a channel has thousands of pixels, and each counts as an independent value.":
          "Neighboring pixels are alike, so many of them count for few independent values. Where a channel's pixels are all equal, two images leave nothing but signs, as two vectors do.",
      ],
      refutation: """
        In a batch of two, (0, 1) and (0, 100) give {larger of 0 and 1|5} and {larger of 0 and \
        100|5} for the larger one: how far apart the two lie is lost. The means of batches of 2 spread {ratio of spreads} times as \
        much as those of 32. And where all 16 pixels of a channel are equal, the 32 outputs for \
        two images have {outputs of flat images} magnitude and differ in sign alone, as for two \
        vectors.
        """,
      followUps: [
        "Is group norm really independent of the batch?": """
        Yes: its outputs for one image among two differ from those among eight by {group norm, two and eight}. Its regularizing noise \
        is gone, too.
        """,
        "Would layer norm over (C, H, W) do instead?": """
        It is group norm with one group, as far as the statistics go. With more groups, channels of other \
        sizes disturb each other less; how many are best has to be tried.
        """,
      ]))
  func `of two samples signs are left, of flat images too`() {
    let norm = BatchNorm1d(featureCount: 1)
    let (near, far) = (outputs(norm, Tensor([[0], [1]])), outputs(norm, Tensor([[0], [100]])))
    evidence("larger of 0 and 1", near[1, 0])
    evidence("larger of 0 and 100", far[1, 0])
    #expect((near - far).maximumMagnitude() < 2.1e-5)
    func spread(_ size: Int) -> Scalar {
      deviation(ChannelStatistics(of: normals([size, 2000], seed: 21)).mean)
    }
    let ratio = spread(2) / spread(32)
    evidence("ratio of spreads", ratio)
    #expect(abs(ratio - 4) < 0.4)
    let x = normals([2, 3], seed: 22)
    let momenta = [0.01, 0.1].map { outputs(BatchNorm1d(featureCount: 3, momentum: $0), x) }
    evidence("change by momentum", (momenta[0] - momenta[1]).maximumMagnitude())
    #expect(momenta[0] == momenta[1])
    let flat = Tensor.concatenation([
      .zeros([1, 1, 4, 4]), Tensor(repeating: 7, shape: [1, 1, 4, 4]),
    ])
    let magnitudes = outputs(BatchNorm2d(featureCount: 1), flat).map { abs($0) }
    evidence("outputs of flat images", Set(magnitudes.scalars).count)
    #expect(Set(magnitudes.scalars).count == 1)
    let images = normals([8, 4, 4, 4], seed: 23)
    let group = GroupNorm(groupCount: 2, channelCount: 4)
    let change = outputs(group, images).slice(0..<2) - outputs(group, images.slice(0..<2))
    evidence("group norm, two and eight", change.maximumMagnitude())
    #expect(change.maximumMagnitude() == 0)
  }

  @Test(
    .interview(
      .question(5, 13), level: .explain, minutes: 3,
      question: """
        Gradients are accumulated over parts of a batch, and the network has batch norm. Is the result the gradient of the \
        large batch?
        """,
      answer: """
        No: each part is normalized by its own mean and variance, so the outputs differ. With the outputs the gradients change. Where no layer couples samples or draws at random \
        the parts' gradients add up, weighed by their sizes, but for rounding. The running \
        statistics also move once for each part. Layer norm or group norm make accumulation \
        exact but for rounding, and so do frozen statistics. Synchronized batch norm joins \
        devices, not parts that come one after the other.
        """,
      commonMistake: """
        Yes: gradients add, so accumulation is equivalent to the large batch, whatever the \
        layers are.
        """,
      otherMistakes: [
        "No, but a momentum divided by the number of parts repairs it.":
          "The momentum concerns the averages, which training does not read: with 0.05 the gradient is off by {8 = 4 + 4, momentum 0.05}, with 0.1 by {8 = 4 + 4}.",
        "No, unless the losses are weighted by the sizes of the parts: then the gradients add up to it exactly.":
          "Here the losses are weighted rightly, and the gradient of 4 + 4 samples is still off by {8 = 4 + 4}, relatively: each part was normalized by its own mean and variance.",
      ],
      refutation: """
        With the losses weighted rightly, a network of 8 units gathers from 4 + 4 samples a gradient that differs by {8 = 4 + 4} from that of the 8, relatively; with 256 = 8 · 32 by \
        {256 = 8 · 32}, with a momentum of 0.05 by the same {8 = 4 + 4, momentum 0.05}. With layer norm the difference is {layer norm}, with frozen statistics {frozen}.
        """,
      followUps: [
        "How often do the running statistics move?": """
        Once for each part: {updates} times in a step of two parts. The start is forgotten sooner, and each entry \
        is noisier.
        """,
        "How do you get the large batch's gradient after all?": """
        Not from parts one after the other: the statistics of the whole must be known before the first output. So a pass \
        for the statistics first, or another norm.
        """,
      ]))
  func `parts of a batch do not add up with batch norm`() throws {
    func gathered(_ size: Int, parts: Int, _ norm: any Layer) throws -> Scalar {
      var generator = SplitMix64(seed: 24)
      let x = Tensor.normal([size * parts, 4], using: &generator)
      let y = Tensor.normal([size * parts, 1], using: &generator)
      let model = Sequential(
        Linear(inputCount: 4, outputCount: 8, using: &generator), norm, FunctionLayer("tanh", tanh),
        Linear(inputCount: 8, outputCount: 1, using: &generator))
      let parameters = ParameterVector(model.trainedVariables)
      try meanSquaredError(model(Variable(x)), targets: y).backward()
      let whole = parameters.gradient
      model.zeroGradients()
      model.batchNorms.first?.norm.running?.reset()
      try accumulateGradients(sizes: Array(repeating: size, count: parts)) { part in
        let range = part * size..<(part + 1) * size
        return meanSquaredError(model(Variable(x.slice(range))), targets: y.slice(range))
      }
      return (parameters.gradient - whole).norm() / whole.norm()
    }
    let norm = BatchNorm1d(featureCount: 8)
    let two = try gathered(4, parts: 2, norm)
    evidence("8 = 4 + 4", two)
    evidence("updates", try #require(norm.running).batchCount)
    let many = try gathered(32, parts: 8, BatchNorm1d(featureCount: 8))
    evidence("256 = 8 · 32", many)
    let slow = try gathered(4, parts: 2, BatchNorm1d(featureCount: 8, momentum: 0.05))
    evidence("8 = 4 + 4, momentum 0.05", slow)
    evidence("layer norm", try gathered(4, parts: 2, LayerNorm(shape: [8])), atMost: 1e-13)
    let frozen = BatchNorm1d(featureCount: 8)
    frozen.isFrozen = true
    evidence("frozen", try gathered(4, parts: 2, frozen), atMost: 1e-13)
    #expect(two > 0.1 && many > 0.01 && many < two && slow == two)
    #expect(norm.running?.batchCount == 2)
    let contract = try FailureMode.accumulatedParts.measure()
    #expect(contract.broken > 0.05 && contract.cured < 1e-13)
  }
}
