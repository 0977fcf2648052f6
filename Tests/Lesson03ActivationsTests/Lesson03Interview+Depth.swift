import Activations
import Autograd
import Course
import TensorCore
import TestSupport
import Testing

// What many layers of one activation do to the signal.

extension Lesson03Interview {
  /// What 50 layers of width 32 make of two inputs of length 1 at a right angle: their cosine, and the first one's length.
  private func deep(_ activation: Activation, gain: Scalar) -> (cosine: Scalar, length: Scalar) {
    var generator = SplitMix64(seed: 324)
    let inputs = Tensor([0, 1].map { row in (0..<32).map { $0 == row ? 1 : 0 } })
    let outputs = (0..<50).reduce(inputs) { x, _ in
      let weight = Tensor.normal(
        [32, 32], standardDeviation: gain / .squareRoot(32), using: &generator)
      return activation(matmul(x, weight, transposing: .right))
    }
    let (a, b) = (outputs.row(0), outputs.row(1))
    return (dot(a, b) / (a.norm() * b.norm()), a.norm())
  }

  @Test(
    .interview(
      .question(3, 24), level: .explain, minutes: 3,
      question:
        "With He's weights the activations of a deep ReLU network keep their size on average. What can still go wrong?",
      answer: """
        Their directions can collapse, so that all inputs come to look alike. ReLU's outputs are \
        never negative, so two of them never stand at an obtuse angle, and with random weights \
        the angle between two inputs tends to shrink layer by layer. After fifty layers \
        different inputs are nearly parallel, whatever their sizes, and the network hardly tells \
        them apart. Residual connections slow that down; I watch the cosine between activations \
        of different samples.
        """,
      commonMistake: "If variances are right in all layers, the signal is right.",
      otherMistakes: [
        "Nothing: He's weights make the layers orthogonal, so angles are kept.":
          "Independent random weights are not orthogonal, and orthogonal ones would not help: ReLU itself closes the angles. Two inputs at a right angle leave 50 of these layers with the cosine {ReLU, cosine}.",
        "Nothing at the start: it takes training to make the activations alike.":
          "The random start does it: 50 ReLU layers of width 32, untrained, turn two inputs at a right angle into outputs with the cosine {ReLU, cosine}.",
      ],
      refutation: """
        The size tells nothing of the directions. Two inputs at a right angle leave 50 ReLU layers \
        of width 32, untrained, with the cosine {ReLU, cosine}; with residual branches scaled by \
        1/√50 with {residual, cosine}. With the gain 1 the outputs are 2⁻²⁵ times as large, and \
        the cosines differ by {change of the cosine by the gain}. Nor is a variance that is right \
        on average right in one draw: in one stack with the gain √2 the length falls to \
        {length left, gain √2} of the input's.
        """,
      followUps: [
        "Why do ReLU's outputs never stand at an obtuse angle?": """
        No entry is negative, so their scalar product is not negative either, and neither is the cosine. Tanh's outputs \
        have both signs.
        """,
        "Does a leaky slope cure it?": """
        Not a small one. With PyTorch's 0.01 the same kind of stack ends at the cosine {leaky 0.01, cosine}.
        """,
      ]))
  func `sizes stay, and yet inputs become parallel`() throws {
    let cosines = try FailureMode.collapsingCorrelations.measure()
    evidence("ReLU, cosine", cosines.broken)
    evidence("residual, cosine", cosines.cured)
    evidence("leaky 0.01, cosine", deep(.leakyReLU, gain: .squareRoot(2)).cosine)
    #expect(cosines.broken > 0.9 && cosines.cured < 0.3)
    #expect(deep(.leakyReLU, gain: .squareRoot(2)).cosine > 0.9)
    // ReLU is homogeneous: the gain changes lengths, and no angle.
    let (suited, plain) = (deep(.relu, gain: .squareRoot(2)), deep(.relu, gain: 1))
    evidence(
      "change of the cosine by the gain", abs(suited.cosine - plain.cosine), atMost: 1e-12)
    evidence("length left, gain √2", suited.length)
    #expect(abs(plain.length / suited.length * 33_554_432 - 1) < 1e-9 && suited.cosine > 0.9)
    #expect(suited.length < 0.5)
  }

  /// The standard deviation behind 20 SELU layers of width 64, on a batch of 64.
  private func seluDeviation(gain: Scalar = 1, isResidual: Bool = false) -> Scalar {
    var generator = SplitMix64(seed: 327)
    let outputs = (0..<20).reduce(Tensor.normal([64, 64], using: &generator)) { x, _ in
      let weight = Tensor.normal([64, 64], standardDeviation: gain / 8, using: &generator)
      let y = Activation.selu(matmul(x, weight, transposing: .right))
      return isResidual ? x + y : y
    }
    return .squareRoot(outputs.variance())
  }

