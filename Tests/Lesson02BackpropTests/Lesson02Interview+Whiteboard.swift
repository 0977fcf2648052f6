import Backprop
import Course
import TensorCore
import TestSupport
import Testing

// Backward passes at the whiteboard, with numbers and shapes.

extension Lesson02Interview {
  @Test(
    .interview(
      .question(2, 20), level: .derive, minutes: 5,
      question: """
        Walk me through one backward pass with numbers. The input is x = 2, the hidden layer has two \
        ReLU units with the weights 1 and −1, the output weights are 3 and 5, all biases are 0, the \
        target is 5, and the loss is (y − 5)².
        """,
      answer: """
        The output is 6 and the loss 1, so the gradient starts with dL/dy = 2. It is multiplied on \
        its way by what each value was multiplied by. The second unit is off. Forward: z = (2, \
        −2), h = (2, 0), y = 6. Back: the output weights get 2h = (4, 0) and the output bias 2; h \
        gets 2 · (3, 5) = (6, 10); ReLU lets only the first pass, (6, 0); the first weights get \
        that times x, (12, 0), their biases (6, 0).
        """,
      whiteboard: """
        z = W₁ x = (2, −2)     h = max(0, z) = (2, 0)     y = 3·2 + 5·0 = 6     L = (6 − 5)² = 1
        dy = 2 (y − 5) = 2
        dW₂ = dy · h = (4, 0)           db₂ = 2           dh = dy · W₂ = (6, 10)
        dz = dh ⊙ [z > 0] = (6, 0)      dW₁ = dz · x = (12, 0)      db₁ = (6, 0)
        """,
      commonMistake: """
        The gradient of the hidden layer goes back through the output weights as they are after \
        their update.
        """,
      otherMistakes: [
        "The output is −4 and the loss 81, so the gradient starts with dL/dy = −18.":
          """
        That leaves out the ReLU. The second hidden sum is −2, of which the ReLU makes 0, so the \
        output is 3 · 2 + 5 · 0 = 6, not 3 · 2 − 5 · 2.
        """,
        "The output is 6 and the loss 1, so the gradient starts with dL/dy = 1.":
          """
        1 is the loss and not its slope. (y − 5)² has the derivative 2(y − 5), which is 2 at y = \
        6; with 1 every gradient behind it would be half as large. The slope is y − 5 only for \
        half the square.
        """,
      ],
      refutation: """
        All gradients belong to the weights of the forward pass. With the output weights moved at a rate \
        of 0.01 first, the first weight would get {gradient, output weights moved at a rate of 0.01|4} instead of \
        {gradient of the first weight}. A step with the right gradients brings the loss from {loss} to \
        {loss after a step at a rate of 0.01}.
        """,
      followUps: [
        "Why do the second unit's weights get no gradient?": """
        Its weighted sum is −2, where ReLU is flat: a small change of its weights changes nothing. The \
        10 that arrives there is lost. If that happens for every sample, the unit is dead.
        """,
        "How would you check these numbers in a minute?": """
        Move the first weight from 1 to 1.01: h becomes 2.02, y 6.06, the loss 1.1236. That is \
        0.1236 for 0.01, near the 12 that we found; moved to both sides the slope is \
        {central difference of the first weight}.
        """,
      ]))
  func `numbers at the board agree with engine and differences`() {
    var network = TwoLayerNetwork(
      weight1: Tensor([[1], [-1]]), bias1: .zeros([2]), weight2: Tensor([[3, 5]]),
      bias2: .zeros([1])
    )
    let (x, target) = (Tensor([[2]]), Tensor([[5]]))
    let (loss, found) = network.squaredError(x, targets: target)
    #expect(loss == 1 && found.weight2 == Tensor([[4, 0]]) && found.bias2 == Tensor([2]))
    #expect(found.weight1 == Tensor([[12], [0]]) && found.bias1 == Tensor([6, 0]))
    let numeric = numericGradient(at: network.weight1) { weight in
      var moved = network
      moved.weight1 = weight
      return moved.squaredError(x, targets: target).loss
    }
    #expect(relativeDistance(found.weight1, numeric) < 1e-8)
    evidence("loss", loss)
    evidence("gradient of the first weight", found.weight1[0, 0])
    evidence("central difference of the first weight", numeric[0, 0])

    let cache = network.forward(x)
    network.weight2 = network.weight2 - found.weight2 * 0.01
    let late = network.backward(Tensor([[2]]), cache).weight1[0, 0]
    evidence("gradient, output weights moved at a rate of 0.01", late)
    #expect(abs(late - 11.84) < 1e-12)
    network.bias2 = network.bias2 - found.bias2 * 0.01
    network.weight1 = network.weight1 - found.weight1 * 0.01
    network.bias1 = network.bias1 - found.bias1 * 0.01
    let after = network.squaredError(x, targets: target).loss
    evidence("loss after a step at a rate of 0.01", after)
    #expect(after < 2e-4)
  }

