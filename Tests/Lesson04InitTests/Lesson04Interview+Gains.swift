import Activations
import Autograd
import Course
import Init
import TensorCore
import TestSupport
import Testing

// Gains, distributions, and which fan.

extension Lesson04Interview {
  @Test(
    .interview(
      .question(4, 6), level: .explain, minutes: 4,
      question: "PyTorch's gain for tanh is 5/3. What does it do, and what does it cost?",
      answer: """
        It keeps the signal of a deep tanh network at a useful size. tanh shrinks what passes; \
        with any gain above 1 the root mean square settles where shrinking and gain balance, and \
        at 5/3 that is 0.65. The price is paid backward: there gradients grow by 1.10 a layer. At \
        gain 1 the signal fades slowly, and a gradient going back fades as much, so that the \
        weights' gradients stay alike; for fifty layers I would rather take 1.
        """,
      commonMistake: "It keeps a second moment of 1: 5/3 is the gain that does so for tanh.",
      otherMistakes: [
        "It keeps the size of the signal and that of the gradient, and costs nothing.":
          "The signal settles, at {fixed point at 5/3}, the gradient does not: on its way back it grows by the factor {gradient a layer at 5/3} a layer, by {gradient over 50 layers at 5/3} over 50.",
        "Any gain but 5/3 makes the signal of a deep tanh network explode or vanish.":
          "tanh is bounded, so no gain makes its outputs explode, and every gain above 1 has a size at which they settle: at 1.3 it is {fixed point at 1.3}.",
      ],
      refutation: """
        That gain would be {gain that keeps a second moment of 1}. At 5/3 the root mean square of \
        a wide network settles at {fixed point at 5/3}, and gradients grow by {gradient a layer at \
        5/3} a layer; at a gain of 1.3 it settles as well, at {fixed point at 1.3}.
        """,
      followUps: [
        "What happens at a gain of 1?": """
        The signal fades without settling, ever more slowly: in a wide network the root mean \
        square of unit inputs is {size at layer 10, gain 1} after 10 layers and {size at layer 50, \
        gain 1} after 50.
        """,
        "By how much do gradients grow over 50 layers at 5/3?": """
        In a wide network by about {gradient over 50 layers at 5/3}, on the way to the first \
        layer. Gradient descent with one rate for all then goes too fast for the first layers or \
        too slowly for the last; Adam divides such a factor out.
        """,
      ]))
  func `at a gain of 5/3 tanh settles at 0.65, gradients grow`() throws {
    func network(_ gain: Double) -> MeanField {
      MeanField(Activation.tanh, weightVariance: gain * gain)
    }
    func settled(_ gain: Double) throws -> Double {
      try #require(network(gain).fixedPoint()).squareRoot() / gain
    }
    let gain = Gain.pyTorch(.tanh)
    let variance = try #require(network(gain).fixedPoint())
    let growth = network(gain).gradientFactor(at: variance).squareRoot()
    evidence("gain that keeps a second moment of 1", Gain.keepingSecondMoment(of: Activation.tanh))
    evidence("fixed point at 5/3", try settled(gain))
    evidence("fixed point at 1.3", try settled(1.3))
    evidence("gradient a layer at 5/3", growth)
    let growthOverFifty = Double.pow(growth, 50)
    evidence("gradient over 50 layers at 5/3", growthOverFifty)
    let fading = network(1).propagate(depth: 50).map { $0.secondMoment.squareRoot() }
    try #require(fading.count == 50)
    evidence("size at layer 10, gain 1", fading[9])
    evidence("size at layer 50, gain 1", fading[49])
    #expect(abs(try settled(gain) - 0.65135) < 1e-4 && abs(growth - 1.10) < 0.01)
    #expect(abs(Gain.keepingSecondMoment(of: Activation.tanh) - 1.5925) < 1e-4)
    #expect(abs(try settled(1.3) - 0.49194) < 1e-4 && abs(growthOverFifty - 116.98) < 0.1)
    #expect(abs(fading[9] - 0.22847) < 1e-4 && abs(fading[49] - 0.10109) < 1e-4)
  }

