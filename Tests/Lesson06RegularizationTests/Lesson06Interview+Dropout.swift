import Autograd
import Course
import Regularization
import TensorCore
import TestSupport
import Testing

// The layer: its scale, its two passes, and its place.

extension Lesson06Interview {
  @Test(
    .interview(
      .question(6, 1), level: .explain, minutes: 2,
      question:
        "Dropout keeps a unit with probability 1 − p. Why does it divide what is kept by 1 − p?",
      answer: """
        So that the expected output is the input, and evaluation needs nothing but the identity. A kept unit becomes \
        x/(1 − p) with probability 1 − p, otherwise 0, so its mean is x. Without the division somebody has to multiply by \
        1 − p at inference, and whoever forgets it serves outputs that are too large. The mean is kept, the variance is \
        not: each unit gets p/(1 − p) x² on top.
        """,
      whiteboard: """
        y = m x/(1 − p), m is 0 with probability p, else 1
        E y = (1 − p) x/(1 − p) = x
        Var y = x² (1 − p) p/(1 − p)² = x² p/(1 − p)
        """,
      commonMistake:
        "For no strong reason: the scale does not matter, since the next layer adapts to it.",
      otherMistakes: [
        "The division keeps the variance of the activations.":
          "It keeps the mean. The variance grows by p/(1 − p) x²: ones dropped with p = ½ and divided have the variance {variance, divided}, ones that are not dropped 0.",
        "The division belongs in evaluation, in addition to training.":
          "Training has already made the mean right, and in evaluation nothing is dropped that would have to be made up for: divided there as well, ones become {divided twice} at p = ½.",
      ],
      refutation: """
        The next layer adapts to what training shows it. Ones that are dropped with p = ½ and not divided have the mean \
        {mean, not divided}, so in evaluation they are {ratio, one layer} times too large, and after three such layers \
        {ratio, three layers}; divided, the mean of 20,000 is {mean, divided}. The variance of divided ones is \
        {variance, divided}; not dropped it is 0. Divided in evaluation as well they become {divided twice}.
        """,
      followUps: [
        "Which of the two places for the scale do frameworks take?": """
        PyTorch divides in training, which leaves evaluation the identity. The paper of Srivastava and others multiplies \
        weights by the probability of keeping at test time.
        """,
        "And if p is 0.9?": """
        What is kept is multiplied by 10 and the added variance is 9 x² for each unit. The mean is still x.
        """,
      ]))
  func `divided by 1 − p the mean stays, else it halves`() {
    let divided = Dropout(probability: 0.5, seed: 61)
    let mask = divided(Variable(.ones([20_000]))).value
    evidence("mean, divided", mask.mean())
    evidence("variance, divided", mask.variance())
    // Three standard errors of 20,000 draws of 0 or 2, times 1.5.
    #expect(abs(mask.mean() - 1) < 0.032 && abs(mask.variance() - 1) < 0.01)
    let twice = divided.withMode(.evaluation) { divided(Variable(.ones([4]))).value.mean() }
    evidence("divided twice", twice * divided.keptScale)
    #expect(twice == 1 && divided.keptScale == 2)
    let classic = mean(of: ClassicDropout(probability: 0.5, seed: 61))
    evidence("mean, not divided", classic)
    evidence("ratio, one layer", 1 / classic)
    var three = Variable(.ones([20_000]))
    for seed in UInt64(0)..<3 { three = ClassicDropout(probability: 0.5, seed: seed)(three) }
    evidence("ratio, three layers", 1 / three.value.mean())
    #expect(abs(1 / classic - 2) < 0.07 && abs(1 / three.value.mean() - 8) < 0.8)
  }

