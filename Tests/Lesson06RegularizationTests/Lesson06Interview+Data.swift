import Autograd
import Course
import Regularization
import TensorCore
import TestSupport
import Testing

// Data, several models, and fewer weights.

extension Lesson06Interview {
  @Test(
    .interview(
      .question(6, 17), level: .derive, minutes: 4,
      question:
        "Define bias and variance of a fit, say how you measure them, and which one ridge moves.",
      answer: """
        Both are taken over training sets: bias is what the mean of all fits misses, variance how much the fits scatter around their mean. Squared \
        bias plus variance is the expected squared error against the truth, and the noise of the test targets comes on top. I draw many training sets, fit each, and \
        predict at the same places. A stronger ridge lowers the variance and raises the bias; more data lower the variance.
        """,
      whiteboard: """
        E (f̂ − f)² = E (f̂ − E f̂ + E f̂ − f)²
        = Var f̂ + (E f̂ − f)², as E (f̂ − E f̂) = 0
        """,
      commonMistake: "Bias and variance are the training error and the validation error.",
      otherMistakes: ["Ridge lowers both.", "Variance is the noise of the targets."],
      refutation: """
        Degree 11, 20 noisy points, 40 training sets: with λ = 0.01 the squared bias is {bias, weak ridge|3} and the variance {variance, weak ridge|3}; with λ = 10 they are {bias, strong ridge|3} and \
        {variance, strong ridge|3}. The noise is the same in both.
        """,
      followUps: [
        "Can you measure it with one training set?": """
        Not exactly; bootstrap samples of it give an estimate of the variance. The bias needs the truth.
        """,
        "Which remedies are for bias?": """
        A larger or better suited model, longer training, less regularization. More data do not take it away.
        """,
      ]))
  func `stronger ridge: less variance and more bias`() {
    let weak = BiasVariance.ofPolynomials(degree: 11, strength: 0.01, setCount: 40, seed: 617)
    let strong = BiasVariance.ofPolynomials(degree: 11, strength: 10, setCount: 40, seed: 617)
    evidence("bias, weak ridge", weak.squaredBias)
    evidence("variance, weak ridge", weak.variance)
    evidence("bias, strong ridge", strong.squaredBias)
    evidence("variance, strong ridge", strong.variance)
    #expect(strong.squaredBias > 2 * weak.squaredBias && weak.variance > 2 * strong.variance)
    #expect(abs(weak.squaredBias + weak.variance - weak.error) < 1e-9)
  }

  @Test(
    .interview(
      .question(6, 18), level: .explain, minutes: 3,
      question: "What does data augmentation assume, and when does it hurt?",
      answer: """
        It assumes that the change leaves the label as it is. A shifted digit is the same digit; a digit turned by half a \
        circle may not be: a 6 becomes a 9. Then the labels contradict each other. It also has to \
        produce inputs that can occur. If I know how the label changes, I change it too. And it belongs into training only, after the split.
        """,
      commonMistake: "More augmentation never hurts; it is more data.",
      otherMistakes: ["Validation data are augmented in the same way, to be comparable."],
      refutation: """
        A linear classifier of 6 and 9, 50 steps: with half turns and unchanged labels it is right on {accuracy, half turns|3} of 100 upright digits, without on {accuracy, none|3}.
        """,
      followUps: [
        "How do you choose augmentations?": """
        By what varies in production and does not matter, and each is measured on the unchanged validation set.
        """,
        "Copies first or split first?": """
        Split first. Otherwise changed copies of one sample lie on both sides, and the test measures memory.
        """,
      ]))
  func `half turns that keep the label cost accuracy`() throws {
    let accuracy = try FailureMode.labelChanged.measure()
    evidence("accuracy, half turns", accuracy.broken)
    evidence("accuracy, none", accuracy.cured)
    #expect(accuracy.broken < 0.9 && accuracy.cured > 0.9)
  }

