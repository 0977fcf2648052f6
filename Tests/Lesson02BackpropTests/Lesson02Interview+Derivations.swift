import Backprop
import Course
import TensorCore
import TestSupport
import Testing

// Formulas to derive, and what the engine says of them.

extension Lesson02Interview {
  @Test(
    .interview(
      .question(2, 1), level: .derive, minutes: 8,
      question: """
        Derive dL/dW₁ of a two-layer ReLU network with softmax and cross-entropy, averaged over \
        N samples.
        """,
      answer: """
        The gradient of W₁ is the error at the logits, carried back through W₂ and ReLU's mask, \
        times the input. At the logits it is D₂ = (p − onehot) / N. Through the second layer it \
        becomes D₂ W₂, ReLU's mask keeps it where Z₁ is positive, and the first layer \
        multiplies it by the input: dW₁ = D₁ᵀ X, which has the shape of W₁. I check the shapes, \
        and then the numbers: by hand, by the engine and by differences they agree.
        """,
      whiteboard: """
        Z₁ = X W₁ᵀ + b₁     H = max(0, Z₁)     Z₂ = H W₂ᵀ + b₂     p = softmax(Z₂)
        L  = −(1/N) Σ log p[target]
        D₂ = (p − onehot) / N          [N, K]
        D₁ = (D₂ W₂) ⊙ 1[Z₁ > 0]       [N, hidden]
        dW₁ = D₁ᵀ X                    [hidden, in], as W₁      db₁ = Σ over the batch of D₁
        """,
      commonMistake: "The error at the logits is p − onehot, whatever the size of the batch.",
      refutation: """
        Without 1/N it is the gradient of the sum and not of the mean: here, with a batch of \
        five, it is {gradient without 1/N ÷ gradient, N = 5} times too large, and so is every \
        step of plain SGD.
        """,
      followUps: [
        "What changes if the loss is the mean squared error?":
          """
        Only D₂ changes: for a mean over all N·K outputs it is 2 (Z₂ − Y) / (N K). Everything \
        behind it stays as it is; the formula then agrees with the engine to {squared error: \
        distance of formula and engine}.
        """,
        "Why is db₁ a sum over the batch and not a mean?":
          """
        The same bias is added to every sample, so its gradient is the sum over all its uses. \
        The mean is in there already: D₁ carries the 1/N of the loss, and a second mean would \
        make the gradient N times too small.
        """,
        "Which of these products can be left out in the first layer of a network?":
          """
        The one for the gradient of the data, D₁ W₁, unless somebody wants that gradient. \
        What is left is one product, D₁ᵀ X.
        """,
      ]))
  func `formula, engine and differences agree on dL/dW₁`() throws {
    var generator = SplitMix64(seed: 21)
    let network = TwoLayerNetwork(
      weight1: .normal([6, 4], using: &generator), bias1: .normal([6], using: &generator),
      weight2: .normal([3, 6], using: &generator), bias2: .normal([3], using: &generator))
    let x = Tensor.normal([5, 4], using: &generator)
    let classes = [0, 2, 1, 1, 0]

    let byHand = network.crossEntropy(x, classes: classes).gradients.weight1
    let weight1 = leaf(network.weight1)
    let hidden = relu(linear(Variable(x), weight: weight1, bias: Variable(network.bias1)))
    let logits = linear(hidden, weight: Variable(network.weight2), bias: Variable(network.bias2))
    try softmaxCrossEntropy(logits, classes: classes).backward()
    let byEngine = try #require(weight1.gradient)
    let byDifferences = numericGradient(at: network.weight1) { weight in
      var moved = network
      moved.weight1 = weight
      return moved.crossEntropy(x, classes: classes).loss
    }
    evidence(
      "distance of formula and engine", (byHand - byEngine).maximumMagnitude(), atMost: 1e-14)
    evidence(
      "relative distance of formula and differences", relativeDistance(byHand, byDifferences),
      atMost: 1e-8)

    let targets = Tensor.normal([5, 3], using: &generator)
    weight1.zeroGradient()
    let predictions = linear(
      relu(linear(Variable(x), weight: weight1, bias: Variable(network.bias1))),
      weight: Variable(network.weight2), bias: Variable(network.bias2))
    try meanSquaredError(predictions, targets: targets).backward()
    let squared = try #require(weight1.gradient)
    let cache = network.forward(x)
    let squaredByHand = network.backward((cache.output - targets) * (2.0 / 15), cache).weight1
    evidence(
      "squared error: distance of formula and engine", (squared - squaredByHand).maximumMagnitude(),
      atMost: 1e-14)

    let error = cache.output.softmax() - .oneHot(classes, classCount: 3)
    let undivided = network.backward(error, cache).weight1
    let ratio = undivided.norm() / byEngine.norm()
    evidence("gradient without 1/N ÷ gradient, N = 5", ratio)
    #expect(abs(ratio - 5) < 1e-12)
  }

