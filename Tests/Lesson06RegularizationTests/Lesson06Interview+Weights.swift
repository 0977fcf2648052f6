import Autograd
import Course
import Regularization
import TensorCore
import TestSupport
import Testing

// Penalties and decays.

extension Lesson06Interview {
  @Test(
    .interview(
      .question(6, 6), level: .explain, minutes: 3,
      question: "L1 or L2: what does each do to the weights?",
      answer: """
        L1 makes small weights exactly zero; L2 shrinks the weights and in general leaves none at zero. With an identity design L1 \
        subtracts λ from each magnitude and stops at 0, so large weights shrink too, by a constant. L2 shrinks all in proportion there; in general it multiplies the part along a singular value s by s²/(s² + λ): directions in which the data vary least shrink most. In code the zeros come from a \
        proximal step; adding |w| to the loss only comes near them.
        """,
      whiteboard: """
        ½ (w − b)² + λ|w|: w = sign(b) max(|b| − λ, 0)
        ½ (w − b)² + λ/2 w²: w = b/(1 + λ)
        """,
      commonMistake:
        "Adding λ Σ|w| to the loss makes gradient descent set weights exactly to zero.",
      otherMistakes: [
        "L1 leaves large weights as they are and removes the small ones.":
          "L1 pulls at each weight with the same λ, at large ones too: with an identity design and λ = 0.3 the weight 3 becomes {3 by L1}. Keeping large ones as they are is hard thresholding.",
        "L2 shrinks all directions by the same factor, whatever the data.":
          "The factor is s²/(s² + λ), so the data decide: with λ = 1 it is {kept at s = 10} along s = 10 and {kept at s = 0.1} along s = 0.1.",
      ],
      refutation: """
        The slope of λ|w| is λ up to 0, so a step jumps across. The lasso with an identity design, b = [3, 0.5, −0.2, 0.05, −2], λ = 0.3, learning rate 0.1: after 300 steps \
        subgradient descent has {zeros of descent} zeros, the proximal step {zeros of the proximal step}. The largest weight, 3, \
        becomes {3 by L1}. And ridge with λ = 1 keeps the share {kept at s = 10} along s = 10, {kept at s = 0.1} along s = 0.1.
        """,
      followUps: [
        "Which priors do they correspond to?": """
        As maximum a posteriori estimates, L2 to a Gaussian prior and L1 to a Laplace prior on the weights.
        """,
        "Why does subgradient descent not arrive?": """
        The slope of |w| does not become small near 0, so a step of fixed length jumps across and back.
        """,
      ]))
  func `the proximal step makes zeros, the subgradient none`() throws {
    let goal = Tensor([3, 0.5, -0.2, 0.05, -2])
    func solution(penalty: Scalar, _ optimizer: (Variable) -> any Optimizer) throws -> Tensor {
      try trained(from: .zeros([5]), stepCount: 300, optimizer) { w in
        let error = w - Variable(goal)
        let loss = (error * error).sum() * 0.5
        return penalty > 0 ? loss + WeightPenalty.l1([w], strength: penalty) : loss
      }
    }
    let descent = try solution(penalty: 0.3) { GradientDescent([$0], learningRate: 0.1) }
    let proximal = try solution(penalty: 0) {
      ProximalDescent([$0], ProximalDescentRule(learningRate: 0.1, l1: 0.3))
    }
    let zeros = (descent.scalars.count { $0 == 0 }, proximal.scalars.count { $0 == 0 })
    evidence("zeros of descent", zeros.0)
    evidence("zeros of the proximal step", zeros.1)
    evidence("3 by L1", goal.softThresholded(by: 0.3)[0])
    let kept = [10, 0.1].map { LeastSquares.shrinkage(singularValue: $0, strength: 1) }
    evidence("kept at s = 10", kept[0])
    evidence("kept at s = 0.1", kept[1])
    #expect(zeros == (0, 2) && abs(proximal[0] - 2.7) < 1e-9)
    #expect(abs(descent[0] - 2.7) < 0.01)
    #expect(abs(kept[0] - 100.0 / 101) < 1e-12 && kept[1] < 0.01)
  }