  @Test(
    .interview(
      .question(2, 21), level: .design, minutes: 10,
      question: """
        Write the forward and the backward pass of a two-layer network without a framework. How do you \
        know that it is right?
        """,
      answer: """
        The forward pass keeps a cache, the backward pass reads it from the last line to the \
        first, and differences check it. The cache holds the input, the weighted sums, the hidden \
        activations; the way back goes through two linear layers and ReLU's mask. I check every \
        gradient against central differences, on a batch of several samples and with three \
        different widths, so that no transposed matrix fits by accident and no sum over the batch \
        is forgotten.
        """,
      whiteboard: """
        forward(X):   Z₁ = X W₁ᵀ + b₁;  H = max(0, Z₁);  Z₂ = H W₂ᵀ + b₂;  return Z₂, (X, Z₁, H)
        backward(D₂): dW₂ = D₂ᵀ H;  db₂ = Σ D₂;  D₁ = (D₂ W₂) ⊙ [Z₁ > 0];  dW₁ = D₁ᵀ X;  db₁ = Σ D₁
        """,
      commonMistake: """
        The backward pass reads what the forward pass has kept, and shapes check it: if all fit, \
        the matrices are transposed where they should be.
        """,
      otherMistakes: [
        "The backward pass multiplies by the inverse matrices, and it is right if the input comes back.":
          """
        It carries gradients, not values, and takes transposes: D₁ comes from D₂ W₂. A layer 64 → \
        10 has no inverse, and an input that comes back says nothing about a gradient.
        """,
        "The backward pass needs the outputs and targets only, and it is right if the loss falls on one batch.":
          """
        The weights' gradients are products with the inputs of their layers, so X and H have to be \
        kept. And a loss also falls with gradients that are off by a factor or lack a bias.
        """,
      ],
      refutation: """
        In a square layer both W and its transpose fit. With the wrong one a layer 64 → 64 runs without an \
        error, and its gradient is off by {relative error, wrong transpose} relative to differences; the \
        right one by {relative error, right transpose}.
        """,
      followUps: [
        "What do you need to keep besides the cache?": """
        The parameters as they were in the forward pass. The mask can be read from H as well, so Z₁ \
        need not be kept.
        """,
        "Which loss would you begin with, and why?": """
        Any: the loss contributes D₂ only. Squared error is the easiest to check by hand, softmax with \
        cross-entropy is (p − onehot)/N; the rest of the backward pass is the same.
        """,
      ]))
  func `a transposed weight fits a square layer and is wrong`() throws {
    let network = TwoLayerNetwork(
      weight1: Tensor([[0.5, 0.25], [-0.5, 1]]), bias1: Tensor([0, 0.5]),
      weight2: Tensor([[1, -1], [0.5, 0.5]]), bias2: Tensor([0.1, -0.1]))
    let x = Tensor([[1, -2], [3, 0.5]])
    let targets = Tensor([[1, 0], [-1, 2]])
    let found = network.squaredError(x, targets: targets)
    func numeric(_ parameter: WritableKeyPath<TwoLayerNetwork, Tensor>) -> Tensor {
      // A sum of Z₁ is exactly 0 here, where ReLU has no slope; these samples stay off the kink.
      numericGradient(at: network[keyPath: parameter]) { value in
        var moved = network
        moved[keyPath: parameter] = value
        return moved.squaredError(x + 0.125, targets: targets).loss
      }
    }
    #expect(abs(found.loss - 2.475_820_312_5) < 1e-12)
    let moved = network.squaredError(x + 0.125, targets: targets).gradients
    let distances = [
      relativeDistance(moved.weight1, numeric(\.weight1)),
      relativeDistance(moved.bias1, numeric(\.bias1)),
      relativeDistance(moved.weight2, numeric(\.weight2)),
      relativeDistance(moved.bias2, numeric(\.bias2)),
    ]
    evidence(
      "greatest relative distance from differences", distances.max() ?? .infinity, atMost: 1e-8)
    // The mask read from H is the mask read from Z₁.
    let cache = network.forward(x)
    #expect((cache.hidden .> 0) == (cache.weightedSums .> 0))

    let (wrong, right) = try FailureMode.weightNotTransposed.measure()
    evidence("relative error, wrong transpose", wrong)
    evidence("relative error, right transpose", right, atMost: 1e-7)
    #expect(wrong > 0.1)
  }

