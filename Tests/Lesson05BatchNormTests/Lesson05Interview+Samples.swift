import Autograd
import BatchNorm
import Course
import TensorCore
import TestSupport
import Testing

// The gradient of one sample, which is not one sample's.

extension Lesson05Interview {
  @Test(
    .interview(
      .question(5, 29), level: .explain, minutes: 3,
      question: """
        Why is batch norm left out of networks with a gradient penalty, and where each sample's gradient is clipped \
        for privacy?
        """,
      answer: """
        Because no sample has a gradient of its own: in training each output depends on the \
        whole batch. It does so through mean and variance. A gradient penalty is meant for each \
        input by itself; clipping for privacy has to bound what one sample can do. With batch \
        norm one sample also acts through the outputs of the others. The paper on WGAN-GP leaves \
        it out of the critic for that reason, and Opacus, a tool for private training, replaces \
        it by group norm.
        """,
      commonMistake: """
        Only for speed: a loop over single samples in training mode would give each sample's \
        own gradient.
        """,
      otherMistakes: [
        "Because batches are small there: in a large one the influence of another sample is exactly 0.":
          "It falls about as one over the batch size, but is not 0: in a batch of 256 the gradient into another sample still is {into others, batch of 256|2}.",
        "Because every norm over several values mixes samples; group norm does so as well, only less.":
          "Group norm's groups are groups of channels within one sample, not of samples. The gradient of one sample's output into the others is {into others, group norm} with it, and with layer norm {into others, layer norm}.",
      ],
      refutation: """
        Within a batch the gradient of one sample's output reaches another sample by up to {into others, batch norm}; with layer norm and group norm by {into others, layer norm} and {into others, group norm}. In a \
        batch of 256 it still is {into others, batch of 256|2}. In a loop a single vector is refused in training mode, and a single image is normalized by its own pixels, which is another function.
        """,
      followUps: [
        "Is it a question of the mode?": """
        Yes: in evaluation mode, or frozen, the statistics are constants and samples do not meet; the gradient into others \
        is {into others, frozen}. But then nothing is normalized by the batch.
        """,
        "Where else may such a leak matter?": """
        In contrastive learning, where the statistics of a batch can tell which samples belong together; MoCo shuffles the samples between devices for that reason.
        """,
      ]))
  func `one sample's output has a gradient in the others`() throws {
    let leak = FailureMode.gradientPerSample
    evidence("into others, batch norm", try leak.broken.measure().value)
    let (layer, group) = (
      try leak.remedies[0].measure().value, try leak.remedies[1].measure().value
    )
    evidence("into others, layer norm", layer)
    evidence("into others, group norm", group)
    func intoOthers(frozen: Bool) throws -> Scalar {
      let norm = BatchNorm1d(featureCount: 4)
      norm.isFrozen = frozen
      let x = leaf(normals([256, 4], seed: 25))
      try tanh(norm(x)).slice(0..<1).sum().backward()
      return try #require(x.gradient).slice(1..<256).maximumMagnitude()
    }
    evidence("into others, batch of 256", try intoOthers(frozen: false))
    evidence("into others, frozen", try intoOthers(frozen: true))
    #expect(try leak.broken.measure().value > 0.01 && layer == 0 && group == 0)
    #expect(try intoOthers(frozen: false) > 1e-4 && intoOthers(frozen: true) == 0)
  }
}
