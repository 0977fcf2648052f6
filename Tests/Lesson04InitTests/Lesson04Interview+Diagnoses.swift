import Activations
import Autograd
import Course
import Init
import TensorCore
import TestSupport
import Testing

// Finding out that the first weights are to blame.

extension Lesson04Interview {
  @Test(
    .interview(
      .question(4, 12), level: .debug, minutes: 4,
      question: "How do you detect a bad initialization of a deep plain network before training?",
      answer: """
        With one forward and one backward pass on a real batch. The first loss should be near ln \
        K, or near the entropy of the classes. For every layer I look at three numbers: the root \
        mean square, the spread across the batch, and the gradient with respect to its output. All \
        should stay within a few factors from the first layer to the last. Then I look at units \
        that are equal, dead or saturated. Sizes alone, or gradients of weights alone, mislead.
        """,
      commonMistake:
        "It is enough to compare the weight gradients of the first and the last layer.",
      otherMistakes: [
        "By the activations: a root mean square near 1 in every layer is enough.":
          "A steady size says nothing of differences: deep layers may give nearly the same for every input, or the gradient may be lost on its way back. Both need numbers of their own, the spread across the batch and the gradient.",
        "By training for an epoch: before that it does not show.":
          "The fault is there before the first step: on one batch, one pass forward and one backward name {schemes named right} of six schemes right, two of them sound. After an epoch the learning rate is a suspect as well.",
      ],
      refutation: """
        In a ReLU chain without biases all weight gradients scale alike: the ratio of the first to \
        the last is {first ÷ last, gain 1} at a gain of 1 and {first ÷ last, gain √2} at √2, while \
        the root mean square at layer 15 is {size, gain 1} and {size, gain √2}.
        """,
      followUps: [
        "Why does the ratio not show the wrong gain?": """
        Scaling every weight by c scales the signal before a layer and the gradient behind it by \
        powers of c that add up to the same for each layer, if the gradient at the output is \
        given.
        """,
        "How much may chance change the sizes?": """
        The logarithm of the second moment is a sum over layers with a variance of order 1/width \
        each, so its deviation grows like √(depth / width). Narrow deep networks vary by factors \
        from seed to seed.
        """,
      ]))
  func `three numbers a layer tell what a ratio of gradients hides`() throws {
    let x = normalBatch(16, 32, seed: 12)
    func measured(_ gain: Double) throws -> (ratio: Double, size: Double) {
      let model = Sequential.stack(
        Array(repeating: 32, count: 17),
        scheme: InitializationScheme("gain", hidden: .xavierNormal(gain: gain)), seed: 12)
      try model(Variable(x)).sum().backward()
      let norms = try model.namedLinearLayers.map { try #require($0.layer.weight.gradient).norm() }
      model.zeroGradients()
      let signals = try SignalPropagation(through: model, inputs: x) { $0.sum() }
      let size = try #require(signals.activations.last).output.rootMeanSquare
      return (Double(norms[0] / norms[15]), size)
    }
    let (one, root) = (try measured(1), try measured(Gain.pyTorch(.relu)))
    evidence("first ÷ last, gain 1", one.ratio)
    evidence("first ÷ last, gain √2", root.ratio)
    evidence("size, gain 1", one.size)
    evidence("size, gain √2", root.size)
    // √2 for each of 15 layers, since ReLU is homogeneous.
    #expect(difference(one.ratio, root.ratio) < 1e-9)
    #expect(difference(root.size / one.size, .pow(2, 7.5)) < 1e-9)

    let expected: [(InitializationScheme, InitReport.Fault?)] = [
      (.kaiming, nil), (.orthogonal(), nil), (.xavier, .xavierForReLU),
      (.pyTorchDefault, .defaultForReLU), (.normal(0.01), .tooSmall), (.normal(1), .tooLarge),
    ]
    let named = try expected.count { scheme, fault in
      let model = Sequential.stack(
        [32] + Array(repeating: 64, count: 20) + [2], scheme: scheme, seed: 12)
      return try InitDoctor().examine(model, inputs: x, task: .classes(classes(16, of: 2))).fault
        == fault
    }
    evidence("schemes named right", named)
    #expect(named == 6)
  }

  @Test(
    .interview(
      .question(4, 17), level: .debug, minutes: 3,
      question: """
        The loss of a deep ReLU network is NaN within the first twenty steps. How do you find out \
        whether the initialization is to blame?
        """,
      answer: """
        I look at the loss before the first step: if it is astronomical, no step has done that. It \
        is the weights, the inputs, or in regression the targets. If it is near ln K and \
        explodes later, the learning rate is the first suspect. Then one forward pass layer by \
        layer: a factor that repeats in every layer points to the weights, for which the cure is \
        a variance of 2 / fan_in; one that comes with the first layer to unscaled inputs. \
        Clipping gradients leaves the first loss as it is.
        """,
      commonMistake:
        "It is not to blame: NaN in the first steps means that the learning rate is too high.",
      otherMistakes: [
        "I look at the data: NaN in the first steps means that there is a NaN in them.":
          "Finite data do it too: weights of deviation 1 start at a loss of {first loss, deviation 1}, a number, and have {finite losses, deviation 1} finite losses. A NaN in the first batch would have made the first loss NaN.",
        "I clip the gradients: that repairs the initialization, if it was to blame.":
          "Clipping shortens steps; the forward pass stays as it is. The loss before the first step is {first loss, deviation 1} with or without it, while He's rule starts at {first loss, He}.",
      ],
      refutation: """
        Fifteen layers of width 32 with weights of deviation 1 have a loss of {first loss, \
        deviation 1} before any step was taken, and {finite losses, deviation 1} finite losses. At \
        the same rate of 0.05 He's rule starts at {first loss, He} and has {finite losses, He} of \
        20.
        """,
      followUps: [
        "By what factor does each of these layers multiply the signal?": """
        The second moment by n / 2 = 16 and the root mean square by 4. In fourteen hidden layers \
        that is about 10⁸.
        """,
        "Could batch normalization hide the fault?": """
        Yes: it sets the scale behind each layer. Weights that are too large then show as an \
        effective learning rate that is too small.
        """,
      ]))
  func `the loss before the first step accuses the weights`() throws {
    let runs = FailureMode.weightsTooLarge.runs
    let (broken, cured) = (try runs[0].measure(), try runs[1].measure())
    let (bad, good) = (try #require(broken.record).losses, try #require(cured.record).losses)
    try #require(!bad.isEmpty && !good.isEmpty)
    evidence("first loss, deviation 1", bad[0])
    evidence("first loss, He", good[0])
    evidence("finite losses, deviation 1", broken.value)
    evidence("finite losses, He", cured.value)
    #expect(bad[0] > 1e5 && good[0] < 5 && broken.value < 20 && cured.value == 20)
  }

  @Test(
    .interview(
      .question(4, 18), level: .debug, minutes: 4,
      question: """
        All activations of a deep ReLU network have a healthy root mean square, and yet it \
        predicts nearly the same for every input. What do you check?
        """,
      answer: """
        How different the activations of different inputs are. I look at the spread across the \
        batch, or the cosine between samples, layer by layer. Two things make inputs alike at a \
        steady size. With nn.Linear's default what came from the input fades, and the biases, the \
        same for all, remain. And a wide ReLU layer turns two inputs towards each other, even \
        under He's rule. He's rule cures the first, residual connections with small branches or \
        batch normalization the second. Layer normalization in front of the ReLU does not: it \
        treats inputs singly.
        """,
      commonMistake: "Not the initialization: if the root mean square is steady, it is right.",
      otherMistakes: [
        "The inputs: they must have been alike, since random layers keep the angles between them.":
          "Random linear maps nearly keep angles, ReLU does not: two orthogonal inputs have the cosine {cosine after 1, theory} behind one wide ReLU layer and {cosine after 30, theory} at layer 30.",
        "The gain: in a ReLU network without biases one above He's keeps large angles between the inputs.":
          "Without biases ReLU is homogeneous: doubling a layer's weights doubles the outputs for every input alike, and all angles stay. Behind 50 He layers the mean cosine is {cosine, plain}, and so it is at any gain.",
      ],
      refutation: """
        At layer 30 of width 128 the default leaves a spread of {relative spread, default} of the \
        root mean square, He's rule {relative spread, He}. Behind 50 He layers of width 64 the \
        mean cosine of two inputs is {cosine, plain}; with branches scaled by 1/√50 it is {cosine, \
        residual}.
        """,
      followUps: [
        "How fast do He's layers turn two inputs towards each other?": """
        In a wide network the cosine of two orthogonal inputs is {cosine after 1, theory} behind \
        one ReLU and {cosine after 30, theory} at layer 30: fast at first, then ever more slowly.
        """,
        "Why does no gain help?": """
        ReLU without biases is homogeneous: doubling all weights of a layer doubles its outputs \
        and leaves every angle as it was.
        """,
      ]))
  func `a steady size hides that all inputs became one`() throws {
    let spread = try FailureMode.spreadCollapses.measure()
    let cosine = try FailureMode.correlationsCollapse.measure()
    evidence("relative spread, default", spread.broken)
    evidence("relative spread, He", spread.cured)
    evidence("cosine, plain", cosine.broken)
    evidence("cosine, residual", cosine.cured)
    #expect(spread.broken < 1e-9 && spread.cured > 0.05)
    #expect(cosine.broken > 0.9 && cosine.cured < 0.6)
    // The cosine of two layers' outputs is the correlation of the next pre-activations, without biases.
    let theory = MeanField(Activation.relu, weightVariance: 2)
      .propagate(depth: 31, correlation: 0).compactMap(\.correlation)
    try #require(theory.count == 31)
    evidence("cosine after 1, theory", theory[1])
    evidence("cosine after 30, theory", theory[30])
    #expect(abs(theory[1] - 1 / .pi) < 1e-4 && theory[30] > 0.9 && theory[30] < 0.99)
  }
}
