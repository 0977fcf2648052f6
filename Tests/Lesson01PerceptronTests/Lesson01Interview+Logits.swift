import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// What logits mean.

extension Lesson01Interview {
  @Test(
    .interview(
      .question(1, 29), level: .recall, minutes: 2,
      question: "A classifier gives a class the logit 5. How probable is the class?",
      answer: """
        That cannot be said from one logit, because under a softmax only differences count. \
        Beside two logits of 0 a logit of 5 means {probability beside 0 and 0}, beside 8 and 0 \
        it means {probability beside 8 and 0}. Adding a constant to all logits changes nothing, \
        so K logits have K − 1 degrees of freedom, and the greatest may be subtracted before the \
        exponentials. A single logit behind a sigmoid is another matter: there 5 means \
        {probability behind a sigmoid}.
        """,
      commonMistake: """
        A logit of 5 means that the class is nearly certain, under a softmax as well as behind a \
        sigmoid.
        """,
      otherMistakes: [
        """
        Under a softmax its probability is {probability behind a sigmoid}, the sigmoid of 5, \
        whatever the other logits are.
        """:
          """
        That is its probability beside a single other class whose logit is 0. Beside 8 and 0 the \
        same 5 means {probability beside 8 and 0}.
        """,
        "It is five times as probable as a class with the logit 1, whatever the other logits are.":
          """
        Logits compare by their difference, not by their quotient: 5 and 1 mean e⁴ ≈ 55 times as \
        probable. With 100 added to both, nothing changes, but the quotient would be nearly 1.
        """,
      ],
      refutation: """
        Beside 8 and 0 it means a probability of {probability beside 8 and 0}. And with 100 \
        added to all three logits the probabilities move by {change by a constant}, which is \
        rounding.
        """,
      followUps: [
        "What does the difference of two logits say?":
          """
        It is the logarithm of the ratio of the two probabilities: log(pᵢ/pⱼ) = zᵢ − zⱼ. With \
        8 and 5 the one class is {probability of the logit 8 over that of 5} times as probable \
        as the other.
        """,
        "Can the logits be computed from the probabilities?":
          """
        Up to a constant: log p is one choice, the one whose log-sum-exp is 0. Which constant \
        the network had added is lost.
        """,
      ]))
  func `only differences of logits count`() {
    let head = TargetKind.oneOfMany
    let both = head.predictions(fromOutputs: Tensor([[5, 0, 0], [5, 8, 0]]))
    evidence("probability beside 0 and 0", both[0, 0])
    evidence("probability beside 8 and 0", both[1, 0])
    evidence("probability of the logit 8 over that of 5", both[1, 1] / both[1, 0])
    let single = TargetKind.binary.predictions(fromOutputs: Tensor([[5]])).scalar
    evidence("probability behind a sigmoid", single)
    let moved = head.predictions(fromOutputs: Tensor([[105, 108, 100]]))
    evidence("change by a constant", (moved - both.slice(1..<2)).maximumMagnitude(), atMost: 1e-12)
    #expect(both[0, 0] > 0.98 && both[1, 0] < 0.05 && single > 0.99)
    #expect(abs(both[1, 1] / both[1, 0] - .exp(3)) < 1e-9)
    let five = head.predictions(fromOutputs: Tensor([[5, 1]]))
    #expect(abs(five[0, 0] / five[0, 1] - .exp(4)) < 1e-9)
  }

