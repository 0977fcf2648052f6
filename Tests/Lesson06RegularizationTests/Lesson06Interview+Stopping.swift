import Autograd
import Course
import Regularization
import TensorCore
import TestSupport
import Testing

// When to stop, what dropout costs, and when to leave it.

extension Lesson06Interview {
  @Test(
    .interview(
      .question(6, 21), level: .design, minutes: 3,
      question: "How do you decide when to stop training, and what do you keep?",
      answer: """
        I stop when the validation loss has not improved for a number of evaluations, and keep a copy of the best weights. The number, the patience, is a guess about noise: too small and it stops in a bump, too large and it costs time. The copy has to be a copy, buffers \
        included; a reference follows the training. And as the validation set chose the epoch, the final number comes from a test set.
        """,
      commonMistake: """
        I stop as soon as the validation loss rises for the first time, and keep the weights \
        from before that.
        """,
      otherMistakes: [
        "I train to the end and keep the last weights, since they were trained longest.":
          "The last weights may lie far beyond the minimum: here they have {ratio, by reference|3} times the least validation loss. Longer training is what made them worse.",
        "I keep the weights of the least validation loss, and that loss says how well they do on new data.":
          "The least of noisy numbers is partly luck: of 100 evaluations of one model whose loss is 1, with noise of deviation 0.1, it says {least of equal losses|2}.",
      ],
      refutation: """
        On the losses 1, 0.9, 0.91, 0.92, 0.8, 0.81, 0.82, 0.83 patience 2 ends with {best, patience 2}, patience 3 with {best, patience 3}; stopping at the first rise also ends with {best, patience 1}. \
        Weights kept by reference are the last ones, with {ratio, by reference|3} times the least loss. And of 100 evaluations of one model whose loss is 1, with noise of \
        deviation 0.1, the least says {least of equal losses|2}.
        """,
      followUps: [
        "Loss or accuracy?": """
        The one that matters, in its right direction: a criterion that treats accuracy as a loss keeps the worst weights.
        """,
        "Why is early stopping a regularizer?": """
        For least squares, descent from 0 moves first along directions with large singular values; stopped early, the others remain small, as with ridge.
        """,
      ]))
  func `patience 2 misses the minimum that 3 finds`() throws {
    func best(_ patience: Int) -> Double {
      let judge = EarlyStopping(patience: patience)
      var best = Scalar.infinity
      for loss in [1, 0.9, 0.91, 0.92, 0.8, 0.81, 0.82, 0.83] as [Scalar] {
        _ = judge.observe(loss)
        best = min(best, loss)
        if judge.isExhausted { break }
      }
      return Double(best)
    }
    for patience in 1...3 { evidence("best, patience \(patience)", best(patience)) }
    let kept = try FailureMode.keptByReference.measure()
    evidence("ratio, by reference", kept.broken)
    #expect(best(1) == 0.9 && best(2) == 0.9 && best(3) == 0.8)
    #expect(kept.broken > 1.5 && kept.cured < 1.01)
    let judge = EarlyStopping(patience: 100)
    for noise in normalBatch(1, 100, seed: 621).scalars { _ = judge.observe(1 + 0.1 * noise) }
    evidence("least of equal losses", judge.best)
    #expect(judge.best < 0.85)
  }