  @Test(
    .interview(
      .question(6, 7), level: .explain, minutes: 3,
      question: "Is weight decay the same as an L2 penalty?",
      answer: """
        For plain gradient descent yes, for Adam no, and with momentum no. L2 adds λw to the gradient, and the \
        optimizer treats it as gradient: Adam divides it by the root of its own mean square, so a weight with no other gradient moves \
        by about the learning rate, whatever λ is. Decoupled decay multiplies the weight by 1 − ηλ beside the step. That is \
        AdamW, and the reason why weight_decay means two things in PyTorch's Adam and AdamW.
        """,
      whiteboard: """
        L2, plain descent: w − η (g + λw) = (1 − ηλ) w − ηg, which is decay
        Adam with L2, g = 0: step = η λw/√(λ²w²) ≈ η
        AdamW, g = 0: w (1 − ηλ)
        """,
      commonMistake: "Yes, they are two names for the same thing.",
      otherMistakes: [
        "They differ for every optimizer, plain descent included.":
          "For plain descent w − η (g + λw) is (1 − ηλ) w − ηg, the same step: after 20 of them the weights differ by {difference of plain descent}. They differ with momentum and in Adam.",
        "In Adam a weight without another gradient decays a hundred times as fast under a hundred times the L2 penalty.":
          "The penalty is then the whole gradient, and Adam divides it by its own size, so λ cancels: after ten steps the weight is {Adam with L2|6} with λ = 0.1 and {Adam, λ = 10|6} with λ = 10.",
      ],
      refutation: """
        A weight of 1 whose loss has no gradient, η = 0.01, λ = 0.1, ten steps: {Adam with L2|6} with L2 in Adam, {AdamW|6} with AdamW. With λ = 10 \
        Adam leaves {Adam, λ = 10|6}. After 20 steps on (w − 3)² the two differ by {difference with momentum} with momentum, \
        with plain descent by {difference of plain descent}.
        """,
      followUps: [
        "What is λ in PyTorch's SGD with weight_decay?": """
        It is added to the gradient as λw, so it is the penalty λ/2 ‖w‖², in front of momentum.
        """,
        "What decays in AdamW when you halve the learning rate?": """
        Half as much a step: PyTorch multiplies by 1 − ηλ. A schedule of the learning rate schedules the decay too.
        """,
      ]))
  func `L2 is decay for plain descent, not for Adam`() throws {
    let adam = AdamWRule(learningRate: 0.01, weightDecay: 0)
    func decayed(_ optimizer: (Variable) -> any Optimizer) throws -> Scalar {
      try trained(from: Tensor([1]), stepCount: 10, optimizer) { ($0 * 0).sum() }[0]
    }
    let coupled = try decayed { FirstOrderOptimizer([$0], CoupledDecay(adam, strength: 0.1)) }
    let strong = try decayed { FirstOrderOptimizer([$0], CoupledDecay(adam, strength: 10)) }
    let decoupled = try decayed { FirstOrderOptimizer([$0], DecoupledDecay(adam, strength: 0.1)) }
    evidence("Adam with L2", coupled)
    evidence("AdamW", decoupled)
    evidence("Adam, λ = 10", strong)
    func quadratic(_ optimizer: (Variable) -> any Optimizer) throws -> Scalar {
      try trained(from: Tensor([1]), stepCount: 20, optimizer) { w in ((w - 3) * (w - 3)).sum() }[0]
    }
    let plain = GradientDescentRule(learningRate: 0.05)
    let momentum = MomentumRule(learningRate: 0.05)
    let same =
      try quadratic { FirstOrderOptimizer([$0], CoupledDecay(plain, strength: 0.2)) }
      - quadratic { FirstOrderOptimizer([$0], DecoupledDecay(plain, strength: 0.2)) }
    let other =
      try quadratic { FirstOrderOptimizer([$0], CoupledDecay(momentum, strength: 0.2)) }
      - quadratic { FirstOrderOptimizer([$0], DecoupledDecay(momentum, strength: 0.2)) }
    evidence("difference of plain descent", abs(same), atMost: 1e-12)
    evidence("difference with momentum", abs(other))
    #expect(abs(coupled - 0.90035) < 5e-5 && abs(decoupled - 0.990045) < 5e-6)
    #expect(abs(strong - coupled) < 1e-3 && abs(other) > 0.01)
  }

  @Test(
    .interview(
      .question(6, 8), level: .explain, minutes: 2,
      question: "Why are biases usually left out of weight decay?",
      answer: """
        Because a bias sets the level of the outputs, and decay pulls that level to 0. Where only a bias can fit the mean, \
        half the squared error plus λ/2 b² is least at 1/(1 + λ) of it. A bias is also only one parameter a unit, \
        so it adds little to fit noise with. Scales of norms are left out by the same custom. In practice that means two \
        parameter groups.
        """,
      commonMistake:
        "For no good reason: decaying the biases is harmless, however strong the decay is.",
      otherMistakes: [
        "The weights make up for all that decay takes from a bias.":
          "A weighted sum of inputs that vary around 0 is no constant, and decay pulls at the weights as well: with λ = 1 on all parameters and every target 5 the mean prediction is {mean, all decay}.",
        "With decay λ a bias loses the share λ, so that at λ = 1 it is 0.":
          "½ (b − m)² + λ/2 b² is least at m/(1 + λ), so the share that is lost is λ/(1 + λ): half of it at λ = 1, all of it at no finite λ.",
      ],
      refutation: """
        Strong decay is not harmless. A linear layer with 4 inputs, every target 5, 150 steps, 32 samples: with λ = 1 on all parameters the mean prediction is \
        {mean, all decay}, about half, and what the weights add is little; without decay on the bias it is {mean, bias kept}.
        """,
      followUps: [
        "How do you find the parameters to leave out?": """
        By shape, as timm and nanoGPT do: what has fewer than two axes is kept. A bias of shape 1 × n slips through, and tables \
        of embeddings decay, so I print both lists.
        """,
        "Does it matter for small λ?": """
        Less: at λ = 0.01 the level is missed by one percent. A second group costs nothing, though.
        """,
      ]))
  func `a decayed bias predicts half of the mean at λ = 1`() throws {
    let mean = try FailureMode.decayedBias.measure()
    evidence("mean, all decay", mean.broken)
    evidence("mean, bias kept", mean.cured)
    #expect(mean.broken < 3.5 && abs(mean.cured - 5) < 0.1)
  }
}