  @Test(
    .interview(
      .question(2, 28), level: .derive, minutes: 4,
      question: "Derive the backward pass of a linear layer Y = X Wᵀ + b for a batch.",
      answer: """
        With D for the gradient at Y the three gradients are dX = D W, dW = Dᵀ X, and db the \
        sum of D over the batch. Each follows from one entry: y of sample n and unit j is Σ x w \
        plus b, so a weight collects d times its input over all samples, an input collects d \
        times its weight over all units, a bias collects d itself. I check the shapes, since \
        every gradient has the shape of its value, and then the numbers.
        """,
      whiteboard: """
        y[n,j] = Σᵢ x[n,i] w[j,i] + b[j]                        d[n,j] = ∂L/∂y[n,j]
        ∂L/∂w[j,i] = Σₙ d[n,j] x[n,i]    dW = Dᵀ X    [out, in]
        ∂L/∂x[n,i] = Σⱼ d[n,j] w[j,i]    dX = D W     [batch, in]
        ∂L/∂b[j]   = Σₙ d[n,j]           db = Σ D     [out]
        """,
      commonMistake: """
        The backward pass first forms the Jacobian of Y with respect to X and then multiplies by it.
        """,
      otherMistakes: [
        "With D for the gradient at Y the three gradients are dX = D Wᵀ, dW = Xᵀ D, and db the sum of D over the batch.":
          """
        Those belong to Y = X W + b, with a weight of shape [in, out]. Here W is [out, in] and D \
        is [batch, out], so D Wᵀ fits only a square layer, and there it is another product than D \
        W.
        """,
        "With D for the gradient at Y the three gradients are dX = D W, dW = Dᵀ X, and db the mean of D over the batch.":
          """
        The same b is added to every sample's row, so its shares add up. If the loss is a mean \
        over the batch, D has the 1/N already, and a second one makes db N times too small.
        """,
      ],
      refutation: """
        For 1000 inputs, 1000 outputs and a batch of 100 that Jacobian has {entries of the \
        Jacobian} entries, 99 % of them zero, because no sample's output depends on another \
        sample's input. dX has {entries of dX}. One product, D W, gives it directly.
        """,
      followUps: [
        "Why does dW have no 1/N in it?": """
        Because D has it already, if the loss is a mean over the batch. A second mean in the layer would \
        make the gradient N times too small.
        """,
        "What changes if the library stores the weight as [in, out]?": """
        Y = X W + b, and the transposes change places: dX = D Wᵀ, dW = Xᵀ D. The numbers are the same.
        """,
      ]))
  func `three products and sums give a linear layer's gradients`() {
    var generator = SplitMix64(seed: 28)
    let x = Tensor.normal([5, 3], using: &generator)
    let weight = Tensor.normal([4, 3], using: &generator)
    let bias = Tensor.normal([4], using: &generator)
    let d = Tensor.normal([5, 4], using: &generator)
    let rule = LayerRules.linear(d, x: x, weight: weight)
    let byX = numericGradient(at: x) { (affine($0, weight: weight, bias: bias) * d).sum() }
    let byWeight = numericGradient(at: weight) { (affine(x, weight: $0, bias: bias) * d).sum() }
    let byBias = numericGradient(at: bias) { (affine(x, weight: weight, bias: $0) * d).sum() }
    evidence("relative distance, dX", relativeDistance(rule.input, byX), atMost: 1e-8)
    evidence("relative distance, dW", relativeDistance(rule.weight, byWeight), atMost: 1e-8)
    evidence("relative distance, db", relativeDistance(rule.bias, byBias), atMost: 1e-8)

    let large = LayerRules.linear(
      .ones([100, 1000]), x: .ones([100, 1000]), weight: .ones([1000, 1000]))
    let outputs = 100 * 1000
    evidence("entries of dX", large.input.elementCount)
    evidence("entries of the Jacobian", outputs * large.input.elementCount)
    #expect(large.input.elementCount == outputs)
  }