  @Test(
    .interview(
      .question(6, 19), level: .design, minutes: 3,
      question:
        "You average the probabilities of five networks. What is guaranteed, and what does it cost?",
      answer: """
        Guaranteed is that its cross-entropy is at most the mean of the members' cross-entropies, by Jensen's inequality. How much lower depends on how \
        differently the members err: five equal networks gain nothing. Nothing guarantees that it beats the best member. The cost is five times the \
        parameters, training and inference. Where inference is too dear, one network is distilled from the ensemble.
        """,
      whiteboard: "−ln (1/M Σ p_m) ≤ 1/M Σ −ln p_m, as −ln is convex",
      commonMistake: "The gain depends on the number of members alone.",
      refutation: """
        Linear classifiers, 200 samples, 4 classes, five members that differ by independent noise on their weights: the mean of their losses is {mean of the losses|3}, the ensemble's loss {loss of the ensemble|3}. Five copies of one \
        member gain {gain of copies}. The parameters are {parameter ratio} times as many.
        """,
      followUps: [
        "How do you make members differ?": """
        Other initializations and orders of the data; other subsets of the data go further and cost each member data.
        """,
        "Probabilities or logits, which do you average?": """
        Probabilities for the mixture; averaged logits give the normalized geometric mean, another model.
        """,
      ]))
  func `an ensemble loses less than its mean member`() {
    var generator = SplitMix64(seed: 619)
    let weight = Tensor.normal([4, 6], using: &generator)
    let members = (0..<5).map { _ in
      Linear(weight: weight + .normal([4, 6], using: &generator), bias: nil)
    }
    let x = Tensor.normal([200, 6], using: &generator)
    let classes = matmul(x, weight, transposing: .right).argmax()
    func loss(_ members: [Linear]) -> Double {
      ProbabilityScore.crossEntropy(Ensemble(members).probabilities(of: x), classes: classes)
    }
    let mean = members.map { loss([$0]) }.reduce(0, +) / 5
    evidence("mean of the losses", mean)
    evidence("loss of the ensemble", loss(members))
    let copies = Array(repeating: members[0], count: 5)
    evidence("gain of copies", abs(loss(copies) - loss([members[0]])), atMost: 1e-12)
    let ratio = Ensemble(members).parameterCount / members[0].parameterCount
    evidence("parameter ratio", ratio)
    #expect(loss(members) < 0.95 * mean && ratio == 5)
  }

  @Test(
    .interview(
      .question(6, 20), level: .design, minutes: 3,
      question: "How do you prune a trained network by magnitude, and what can go wrong?",
      answer: """
        I set the weights of least magnitude to zero, keep the mask, train on, and apply the mask after every step. Without the mask the next \
        steps make the zeros grow again. How many can go has to be measured: small weights carry little of the norm, so the first share \
        changes little, and then it breaks. One threshold for all layers can empty a layer whose weights are small. Zeros alone save no time; sparse \
        kernels or whole removed units do.
        """,
      commonMistake: "What was set to zero stays zero.",
      refutation: """
        Half of the weights set to 0, then ten steps: the share of zeros is {share, no mask|3} without the mask and {share, mask|3} with it. For a 64 × 64 layer with normal weights, removing 30 % changes the outputs by {change, 30 %|3} of \
        their norm, removing 90 % by {change, 90 %|3}.
        """,
      followUps: [
        "Which layers suffer most under one threshold?": """
        Those with small weights, such as wide layers initialized with 1/√n: their weights fall below it first.
        """,
        "Prune before or after fine-tuning?": """
        In turns: prune some, train on with the mask, prune more. After each round the validation error decides.
        """,
      ]))
  func `pruned weights grow again unless a mask is kept`() throws {
    let share = try FailureMode.grownAgain.measure()
    evidence("share, no mask", share.broken)
    evidence("share, mask", share.cured)
    let (weight, x) = (normalBatch(64, 64, seed: 620), normalBatch(32, 64, seed: 621))
    let before = matmul(x, weight, transposing: .right)
    let changes = [0.3, 0.9].map { sparsity in
      let pruned = leaf(weight)
      _ = MagnitudePruning([pruned], sparsity: sparsity)
      return (matmul(x, pruned.value, transposing: .right) - before).norm() / before.norm()
    }
    evidence("change, 30 %", changes[0])
    evidence("change, 90 %", changes[1])
    #expect(share.broken < 0.25 && share.cured >= 0.49 && changes[0] < 0.2 && changes[1] > 0.5)
  }
}
