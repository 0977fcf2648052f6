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
      question: "Derive dL/dW₁ of a two-layer ReLU network with softmax and cross-entropy.",
      answer: """
        The gradient of W₁ is the error at the logits, carried back through W₂ and ReLU's mask, \
        times the input. For the mean over N samples the error at the logits is D₂ = (p − \
        onehot) / N. Through the second layer it becomes D₂ W₂, ReLU's mask keeps it where Z₁ \
        is positive, and the first layer multiplies it by the input: dW₁ = D₁ᵀ X, which has the \
        shape of W₁. I check the shapes, and then the numbers: by hand, by the engine and by \
        differences they agree.
        """,
      whiteboard: """
        Z₁ = X W₁ᵀ + b₁     H = max(0, Z₁)     Z₂ = H W₂ᵀ + b₂     p = softmax(Z₂)
        L  = −(1/N) Σ log p[target]
        D₂ = (p − onehot) / N          [N, K]
        D₁ = (D₂ W₂) ⊙ 1[Z₁ > 0]       [N, hidden]
        dW₁ = D₁ᵀ X                    [hidden, in], as W₁      db₁ = Σ over the batch of D₁
        """,
      commonMistake: """
        The error at the logits of the mean loss is p − onehot, whatever the size of the batch.
        """,
      // Refuted by: the shapes and the formula that the proof holds against differences.
      otherMistakes: [
        "The gradient of W₁ is the error at the logits, carried back through W₂, times the hidden units.":
          """
        Times H is right for W₂, whose input H is; the input of W₁ is X. The shape shows it: with \
        4 inputs and 6 hidden units this is [6, 6], and W₁ is [6, 4]. And ReLU's mask is missing.
        """,
        """
        The gradient of W₁ is the error at the logits, carried back through W₂ and ReLU's mask, \
        summed over the batch.
        """:
          """
        That is db₁, one number for each hidden unit. A weight's gradient has its input as a \
        factor as well, so X has to come in: dW₁ = D₁ᵀ X.
        """,
      ],
      refutation: """
        Without 1/N it is the gradient of the sum and not of the mean: here, with a batch of \
        five, it is {gradient without 1/N ÷ gradient, N = 5} times too large, and so is every \
        step of plain SGD.
        """,
      followUps: [
        "What changes if the loss is the mean squared error?":
          """
        Only D₂ changes: for a mean over all N·K outputs it is 2 (Z₂ − Y) / (N K). Everything \
        behind it stays as it is; formula and engine then differ by {squared error: distance \
        of formula and engine}.
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
      // Refuted by: the Jacobian in the proof, which is full; and exp(z) is divided by a sum that depends on z.
      otherMistakes: [
        """
        The softmax is its own derivative, as exp is, so only the distance from the probability \
        to the target remains.
        """:
          """
        exp(z) is divided by a sum in which z stands too: ∂pᵢ/∂zᵢ is pᵢ (1 − pᵢ), not pᵢ. The p in \
        it goes away only because the logarithm brings 1/p.
        """,
        """
        The softmax's Jacobian is diagonal, so each logit feels its own probability and its own \
        label only, and p − y remains.
        """:
          """
        Raising one logit lowers all other probabilities, so −pᵢ pⱼ stands beside the diagonal. \
        With a diagonal Jacobian only the target's logit would get a gradient, but p − y moves \
        every logit.
        """,
      ],
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
}
