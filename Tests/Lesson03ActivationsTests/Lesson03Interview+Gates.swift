import Activations
import Autograd
import Course
import TensorCore
import TestSupport
import Testing

// Smooth units that are gated by their own input.

extension Lesson03Interview {
  @Test(
    .interview(
      .question(3, 7), level: .explain, minutes: 4,
      question: "What is GELU, and why do Transformers use it?",
      answer: """
        GELU is x Φ(x), x times the probability that a standard normal number is at most x. That \
        is what a gate lets through on average that keeps x with this probability. It is smooth, \
        its curvature is bounded, and small negative inputs still pass a gradient. Why \
        Transformers? BERT and GPT-2 took it and it did well; that is experience, not a theorem. \
        Smoothness is the usual argument, and LLaMA gates with SiLU instead. ReLU Transformers \
        train too.
        """,
      whiteboard: """
        m is 0 or 1, with P(m = 1) = P(Z ≤ x) = Φ(x)
        E[m x] = x Φ(x) = x/2 (1 + erf(x/√2))
        d/dx x Φ(x) = Φ(x) + x φ(x), which is ½ at 0
        second derivative: φ(x) (2 − x²), which is 2/√(2π) at 0
        """,
      commonMistake: "GELU is a smooth ReLU, so it is monotone like ReLU.",
      otherMistakes: [
        "GELU's units draw a random gate in training and use the mean at inference.":
          "That would be a kind of dropout. The gate only motivates the formula: GELU computes its mean x Φ(x), so two calls agree to the bit. A mean over 20,000 drawn gates differs from it by {mean of drawn gates − GELU}.",
        "GELU's slope lies between 0 and 1, as ReLU's does.":
          "That holds for the gate Φ(x). The slope is Φ(x) + x φ(x): its largest value is {largest slope}, and left of {place of the least value} it is negative, {slope at −1} at −1.",
      ],
      refutation: """
        It is smooth, and yet it falls from 0 on the far left to {least value} at x = \
        {place of the least value} before it rises. Its slope at −1 is {slope at −1}; ReLU's is \
        negative nowhere.
        """,
      followUps: [
        "Can a GELU unit die?": """
        In practice yes. At −10 its slope is {slope at −10}, and a step that small is lost in rounding: a unit with that \
        pre-activation on all inputs does not move.
        """,
        "How large is the bend of ReLU at 0, and of GELU?": """
        GELU's second derivative at 0 is {curvature at 0}. ReLU's slope jumps, so a difference over ±h gives 1/(2h), \
        without bound.
        """,
      ]))
  func `GELU is the mean of a random gate, and not monotone`() {
    let lowest = Activation.gelu.lowest
    evidence("least value", lowest.value)
    evidence("place of the least value", lowest.input)
    evidence("slope at −1", Activation.gelu.slope(at: -1))
    evidence("slope at −0.1", Activation.gelu.slope(at: -0.1))
    evidence("slope at −10", Activation.gelu.slope(at: -10))
    evidence("largest slope", Activation.gelu.steepest.slope)
    evidence("curvature at 0", Activation.gelu.curvature(0))
    #expect(Activation.gelu.slope(at: -1) < -0.08 && Activation.relu.slope(at: -0.1) == 0)
    #expect(abs(Activation.gelu.steepest.slope - 1.128904) < 1e-5)
    #expect(abs(Activation.gelu.curvature(0) - 2 / .squareRoot(2 * .pi)) < 1e-12)
    #expect(abs(lowest.value + 0.169971) < 1e-5 && abs(lowest.input + 0.75179) < 1e-3)
    var generator = SplitMix64(seed: 37)
    let drawn = Tensor.normal([20_000], using: &generator)
    let distances = [-1.0, -0.1, 0.5, 1.5].map { x in
      abs((drawn .<= x).mean() * x - Activation.gelu.value(at: x))
    }
    #expect(Activation.gelu(drawn) == Activation.gelu(drawn))
    // Five standard deviations of a share of 20,000 draws, times 1.5.
    evidence("mean of drawn gates − GELU", distances.max() ?? 1, atMost: 0.03)
  }

