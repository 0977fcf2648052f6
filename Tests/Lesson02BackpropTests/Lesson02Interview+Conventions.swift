import Backprop
import Course
import TensorCore
import TestSupport
import Testing

// Where there is no derivative, or a formula has two spellings.

extension Lesson02Interview {
  @Test(
    .interview(
      .question(2, 11), level: .recall, minutes: 2,
      question: "What is the gradient of ReLU at 0?",
      answer: """
        There is none, so a library picks a value, and PyTorch's relu picks 0. Every number \
        from 0 to 1 is a subgradient of ReLU there, so any of them will do; but the spellings \
        disagree: clamp(min=0) has the slope 1 at 0, and the maximum of x and 0 has a half. In \
        exact arithmetic one would hardly ever hit 0. In float32 zeros do occur, and the choice \
        can change the digits of a training run (Bertoin and others, 2021).
        """,
      commonMistake: """
        The derivative of ReLU is undefined at 0, so training can break when an input is exactly 0.
        """,
      // Refuted by: the values of the four spellings.
      otherMistakes: [
        "It is one half in every library, the mean of the slopes on both sides.":
          """
        Spellings such as max(x, 0) give the mean, {max(x, 0)}. PyTorch's relu gives {relu(x)} and \
        its clamp(min=0) {clamp(x, min=0)}, so even within one library the answers differ.
        """,
        "It is 1, because max(0, x) counts 0 among the inputs that pass.":
          """
        PyTorch's relu lets the gradient pass where x > 0, which leaves 0 out: the slope there is \
        {relu(x)}. At 0 both sides of the max are 0, so the value does not say which of them \
        passed.
        """,
      ],
      refutation: """
        All spellings of ReLU are finite at 0; they only disagree: relu(x) gives {relu(x)}, \
        max(x, 0) gives {max(x, 0)}, clamp(x, min=0) gives {clamp(x, min=0)}, (x + |x|)/2 gives \
        {(x + magnitude)/2}. The price of the convention is another one: relu(x) − relu(−x) is \
        x everywhere, and at 0 its computed slope is {relu(x) − relu(−x)} instead of 1.
        """,
      followUps: [
        "What do leaky ReLU and ELU answer at 0?":
          """
        In PyTorch leaky ReLU answers with its negative slope, 0.01 by default. ELU answers 1 \
        for α = 1, and there is nothing to choose: both sides have that slope.
        """,
        "When does a unit see exactly 0 all the time?":
          """
        When all its inputs are 0 and it has no bias, or a bias of 0: padding, features that \
        are always absent, a layer fed by dead ReLUs, or weights and biases that were all \
        initialized to 0.
        """,
      ]))
  func `the slope of ReLU at 0 is 0, of other spellings a half`() throws {
    let plain = try slope(at: 0) { relu($0) }
    let clamped = try slope(at: 0) { $0.clamped(to: 0...Scalar.infinity) }
    let maximum = try slope(at: 0) { Backprop.maximum($0, Variable(Tensor(0))) }
    let halves = try slope(at: 0) { ($0 + abs($0)) * 0.5 }
    let identity = try slope(at: 0) { relu($0) - relu(-$0) }
    evidence("relu(x)", plain)
    evidence("clamp(x, min=0)", clamped)
    evidence("max(x, 0)", maximum)
    evidence("(x + magnitude)/2", halves)
    evidence("relu(x) − relu(−x)", identity)
    #expect(plain == 0 && clamped == 1 && maximum == 0.5 && halves == 0.5 && identity == 0)
  }

  @Test(
    .interview(
      .question(2, 13), level: .explain, minutes: 4,
      question: "How do you backpropagate through a max with ties, or through a threshold?",
      answer: """
        Choose a convention under which the shares of the tied winners add up to the gradient \
        that arrives. PyTorch has two: max() and amax split it equally, max along an axis gives \
        it all to the winner whose index it returns. Thresholds and rounding are another \
        matter: their derivative is 0 wherever it exists, so nothing before them learns. There \
        I use a straight-through estimator or a smooth relaxation; for samples, a \
        reparameterization that moves the randomness out of the path.
        """,
      commonMistake: """
        Every one of the tied maxima receives the full gradient, since each is the maximum and \
        so has the slope 1.
        """,
      // Refuted by: the shares of the tied winners, and the zero behind the threshold.
      otherMistakes: [
        "The winners of a tie receive no gradient, because a maximum has no derivative there.":
          """
        No derivative does not mean no answer: of [1, 3, 3] each winner gets {share of a tied \
        winner}. With nothing for ties, a pooling window of equal values would teach the layers \
        before it nothing.
        """,
        "A threshold passes the gradient unchanged, because it cannot be differentiated.":
          """
        It is flat on both sides of its jump, so what comes back is {slope of 2 sign(x)}. Passing \
        the gradient unchanged is the straight-through estimator, which one has to put there.
        """,
      ],
      refutation: """
        A tied winner has the slope 1 upward only; downward it is 0, since the other one stays. With \
        the full gradient for each, [1, 3, 3] would get a gradient of mass 2 for an output that moves \
        by 1 when both winners move by 1. The engine hands out {mass, shared} in shares of {share of \
        a tied winner}, or {mass, first winner} to one winner.
        """,
      followUps: [
        "Is the straight-through estimator unbiased?":
          """
        No. The true gradient of a threshold is 0, and the estimator returns something else; \
        it is used because it often points downhill. For random units, too, it is biased in \
        general.
        """,
        "What is the reparameterization trick for a normal sample?":
          """
        Write it as μ + σε with ε from a standard normal distribution. The randomness is then \
        an input, and gradients reach μ with the slope 1 and σ with the slope ε.
        """,
      ]))
  func `tied maxima share one gradient, a threshold passes none`() throws {
    let shared = leaf(Tensor([1, 3, 3]))
    try shared.max().backward()
    let shares = try #require(shared.gradient)
    evidence("share of a tied winner", shares[1])
    evidence("mass, shared", shares.sum())
    #expect(shares == Tensor([0, 0.5, 0.5]))

    let first = leaf(Tensor([[1, 3, 3]]))
    try first.maxOfRows().sum().backward()
    let winner = try #require(first.gradient)
    evidence("mass, first winner", winner.sum())
    #expect(winner == Tensor([[0, 1, 0]]))

    let threshold = try slope(at: 0.3) { 2 * sign($0) }
    let passed = try slope(at: 0.3) { 2 * straightThrough($0) { x in x < 0 ? -1 : 1 } }
    evidence("slope of 2 sign(x)", threshold)
    evidence("the same, straight through", passed)
    #expect(threshold == 0 && passed == 2)
  }