  @Test(
    .interview(
      .question(6, 22), level: .recall, minutes: 2,
      question: "What does inverted dropout cost in training and at inference?",
      answer: """
        At inference nothing: it is the identity, and no number is drawn. In training it costs one random number and one product an element, and \
        the mask is kept until the backward pass. It has no parameters. The real price is noise: every unit varies with the variance \
        p/(1 − p) x², and training takes longer; Srivastava and others report two to three times. Monte Carlo dropout pays one forward pass a sample.
        """,
      commonMistake: "Inference gets faster, as a part of the units is dropped.",
      otherMistakes: [
        "At inference all outputs have to be multiplied by 1 − p.":
          "That belongs to dropout without the division. Inverted dropout has divided in training, so inference changes {changed in evaluation} of 1,000 units; the factor would make outputs too small.",
        "It adds one parameter for each unit, the probability.":
          "p is one number for the layer, chosen and not learned, and no gradient reaches it: the layer has {parameters} parameters.",
      ],
      refutation: """
        At inference nothing is dropped: {changed in evaluation} of 1,000 units are changed, and the generator is not advanced. In training with p = ½ {dropped in training} of them are 0, and a dense product multiplies these as well. The layer has {parameters} parameters.
        """,
      followUps: [
        "Does training get faster with half of the units dropped?": """
        Not in the usual code: the matrix products are as large as before, with zeros in them.
        """,
        "How small can the mask be stored?": """
        In one bit an element; or only the generator's state, and the mask is drawn again from it.
        """,
      ]))
  func `in evaluation dropout draws and changes nothing`() {
    let layer = Dropout(probability: 0.5, seed: 622)
    let x = normalBatch(1, 1_000, seed: 622)
    let before = layer.generator
    let evaluated = layer.withMode(.evaluation) { layer(Variable(x)).value }
    let changed = zip(evaluated.scalars, x.scalars).count { $0 != $1 }
    #expect(changed == 0 && layer.generator == before)
    let dropped = layer(Variable(x)).value.scalars.count { $0 == 0 }
    evidence("changed in evaluation", changed)
    evidence("dropped in training", dropped)
    evidence("parameters", layer.parameterCount)
    #expect(abs(dropped - 500) < 80 && layer.generator != before && layer.parameterCount == 0)
  }

  @Test(
    .interview(
      .question(6, 23), level: .design, minutes: 2,
      question: "When do you not regularize?",
      answer: """
        When the model underfits: then less regularization lowers the training error. Also while debugging: first I have the \
        network fit one small batch with all regularizers off, as otherwise a fault hides behind noise (Karpathy's recipe). And where each sample is \
        seen only once, little is left to overfit. I add regularizers one at a time, when the difference between training and validation asks for it.
        """,
      commonMistake:
        "Never: some regularization is always better than none, also on data without noise.",
      otherMistakes: [
        "A small difference of the errors shows that the regularization is right.":
          "Too much of it makes both errors large and alike: with ridge 100 they are {training, λ = 100|3} and {validation, λ = 100|3}, with ridge 0.1 {training, λ = 0.1|2} and {validation, λ = 0.1|2}.",
        "Too much regularization costs training error only.":
          "A fit that cannot follow the training data misses new data as well: from ridge 0.1 to ridge 100 the validation error rises from {validation, λ = 0.1|2} to {validation, λ = 100|3}.",
      ],
      refutation: """
        On a straight line without noise ridge 1 has the error {error on a line, λ = 1|2}, no ridge {error on a line}. Degree 11 on 12 noisy points: ridge 0.1 has the training error \
        {training, λ = 0.1|2}, ridge 100 {training, λ = 100|3}, and the validation error rises from {validation, λ = 0.1|2} to {validation, λ = 100|3}. Both times the two errors differ by less than 0.03.
        """,
      followUps: [
        "Which one do you take away first?": """
        The strongest: I halve each and see which lowers the training error most.
        """,
        "Does a small difference mean that all is well?": """
        No: a model that predicts the mean has a small difference. Compare with that baseline.
        """,
      ]))
  func `ridge 100 raises both errors`() {
    let (some, much) = (
      PolynomialFit().errors(strength: 0.1), PolynomialFit().errors(strength: 100)
    )
    evidence("training, λ = 0.1", some.training)
    evidence("training, λ = 100", much.training)
    evidence("validation, λ = 0.1", some.validation)
    evidence("validation, λ = 100", much.validation)
    #expect(much.training > 5 * some.training && much.validation > 5 * some.validation)
    #expect(abs(much.training - much.validation) < 0.03)
    #expect(abs(some.training - some.validation) < 0.03)
    let line = PolynomialFit.legendre(.linearlySpaced(from: -1, through: 1, count: 12), degree: 1)
    func error(_ strength: Scalar) -> Scalar {
      let targets = matvec(line, Tensor([1, 2]))
      let w = LeastSquares.ridge(line, targets: targets, strength: strength)
      return (matvec(line, w) - targets).norm() / targets.norm()
    }
    evidence("error on a line, λ = 1", error(1))
    evidence("error on a line", error(0), atMost: 1e-12)
    #expect(error(1) > 0.05)
  }
}
