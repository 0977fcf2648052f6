import Autograd
import BatchNorm
import Course
import TensorCore
import TestSupport
import Testing

// Layer, group, instance, RMS and weight norm beside batch norm.

extension Lesson05Interview {
  @Test(
    .interview(
      .question(5, 8), level: .explain, minutes: 3,
      question:
        "Batch norm or layer norm: what is the difference, and why do transformers use layer norm?",
      answer: """
        Batch norm measures each feature over the batch, layer norm each sample over its features. So layer norm \
        depends neither on the other samples nor on the size of the batch, keeps no running \
        statistics and does the same in both modes. In a transformer it works token by token: padding, other sentences and a batch of one, as in generating text, change nothing in it. That is what speaks for it; that batch norm could not be \
        made to work there does not follow.
        """,
      commonMistake:
        "Layer norm is batch norm with a batch of one: it does the same with one sample, so that no others are needed.",
      otherMistakes: [
        "Layer norm differs between training and evaluation mode, too.":
          "It keeps no averages to which it could turn: each sample is measured by itself in both modes, whose outputs differ by {modes, layer norm}. Batch norm and dropout are the ones that change.",
        "Batch norm measures each feature over the batch, layer norm in a transformer takes one mean over all tokens of a sentence.":
          "There it is given the features alone, so every token has a mean of its own. Where a neighbor token is exchanged, a token's output changes by {change, other token}.",
      ],
      refutation: """
        Batch norm of one vector has one value a feature: x − μ is 0, and each of (1, 2, 4, 9) \
        becomes {batch norm of one vector}. Layer norm makes {first, layer norm} to {last, layer \
        norm} of it. With other companions the output for a sample changes by {change, batch \
        norm} behind batch norm and by {change, layer norm} behind layer norm.
        """,
      followUps: [
        "What does layer norm do to a sample that is shifted or stretched as a whole?": """
        It takes both away, but for ε: with 3 times (1, 2, 4, 9) plus 5 instead of (1, 2, 4, 9) the result changes by {change, shifted sample}. Batch norm \
        takes a shift and a stretch of a feature away.
        """,
        "Which features would you not layer-normalize?": """
        A table's, of other units each: the mean of an age and an income says nothing. Standardize \
        each column over the data instead.
        """,
      ]))
  func `layer norm sees one sample, batch norm the batch`() {
    let x = Tensor([[1, 2, 4, 9]])
    let alone = NormalizedBatch(of: x, epsilon: 1e-5).normalized
    evidence("batch norm of one vector", alone.maximumMagnitude())
    let layer = LayerNorm(shape: [4])
    let y = outputs(layer, x)
    evidence("first, layer norm", y[0, 0])
    evidence("last, layer norm", y[0, 3])
    #expect(alone == .zeros([1, 4]) && abs(y[0, 3] - 1.6222133576) < 1e-9)
    evidence(
      "change, shifted sample", (outputs(layer, x * 3 + 5) - y).maximumMagnitude(), atMost: 1e-5)
    func change(_ norm: any Layer) -> Scalar {
      let (first, second) = (normals([7, 4], seed: 15), normals([7, 4], mean: 3, seed: 16))
      let answers = [first, second].map { outputs(norm, .concatenation([x, $0])).slice(0..<1) }
      return (answers[1] - answers[0]).maximumMagnitude()
    }
    evidence("change, batch norm", change(BatchNorm1d(featureCount: 4)))
    evidence("change, layer norm", change(layer))
    #expect(change(BatchNorm1d(featureCount: 4)) > 0.1 && change(layer) == 0)
    evidence("modes, layer norm", (served(layer, x) - y).maximumMagnitude())
    // Two sentences of three tokens; the last token of the first is another one.
    let tokens = normals([2, 3, 4], seed: 17)
    var scalars = tokens.scalars
    for feature in 8..<12 { scalars[feature] += 5 }
    let other = Tensor(shape: [2, 3, 4], scalars: scalars)
    let changed = outputs(layer, other) - outputs(layer, tokens)
    evidence("change, other token", changed.slice(0..<2, axis: 1).maximumMagnitude())
    #expect(changed.slice(0..<2, axis: 1) == .zeros([2, 2, 4]) && changed.maximumMagnitude() > 0)
  }