  @Test(
    .interview(
      .question(4, 7), level: .recall, minutes: 2,
      question: "Should initial weights be drawn from a normal or from a uniform distribution?",
      answer: """
        It hardly matters, as long as the variance is the same. The derivations use only symmetry \
        around 0, the variance and independence. Numbers uniform in ±a have a deviation of a/√3, so \
        the bound for a deviation s is √3 · s, and taking ±s itself is the mistake to look for. \
        What differs is the tails: a normal distribution has now and then a large weight, a \
        uniform one none.
        """,
      commonMistake: "For a deviation s one draws uniformly in ±s.",
      otherMistakes: [
        "A uniform distribution is safer because its variance is smaller.":
          "Its variance is what you make it: with the bound √3 s it is s², as for normal numbers of deviation s. A smaller one is a wrong gain: drawn in ± s, 10 ReLU layers leave the root mean square {size, in ± the deviation}.",
        "He's rule needs normal numbers; uniform ones lose the signal.":
          "Its derivation uses independence, symmetry and the variance, not the shape. Behind 10 ReLU layers uniform numbers of He's variance leave the root mean square {size, uniform}, normal ones {size, normal}.",
      ],
      refutation: """
        That has a third of the variance. Behind 10 ReLU layers of width 64 the root mean square \
        of unit inputs is {size, normal} with normal and {size, uniform} with uniform numbers of \
        He's variance, and {size, in ± the deviation} if drawn in ± the deviation (geometric means \
        over 10 seeds).
        """,
      followUps: [
        "By what factor does drawing in ± the deviation shrink the signal?": """
        By 1/√3 = 0.577 a layer, in ten layers 0.0041. It is a quiet fault: nothing fails, and a \
        shallow network trains.
        """,
        "What does truncation at two deviations change?": """
        The deviation falls to {deviation left by truncation at two} of what was asked for. Keras \
        and JAX divide by it in their variance-scaling rules; PyTorch's trunc_normal_ does not.
        """,
      ]))
  func `uniform and normal agree if the bound is √3 deviations`() throws {
    func size(_ rule: Initializer) -> Double {
      geometricMean(lastSizes(InitializationScheme("rule", hidden: rule)))
    }
    let normal = size(.kaimingNormal())
    let uniform = size(.kaimingUniform())
    let deviation = Double(2.0 / 64).squareRoot()
    let narrow = size(.uniform(in: -deviation..<deviation))
    evidence("size, normal", normal)
    evidence("size, uniform", uniform)
    evidence("size, in ± the deviation", narrow)
    #expect((0.7...1.3).contains(normal) && (0.7...1.3).contains(uniform))
    let promise = Initializer.kaimingUniform().statistics(of: [64, 64])
    #expect(abs(try #require(promise.standardDeviation) - deviation) < 1e-15)
    #expect(
      abs(try #require(promise.bounds).upperBound - deviation * Double(3).squareRoot()) < 1e-15)
    #expect((0.0025...0.0055).contains(narrow))
    let left = try #require(
      Initializer.truncatedNormal(standardDeviation: 1, cutAtDeviations: 2).statistics(of: [9])
        .standardDeviation)
    evidence("deviation left by truncation at two", left)
    #expect(abs(left - 0.8796) < 1e-4)
  }

  @Test(
    .interview(
      .question(4, 14), level: .explain, minutes: 3,
      question: "kaiming_normal_ has the modes fan_in and fan_out. When do you take which?",
      answer: """
        fan_in keeps the forward signal, fan_out the gradient, and in square layers they agree. \
        Over a whole chain the difference telescopes: with fan_out the forward second moment is \
        multiplied by the first width over the last, whatever lies between. So either works as \
        long as the ends are alike; one layer that narrows a lot gives large outputs under \
        fan_out. I take fan_in, the default, unless I reproduce a model that was trained with \
        fan_out.
        """,
      commonMistake: "With fan_out the forward signal of a network that changes its width is lost.",
      otherMistakes: [
        "fan_out is for the last layer, fan_in for all others.":
          "The mode says which signal is kept, not where a layer stands: fan_in the forward one, fan_out the gradient. Under fan_out a layer from 512 to 32 makes the second moment {second moment, 512 to 32, fan out} times as large.",
        "The two modes differ only in speed.":
          "Their variances differ, 2/fan_in and 2/fan_out: a ReLU layer from 512 to 32 multiplies the second moment by {second moment, 512 to 32, fan in} with fan_in and by {second moment, 512 to 32, fan out} with fan_out.",
      ],
      refutation: """
        Its errors cancel: along the widths 64, 512, 128, 64 with ReLU the second moment is \
        multiplied by {factor of the first layer, fan out}, {factor of the second layer, fan out} \
        and {factor of the third layer, fan out}: together {factor of the chain, fan out}.
        """,
      followUps: [
        "What does fan_out do in a single layer from 512 to 32?": """
        It multiplies the second moment behind ReLU by 16 in theory and by {second moment, 512 to \
        32, fan out} in the draw measured here; with fan_in it is {second moment, 512 to 32, \
        fan in}.
        """,
        "When are PyTorch's fans themselves wrong?": """
        For a transposed convolution, whose weight has its inputs first, and in the fan_out of a \
        strided or grouped one: a depthwise convolution with 64 channels and 3 × 3 weights gets \
        {fan out by PyTorch, depthwise}, where an input reaches {fan out, depthwise}.
        """,
      ]))
  func `over a chain the errors of fan_out cancel`() throws {
    let widths = [64, 512, 128, 64]
    let factors = try zip(widths, widths.dropFirst()).map { inputs, outputs in
      let deviation = try #require(
        Initializer.kaimingNormal(mode: .fanOut).statistics(of: [outputs, inputs])
          .standardDeviation)
      try #require(!deviation.isNaN)
      return MeanField(Activation.relu, weightVariance: Double(inputs) * deviation * deviation)
        .nextVariance(after: 1)
    }
    for (name, factor) in zip(["first", "second", "third"], factors) {
      evidence("factor of the \(name) layer, fan out", factor)
    }
    evidence("factor of the chain, fan out", factors.reduce(1, *))
    #expect(abs(factors[0] - 0.125) < 1e-9 && abs(factors[1] - 4) < 1e-9)
    #expect(abs(factors.reduce(1, *) - 1) < 1e-9)
    let narrowing = try FailureMode.fansSwapped.measure()
    evidence("second moment, 512 to 32, fan out", narrowing.broken)
    evidence("second moment, 512 to 32, fan in", narrowing.cured)
    #expect(narrowing.broken > 12 && (0.7...1.4).contains(narrowing.cured))
    let shape: Shape = [64, 1, 3, 3]
    evidence("fan out by PyTorch, depthwise", Fans(asPyTorch: shape).output)
    let fans = Fans(of: shape, connection: .convolution(groups: 64))
    evidence("fan out, depthwise", fans.output)
    #expect(Fans(asPyTorch: shape).output == 576 && fans.output == 9)
  }
}
