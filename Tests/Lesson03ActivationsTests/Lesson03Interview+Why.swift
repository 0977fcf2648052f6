import Activations
import Autograd
import Course
import TensorCore
import TestSupport
import Testing

// Why there is an activation at all, and why it is rarely a sigmoid.

extension Lesson03Interview {
  @Test(
    .interview(
      .question(3, 1), level: .explain, minutes: 2,
      question: "Why does a neural network need a non-linearity between its layers?",
      answer: """
        Because affine maps of affine maps are affine. Without it, any number of layers computes \
        what one layer can compute. W₂(W₁x + b₁) + b₂ is (W₂W₁)x + (W₂b₁ + b₂). Depth then adds \
        parameters and may change how training goes, but adds no function. One function between \
        two layers that is not affine is enough to leave the class.
        """,
      commonMistake:
        "Depth alone, with nothing between the layers, makes a network more expressive.",
      otherMistakes: [
        "Because the outputs of a layer have to be kept between 0 and 1.":
          "ReLU has no upper bound and does the job: with it f(x + y) − f(x) − f(y) + f(0) is {ReLU, departure} instead of 0. A range from 0 to 1 is a matter for an output that is a probability.",
        "Because the biases alone bend a stack of linear layers only a little.":
          "A bias shifts, it does not bend: W₂(W₁x + b₁) + b₂ is (W₂W₁)x + (W₂b₁ + b₂), which is one linear layer with one bias.",
      ],
      refutation: """
        An affine f has f(x + y) − f(x) − f(y) + f(0) = 0. For four layers of width 8 with biases and no \
        activation it is {affine stack, departure}; with ReLU, whose outputs have no upper bound, it is \
        {ReLU, departure}.
        """,
      followUps: [
        "Is every deep linear network useless, then?": """
        As a richer function, yes. As an object of study, no: its loss is not convex in the weights, and depth changes \
        how it learns (Saxe and others, 2013). A narrow linear layer also limits the rank, as in LoRA.
        """,
        "Does any non-linear function do?": """
        No: with x² two layers give quadratic functions only. With one hidden layer, as wide as needed and with biases, a continuous activation comes \
        arbitrarily near to every continuous function on a compact set if and only if it is not a polynomial \
        (Leshno, Lin, Pinkus, Schocken, 1993). That says nothing about training.
        """,
      ]))
  func `four affine layers are affine, with ReLU they are not`() {
    func departure(_ activation: Activation) -> Scalar {
      var generator = SplitMix64(seed: 31)
      let model = ActivationTrial(activation, depth: 3, width: 8, stepCount: 1)
        .network(inputCount: 4, outputCount: 2, start: .heWithBiases, using: &generator)
      let x = Tensor.normal([16, 4], using: &generator)
      let y = Tensor.normal([16, 4], using: &generator)
      func value(_ x: Tensor) -> Tensor { withoutGradient { model(Variable(x)).value } }
      return (value(x + y) - value(x) - value(y) + value(.zeros([16, 4]))).maximumMagnitude()
    }
    evidence("affine stack, departure", departure(.identity), atMost: 1e-13)
    let rectified = departure(.relu)
    evidence("ReLU, departure", rectified)
    #expect(rectified > 0.1)
  }

  @Test(
    .interview(
      .question(3, 2), level: .explain, minutes: 3,
      question: "Why are sigmoids no longer used in the hidden layers of deep networks?",
      answer: """
        Because of their slope, which is at most a quarter, and their mean, which is a half rather \
        than 0. Through many layers with ordinary weights the product of such slopes vanishes, and \
        outputs that are all positive add nearly the same to what comes next for every input. Larger weights \
        together with a correction of the mean can pay for both, which makes a tanh of it. With ReLU or \
        GELU the right variance of the weights is enough.
        """,
      commonMistake:
        "Because of their slope alone: weights four times as large cure it, since the slope is a quarter.",
      otherMistakes: [
        "Because of the exponential, which is too expensive in every unit; the gradients of sigmoids are fine.":
          "A unit with n inputs costs n multiplications and one exponential, so the exponential is the small part; SiLU takes {exponentials of SiLU} too, and is widely used. What fails is the gradient, which vanishes with depth.",
        "Because of their tails alone: away from these their slopes do not shrink a gradient.":
          "At 0, where a sigmoid is steepest, its slope is {largest slope}. Twenty such slopes multiply to 4⁻²⁰, about 10⁻¹², even if no unit is ever in a tail.",
      ],
      refutation: """
        They pay for the slope, not for the mean. Over 20 layers of width 64, batch 64, the first \
        weight gradient is {sigmoid, gain 1} of the last; with weights four times as large it is \
        {sigmoid, gain 4}; with these and the mean taken off, {sigmoid, gain 4, centered}; with \
        ReLU, {ReLU}.
        """,
      followUps: [
        "Would an even larger gain do without centering?": """
        It brings the ratio up: with gain 10 it is {sigmoid, gain 10} in this stack. So vanishing is no law of the sigmoid; it is \
        what ordinary weights give. Whether such a network trains well is another question.
        """,
        "Where is a sigmoid right?": """
        Where a number between 0 and 1 is meant: a probability at the output, where the loss on the logit \
        contains it, and a gate, as in an LSTM.
        """,
      ]))
  func `four times the weights pay for the slope only`() throws {
    let plain = try gradientRatio(.sigmoid, gain: 1)
    let large = try gradientRatio(.sigmoid, gain: 4)
    let centered = try gradientRatio(.sigmoid, gain: 4, isCentered: true)
    let huge = try gradientRatio(.sigmoid, gain: 10)
    let rectified = try gradientRatio(.relu, gain: .squareRoot(2))
    evidence("sigmoid, gain 1", plain)
    evidence("sigmoid, gain 4", large)
    evidence("sigmoid, gain 4, centered", centered)
    evidence("sigmoid, gain 10", huge)
    evidence("ReLU", rectified)
    evidence("exponentials of SiLU", Activation.silu.transcendentals)
    let steepest = Activation.sigmoid.steepest
    evidence("largest slope", steepest.slope)
    #expect(steepest.slope == 0.25 && abs(steepest.input) < 1e-6)
    #expect(plain < 1e-10 && large < 1e-2 && centered > 0.1 && rectified > 0.1 && huge > 0.05)
    // 4 (σ(2z) − ½) is 2 tanh z: with the mean taken off it is a tanh.
    let z = Tensor([-3, -0.5, 0, 2])
    #expect(difference(4 * (Activation.sigmoid(2 * z) - 0.5), 2 * Activation.tanh(z)) < 1e-14)
  }