  @Test(
    .interview(
      .question(2, 15), level: .explain, minutes: 3,
      question: "Why are log-softmax and cross-entropy fused into one operation?",
      answer: """
        Taken apart, the softmax rounds a small probability to 0, and the logarithm of 0 is \
        lost for good. Fused, log p = z − max − log Σ exp(z − max) never forms p, so the loss \
        stays right where p rounds to 0, and its gradient p − y is never divided by p. It also \
        reads the logits from memory less often. The same holds for the sigmoid and the binary \
        cross-entropy.
        """,
      commonMistake: "Adding a small epsilon inside the logarithm makes the separate version safe.",
      // Refuted by: the separate loss is infinite; and its softmax does not overflow.
      otherMistakes: [
        "Taken apart, they give the same numbers; fused, they only read memory less often.":
          """
        Only while p does not round to 0. For the logits 0 and 1000 with the first class right the \
        fused loss is {fused loss}, and the separate one is infinite.
        """,
        """
        Taken apart, even a softmax that subtracts the largest logit overflows for logits above a \
        few hundred.
        """:
          """
        After the subtraction no exponent is above 0, so nothing overflows at 1000 either. What is \
        lost is at the other end: a small p rounds to 0, and its logarithm is minus infinity.
        """,
      ],
      refutation: """
        The epsilon hides the infinity and kills the gradient. For the logits 0 and 1000 with \
        the first class right the loss is {fused loss}; with an epsilon of 1e-9 it reads {loss \
        with epsilon}, and its gradient is {gradient with epsilon} where it should be {fused \
        gradient}: the sample on which the model is most wrong teaches it nothing.
        """,
      followUps: [
        "At which logit does the separate version fail in single precision, and in half precision?":
          """
        When the right class's logit is {first difference that underflows, single} below the \
        largest in single precision, and {first difference that underflows, half} in half: \
        there exp rounds to 0. In double precision it takes {first difference that \
        underflows, double}.
        """,
        "Where do you still need the probabilities themselves?":
          """
        Where somebody reads them: thresholds that weigh costs, calibration, sampling, \
        averages over an ensemble. The loss does not need them, and the largest logit is the \
        most probable class.
        """,
      ]))
  func `fused cross-entropy keeps the gradient that epsilon kills`() throws {
    let extreme = Tensor([[0, 1000]])
    func lossAndSlope(_ loss: (Variable) -> Variable) throws -> (loss: Scalar, slope: Scalar) {
      let logits = leaf(extreme)
      let value = loss(logits)
      try value.backward()
      return (value.scalar, try #require(logits.gradient)[0, 0])
    }
    let fused = try lossAndSlope { softmaxCrossEntropy($0, classes: [0]) }
    let separate = try lossAndSlope { -log($0.softmax().slice(0..<1, axis: 1)).sum() }
    let padded = try lossAndSlope { -log($0.softmax().slice(0..<1, axis: 1) + 1e-9).sum() }
    evidence("fused loss", fused.loss)
    evidence("fused gradient", fused.slope)
    evidence("separate loss", separate.loss)
    evidence("loss with epsilon", padded.loss)
    evidence("gradient with epsilon", padded.slope)
    #expect(fused.loss == 1000 && fused.slope == -1)
    #expect(separate.loss == .infinity)
    // At ordinary logits the epsilon does no harm, so it is not the backward pass that is at fault.
    let mild = leaf(Tensor([[0, 1]]))
    try (-log(mild.softmax().slice(0..<1, axis: 1) + 1e-9).sum()).backward()
    #expect(abs(try #require(mild.gradient)[0, 0] - (1 / (1 + .exp(1)) - 1)) < 1e-8)
    #expect(padded.loss < 21 && padded.slope == 0)

    func firstUnderflow(_ rounded: (Double) -> Double) -> Int? {
      (1...1000).first { rounded(.exp(-Double($0))) == 0 }
    }
    let half = try #require(firstUnderflow { $0.roundedToFloat16() })
    let single = try #require(firstUnderflow { Double(Float($0)) })
    let double = try #require(firstUnderflow { $0 })
    evidence("first difference that underflows, half", half)
    evidence("first difference that underflows, single", single)
    evidence("first difference that underflows, double", double)
    #expect(half == 18 && single == 104 && double == 746)
  }
}
