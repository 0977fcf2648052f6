import Activations
import Autograd
import Course
import Init
import TensorCore
import TestSupport
import Testing

// Who draws which numbers, and from which distribution.

extension Lesson04Interview {
  @Test(
    .interview(
      .question(4, 26), level: .debug, minutes: 3,
      question: """
        You add a layer to a network, and with the same seed all results differ, even of layers \
        that you did not touch. Why, and how do you avoid it?
        """,
      answer: """
        All layers draw from one generator in turn. A new layer takes numbers out of the middle, \
        and everything behind it gets others; so does any other random call in between. Seeding \
        fixes the sequence, not who gets which part. I give each parameter a generator of its own, \
        seeded from the run's seed and a name that does not change. Then two architectures start \
        with the same weights wherever they have the same parameters.
        """,
      commonMistake: "With the same global seed the same layer has the same weights.",
      otherMistakes: [
        "Every layer should be given the run's seed itself.":
          "Then every layer draws the same sequence, and layers of one shape get the same matrix, which the derivations exclude. Each needs a seed of its own, made of the run's seed and its name.",
        "Random calls elsewhere cannot matter if the seed is set at the start.":
          "The seed fixes the sequence, not who gets which part of it: one unrelated draw before initializing changes {weights changed, one generator} of 2 weights, with named generators {weights changed, named generators}.",
      ],
      refutation: """
        One unrelated draw before initializing changes {weights changed, one generator} of 2 \
        weights with one generator and {weights changed, named generators} with named ones. With a \
        layer appended, {parameters kept} of 4 parameters of the first layers are bit for bit what \
        they were.
        """,
      followUps: [
        "Is the name of a parameter stable?": """
        Not in nn.Sequential, where it is a position: a layer put into the middle renames all \
        behind it. Of 2 parameters of the last layer {kept behind an inserted layer} then keeps its \
        value, the zero bias. Names that I give myself stay.
        """,
        "What is wrong with giving every layer the same seed?": """
        Layers of one shape get the same matrix. The network starts with dependent layers, which \
        the derivations exclude.
        """,
        "Does a fixed seed make a training run reproducible?": """
        On the same software and machine, if nothing else is random: the order of data, dropout, \
        and sums whose order varies on a GPU.
        """,
      ]))
  func `named generators leave untouched layers as they were`() throws {
    let changed = try FailureMode.drawsInserted.measure()
    evidence("weights changed, one generator", changed.broken)
    evidence("weights changed, named generators", changed.cured)
    #expect(changed.broken == 2 && changed.cured == 0)
    let short = Sequential.stack([3, 5, 2], scheme: .normal(1), seed: 4)
    let long = Sequential.stack([3, 5, 2, 7], scheme: .normal(1), seed: 4)
    let kept = zip(short.namedParameters, long.namedParameters)
      .count { $0.variable.value == $1.variable.value }
    evidence("parameters kept", kept)
    #expect(kept == 4)
    // The head of the longer network is another position, and so has another name.
    let heads = [[3, 5, 5, 2], [3, 5, 5, 5, 2]].map {
      Sequential.stack($0, scheme: .normal(1), seed: 4).namedParameters.suffix(2)
    }
    let stayed = zip(heads[0], heads[1]).count { $0.variable.value == $1.variable.value }
    evidence("kept behind an inserted layer", stayed)
    #expect(stayed == 1)
    let other = Sequential.stack([3, 5, 2], scheme: .normal(1), seed: 5)
    #expect(
      other.namedLinearLayers[0].layer.weight.value
        != short.namedLinearLayers[0].layer.weight.value)
  }

  @Test(
    .interview(
      .question(4, 27), level: .recall, minutes: 2,
      question: """
        What do the bounds a = −2 and b = 2 of PyTorch's trunc_normal_ mean, and what follows for \
        a deviation of 0.02?
        """,
      answer: """
        They are values, not multiples of the deviation. With a deviation of 0.02 they lie a \
        hundred deviations out, so nothing is ever cut and the draw is plainly normal. Who wants a \
        cut at two deviations passes a = −2 · std and b = 2 · std, and accepts that the deviation \
        then falls to 0.88 of std. Keras' variance-scaling rules correct for that; trunc_normal_ \
        does not.
        """,
      commonMistake:
        "trunc_normal_ cuts at two standard deviations unless it is told otherwise, whatever std is.",
      otherMistakes: [
        "A cut at two deviations leaves the standard deviation as it was.":
          "The tails hold less than 5 % of the numbers, but about a quarter of the variance. Asked for 0.02 and cut at ±0.04 the deviation is {deviation, cut at two}.",
        "They are values, and even with a deviation of 5 the numbers drawn are nearly normal.":
          "The bounds stay at ±2, so of a wide curve only the flat top is left: asked for 5 it draws almost uniform numbers, with the deviation {deviation, asked for 5}.",
      ],
      refutation: """
        Asked for 0.02 with the default bounds it has the deviation {deviation, default bounds}, \
        and of 4096 weights {weights beyond two deviations, default bounds} lie beyond two \
        deviations. Cut at ±0.04 the deviation is {deviation, cut at two}, and none lies beyond.
        """,
      followUps: [
        "What comes out for a deviation of 5?": """
        Almost uniform numbers in ±2, with a deviation of {deviation, asked for 5}.
        """,
        "Does the difference matter in practice?": """
        With normalization hardly: the deviation is 12 % smaller, and the tails held less than 5 % \
        of the weights. In a plain deep network it is a wrong gain: He's deviation cut at two \
        leaves 0.88 of the root mean square a ReLU layer, {left after 30 layers, cut at two} after \
        30.
        """,
      ]))
  func `trunc_normal's bounds are values, not deviations`() throws {
    var generator = SplitMix64(seed: 27)
    let rule = Initializer.truncatedNormal(standardDeviation: 0.02)
    let cut = Initializer.truncatedNormal(standardDeviation: 0.02, cutAtDeviations: 2)
    let box = Initializer.truncatedNormal(standardDeviation: 5)
    func deviation(_ rule: Initializer) throws -> Double {
      try #require(rule.statistics(of: [4096]).standardDeviation)
    }
    func beyond(_ rule: Initializer) -> Int {
      rule([4096], using: &generator).scalars.count { abs($0) > 0.04 }
    }
    let (tails, none) = (beyond(rule), beyond(cut))
    evidence("deviation, default bounds", try deviation(rule))
    evidence("deviation, cut at two", try deviation(cut))
    evidence("deviation, asked for 5", try deviation(box))
    evidence("weights beyond two deviations, default bounds", tails)
    evidence("weights beyond two deviations, cut at two", none)
    #expect(abs(try deviation(rule) - 0.02) < 1e-12 && (130...240).contains(tails))
    #expect(abs(try deviation(cut) / 0.02 - 0.8796) < 1e-4 && none == 0)
    #expect((1.1...1.16).contains(try deviation(box)))
    let share = try deviation(cut) / 0.02
    try #require(!share.isNaN)
    let states = MeanField(Activation.relu, weightVariance: 2 * share * share).propagate(depth: 30)
    let left = try #require(states.last).secondMoment.squareRoot()
    evidence("left after 30 layers, cut at two", left)
    #expect(abs(left - 0.0213) < 1e-3)
    #expect(box([4096], using: &generator).maximumMagnitude() <= 2)
  }
}
