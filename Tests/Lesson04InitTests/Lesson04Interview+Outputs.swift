import Autograd
import Course
import Init
import TensorCore
import TestSupport
import Testing

// The last layer: what the loss is before the first step.

extension Lesson04Interview {
  @Test(
    .interview(
      .question(4, 8), level: .recall, minutes: 2,
      question: "A classifier of K balanced classes was just initialized. What should its loss be?",
      answer: """
        ln K: the cross-entropy of equal logits, of a model that knows nothing and does not \
        pretend to. It takes a small last layer and zero biases. A loss well above it points to a \
        last layer that is too hot, a signal that grew with depth, unscaled inputs, or a sum where \
        a mean was meant; one well below it to a loss of another scale, or to weights that are not \
        fresh. If the last bias holds the log frequencies of the classes, the right value is their \
        entropy instead.
        """,
      commonMistake: "Whatever it is: the first loss tells nothing, since it falls anyway.",
      otherMistakes: [
        "ln K, also with logits of deviation 1, since these are 0 on average and prefer no class to another.":
          "The loss is convex in the logits, so on average logits spread around 0 cost more than equal ones: for ten classes {loss, deviation 1} with logits of deviation 1, {ln 10} with equal ones.",
        "0, if the initialization is right.":
          "0 means certain and right for every sample, which weights that have seen no data cannot be. Such a start points to weights that are not fresh, or to a loss of another scale.",
      ],
      refutation: """
        It falls, but where it starts shows faults before the first step. ln 10 is {ln 10}: a last \
        layer of deviation 1 behind 64 units starts {excess, hot last layer} above it, one of \
        deviation 0.01 {excess, small last layer}. Random logits of deviation 1 cost \
        {loss, deviation 1} on average, of deviation 10 {loss, deviation 10}; the first steps then \
        mostly shrink them.
        """,
      followUps: [
        "Is a last layer of zeros allowed?": """
        Yes. The logits are 0 and the loss is exactly ln K; the last layer has a gradient at once, \
        because the units in front are random, and the hidden layers from the second step on.
        """,
        "What is the right first value for regression?": """
        The variance of the targets under the mean squared error, from a small last layer whose \
        bias is the mean of the targets.
        """,
      ]))
  func `the first loss is ln K if the logits are small`() throws {
    var generator = SplitMix64(seed: 8)
    func loss(_ deviation: Double) -> Double {
      StartingLoss.ofRandomLogits(
        classCount: 10, logitDeviation: deviation, sampleCount: 100_000, using: &generator)
    }
    let (one, ten) = (loss(1), loss(10))
    evidence("ln 10", StartingLoss.uniform(classCount: 10))
    evidence("loss, deviation 1", one)
    evidence("loss, deviation 10", ten)
    #expect(abs(StartingLoss.uniform(classCount: 10) - loss(0)) < 1e-12)
    #expect(abs(one - 2.73) < 0.015 && abs(ten - 15.515) < 0.15)
    let excess = try FailureMode.lastLayerTooHot.measure()
    evidence("excess, hot last layer", excess.broken)
    evidence("excess, small last layer", excess.cured)
    #expect(excess.broken > 1 && abs(excess.cured) < 0.05)
  }

  @Test(
    .interview(
      .question(4, 9), level: .design, minutes: 2,
      question: """
        One sample in a hundred is positive, and the model ends in a sigmoid with the \
        cross-entropy on the logit. How do you initialize the last bias?
        """,
      answer: """
        At the log-odds of the prior, ln(0.01 / 0.99) = −4.595, with small last weights. Then the \
        model starts by predicting 1 % for everybody, and its loss is the entropy of the classes, \
        0.056 instead of 0.693. No step is spent on learning the frequency, and the first part of \
        the curve shows what is learned from the inputs. For several classes the biases are the \
        logarithms of their frequencies.
        """,
      commonMistake:
        "At +4.595 and not at −4.595, since the bias has to make up for the rare class.",
      otherMistakes: [
        "At 0.01, the frequency of the positive class, so that the model predicts this at first.":
          "The bias is a logit, not a probability: σ(0.01) is 0.5025, so the model expects about every second sample to be positive. Its loss is {loss at 0.01} instead of {loss at the prior}.",
        "At zero, since the model should not assume anything before it has seen data.":
          "Zero does assume something: σ(0) = ½, every second sample positive. That costs {loss at 0} instead of {loss at the prior}, and the first steps go into a frequency that you know.",
      ],
      refutation: """
        +4.595 is the logit of 99 %: nearly everybody would start as positive. On such data the \
        first loss is {loss at +4.595} with +4.595, {loss at 0.01} with 0.01, {loss at 0} with 0, \
        and {loss at the prior} at the log-odds of the prior, the least that any constant can \
        have.
        """,
      followUps: [
        "Does the prior bias cure class imbalance?": """
        No. It saves the steps that would learn the frequency. Whether rare positives are found is \
        a matter of data, of weights in the loss and of the threshold.
        """,
        "What is the first loss for a frequency of 10 %?": """
        {loss at the prior of 10 %}, the entropy, with a bias of {bias for 10 %}.
        """,
      ]))
  func `the log-odds of the prior start at the entropy`() {
    func loss(_ logit: Double) -> Double { StartingLoss.binary(logit: logit, frequency: 0.01) }
    let bias = StartingLoss.priorBias(frequency: 0.01)
    evidence("bias for 1 %", bias)
    evidence("loss at the prior", loss(bias))
    evidence("loss at +4.595", loss(-bias))
    evidence("loss at 0.01", loss(0.01))
    evidence("loss at 0", loss(0))
    #expect(abs(bias + 4.59511985) < 1e-8 && abs(loss(bias) - 0.0560015) < 1e-7)
    #expect(abs(loss(-bias) - 4.559) < 1e-3 && abs(loss(0.01) - 0.698) < 1e-3)
    #expect(abs(loss(bias) - StartingLoss.entropy(frequencies: [0.01, 0.99])) < 1e-12)
    #expect((-100...100).allSatisfy { loss(Double($0) / 10) >= loss(bias) })
    let tenth = StartingLoss.priorBias(frequency: 0.1)
    evidence("bias for 10 %", tenth)
    evidence("loss at the prior of 10 %", StartingLoss.binary(logit: tenth, frequency: 0.1))
    #expect(abs(tenth + 2.19722458) < 1e-8)
  }