  @Test(
    .interview(
      .question(3, 8), level: .recall, minutes: 2,
      question: "Compare GELU, SiLU and Mish.",
      answer: """
        All three multiply the input by a smooth gate between 0 and 1. It is Φ(x) in GELU, the sigmoid in \
        SiLU, tanh of the softplus in Mish. They differ in the depth and place of their minimum and in \
        their largest slope, which is above 1 in each. Far out they all approach ReLU. I take the one \
        of the architecture or of the pretrained weights. For a new network I would try two of them before I claim that one is better.
        """,
      commonMistake: "All three are the same function, but for a stretching of one axis or both.",
      otherMistakes: [
        "SiLU and Swish with a learned β are the same function.":
          "Only while β is 1, and learning moves it. At x = −1 Swish with β = 2 gives {Swish, β = 2}, SiLU {SiLU at −1}; with β = 0 it is x/2, and with a large β nearly ReLU.",
        "Only Mish goes below 0, since GELU and SiLU cut off what is negative.":
          "All three multiply a negative x by a gate above 0, so each is negative there: GELU goes down to {GELU, minimum}, SiLU to {SiLU, minimum}, Mish to {Mish, minimum}.",
      ],
      refutation: """
        No stretching of the axes changes the number minimum ÷ place ÷ slope at 0, and it is \
        {GELU, shape} for GELU, {SiLU, shape} for SiLU and {Mish, shape} for Mish. Stretching \
        the values alone would leave the minimum at its place, but the places are {GELU, place}, \
        {SiLU, place} and {Mish, place}. The largest slopes are {GELU, slope|4}, {SiLU, slope|4} and \
        {Mish, slope|4}.
        """,
      followUps: [
        "Which of them do known networks use?": """
        GPT-2's code, and BERT's as it is now, GELU in its tanh form, Hugging Face's BERT the exact one; ConvNeXt GELU; EfficientNet SiLU; LLaMA SiLU as the gate \
        of SwiGLU.
        """,
        "Does it matter that their slope exceeds 1?": """
        Not by itself. Going back, a gradient is multiplied by slopes and weights, and their product counts: one chooses the \
        variance of the weights for it.
        """,
      ]))
  func `GELU, SiLU and Mish have minima and slopes of their own`() {
    let units: [(String, Activation)] = [("GELU", .gelu), ("SiLU", .silu), ("Mish", .mish)]
    for (name, unit) in units {
      evidence("\(name), minimum", unit.lowest.value)
      evidence("\(name), place", unit.lowest.input)
      evidence("\(name), slope", unit.steepest.slope)
      #expect(unit.steepest.slope > 1.05 && unit.lowest.value < -0.15)
      #expect(abs(unit.value(at: 30) - 30) < 1e-9 && abs(unit.value(at: -30)) < 1e-9)
    }
    evidence("Swish, β = 2", Activation.swish(beta: 2).value(at: -1))
    evidence("SiLU at −1", Activation.silu.value(at: -1))
    let shapes = units.map { name, unit -> Scalar in
      let shape = unit.lowest.value / unit.lowest.input / unit.slope(at: 0)
      evidence("\(name), shape", shape)
      return shape
    }
    #expect(abs(shapes[0] - shapes[1]) > 1e-3 && abs(shapes[1] - shapes[2]) > 1e-3)
    let minima = units.map { $0.1.lowest.value }
    #expect(abs(minima[1] + 0.278465) < 1e-5 && abs(minima[2] + 0.308843) < 1e-5)
  }