  @Test(
    .interview(
      .question(3, 27), level: .explain, minutes: 3,
      question: "What makes SELU networks normalize themselves, and what does that require?",
      answer: """
        SELU's two constants make mean 0 and variance 1 a fixed point that attracts, for weights of variance 1/inputs. Each \
        layer pulls activations back to it. That takes LeCun's \
        initialization with zero biases, standardized inputs and, if there is dropout, alpha dropout, since ordinary dropout changes the variance. The theorem is about plain dense stacks: skip connections or attention are not in it.
        """,
      commonMistake:
        "SELU replaces normalization in any network, since its constants keep mean 0 and variance 1 by themselves.",
      otherMistakes: [
        "SELU's constants keep mean 0 and variance 1 for He's weights, which all rectifiers need.":
          "He's 2 pays for the half that ReLU cuts off; SELU's constants already count on weights of variance 1/inputs. With He's, 20 layers of width 64 leave the deviation {deviation, He}, with LeCun's {deviation, LeCun}.",
        "SELU's constants keep mean 0 and variance 1 under ordinary dropout as well, since it keeps the mean.":
          "Dropout multiplies the mean square, which SELU is to keep at 1, by 1/(1 − p) each time: with a rate of 0.2 in each of 20 layers it ends at {mean square, dropout}, with alpha dropout at {mean square, alpha dropout}.",
      ],
      refutation: """
        Its fixed point is that of a plain dense stack with LeCun's weights: 20 such layers of \
        width 64 end at the standard deviation {deviation, LeCun}. With He's weights they end at \
        {deviation, He}, and 20 residual layers x + selu(Wx) with LeCun's at \
        {deviation, residual}: what one layer keeps, the sum does not.
        """,
      followUps: [
        "What does alpha dropout do?": """
        It sets units to SELU's lower limit, −1.758, instead of 0, and then applies an affine map that keeps mean 0 \
        and variance 1 if they were so before.
        """,
        "Which PyTorch initialization gives LeCun's variance?": """
        kaiming_normal_ with nonlinearity 'linear', whose gain is 1. With 'selu' its gain is 3/4, which by PyTorch's documentation gives up the normalization for steadier gradients in layers that are not square: \
        20 layers then end at the standard deviation {deviation, gain 3/4}.
        """,
      ]))
  func `SELU normalizes with LeCun's weights, not with He's`() throws {
    let start = try FailureMode.wrongStartForSELU.measure()
    evidence("deviation, He", start.broken)
    evidence("deviation, LeCun", start.cured)
    let dropout = try FailureMode.ordinaryDropout.measure()
    evidence("mean square, dropout", dropout.broken)
    evidence("mean square, alpha dropout", dropout.cured)
    let moments = Activation.selu.moments
    evidence("mean", abs(moments.mean), atMost: 1e-6)
    evidence("mean square − 1", abs(moments.meanSquare - 1), atMost: 1e-6)
    let (residual, plain) = (seluDeviation(isResidual: true), seluDeviation(gain: 0.75))
    evidence("deviation, residual", residual)
    evidence("deviation, gain 3/4", plain)
    #expect(residual > 100 && plain < 0.5)
    #expect(start.broken > 3 && start.cured > 0.7 && start.cured < 1.4)
    #expect(dropout.broken > 1.6 && dropout.cured > 0.8 && dropout.cured < 1.25)
    // A fixed point that attracts: a variance that is off by 0.1 is less off after a layer.
    let after = [0.9, 1.1].map { variance in
      Activation.normalMean(spread: Double(variance).squareRoot()) { x in
        Activation.selu.value(at: x) * Activation.selu.value(at: x)
      }
    }
    #expect(abs(after[0] - 1) < 0.1 && abs(after[1] - 1) < 0.1)
  }

  @Test(
    .interview(
      .question(3, 28), level: .debug, minutes: 3,
      question: """
        A narrow, very deep ReLU network gives the same output for all inputs before the first training step. Why?
        """,
      answer: """
        It was born dead: every input meets a layer whose units are all negative for it. All that follows sees zeros, and no gradient gets past that layer. With zero biases and width w a layer's units are all negative for a given \
        input with probability 2⁻ʷ; over many narrow layers that becomes nearly certain. More width, \
        less depth, a leaky slope or residual connections help. Training longer does not.
        """,
      commonMistake: "The learning rate was too high, as for all dead units.",
      otherMistakes: [
        "It cannot be the weights: He's initialization rules that out, since it keeps the mean square.":
          "It keeps it on average over draws, and you have one draw. Of 100 networks of width 2 and depth 10 with He's weights a share of {dead, width 2} is constant; the live ones make up the average.",
        "More layers would make it rarer, since depth makes up for width.":
          "Depth makes it more frequent, since every further layer can silence a given input, with probability ¼ at width 2: at depth 10 a share of {dead, width 2} is constant, at depth 20 {dead, depth 20}.",
      ],
      refutation: """
        No step was made yet, so no rate has touched it. With He's weights, zero biases, one input \
        and depth 10, a share of {dead, width 2} of 100 networks of width 2 is constant from the \
        start, of width 16 {dead, width 16}, of width 2 with leaky ReLU {dead, leaky}.
        """,
      followUps: [
        "How does one notice?": """
        Compare the outputs of a few different inputs before training: the greatest minus the least is exactly 0.
        """,
        "Does it matter for networks of usual width?": """
        Hardly, with zero biases: 2⁻²⁵⁶ is about 10⁻⁷⁷. It matters where layers have a few units only, as in a bottleneck.
        """,
      ]))
  func `narrow deep ReLU networks are born constant`() throws {
    let born = FailureMode.bornDead
    let shares = try born.measure()
    evidence("dead, width 2", shares.broken)
    evidence("dead, width 16", shares.cured)
    let leaky = try born.remedies[1].measure().value
    evidence("dead, leaky", leaky)
    var generator = SplitMix64(seed: 328)
    let inputs = Tensor([[-1], [-0.3], [0.4], [1]])
    let constant = (0..<100).count { _ in
      let network = Sequential.narrowNetwork(width: 2, depth: 20, using: &generator)
      return OutputSpread(of: network, on: inputs).isConstant
    }
    evidence("dead, depth 20", Double(constant) / 100)
    #expect(shares.broken > 0.8 && shares.cured == 0 && leaky == 0 && constant > 90)
    // The weights are He's: of 4096 entries the variance is known to 2 %.
    let wide = Sequential.narrowNetwork(width: 64, depth: 2, using: &generator)
    let weight = try #require(wide.trainedVariables.first { $0.shape == [64, 64] }).value
    #expect(abs(64 * weight.variance() / 2 - 1) < 0.1)
  }
}