  @Test(
    .interview(
      .question(1, 30), level: .explain, minutes: 3,
      question: "What does dividing the logits by a temperature change?",
      answer: """
        The confidence, not the order: the greatest logit stays the greatest. A temperature \
        above 1 brings the probabilities together, one below 1 drives them apart; toward 0 the \
        greatest logit takes all, toward infinity all classes are equally probable. For the \
        logits 2, 1, 0.1 the first class gets {first class, temperature 0.5} at one half, \
        {first class, temperature 1} at 1 and {first class, temperature 2} at 2. It serves to \
        calibrate a trained classifier, to sample from language models and to distill.
        """,
      commonMistake: "A well-chosen temperature raises the accuracy of a classifier.",
      otherMistakes: [
        "The order, not the confidence: a high temperature lets rare classes win.":
          """
        Dividing all logits by one positive number keeps their order. In sampling a high \
        temperature does draw rare classes more often, but none overtakes a more probable one.
        """,
        "Nothing, because under a softmax only the differences of the logits count.":
          """
        The differences are divided too: the logits 2 and 1 differ by a half at temperature 2, so \
        the ratio of their probabilities is e^0.5 instead of e. Nothing changes if a constant is \
        added.
        """,
      ],
      refutation: """
        The greatest logit stays the greatest: of 1000 random rows of ten logits {changed \
        predictions} change their class between the temperatures 0.5 and 4. The loss changes: a \
        mistake with the logits 10 and 0 costs {mistake, temperature 1} at 1 and {mistake, \
        temperature 3} at 3.
        """,
      followUps: [
        "On which data do you fit the temperature?":
          """
        On validation data that training has not seen, by least cross-entropy (Guo and others, \
        2017). It is a single number, so it hardly overfits. On the training data an \
        overfitted network would look well calibrated.
        """,
        "What is sampling at temperature 0?":
          """
        The limit: always the most probable class. One does not divide by 0 but takes the \
        greatest logit. Ties and rounding that depends on the batch may still change a \
        generated text.
        """,
      ]))
  func `a temperature changes confidence, not the predicted class`() {
    let head = TargetKind.oneOfMany
    func first(_ temperature: Scalar) -> Scalar {
      head.predictions(fromOutputs: Tensor([[2, 1, 0.1]]) / temperature)[0, 0]
    }
    evidence("first class, temperature 0.5", first(0.5))
    evidence("first class, temperature 1", first(1))
    evidence("first class, temperature 2", first(2))
    #expect(first(0.5) > first(1) && first(1) > first(2) && first(2) > 1.0 / 3)
    #expect(first(0.02) > 0.999 && abs(first(1e6) - 1.0 / 3) < 1e-5)
    var generator = SplitMix64(seed: 30)
    let logits = Tensor.normal([1000, 10], using: &generator)
    let (cold, warm) = (
      head.predictions(fromOutputs: logits / 0.5), head.predictions(fromOutputs: logits / 4)
    )
    let changed = zip(cold.argmax(), warm.argmax()).count { $0 != $1 }
    evidence("changed predictions", changed)
    #expect(changed == 0)
    func mistake(_ temperature: Scalar) -> Scalar {
      SoftmaxCrossEntropy().mean(of: Tensor([[10, 0]]) / temperature, classes: [1])
    }
    evidence("mistake, temperature 1", mistake(1))
    evidence("mistake, temperature 3", mistake(3))
    #expect(mistake(3) < mistake(1) / 2)
  }

  @Test(
    .interview(
      .question(1, 34), level: .recall, minutes: 2,
      question: """
        For a yes or no, do you take one logit and a sigmoid, or two logits and a softmax?
        """,
      answer: """
        Either: the softmax of two logits is the sigmoid of their difference. So both describe the \
        same probabilities at the same loss. One logit is smaller, by {parameters saved} \
        parameters behind 30 hidden units. Two are handy in code that serves any number of \
        classes. They train a little differently: a gradient step pushes both logits, in opposite \
        directions, so at the same rate their difference moves twice as fast.
        """,
      commonMistake: "Two logits are more expressive than one.",
      otherMistakes: [
        "Two logits: one logit and a sigmoid cannot say no, because a sigmoid is always positive.":
          """
        It says no with a probability below one half, and it has one for every negative logit: at \
        −5 it is below 0.01. An answer of no needs no negative number.
        """,
        "One logit: with two logits and a softmax both probabilities may be high at the same time.":
          """
        Both logits may be high, but the softmax divides by the sum, so the two probabilities add \
        up to 1. Both are high only if each logit has a sigmoid of its own.
        """,
      ],
      refutation: """
        Over 1000 random pairs the softmax and the sigmoid of the difference differ by \
        {difference of the probabilities}, and the two losses by {difference of the losses}: \
        rounding.
        """,
      followUps: [
        "Where is the threshold of one half?":
          """
        At logit 0 with one logit, at equal logits with two. Another threshold t is the logit \
        log(t/(1 − t)), or the same difference of two logits.
        """,
        "Are K sigmoids the same as a softmax over K classes?":
          """
        No. K sigmoids are K separate yes or no answers, which need not add up to 1, and they \
        have K degrees of freedom. The softmax has K − 1. Only one sigmoid and a softmax over \
        two classes agree.
        """,
      ]))
  func `two logits and a softmax are one logit and a sigmoid`() {
    var generator = SplitMix64(seed: 34)
    let pairs = 3 * Tensor.normal([1000, 2], using: &generator)
    let difference = pairs.slice(1..<2, axis: 1) - pairs.slice(0..<1, axis: 1)
    let two = TargetKind.oneOfMany.predictions(fromOutputs: pairs).slice(1..<2, axis: 1)
    let one = TargetKind.binary.predictions(fromOutputs: difference)
    evidence("difference of the probabilities", (two - one).maximumMagnitude(), atMost: 1e-12)
    let classes = (0..<1000).map { $0 % 2 }
    let targets = Tensor(classes.map { [Scalar($0)] })
    let losses =
      SoftmaxCrossEntropy().values(of: pairs, classes: classes)
      - BinaryCrossEntropy().values(of: difference, targets: targets).flattened
    evidence("difference of the losses", losses.maximumMagnitude(), atMost: 1e-12)
    let saved =
      Ledger(widths: [20, 30, 2]).parameterCount - Ledger(widths: [20, 30, 1]).parameterCount
    evidence("parameters saved", saved)
    #expect(saved == 31)
    // A step of size 1 on the logits moves the difference by twice the single logit's slope.
    let gradient = SoftmaxCrossEntropy().gradient(at: Tensor([[0, 0]]), classes: [1])
    let slope = BinaryCrossEntropy().slope(at: 0, target: 1)
    #expect(gradient[0, 1] - gradient[0, 0] == 2 * slope)
  }
}