  /// How far 12 GELU layers of width 64 move if weights and outputs are rounded to Float32.
  private func roundedDifference(gain: Scalar) -> Scalar {
    var generator = SplitMix64(seed: 309)
    func round(_ x: Tensor) -> Tensor { x.map { Scalar(Float($0)) } }
    let x = Tensor.normal([32, 64], using: &generator)
    var (exact, rounded) = (x, round(x))
    for _ in 0..<12 {
      let weight = Tensor.normal([64, 64], standardDeviation: gain / 8, using: &generator)
      exact = Activation.gelu(matmul(exact, weight, transposing: .right))
      rounded = round(
        Activation.gelu(round(matmul(rounded, round(weight), transposing: .right))))
    }
    return (rounded - exact).norm() / exact.norm()
  }

  @Test(
    .interview(
      .question(3, 9), level: .debug, minutes: 3,
      question: "Exact GELU or its tanh form: does it matter which one a network is served with?",
      answer: """
        For one value hardly, by at most {largest difference}, but the difference runs through \
        every layer. So a served model no longer agrees with the trained one: \
        {tanh form, 12 layers} of the outputs' size over 12 random layers of width 64 and gain √2. \
        That can break a parity test and hide a real fault. A port keeps the form of its weights: \
        PyTorch's default is exact, JAX's the tanh form, which GPT-2's code and BERT's as it is \
        now compute too.
        """,
      commonMistake:
        "Hardly: all approximations of GELU are so close to it that they are interchangeable.",
      otherMistakes: [
        "Hardly, however many layers there are: their differences are of both signs and average out.":
          "They add up: each layer makes an error of its own, and hands on those that reach it. The tanh form is off by {tanh form, one layer} of the outputs' size after one layer and by {tanh form, 12 layers} after twelve.",
        "Not at all: the tanh form is exact, as it is another way of writing erf.":
          "It is fitted to erf, and it misses: the two differ by up to {largest difference}, at |x| of about {place of the largest difference|2}. That they agree at 0 and far out makes them look the same.",
      ],
      refutation: """
        Quick GELU, x σ(1.702 x), changes the outputs of the same 12 layers by {quick GELU, 12 layers} of their \
        size, about a hundred times as much as the tanh form. And the tanh form after one layer is off by \
        {tanh form, one layer}, less than after 12.
        """,
      followUps: [
        "How do you notice the mix-up?": """
        By comparing outputs on fixed inputs after each export, layer by layer, with a tolerance near \
        rounding. Rounding to Float32 behind every layer moves the outputs of such a stack by {Float32, 12 layers} of their size.
        """,
        "Where is the difference largest?": """
        At |x| of about {place of the largest difference|2}. At 0 and far out both forms agree.
        """,
      ]))
  func `the tanh form is near GELU, quick GELU is not`() throws {
    let x = Tensor.linearlySpaced(from: -6, through: 6, count: 12_001)
    let differences = (Activation.geluTanh(x) - Activation.gelu(x)).map { abs($0) }
    let place = x[differences.argmax()[0]]
    evidence("largest difference", differences.max())
    evidence("place of the largest difference", abs(place))
    let served = try FailureMode.geluVariantExchanged.measure()
    let gain = Scalar.squareRoot(2)
    let quick = FailureMode.servedDifference(
      6, gain: gain, trained: .gelu, served: .quickGELU)
    evidence("tanh form, 12 layers", served.broken)
    evidence("quick GELU, 12 layers", quick.value)
    var generator = SplitMix64(seed: 39)
    let z = Tensor.normal([32, 64], standardDeviation: gain, using: &generator)
    let exact = Activation.gelu(z)
    let once = (Activation.geluTanh(z) - exact).norm() / exact.norm()
    evidence("tanh form, one layer", once)
    let rounded = roundedDifference(gain: gain)
    evidence("Float32, 12 layers", rounded)
    #expect(rounded > 1e-8 && rounded < 1e-5)
    #expect(served.cured == 0 && served.broken > 5e-4 && served.broken < 2e-3)
    #expect(quick.value > 0.05 && once < Scalar(served.broken))
    #expect(abs(differences.max() - 4.732e-4) < 1e-6)
  }
}
