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
      .question(6, 18), level: .explain, minutes: 3,
      question: "What does data augmentation assume, and when does it hurt?",
      answer: """
        It assumes that the change leaves the label as it is. A shifted digit is the same digit; a digit turned by half a \
        circle may not be: a 6 becomes a 9, and then the labels contradict each other. If I know how the label changes, I change it too, as \
        mixup does. The changed inputs need not look real; cutout's do not. It belongs in training, after the split.
        """,
      commonMistake: "More augmentation never hurts; it is more data.",
      otherMistakes: [
        "Validation data are augmented in the same way, to be comparable.":
          "Random changes make the measurement random: the same weights give {losses, augmented} different losses in five evaluations. Comparable is what is measured on the data as they are.",
        "Copies are made first and split afterward, so that both parts are alike.":
          "Alike they are, since changed copies of one sample lie on both sides, and the test measures memory: even coin tosses as labels are predicted with the accuracy {accuracy, coin tosses|3}.",
      ],
      refutation: """
        A linear classifier of 6 and 9, 50 steps: trained with half turns and unchanged labels it has the accuracy {accuracy, half turns|3} on 100 upright digits, without {accuracy, none|3}. \
        An augmented validation set gives {losses, augmented} losses in five evaluations of the same weights. And if copies are made before the split, \
        even labels that are coin tosses are predicted with the accuracy {accuracy, coin tosses|3}.
        """,
      followUps: [
        "How do you choose augmentations?": """
        By what varies in production and does not matter. Each is measured on the unchanged validation set; if production averages over changed \
        copies, validation does too.
        """,
        "Copies first or split first?": """
        Split first. Otherwise changed copies of one sample lie on both sides, and the test measures memory.
        """,
      ]))
  func `half turns that keep the label cost accuracy`() throws {
    let accuracy = try FailureMode.labelChanged.measure()
    evidence("accuracy, half turns", accuracy.broken)
    evidence("accuracy, none", accuracy.cured)
    let losses = try FailureMode.augmentedValidation.measure()
    evidence("losses, augmented", losses.broken)
    let tosses = try FailureMode.copiesOnBothSides.measure()
    evidence("accuracy, coin tosses", tosses.broken)
    #expect(accuracy.broken < 0.9 && accuracy.cured > 0.9)
    #expect(losses.broken == 5 && losses.cured == 1 && tosses.broken > 0.8 && tosses.cured < 0.65)
  }

  @Test(
    .interview(
      .question(6, 19), level: .design, minutes: 3,
      question:
        "You average the probabilities of five networks. What is guaranteed, and what does it cost?",
      answer: """
        Guaranteed is that its cross-entropy is at most the mean of the members' cross-entropies. That is Jensen's inequality. How much lower depends on how \
        differently the members err: five equal networks gain nothing. Nothing guarantees that it beats the best member. The cost is five times the \
        parameters, training and inference. Where inference is too dear, one network is distilled from the ensemble.
        """,
      whiteboard: "−ln (1/M Σ p_m) ≤ 1/M Σ −ln p_m, as −ln is convex",
      commonMistake: """
        Guaranteed is a gain that depends on the number of members alone, whether they differ \
        or not.
        """,
      otherMistakes: [
        "Guaranteed is that it is at least as good as its best member, at five times the cost.":
          "Jensen's bound is the mean of the losses, not the least of them: with one good member of loss {loss of the best|3} among four noisy ones the ensemble has {loss with the best|3}.",
        "Guaranteed is that its accuracy is at least the mean accuracy of its members.":
          "That holds for cross-entropy, not for accuracy: two members right with 0.6 and one wrong with 0.95 are {right of three} right of 3, and the mean probability of the right class is 1.25/3, below ½.",
      ],
      refutation: """
        Linear classifiers, 200 samples, 4 classes, five members that differ by independent noise on their weights: the mean of their losses is {mean of the losses|3}, the ensemble's loss {loss of the ensemble|3}. Five copies of one member are five members as well, and gain {gain of copies}. With one good member, whose loss is {loss of the best|3}, among four noisy ones the ensemble's is {loss with the best|3}. And of three members two \
        are right with 0.6, one is wrong with 0.95: {right of three} of 3 are right, the ensemble is wrong. The parameters are {parameter ratio} times as many.
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
    let best = Linear(weight: weight * 3, bias: nil)
    evidence("loss of the best", loss([best]))
    evidence("loss with the best", loss([best] + members.prefix(4)))
    #expect(loss([best] + members.prefix(4)) > 1.2 * loss([best]))
    let three = ([0.6, 0.6, 0.05] as [Scalar]).map { p in
      Linear(weight: .zeros([2, 1]), bias: Tensor([Scalar.log(p), Scalar.log(1 - p)]))
    }
    func probability(_ members: [Linear]) -> Scalar {
      Ensemble(members).probabilities(of: .ones([1, 1]))[0, 0]
    }
    func isRight(_ members: [Linear]) -> Bool { probability(members) > 0.5 }
    evidence("right of three", three.count { isRight([$0]) })
    // The mean of the probabilities, not that of the logits.
    #expect(three.count { isRight([$0]) } == 2 && abs(probability(three) - 1.25 / 3) < 1e-9)
  }

  @Test(
    .interview(
      .question(6, 20), level: .design, minutes: 3,
      question: "How do you prune a trained network by magnitude, and what can go wrong?",
      answer: """
        I set the weights of least magnitude to zero, train on, and apply their mask after every step. Without the mask the next \
        steps make the zeros grow again. How many can go has to be measured: small weights carry little of the norm, so the first share \
        changes little, and then it breaks. One threshold for all layers can empty a layer whose weights are small. Zeros save no time in a dense \
        product; sparse kernels or whole removed units do.
        """,
      commonMistake: """
        I set the weights of least magnitude to zero and train on; what was set to zero stays \
        zero.
        """,
      otherMistakes: [
        "One threshold for all layers takes the same share of each.":
          "It takes most where weights are small. If those of one layer are a tenth as large, a threshold for half of all takes {share, small layer|2} of them and {share, large layer|2} of the other layer's.",
        "The dense product of a matrix with 90 % zeros takes a tenth of the time.":
          "It multiplies zeros like any other number, and the matrix still has all its {numbers|4} numbers. Time is saved by kernels for sparse matrices, or by removing whole units.",
      ],
      refutation: """
        Half of the weights set to 0, then ten steps: the share of zeros is {share, no mask|3} without the mask and {share, mask|3} with it. For a 64 × 64 layer with normal weights, removing 30 % changes the outputs by {change, 30 %|3} of \
        their norm, removing 90 % by {change, 90 %|3}. The matrix still has {numbers|4} numbers, and the dense product multiplies all. With a second layer of a tenth of the size, one threshold for half of all weights takes \
        {share, small layer|2} of the small layer and {share, large layer|2} of the other.
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
    let (large, small) = (leaf(weight), leaf(weight * 0.1))
    _ = MagnitudePruning([large, small], sparsity: 0.5)
    let shares = [small, large].map { ($0.value .== 0).mean() }
    evidence("numbers", large.value.elementCount)
    evidence("share, small layer", shares[0])
    evidence("share, large layer", shares[1])
    #expect(shares[0] > 0.8 && abs(shares[0] + shares[1] - 1) < 1e-9)
  }
}
