import Activations
import Autograd
import Course
import TensorCore
import TestSupport
import Testing

// ReLU: its kink, its scale, its troubles.

extension Lesson03Interview {
  @Test(
    .interview(
      .question(3, 6), level: .explain, minutes: 2,
      question: "Is ReLU differentiable, and does gradient descent mind where it is not?",
      answer: """
        Everywhere but at 0, and there a library takes a subgradient. Any number from 0 to 1 is one, and \
        PyTorch takes 0. In real numbers the kink is hit with probability 0. In Float32 it is hit: Bertoin and others (2021) \
        saw backward passes change with the choice about half of the time, in double precision never. With padding or weights set to 0 the \
        convention decides whether anything moves. Gradient checks should leave the kink out.
        """,
      commonMistake: "Everywhere: a gradient check proves the derivative at 0 as well.",
      otherMistakes: [
        "Not at 0, so ReLU must be smoothed before gradient descent may be used.":
          "One point does not stop it: the backward pass takes a slope from 0 to 1 there, in PyTorch 0. Of the {activations} activations in this lesson's table {kinked activations} have a kink and are trained as they are.",
        "Everywhere: its derivative at 0 is ½, the mean of both sides.":
          "There is no derivative at 0, since the slopes of the two sides are 0 and 1. Central differences give {numeric slope at 0}, which is one of many subgradients; PyTorch takes {slope at 0}.",
      ],
      refutation: """
        At 0 central differences give {numeric slope at 0} and the backward pass {slope at 0}: \
        they disagree, and both are right by their own convention. At ±0.1 they differ by \
        {disagreement at ±0.1}.
        """,
      followUps: [
        "Which slope do leaky ReLU and ELU take at 0?": """
        In PyTorch leaky ReLU takes {leaky ReLU at 0}, its slope for negative numbers. ELU with α = 1 has the slope \
        {ELU at 0} on both sides, so there is nothing to choose.
        """,
        "How should a gradient checker treat kinks?": """
        Note which branch each number takes at x − h and x + h, skip the entries where it differs, count \
        them, and fail if many are skipped.
        """,
      ]))
  func `at ReLU's kink differences give ½ and the engine 0`() throws {
    func numeric(_ x: Scalar) -> Scalar {
      (Activation.relu.value(at: x + 1e-5) - Activation.relu.value(at: x - 1e-5)) / 2e-5
    }
    func engine(_ activation: Activation, _ x: Scalar) throws -> Scalar {
      let x = leaf(Tensor([x]))
      try activation(x).sum().backward()
      return try #require(x.gradient)[0]
    }
    evidence("numeric slope at 0", numeric(0))
    evidence("slope at 0", try engine(.relu, 0))
    let distances = try [-0.1, 0.1].map { abs(numeric($0) - (try engine(.relu, $0))) }
    evidence("disagreement at ±0.1", distances.max() ?? 1, atMost: 1e-9)
    evidence("kinked activations", Activation.all.count { !$0.kinks.isEmpty })
    evidence("activations", Activation.all.count)
    evidence("leaky ReLU at 0", try engine(.leakyReLU, 0))
    evidence("ELU at 0", try engine(.elu, 0))
    #expect(abs(numeric(0) - 0.5) < 1e-9)
    #expect(try engine(.relu, 0) == 0 && engine(.elu, 0) == 1 && engine(.leakyReLU, 0) == 0.01)
  }

