import Autograd
import BatchNorm
import Course
import Init
import TensorCore
import TestSupport
import Testing

// The norm, worked into the layer before it.

extension Lesson05Interview {
  @Test(
    .interview(
      .question(5, 21), level: .derive, minutes: 4,
      question: """
        For serving, batch norm is folded into the linear layer W x + b before it. Derive the new weights and the new bias. When is it not \
        allowed?
        """,
      answer: """
        In evaluation mode the norm is y = g z + β − g μ with g = γ/√(σ² + ε), all constants. With z = W x + b each row of W is multiplied by its g, and the bias becomes \
        g (b − μ) + β. The answers are the same but for rounding, and one layer less has to be computed. It is for evaluation only: in training mode the statistics are not constants. \
        And nothing may stand between: with a ReLU between the two it does not work.
        """,
      whiteboard: """
        g = γ / √(σ² + ε)
        y = g (W x + b − μ) + β
          = (g W) x + (g (b − μ) + β)
        """,
      commonMistake:
        "Each row of W is multiplied by its g = γ/√(σ² + ε), and β − gμ is added to the bias b.",
      otherMistakes: [
        "Trained further, a folded network learns as the original does, since it is the same function.":
          "It is the same in evaluation mode only, where the statistics are constants. In training mode the two differ by {training mode}, and the folded one has no batch statistics to train with.",
        "With zero padding a convolution followed by its norm cannot be folded.":
          "The zeros are put in before the convolution, so at the borders, too, an output is a weighted sum plus bias; folding changes it by {convolution}. Trouble comes if the norm stands first.",
      ],
      refutation: """
        The norm multiplies W x + b as a whole, so b as well: with the bias not scaled the answers differ by {bias not scaled}; with g (b − μ) + β by {bias scaled}. For a convolution with a padding of 1 it is {convolution}. \
        In training mode the folded network and the original differ by {training mode}.
        """,
      followUps: [
        "And a norm that stands before a convolution with zero padding?": """
        It does not fold exactly: the zeros are put in behind the norm, and the folded bias would act at the borders \
        as well, where β − gμ never was.
        """,
        "How many numbers of the norm are left?": """
        None. Of a linear layer from 4 to 8 and its norm {numbers, before} numbers become {numbers, folded}, buffers included, with the count left out.
        """,
      ]))
  func `folded weights answer the same in evaluation only`() throws {
    let bias = try FailureMode.biasNotFolded.measure()
    evidence("bias not scaled", bias.broken)
    evidence("bias scaled", bias.cured, atMost: 1e-13)
    #expect(bias.broken > 0.05)
    var generator = SplitMix64(seed: 45)
    let convolution = Sequential(
      Conv2d(inputCount: 2, outputCount: 3, kernelSize: 3, padding: 1, using: &generator),
      BatchNorm2d(featureCount: 3))
    see(convolution, batches(20, [4, 2, 5, 5], mean: 2, seed: 46))
    let images = normals([4, 2, 5, 5], seed: 47)
    let change = served(convolution.foldingBatchNorms(), images) - served(convolution, images)
    evidence("convolution", change.maximumMagnitude(), atMost: 1e-13)
    let model = Sequential(
      Linear(inputCount: 4, outputCount: 8, using: &generator), BatchNorm1d(featureCount: 8))
    see(model, batches(20, [32, 4], mean: 2, seed: 48))
    let folded = model.foldingBatchNorms()
    let x = normals([16, 4], seed: 49)
    let apart = (outputs(folded, x) - outputs(model, x)).maximumMagnitude()
    evidence("training mode", apart)
    #expect(apart > 0.05)
    // Means and variances; the count of batches is no number of the map.
    evidence("numbers, before", model.parameterCount + 16)
    evidence("numbers, folded", folded.parameterCount)
    #expect(folded.parameterCount == 40 && model.parameterCount == 56)
  }
}