  @Test(
    .interview(
      .question(5, 17), level: .recall, minutes: 4,
      question: """
        Images of shape [8, 6, 4, 4]: batch, channels, height, width. Over which axes do batch, layer, group (3 groups), instance \
        and weight norm take their statistics, and how many means does each compute?
        """,
      answer: """
        Batch norm takes a mean for each channel, over batch, height and width: 6. Layer norm over all \
        three axes of an image takes one for each image: 8. Group norm takes one for each image and group: 24. Instance norm takes one for each \
        image and channel: 48. Weight norm measures no data: it splits each row of weights into a length and a direction. \
        Only batch norm lets samples meet, which is why it keeps running statistics.
        """,
      commonMistake: "Batch norm takes a mean for each pixel of each channel, over the batch: 96.",
      otherMistakes: [
        "Group norm with one group takes a mean for each channel of each image, as instance norm does: 48.":
          "One group takes all channels of an image together: its outputs differ from layer norm's by {one group and layer norm}. Instance norm is the other end: those of six groups for six channels differ from its own by {six groups and instance norm}.",
        "Weight norm normalizes the outputs of a layer.":
          "It never looks at outputs: it splits each row of weights into a length and a direction and takes {means, weight norm} means of the data. Whatever mean and spread the outputs have, they keep.",
      ],
      refutation: """
        Change one of the 768 numbers, and behind batch norm {changed, Batch norm} outputs \
        change, one channel of all images; with a mean for each pixel it would be 8. Behind \
        layer norm it is {changed, Layer norm}, behind group norm {changed, Group norm} and \
        behind instance norm {changed, Instance norm}.
        """,
      followUps: [
        "How many learned numbers are that, by PyTorch's defaults?": """
        Batch and group norm have a scale and an offset a channel: {learned, Batch norm}. Layer norm has them for each of 96 scalars: {learned, Layer norm}. Instance norm has \
        {learned, Instance norm}.
        """,
        "In what do layer norms of images and of transformers differ?": """
        In the axes that are given: (C, H, W) for an image, the features alone for tokens. In the latter each \
        place has statistics of its own.
        """,
      ]))
  func `one number changes a channel, an image, a group`() throws {
    let shape: Shape = [8, 6, 4, 4]
    let x = normals(shape, seed: 18)
    var scalars = x.scalars
    scalars[0] += 1
    let moved = Tensor(shape: shape, scalars: scalars)
    let expected = ["Batch norm": 128, "Layer norm": 96, "Group norm": 32, "Instance norm": 16]
    for kind in NormalizationKind.all where expected[kind.name] != nil {
      let layer = kind.makeLayer(shape)
      let changed = zip(outputs(layer, moved).scalars, outputs(layer, x).scalars).count { $0 != $1 }
      evidence("changed, \(kind.name)", changed)
      evidence("learned, \(kind.name)", layer.parameterCount)
      #expect(changed == expected[kind.name])
      #expect(kind.statisticsCount(of: shape, groupCount: 3) * changed == 768)
    }
    let weightNorm = try #require(NormalizationKind.all.last)
    evidence("means, weight norm", weightNorm.statisticsCount(of: shape, groupCount: 3))
    #expect(weightNorm.statisticsCount(of: shape, groupCount: 3) == 0)
    let one = outputs(GroupNorm(groupCount: 1, channelCount: 6), x)
    let layer = outputs(LayerNorm(shape: [6, 4, 4]), x)
    evidence("one group and layer norm", (one - layer).maximumMagnitude(), atMost: 1e-14)
    let six = outputs(GroupNorm(groupCount: 6, channelCount: 6), x)
    let instance = outputs(InstanceNorm(channelCount: 6), x)
    evidence("six groups and instance norm", (six - instance).maximumMagnitude(), atMost: 1e-14)
    #expect((one - six).maximumMagnitude() > 0.01)
  }
}