  @Test(
    .interview(
      .question(3, 14), level: .derive, minutes: 4,
      question:
        "What is the positive homogeneity of ReLU, and what follows for the scale of layers?",
      answer: """
        relu(ax) = a relu(x) for every a above 0, so scale moves freely between layers. Multiply one layer's \
        weights and biases by a, divide the next layer's weights by a, and the outputs stay. A norm of \
        weights is therefore no measure of the function. The gradients do change: the first layer's \
        is divided by a, the second's multiplied. GELU and tanh have no such freedom.
        """,
      whiteboard: """
        f(x) = W₂ relu(W₁x + b₁)
        a W₁x + a b₁ = a (W₁x + b₁), relu of it is a relu(W₁x + b₁)
        (W₂/a) relu(a W₁x + a b₁) = f(x)
        f depends on W₁ through a W₁: gradient for the new W₁ = gradient for the old / a
        """,
      commonMistake: "Since the outputs stay the same, gradient descent does the same too.",
      otherMistakes: [
        "Without biases a wrong gain of all layers shows in the ratio of the first to the last weight gradient.":
          "A gain of all layers multiplies all weight gradients alike, for a given gradient at the output: the ratio is {ratio, gain 1} at the gain 1 and {ratio, gain √2} at √2. The size of the activations shows it.",
        "relu(ax) = a relu(x) holds for every a, negative ones as well.":
          "A negative factor exchanges which inputs pass: with a = −1 and x = 1, relu(−1) is 0, while −relu(1) is −1. Only factors above 0 leave every sign as it is.",
      ],
      refutation: """
        With a = 10 the outputs move by {change of outputs} of their size, but the first weight \
        gradient is {first gradient, ratio} of what it was and the second {second gradient, ratio} \
        times. Relative to their size, a step of plain gradient descent then moves the first \
        weights by a hundredth of what it did, and the second by a hundred times as much.
        """,
      followUps: [
        "Which activations share this?": """
        Leaky ReLU, PReLU and maxout without biases: all that consist of two rays from 0, or a maximum of \
        linear maps.
        """,
        "What follows for weight decay?": """
        It breaks the freedom: of all splits of the scale it prefers the one where both layers' weights have the same norm, \
        if biases are not decayed.
        """,
      ]))
  func `ReLU lets scale move between layers, gradients follow`() throws {
    func run(
      _ activation: Activation, scale: Scalar
    ) throws -> (outputs: Tensor, first: Scalar, second: Scalar) {
      var generator = SplitMix64(seed: 314)
      let first = Linear(
        weight: .normal([16, 8], using: &generator) * scale,
        bias: .normal([16], using: &generator) * scale)
      let second = Linear(weight: .normal([4, 16], using: &generator) / scale, bias: nil)
      let model = Sequential(first, ActivationLayer(activation), second)
      let outputs = model(Variable(.normal([32, 8], using: &generator)))
      try outputs.backward(cotangent: .normal([32, 4], using: &generator))
      let norms = try [first, second].map { try #require($0.weight.gradient).norm() }
      return (outputs.value, norms[0], norms[1])
    }
    let (plain, moved) = (try run(.relu, scale: 1), try run(.relu, scale: 10))
    evidence("change of outputs", difference(moved.outputs, plain.outputs), atMost: 1e-12)
    evidence("first gradient, ratio", moved.first / plain.first)
    evidence("second gradient, ratio", moved.second / plain.second)
    #expect(abs(moved.first / plain.first - 0.1) < 1e-12)
    #expect(abs(moved.second / plain.second - 10) < 1e-10)
    #expect(difference(try run(.gelu, scale: 10).outputs, try run(.gelu, scale: 1).outputs) > 0.01)
    let ratio = try gradientRatio(.relu, gain: 1)
    evidence("ratio, gain 1", ratio)
    evidence("ratio, gain √2", try gradientRatio(.relu, gain: .squareRoot(2)))
    #expect(abs(try gradientRatio(.relu, gain: .squareRoot(2)) / ratio - 1) < 1e-9)
    #expect(Activation.relu.value(at: -1) == 0)
  }

  @Test(
    .interview(
      .question(3, 16), level: .explain, minutes: 3,
      question: "What are ReLU's problems, and which variant addresses which?",
      answer: """
        Units can die: leaky ReLU and PReLU keep a slope below 0. Outputs are never negative, so their mean \
        is above 0: ELU and SELU go below 0 and bring it down. There is no upper bound, which hurts in few bits: \
        ReLU6 has one. And there is a kink, with no curvature beside it: GELU, SiLU and softplus are \
        smooth. No variant mends all four, and with normalization and a sound learning rate plain ReLU is often good enough.
        """,
      commonMistake: "Leaky ReLU makes the outputs zero-centered.",
      otherMistakes: [
        "Units can die: every smooth variant revives them, however far below 0 they are.":
          "Smooth does not mean steep: far below 0 GELU's slope is too small to change a digit. A unit of weight 1 and bias −10 on inputs from 0 to 1 still has the bias {bias with GELU} after 1,000 steps.",
        "Its kink alone: it saturates on neither side, and smooth variants have no kink.":
          "Above 0 it does not; below 0 its slope is 0, on a share of {flat share, ReLU} of standard normal inputs. That side is where units die.",
      ],
      refutation: """
        A slope of 0.01 brings the mean down by a hundredth only: for standard normal inputs the \
        mean output of ReLU is {mean, ReLU}, of leaky ReLU with slope 0.01 {mean, leaky ReLU}. \
        ELU's is {mean, ELU}, and SELU's {mean, SELU} in magnitude.
        """,
      followUps: [
        "What does PReLU add to leaky ReLU?": """
        It learns the slope, one for all or one a channel, from 0.25 on. Weight decay would pull it to 0, so one leaves the slopes \
        out of it.
        """,
        "Why is ReLU still common?": """
        It costs a comparison, may overwrite its input, and weights of variance 2/inputs are all it takes to keep the mean square, \
        on average over draws.
        """,
      ]))
  func `each variant mends one fault of ReLU, not all`() throws {
    evidence("mean, ReLU", Activation.relu.moments.mean)
    evidence("mean, leaky ReLU", Activation.leakyReLU.moments.mean)
    evidence("mean, ELU", Activation.elu.moments.mean)
    evidence("mean, SELU", abs(Activation.selu.moments.mean), atMost: 1e-6)
    let unit = DeadUnitTraining(.gelu)
    _ = try unit.train(stepCount: 1000)
    evidence("bias with GELU", unit.parameters[1])
    var generator = SplitMix64(seed: 316)
    let z = Tensor.normal([20_000], using: &generator)
    let flat = Saturation(of: .relu, at: z).share
    evidence("flat share, ReLU", flat)
    #expect(abs(Activation.relu.moments.mean - 0.39894) < 1e-5)
    #expect(abs(Activation.leakyReLU.moments.mean - 0.394953) < 1e-5)
    #expect(abs(Activation.elu.moments.mean - 0.160521) < 1e-5)
    #expect(unit.parameters[1] == -10 && abs(flat - 0.5) < 0.01)
    #expect(Activation.relu6.range.upperBound == 6 && Activation.relu6.value(at: 100) == 6)
    #expect(Activation.gelu.kinks.isEmpty && Activation.softplus.kinks.isEmpty)
    #expect(Activation.leakyReLU.slope(at: -1) == 0.01)
  }
}