  @Test(
    .interview(
      .question(3, 3), level: .explain, minutes: 2,
      question:
        "Why is tanh better than the sigmoid in hidden layers, and how are the two related?",
      answer: """
        Tanh is centered at 0 and has the slope 1 there, four times the sigmoid's. It is a sigmoid \
        moved and stretched: tanh x = 2σ(2x) − 1. With weights of variance 1/inputs it passes \
        signals and gradients on at about their size while its inputs are small. It saturates all the \
        same, so it wants pre-activations with a standard deviation of about 1 or less.
        """,
      commonMistake: "Tanh does not saturate, since its slope is 1.",
      otherMistakes: [
        "Tanh and sigmoid are unrelated functions that happen to look alike.":
          "Move and stretch one and you have the other: tanh x = 2σ(2x) − 1. Computed, the two sides differ by {tanh x − (2σ(2x) − 1)}. With other weights and biases sigmoids compute exactly what a tanh network computes.",
        "Both need the same weights; only the range of the outputs differs.":
          "The slope at 0 differs too, 1 against ¼. With the same weights of variance 1/64 in 20 layers the first weight gradient is {tanh} of the last with tanh, {sigmoid} with sigmoids.",
      ],
      refutation: """
        The slope is 1 only at 0. At normal pre-activations of standard deviation 5, a share of \
        {share beyond 0.97} of 20,000 outputs lies beyond ±0.97 and the mean slope is \
        {mean slope at 5}; at standard deviation 1 it is {mean slope at 1}.
        """,
      followUps: [
        "Can a network with sigmoids imitate one with tanh?": """
        Exactly: replace tanh x by 2σ(2x) − 1 and put the factors and the shift into the weights and biases \
        around it. Training differs even so: after one step of gradient descent at the rate 0.1 two such networks are \
        {twins, after a step} of their outputs apart, because the gradient of a weight that was doubled is halved.
        """,
        "What is the slope of tanh in terms of its output?": """
        1 − y². So the backward pass needs the output only, and the input need not be kept.
        """,
      ]))
  func `tanh is a moved sigmoid, and saturates like one`() throws {
    let x = Tensor.linearlySpaced(from: -20, through: 20, count: 641)
    evidence(
      "tanh x − (2σ(2x) − 1)",
      (Activation.tanh(x) - (2 * Activation.sigmoid(2 * x) - 1)).maximumMagnitude(), atMost: 1e-15)
    var generator = SplitMix64(seed: 33)
    let wide = Saturation(
      of: .tanh, at: .normal([20_000], standardDeviation: 5, using: &generator))
    evidence("share beyond 0.97", wide.share)
    evidence("mean slope at 5", Activation.tanh.meanSlope(spread: 5))
    evidence("mean slope at 1", Activation.tanh.meanSlope(spread: 1))
    let tanh = try gradientRatio(.tanh, gain: 1)
    let sigmoid = try gradientRatio(.sigmoid, gain: 1)
    evidence("tanh", tanh)
    evidence("sigmoid", sigmoid)
    #expect(abs(wide.share - 0.676) < 0.02 && abs(wide.meanSlope - 0.157) < 0.01)
    #expect(tanh > 0.5 && tanh < 2 && sigmoid < 1e-10)
    let (before, after) = try distanceOfTwins()
    evidence("twins, after a step", after)
    #expect(before < 1e-14 && after > 1e-3)
  }

  /// How far a tanh network and the same function made of sigmoids are apart, before and after a step.
  private func distanceOfTwins() throws -> (before: Scalar, after: Scalar) {
    var generator = SplitMix64(seed: 303)
    let (w, v) = (
      Tensor.normal([8, 4], standardDeviation: 0.5, using: &generator),
      Tensor.normal([2, 8], standardDeviation: 0.35, using: &generator)
    )
    let x = Variable(.normal([16, 4], using: &generator))
    let y = Tensor.normal([16, 2], using: &generator)
    let first = Sequential(
      Linear(weight: w, bias: .zeros([8])), ActivationLayer(.tanh),
      Linear(weight: v, bias: .zeros([2])))
    // v tanh(w x) = 2 v σ(2 w x) − Σ v
    let second = Sequential(
      Linear(weight: w * 2, bias: .zeros([8])), ActivationLayer(.sigmoid),
      Linear(weight: v * 2, bias: v.sum(axis: 1) * -1))
    func distance() -> Scalar { difference(second(x).value, first(x).value) }
    let before = distance()
    for model in [first, second] {
      let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.1)
      try trainingStep(optimizer) { meanSquaredError(model(x), targets: y) }
    }
    return (before, distance())
  }
}