  @Test(
    .interview(
      .question(2, 2), level: .derive, minutes: 5,
      question: "Why is the gradient of softmax with cross-entropy p − y?",
      answer: """
        The 1/p of the logarithm and the p in the target's row of the softmax's Jacobian \
        cancel, and p − y remains. The Jacobian is diag(p) − p pᵀ; applied to the gradient of \
        −log p at the target, which is −1/p there and 0 elsewhere, it gives p − onehot. So no \
        entry is ever larger than 1 in size, and the entries of a sample sum to 0, because \
        raising all logits alike changes nothing.
        """,
      whiteboard: """
        ∂pᵢ/∂zⱼ = pᵢ ([i = j] − pⱼ)         L = −log p_t         ∂L/∂p_t = −1/p_t
        ∂L/∂zⱼ = −(1/p_t) · p_t ([t = j] − pⱼ) = pⱼ − [j = t]
        """,
      commonMistake:
        "The gradient contains 1/p, so it explodes when the right class is improbable.",
      refutation: """
        For the logits 1000 and 0 with the second class right, the computed p of that class is \
        exactly 0, and the fused gradient is {fused gradient, wrong class} and {fused gradient, \
        right class}. What does break is the composition of a softmax and a logarithm: its \
        gradient is {composed gradient}.
        """,
      followUps: [
        "What is the gradient with label smoothing?":
          """
        It is p − q, where q holds the smoothed targets: ε/K for each of the K classes and 1 \
        − ε more for the right one. It reaches zero at finite logits, because no target is 0 \
        or 1.
        """,
        "Why do the entries of the gradient sum to zero?":
          """
        Adding the same number to all logits changes neither the softmax nor the loss. So the \
        slope along (1, …, 1) is zero, and that slope is the sum of the entries.
        """,
      ]))
  func `the gradient of softmax with cross-entropy is p − y`() throws {
    let z = Tensor([0.5, -1, 2])
    let p = z.softmax()
    let jacobian = LayerRules.softmaxJacobian(probabilities: p)
    let byJacobian = matvec(jacobian, Tensor([0, 0, -1 / p[2]]))
    let logits = leaf(z.reshaped(to: [1, 3]))
    try softmaxCrossEntropy(logits, classes: [2]).backward()
    let fused = try #require(logits.gradient).flattened
    evidence(
      "distance from p − y", (fused - (p - Tensor([0, 0, 1]))).maximumMagnitude(), atMost: 1e-15)
    evidence(
      "distance from the Jacobian's product", (fused - byJacobian).maximumMagnitude(), atMost: 1e-15
    )
    evidence("sum of the entries", abs(fused.sum()), atMost: 1e-15)

    let extreme = Tensor([[1000, 0]])
    let stable = leaf(extreme)
    try softmaxCrossEntropy(stable, classes: [1]).backward()
    let bounded = try #require(stable.gradient)
    evidence("fused gradient, wrong class", bounded[0, 0])
    evidence("fused gradient, right class", bounded[0, 1])
    #expect(bounded == Tensor([[1, -1]]))

    let composed = leaf(extreme)
    try (-log(composed.softmax().slice(1..<2, axis: 1))).sum().backward()
    let broken = try #require(composed.gradient)[0, 1]
    evidence("composed gradient", broken)
    #expect(broken.isNaN)
  }

  @Test(
    .interview(
      .question(2, 11), level: .recall, minutes: 2,
      question: "What is the gradient of ReLU at 0?",
      answer: """
        There is none, so a library picks a value, and PyTorch's relu picks 0. Every number \
        from 0 to 1 is a subgradient of ReLU there, so any of them will do; but the spellings \
        disagree: clamp(min=0) has the slope 1 at 0, and the maximum of x and 0 has a half. In \
        theory an exact 0 is rare. In float32 it is not: zeros do occur, and the choice can \
        change the digits of a training run.
        """,
      commonMistake: """
        The derivative of ReLU is undefined at 0, so training can break when an input is exactly 0.
        """,
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
      commonMistake: "Every one of the tied maxima receives the full gradient.",
      refutation: """
        Then [1, 3, 3] would get a gradient of mass 2 for an output that moves by 1 when both winners \
        move by 1. The engine hands out {mass, shared} in shares of {share of a tied winner}, or \
        {mass, first winner} to one winner.
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
        stays right for any finite logits, and its gradient p − y needs no division. It also \
        reads the logits from memory less often. The same holds for the sigmoid and the binary \
        cross-entropy.
        """,
      commonMistake: "Adding a small epsilon inside the logarithm makes the separate version safe.",
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