  @Test(
    .interview(
      .question(6, 2), level: .derive, minutes: 5,
      question: "Implement inverted dropout: the forward pass and the backward pass.",
      answer: """
        Draw one mask of 0 and 1/(1 − p) in the forward pass, store it, and multiply by it in both directions. The layer is elementwise and linear in x, so its derivative is the mask itself. In evaluation \
        mode both passes are the identity and nothing is drawn. For tests I pass the mask in, because a finite difference needs the same \
        function twice.
        """,
      whiteboard: """
        forward:  m = (u ≥ p)/(1 − p), u uniform in [0, 1);  y = m ⊙ x;  store m
        backward: dx = m ⊙ dy
        evaluation: y = x, dx = dy
        """,
      commonMistake: """
        Draw one mask in the forward pass and one with the same p in the backward pass, as only \
        the mean has to be right.
        """,
      otherMistakes: [
        "Draw one mask of 0 and 1, divide by 1 − p in the forward pass, and multiply by the mask alone in the backward pass.":
          "y = m x/(1 − p), and the factor belongs to the derivative, too. Without it all gradients are 1 − p times the right ones, a relative error of {error, without the scale} at p = ½.",
        "The backward pass is the identity, as dropout has no parameters.":
          "It still multiplies its input, and the derivative is the factor: 0 for dropped units, 1/(1 − p) for kept ones. The identity has a relative error of {error, identity} at p = ½.",
      ],
      refutation: """
        The gradient belongs to the function that was computed, with its mask. With p = ½ and 1,024 units a mask drawn anew gives the gradient a relative error of {error, drawn again}; the stored \
        one {error, stored}. With the mask and no scale it is {error, without the scale}, with the identity \
        {error, identity}, by ‖wrong − right‖ ÷ ‖right‖ in all cases.
        """,
      followUps: [
        "What if the block is recomputed in the backward pass, as activation checkpointing does?":
          """
        The random generator's state has to be saved and restored, else the second forward pass draws other masks and the \
        gradient belongs to another function.
        """,
        "How do you check the gradient?": """
        Freeze the mask and compare with central differences. With a mask drawn in every call the differences are noise.
        """,
      ]))
  func `the backward pass needs the forward pass's mask`() throws {
    let redrawn = try FailureMode.anotherMaskBackward.measure()
    evidence("error, drawn again", redrawn.broken)
    evidence("error, stored", redrawn.cured, atMost: 1e-9)
    let layer = Dropout(probability: 0.5, seed: 62)
    let x = leaf(normalBatch(16, 64, seed: 62))
    let mask = layer.drawMask(x.value.shape)
    let cotangent = normalBatch(16, 64, seed: 63)
    try dropout(x, mask: mask).backward(cotangent: cotangent)
    let gradient = try #require(x.gradient)
    #expect(gradient == mask * cotangent)
    func error(of wrong: Tensor) -> Scalar { (wrong - gradient).norm() / gradient.norm() }
    let unscaled = error(of: mask.map { $0 > 0 ? 1 : 0 } * cotangent)
    evidence("error, without the scale", unscaled)
    evidence("error, identity", error(of: cotangent))
    #expect(redrawn.broken > 0.7 && abs(unscaled - 0.5) < 1e-9)
    // 1/√2 on average; the share of kept units scatters.
    #expect(abs(error(of: cotangent) - 0.707) < 0.07)
  }

  @Test(
    .interview(
      .question(6, 3), level: .design, minutes: 3,
      question: "Where in a network do you place dropout, and where not?",
      answer: """
        Behind the activations of wide layers, and not in front of batch norm, and not on the logits. The mean survives \
        dropout, the variance does not: a batch norm behind it learns a variance that evaluation does not have. And a \
        dropped logit becomes 0, whatever the network knew. PyTorch's Transformer layers have it on the attention \
        weights, behind the activation of the feed-forward branch, and at the end of each branch, in front of the addition.
        """,
      commonMistake:
        "Anywhere: dropout preserves the expectation, so no layer behind it notices a difference.",
      otherMistakes: [
        "Best on the logits, where it regularizes all layers at once.":
          "A dropped logit becomes 0, whatever the network knew, and no later layer makes up for it: on logits that are right by 10 the loss goes from {loss, plain logits} to {loss, dropped logits}.",
        "In front of batch norm, which then takes the noise out again.":
          "The norm does not remove it, it averages the enlarged variance. In evaluation nothing is dropped, but it divides by that too large one: the deviation is {deviation, in front} instead of 1.",
      ],
      refutation: """
        The mean is preserved, the variance is not. With p = ½ in front of it, batch norm's outputs have a standard deviation of {deviation, in front} in evaluation, with \
        dropout behind it {deviation, behind}. On logits that are right by 10 dropout raises the training loss from \
        {loss, plain logits} to {loss, dropped logits}, for 200 samples of ten classes.
        """,
      followUps: [
        "What does it do in a convolutional layer?": """
        Less than one hopes: neighboring pixels carry nearly the same information, so a dropped one is guessed from the \
        others (Tompson and others, 2015). Dropout2d drops whole channels for that reason.
        """,
        "And on the input?": """
        With a small p, if at all: it is a form of noise on the data. For linear regression it is exactly a penalty on the \
        weights.
        """,
      ]))
  func `in front of a norm and on logits dropout does harm`() throws {
    let norm = try FailureMode.dropoutInFrontOfNorm.measure()
    evidence("deviation, in front", norm.broken)
    evidence("deviation, behind", norm.cured)
    let logits = try FailureMode.droppedLogits.measure()
    evidence("loss, dropped logits", logits.broken)
    evidence("loss, plain logits", logits.cured)
    #expect(norm.broken < 0.8 && norm.cured > 0.93)
    #expect(logits.broken > 0.5 && logits.cured < 0.01)
  }
}