  @Test(
    .interview(
      .question(2, 31), level: .explain, minutes: 3,
      question:
        "A bias of shape [3] is added to a batch of shape [5, 3]. What is the bias's gradient?",
      answer: """
        The sum of the arriving gradient over the axis that was stretched, so again of shape [3]. \
        Broadcasting uses each entry of the bias five times, once for every sample, and several uses \
        add up. That is the rule for every broadcast: sum over the axes that were stretched or put in \
        front. It is the mirror image of a sum, whose gradient is a broadcast.
        """,
      commonMistake: "The gradient of a value that was broadcast is the mean over its copies.",
      // Refuted by: the five by the engine and by differences.
      otherMistakes: [
        "The arriving gradient as it is, of shape [5, 3], since each sample has its own.":
          """
        A gradient has the shape of its parameter, and the bias is one vector of three numbers for \
        all samples. The five rows are the shares of its five uses, and they add up.
        """,
        """
        The arriving gradient of one sample, of shape [3], since the bias is the same for all of \
        them.
        """:
          """
        Since it serves all samples, all of them count: moving one entry by ε moves five outputs by \
        ε, and their sum by 5ε. Differences find {slope by differences, sum of 5 rows}; one \
        sample's share is 1.
        """,
      ],
      refutation: """
        For the sum of the five rows' outputs the bias's slope is {slope by differences, sum of 5 rows} by \
        differences and {gradient, sum of 5 rows} by the engine; the mean over the copies would be \
        {mean over the copies}. If the loss is a mean, its 1/N has arrived with the gradient.
        """,
      followUps: [
        "What bug does broadcasting hide between predictions [N, 1] and targets [N]?": """
        Their difference has the shape [N, N], {numbers in the difference of [5, 1] and [5]} \
        numbers for N = 5: every prediction is compared with every target. The loss is a \
        number and training runs, but the best answer to every input is the mean of the \
        targets.
        """,
        "What is the gradient of a mean over an axis of length n?": """
        The arriving gradient, divided by n and broadcast back along the axis.
        """,
      ]))
  func `what was broadcast gets the sum over its copies`() throws {
    var generator = SplitMix64(seed: 31)
    let x = Tensor.normal([5, 3], using: &generator)
    let bias = leaf(Tensor([0.1, 0.2, 0.3]))
    try (Variable(x) + bias).sum().backward()
    let gradient = try #require(bias.gradient)
    let numeric = numericGradient(at: bias.value) { (x + $0).sum() }
    evidence("gradient, sum of 5 rows", gradient[0])
    evidence("slope by differences, sum of 5 rows", numeric[0])
    evidence("mean over the copies", Tensor.ones([5, 3]).mean(axis: 0)[0])
    #expect(gradient == Tensor([5, 5, 5]) && relativeDistance(gradient, numeric) < 1e-9)

    let difference = Variable(x.slice(0..<1, axis: 1)) - Variable(x.slice(0..<1, axis: 1).flattened)
    evidence("numbers in the difference of [5, 1] and [5]", difference.value.elementCount)
    #expect(difference.shape == [5, 5])
  }
}