  @Test(
    .interview(
      .question(4, 15), level: .debug, minutes: 3,
      question: """
        You tie the output layer of a language model to its token embedding, and the first loss is \
        many times ln V. What happened?
        """,
      answer: """
        The shared matrix still has the embedding's first values. nn.Embedding draws from N(0, 1), \
        which is fine for an input; as an output layer the same rows make the logits, of \
        deviation √d. Where the body passes its input on, as residual blocks do, the logit of the \
        token that was read is near its squared norm, d. The first predictions are confident and \
        wrong. I initialize the shared matrix small, at 0.02 as GPT-2 does, after tying, and \
        assert that the first loss is near ln V.
        """,
      commonMistake: "A first loss of many times ln V is normal for a large vocabulary.",
      otherMistakes: [
        "Weight tying itself is wrong: inputs and outputs need matrices of their own.":
          "GPT-2 ties them; it is the scale that is wrong. With the tied matrix at deviation 0.02 the first loss differs from ln 50 by {excess, deviation 0.02}, from N(0, 1) by {excess, deviation 1}.",
        "The learning rate is too high.":
          "The first loss is computed before any step, so no rate has touched it. Fifty tied embeddings from N(0, 1) start {excess, deviation 1} above ln 50 without any training.",
      ],
      refutation: """
        Knowing nothing costs ln V, however large V is: for 50,000 tokens 10.8. Here ln 50 is \
        {ln 50}, and fifty tied embeddings of 64 dimensions from N(0, 1), with random targets and \
        nothing between, start {excess, deviation 1} above it, of deviation 0.02 \
        {excess, deviation 0.02}.
        """,
      followUps: [
        "What if the embedding has to have a size of 1?": """
        Keep the matrix at 1/√d and multiply the embeddings by √d on the way in, as the original \
        transformer does, or divide what goes into the logits by √d, as T5 does. Logits then have \
        a deviation of 1; the token that was read still has √d where the body passes it on: here \
        the loss starts {excess, divided by √d} above ln 50.
        """,
        "Why after tying?": """
        Tying replaces one matrix by the other. What was written into the replaced one is lost, \
        and whichever initialization comes last holds for both.
        """,
      ]))
  func `tied to N(0, 1) a model starts far above ln V`() throws {
    let excess = try FailureMode.tiedEmbedding.measure()
    evidence("ln 50", StartingLoss.uniform(classCount: 50))
    evidence("excess, deviation 1", excess.broken)
    evidence("excess, deviation 0.02", excess.cured)
    // Nothing between embedding and logits, as in the failure mode.
    func scaled(_ seed: UInt64) -> Double {
      var generator = SplitMix64(seed: seed)
      let table = Initializer.embedding()([50, 64], using: &generator)
      let targets = (0..<50).map { _ in generator.uniform(below: 50) }
      let logits = matmul(table, table, transposing: .right) / 8
      return Double(softmaxCrossEntropy(Variable(logits), classes: targets).scalar)
        - StartingLoss.uniform(classCount: 50)
    }
    let divided = (0..<10 as Range<UInt64>).map(scaled)
    evidence("excess, divided by √d", geometricMean(divided))
    #expect(divided.allSatisfy { (3...5).contains($0) })
    #expect(excess.broken > 20 && abs(excess.cured) < 0.1)
  }
}
