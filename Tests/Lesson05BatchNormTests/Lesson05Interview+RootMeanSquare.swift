import Autograd
import BatchNorm
import Course
import TensorCore
import TestSupport
import Testing

// Layer norm without its mean.

extension Lesson05Interview {
  @Test(
    .interview(
      .question(5, 30), level: .explain, minutes: 2,
      question: "What does RMS norm leave out of layer norm, and what follows from it?",
      answer: """
        The mean: it divides by the root of the mean square and subtracts nothing, and it has a scale but no offset. \
        That saves one statistic. A stretch of the whole sample is taken away as before, but for ε; a constant that is added to all \
        features now changes the output. If a sample has mean 0, both do the same. LLaMA normalizes \
        with it the input of each part of a block.
        """,
      commonMistake: """
        The learned parameters: RMS norm centers and scales as layer norm does, and learns \
        neither scale nor offset.
        """,
      otherMistakes: [
        "RMS norm, too, ignores a constant that is added to a sample.":
          "Only subtracting the mean would take the constant away. Adding 5 to (1, 2, 4, 9) changes RMS norm's output by up to {change, RMS norm}; what it ignores, but for ε, is a positive factor.",
        "RMS norm needs running statistics, as it does not center.":
          "Centering has nothing to do with it: the mean square comes from the sample itself, in both modes, so there is nothing to average. The layer has {buffers} buffers.",
      ],
      refutation: """
        It does learn a scale: for 64 features it learns {learned, RMS norm} numbers, layer norm {learned, layer norm}. And it does not center: adding 5 to (1, 2, 4, 9) changes its output by up \
        to {change, RMS norm}, layer norm's by {change, layer norm}. The last of the four \
        becomes {last, RMS norm} instead of {last, layer norm}.
        """,
      followUps: [
        "What is the size of an output of RMS norm with scales of 1?": """
        Its mean square is 1 but for ε, so its length is the root of the number of features, \
        {length of the output} for four.
        """,
        "Can weights make the two agree?": """
        Yes, if the layer before writes samples of mean 0, for example because the mean is subtracted \
        from each column of its weights and from its bias. Then they differ by {difference, centered weights}.
        """,
      ]))
  func `RMS norm lets a constant through, layer norm does not`() {
    let (rms, layer) = (RMSNorm(shape: [4], epsilon: 1e-5), LayerNorm(shape: [4]))
    let x = Tensor([[1, 2, 4, 9]])
    func change(_ norm: any Layer) -> Scalar {
      (outputs(norm, x + 5) - outputs(norm, x)).maximumMagnitude()
    }
    evidence("change, RMS norm", change(rms))
    evidence("change, layer norm", change(layer), atMost: 1e-14)
    #expect(change(rms) > 0.1)
    evidence("last, RMS norm", outputs(rms, x)[0, 3])
    evidence("last, layer norm", outputs(layer, x)[0, 3])
    evidence("learned, RMS norm", RMSNorm(shape: [64]).parameterCount)
    evidence("learned, layer norm", LayerNorm(shape: [64]).parameterCount)
    evidence("buffers", rms.buffers.count)
    evidence("length of the output", outputs(rms, x).norm())
    #expect(abs(outputs(rms, x).norm() - 2) < 1e-5 && rms.buffers.isEmpty)
    #expect((outputs(rms, x * 7) - outputs(rms, x)).maximumMagnitude() < 1e-5)
    let weight = normals([4, 3], seed: 19)
    let before = Linear(weight: weight - weight.mean(axis: 0), bias: nil)
    let z = outputs(before, normals([8, 3], seed: 20))
    let apart = (outputs(rms, z) - outputs(layer, z)).maximumMagnitude()
    evidence("difference, centered weights", apart, atMost: 1e-13)
  }
}
