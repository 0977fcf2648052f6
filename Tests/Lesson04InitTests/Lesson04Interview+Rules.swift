import Activations
import Autograd
import Course
import Init
import TensorCore
import TestSupport
import Testing

// Where the rules come from, and what frameworks do by themselves.

extension Lesson04Interview {
  @Test(
    .interview(
      .question(4, 3), level: .derive, minutes: 5,
      question: "Derive Xavier's (Glorot's) initialization. Which assumptions does it make?",
      answer: """
        One output sums fan_in products, so its variance is fan_in · Var(w) times the input's \
        second moment. The gradient of one input sums fan_out products. Keeping the forward signal \
        asks for a variance of 1 / fan_in, keeping the gradient for 1 / fan_out. Both hold only \
        for square layers, so Xavier takes 2 / (fan_in + fan_out), the inverse of the mean fan. It \
        assumes independent weights of mean zero, and an activation that is nearly the identity.
        """,
      whiteboard: """
        z = Σᵢ wᵢ xᵢ with independent w of mean 0: Var(z) = fan_in · Var(w) · E x². Backward, dxᵢ \
        = Σⱼ wⱼᵢ dzⱼ: Var(dx) = fan_out · Var(w) · Var(dz). The two conditions: Var(w) = 1 / \
        fan_in and Var(w) = 1 / fan_out; the compromise: Var(w) = 2 / (fan_in + fan_out). Uniform \
        in ±a: a² / 3 = Var(w), so a = √(6 / (fan_in + fan_out)).
        """,
      commonMistake:
        "It assumes nothing of the activation: Xavier's rule keeps the size of the signal behind each of them, ReLU included.",
      otherMistakes: [
        "In a layer that is not square Xavier's rule keeps both signals exactly.":
          "One variance cannot be 1/fan_in and 1/fan_out at once. From 256 to 128 Xavier's multiplies the forward second moment by {forward factor, 256 to 128}, the backward one by {backward factor, 256 to 128}.",
        "The uniform version draws in ± the standard deviation.":
          "Numbers uniform in ±a have the deviation a/√3, so that would be a third of the variance. The bound is √3 deviations, √(6/(fan_in + fan_out)): {uniform bound, 256 to 128} from 256 to 128.",
      ],
      refutation: """
        It knows nothing of the half that ReLU cuts away. Behind 10 layers of width 64 the root \
        mean square of unit inputs is {size, linear} without an activation and {size, ReLU} with \
        ReLU (geometric means over 10 seeds).
        """,
      followUps: [
        "What does it do in a layer from 256 to 128?": """
        The forward second moment is multiplied by {forward factor, 256 to 128}, the backward one \
        by {backward factor, 256 to 128}: it splits the difference. The uniform bound is {uniform \
        bound, 256 to 128}.
        """,
        "Why the second moment of the input, not its variance?": """
        The weights have mean zero, so each product has the mean 0 and its variance is Var(w) · E \
        x², whatever the mean of x. Behind a ReLU the two differ, since its outputs are positive \
        on average.
        """,
      ]))
  func `Xavier keeps a linear signal and loses one with ReLU`() throws {
    let linear = lastSizes(.xavier, { $0 })
    let rectified = lastSizes(.xavier)
    evidence("size, linear", geometricMean(linear))
    evidence("size, ReLU", geometricMean(rectified))
    #expect(linear.allSatisfy { (0.6...1.6).contains($0) })
    #expect(rectified.allSatisfy { $0 < 0.08 })

    let shape: Shape = [128, 256]
    let deviation = try #require(
      Initializer.xavierNormal().statistics(of: shape).standardDeviation)
    let fans = Fans(of: shape, connection: .dense)
    let bound = try #require(Initializer.xavierUniform().statistics(of: shape).bounds).upperBound
    evidence("forward factor, 256 to 128", fans.input * deviation * deviation)
    evidence("backward factor, 256 to 128", fans.output * deviation * deviation)
    evidence("uniform bound, 256 to 128", bound)
    #expect(abs(fans.input * deviation * deviation - 4.0 / 3) < 1e-12)
    #expect(abs(fans.output * deviation * deviation - 2.0 / 3) < 1e-12)
    #expect(abs(bound - 0.125) < 1e-12)
  }

  @Test(
    .interview(
      .question(4, 4), level: .derive, minutes: 4,
      question: "Derive He's (Kaiming's) initialization for ReLU. Where does the 2 come from?",
      answer: """
        From the half of the second moment that ReLU cuts away. With zero biases pre-activations \
        are symmetric around 0, because the weights are, so E relu(z)² = Var(z) / 2. A layer \
        multiplies the second moment by fan_in · Var(w) / 2, and that is 1 for Var(w) = 2 / \
        fan_in. With leaky ReLU of slope a the share kept is (1 + a²) / 2, so the 2 becomes 2 / (1 \
        + a²). The backward pass gives the same with fan_out.
        """,
      whiteboard: """
        Layer l: z = W x, x = relu(z of the layer before). Var(z) = fan_in · Var(w) · E x². z is \
        symmetric: E relu(z)² = ½ E z² = ½ Var(z). So Var(zₗ) = fan_in · Var(w) · ½ · Var(zₗ₋₁). \
        The factor is 1 for Var(w) = 2 / fan_in.
        """,
      commonMistake: "From experience: the 2 is an empirical tuning constant.",
      otherMistakes: [
        "From half of the units, which are dead for every input: the 2 makes up for them.":
          "Each unit is off for about half of the inputs; none has to be dead. And the 2 is not a count: leaky ReLU switches no unit off and still needs 2/(1 + a²), since it shrinks E φ(z)² too.",
        "From the variance: ReLU's outputs have half of that of its inputs, and the 2 makes up for it.":
          "Half is their second moment. Their mean is not 0, so for normal z their variance is (½ − 1/(2π)) Var(z), about 0.34 Var(z). Weights of mean 0 hand on the second moment, not the variance.",
      ],
      refutation: """
        It is the inverse of the share that ReLU keeps, {second moment that ReLU keeps} of a \
        standard normal number's. Over 10 layers of width 64 the root mean square changes to \
        {size, He} with it and {size, LeCun} without (geometric means over 10 seeds; √½ a layer \
        would give 0.03125).
        """,
      followUps: [
        "What does the first layer need, whose inputs did not pass a ReLU?": """
        1 / fan_in, strictly: nothing was cut from the data. One factor of √2 too much does not \
        matter; what matters is a factor that repeats in every layer.
        """,
        "What is the factor for leaky ReLU of slope 0.01, and for slope √5?": """
        The gains are {gain, slope 0.01} and {gain, slope √5}. The second is how PyTorch writes \
        the default of nn.Linear.
        """,
      ]))
  func `ReLU keeps half, and the 2 makes up for it`() throws {
    let gain = Gain.keepingSecondMoment(of: Activation.relu)
    evidence("second moment that ReLU keeps", 1 / (gain * gain))
    #expect(abs(gain * gain - 2) < 1e-9)
    let (he, leCun) = (
      lastSizes(.kaiming),
      lastSizes(InitializationScheme("LeCun", hidden: .leCunNormal()))
    )
    evidence("size, He", geometricMean(he))
    evidence("size, LeCun", geometricMean(leCun))
    let promise = Initializer.kaimingNormal().statistics(of: [64, 64]).standardDeviation
    #expect(abs(try #require(promise) - Double(2.0 / 64).squareRoot()) < 1e-15)
    #expect((0.7...1.3).contains(geometricMean(he)))
    #expect((0.7...1.3).contains(geometricMean(leCun) * 32))
    evidence("gain, slope 0.01", Gain.pyTorch(.leakyReLU()))
    evidence("gain, slope √5", Gain.pyTorch(.leakyReLU(slope: Double(5).squareRoot())))
    #expect(abs(Gain.pyTorch(.leakyReLU(slope: Double(5).squareRoot())) - 0.5773502691896) < 1e-12)
  }

  @Test(
    .interview(
      .question(4, 5), level: .explain, minutes: 3,
      question:
        "What does PyTorch's nn.Linear start with, and is that right for deep ReLU networks?",
      answer: """
        Its weights have the variance 1 / (3 fan_in), a sixth of what ReLU needs. They and the \
        biases are uniform in ±1/√fan_in. The code says kaiming_uniform_ with a = √5, which reads \
        like He's rule and is not. Each wide ReLU layer leaves \
        {small differences a layer, default} of small differences between inputs, and less of \
        large ones. Shallow networks bear it; in a deep plain one I call kaiming_normal_ with \
        nonlinearity="relu" and zero the biases.
        """,
      commonMistake: "The default is Kaiming, so it is He's rule.",
      otherMistakes: [
        "With the default the outputs of a deep ReLU network shrink to nothing.":
          "Each layer's random biases keep them up: at layer 30 of width 128 the root mean square is {size, default}. What shrinks to nothing is the spread across inputs, to {spread, default}.",
        "The default is Xavier's rule.":
          "Xavier's variance is 2/(fan_in + fan_out), in a square layer 1/fan_in and so three times the default's 1/(3 fan_in). The default does not look at fan_out at all.",
      ],
      refutation: """
        He's variance is {He's variance ÷ default's} times as large. At layer 30 of width 128 the \
        root mean square is {size, default} (the random biases keep it up), but the spread across \
        inputs is {spread, default}; under He's rule it is {spread, He} (geometric means over 3 \
        seeds).
        """,
      followUps: [
        "Why do the outputs not shrink to nothing?": """
        Each layer adds its random biases, the same for every input. Without them the root mean \
        square at layer 30 is {size, default without biases}. So watch the spread across a batch \
        beside the size.
        """,
        "Where does the default do no harm?": """
        In shallow networks, and where batch normalization follows each linear layer: it takes \
        the common part away and restores the scale of the differences.
        """,
      ]))
  func `nn.Linear's default loses what tells inputs apart`() throws {
    func deviation(_ rule: Initializer) throws -> Double {
      try #require(rule.statistics(of: [128, 128]).standardDeviation)
    }
    let ratio = try deviation(.kaimingNormal()) / deviation(.pyTorchLinear)
    evidence("He's variance ÷ default's", ratio * ratio)
    #expect(abs(ratio * ratio - 6) < 1e-12)
    func last(_ scheme: InitializationScheme) -> [Signal] {
      lastSignals(scheme, depth: 30, seeds: 0..<3)
    }
    let standard = last(.pyTorchDefault)
    let he = last(.kaiming)
    let bare = last(InitializationScheme("no biases", hidden: .pyTorchLinear))
    evidence("size, default", geometricMean(standard.map(\.rootMeanSquare)))
    evidence("spread, default", geometricMean(standard.map(\.spread)))
    evidence("spread, He", geometricMean(he.map(\.spread)))
    evidence("size, default without biases", geometricMean(bare.map(\.rootMeanSquare)))
    let layer = MeanField(Activation.relu, weightVariance: 1.0 / 3)
    let small = layer.gradientFactor(at: 1).squareRoot()
    evidence("small differences a layer, default", small)
    // Of two inputs of correlation c a share 1 − c is left, times what the second moment keeps.
    let left = (1 - layer.nextCorrelation(after: 0, variance: 1)) * layer.nextVariance(after: 1)
    #expect(abs(small - 0.408) < 1e-3 && left.squareRoot() < small - 0.05)
    #expect(standard.allSatisfy { (0.02...0.06).contains($0.rootMeanSquare) && $0.spread < 1e-10 })
    #expect(he.allSatisfy { $0.spread > 0.05 } && bare.allSatisfy { $0.rootMeanSquare < 1e-10 })
  }
}
