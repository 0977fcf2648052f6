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
        seeded from the run's seed and the parameter's name. Then comparisons between \
        architectures differ in what was changed, and in nothing else.
        """,
      commonMistake: "With the same global seed the same layer has the same weights.",
      otherMistakes: [
        "Every layer should be given the run's seed itself.",
        "Random calls elsewhere cannot matter if the seed is set at the start.",
      ],
      refutation: """
        One unrelated draw before initializing changes {weights changed, one generator} of 2 \
        weights with one generator and {weights changed, named generators} with named ones. With a \
        layer appended, {parameters kept} of 4 parameters of the first layers are bit for bit what \
        they were.
        """,
      followUps: [
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
    evidence("weights changed, one generator", Int(changed.broken))
    evidence("weights changed, named generators", Int(changed.cured))
    #expect(changed.broken == 2 && changed.cured == 0)
    let short = Sequential.stack([3, 5, 2], scheme: .normal(1), seed: 4)
    let long = Sequential.stack([3, 5, 2, 7], scheme: .normal(1), seed: 4)
    let kept = zip(short.namedParameters, long.namedParameters)
      .count { $0.variable.value == $1.variable.value }
    evidence("parameters kept", kept)
    #expect(kept == 4)
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
      commonMistake: "By default trunc_normal_ cuts at two standard deviations.",
      otherMistakes: [
        "Truncation leaves the standard deviation as it was.",
        "With a large deviation trunc_normal_ still draws nearly normal numbers.",
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
        Hardly for training; the tails hold less than 5 % of the weights. It matters when one \
        ports a model and compares deviations, which differ by 12 %.
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
    #expect(box([4096], using: &generator).maximumMagnitude() <= 2)
  }

  @Test(
    .interview(
      .question(4, 23), level: .explain, minutes: 3,
      question: "What does an orthogonal initialization give that random normal weights do not?",
      answer: """
        It keeps the length of every vector exactly, not on average. Independent normal numbers \
        stretch some directions and shrink others, and a product of many such matrices loses all \
        but a few; a product of orthogonal matrices is orthogonal again. That holds for linear \
        networks and nearly so for tanh near 0, forward and backward. With ReLU the length is kept \
        on average only. Recurrent nets use it, since they multiply by one matrix in every step.
        """,
      commonMistake: "Weights of variance 1/n keep every signal's length just as well.",
      otherMistakes: [
        "Orthogonal weights keep lengths in ReLU networks exactly.",
        "Orthogonal weights make the columns of every layer's output uncorrelated.",
      ],
      refutation: """
        Sixteen normal inputs of width 32 have cosines of {cosine, inputs} in mean magnitude. \
        Behind 50 linear layers these are {cosine, orthogonal} with orthogonal matrices and \
        {cosine, normal} with normal weights of variance 1/32, which have turned the inputs \
        towards one line.
        """,
      followUps: [
        "How is a random orthogonal matrix drawn?": """
        By the QR decomposition of a matrix of normal numbers, with the columns of Q multiplied by \
        the signs of R's diagonal; without the signs it is not uniform over all orthogonal \
        matrices.
        """,
        "What is done in a layer that is not square?": """
        Either the rows or the columns are orthonormal, whichever are fewer. A layer that widens \
        still keeps lengths; one that narrows cannot keep all.
        """,
      ]))
  func `orthogonal products keep angles, normal ones lose them`() {
    let inputs = normalBatch(16, 32, seed: 23)
    func cosines(_ x: Tensor) -> [Double] {
      (0..<15).flatMap { i in
        (i + 1..<16).map { j in
          Double(dot(x.row(i), x.row(j)) / (x.row(i).norm() * x.row(j).norm()))
        }
      }
    }
    func outputs(_ rule: Initializer) -> Tensor {
      let model = Sequential.stack(
        Array(repeating: 32, count: 51), activation: { $0 },
        scheme: InitializationScheme("linear", hidden: rule), seed: 23)
      return withoutGradient { model(Variable(inputs)).value }
    }
    func mean(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(numbers.count) }
    let (before, kept, lost) = (
      cosines(inputs), cosines(outputs(.orthogonal())), cosines(outputs(.leCunNormal()))
    )
    evidence("cosine, inputs", mean(before.map(abs)))
    evidence("cosine, orthogonal", mean(kept.map(abs)))
    evidence("cosine, normal", mean(lost.map(abs)))
    let change = zip(before, kept).map { abs($0 - $1) }.max() ?? .infinity
    evidence("change of a cosine, orthogonal", change, atMost: 1e-12)
    #expect(mean(lost.map(abs)) > 3 * mean(before.map(abs)))
    let lengths = (0..<16).map { row in
      abs(outputs(.orthogonal()).row(row).norm() / inputs.row(row).norm() - 1)
    }
    evidence("change of a length, orthogonal", lengths.max() ?? .infinity, atMost: 1e-12)
  }
}
