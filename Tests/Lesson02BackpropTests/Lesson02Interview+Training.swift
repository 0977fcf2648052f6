import Backprop
import Course
import TensorCore
import TestSupport
import Testing

// Between backward() and the step: zeroing, clipping, checking.

extension Lesson02Interview {
  @Test(
    .interview(
      .question(2, 7), level: .debug, minutes: 4,
      question: "What happens if you forget to zero the gradients?",
      answer: """
        The optimizer then follows the sum of all gradients so far. For plain SGD that is momentum \
        without friction. On a bowl it swings forever: the run passes the minimum, and nothing \
        slows it down. In practice the loss falls at first, then oscillates or blows up, while the \
        gradient norms grow. I find it by running one batch through the loop twice at a rate of \
        zero: the gradient must stay the same, not double. Zeroing may stand anywhere but between \
        backward and the step.
        """,
      commonMistake: "Forgetting to zero the gradients only doubles the effective learning rate.",
      // Refuted by: the swing of the proof does not shrink, and it is the sum that the optimizer sees.
      otherMistakes: [
        "The old gradients average out, so nothing changes but the noise.":
          """
        They are added, not averaged, and on a slope they all point one way. On x²/2 there is no \
        noise at all, and a run from x = 1 still reaches {greatest x in the last 50 steps} in its \
        last 50 steps.
        """,
        "The optimizer then follows the mean of all gradients so far, which smooths the descent.":
          """
        Nothing divides by the number of steps, so it is the sum. On the way down it grows with \
        every step, carries the run past the minimum and swings it back, without end.
        """,
      ],
      refutation: """
        A doubled rate converges: on x²/2 from x = 1, with 0.2 instead of 0.1, it ends at {end \
        with a doubled rate} after 200 steps. Without zeroing the run at 0.1 still reaches \
        {greatest x in the last 50 steps} in its last 50 steps, and up to rounding it is \
        momentum with a factor of 1.
        """,
      followUps: [
        "What happens if you zero between backward and the step?":
          """
        The step sees no gradient. Plain SGD stands still; where gradients are zeros and not \
        None, momentum and weight decay still move the parameters.
        """,
        "When is it right not to zero?":
          """
        While a large batch is gathered from micro-batches, or when several losses send their \
        gradients by separate calls of backward. The rule is one zeroing for each step, not \
        for each backward pass.
        """,
      ]))
  func `without zeroing, descent is momentum without friction`() throws {
    func descend(
      _ makeOptimizer: (Variable) -> any Optimizer, zeroing: Bool
    ) throws -> [Scalar] {
      let x = leaf(Tensor(1))
      let optimizer = makeOptimizer(x)
      return try (0..<200).map { _ in
        if zeroing { optimizer.zeroGradients() }
        try (x * x * 0.5).backward()
        optimizer.step()
        return x.scalar
      }
    }
    let forgotten = try descend({ GradientDescent([$0], learningRate: 0.1) }, zeroing: false)
    let frictionless = try descend(
      { Momentum([$0], MomentumRule(learningRate: 0.1, momentum: 1)) }, zeroing: true)
    let right = try descend({ GradientDescent([$0], learningRate: 0.1) }, zeroing: true)
    let doubled = try descend({ GradientDescent([$0], learningRate: 0.2) }, zeroing: true)
    let swing = forgotten.suffix(50).map(abs).max() ?? 0
    let difference = zip(forgotten, frictionless).map { abs($0 - $1) }.max() ?? .infinity
    evidence("greatest x in the last 50 steps", swing)
    evidence("end with zeroing", right[199])
    evidence("end with a doubled rate", doubled[199])
    evidence("difference from momentum with factor 1", difference, atMost: 1e-12)
    #expect(swing > 1 && right[199] < 1e-9 && doubled[199] < 1e-19)
  }

  @Test(
    .interview(
      .question(2, 9), level: .explain, minutes: 3,
      question: "Do you clip gradients by norm or by value, and when?",
      answer: """
        By the joint norm of all gradients, because that shortens the gradient and keeps its \
        direction. Clipping by value cuts the large entries only, so the result points \
        elsewhere; clipping each tensor by its own norm turns it too. It belongs between \
        backward and the step, after unscaling in mixed precision. I log the norm before \
        clipping: if plain SGD is clipped at every step, every step has the same length, and \
        the bound acts as a learning rate.
        """,
      commonMistake: "Clipping by value only shortens the gradient.",
      // Refuted by: the ratio of two gradients after joint clipping, and the step that was clipped too late (02.41).
      otherMistakes: [
        """
        By the norm of each tensor by itself, because that keeps the direction of the whole \
        gradient.
        """:
          """
        Then only the large ones are cut, and the whole gradient turns: at a bound of 1, lengths \
        of 100 and 1 would both be 1. Clipped jointly they keep their ratio, {ratio of two \
        tensors' gradients after clipping jointly}.
        """,
        "By the joint norm, after the step, because the optimizer needs the true gradient.":
          """
        After the step the weights have already moved by the full gradient, and the next zeroing \
        throws the clipped one away. It is the step that has to be protected.
        """,
      ],
      refutation: """
        The gradient [10, 1] clipped to ±1 becomes [1, 1]: the cosine with the original is \
        {cosine, by value}. Clipped by norm it stays {cosine, by norm}.
        """,
      followUps: [
        "Why does PyTorch add 1e-6 to the norm?":
          """
        So that a norm of zero divides by no zero. The price is that a clipped gradient is a \
        trifle shorter than the bound: a norm of 5 clipped to 1 ends {shortfall of a norm of \
        5 clipped to 1} short.
        """,
        "What does clipping do to Adam?":
          """
        Less than to SGD. Adam divides by the size of its gradients, so a bound that cuts \
        every step cancels: with ten times the bound the weights move as far, but for {Adam, \
        difference with ten times the bound} of the way. What helps is that one outlier no \
        longer dominates its averages.
        """,
        "Does a step of SGD with momentum keep its direction when the gradient is clipped?":
          """
        No, only the gradient does. The velocity still holds older gradients, and their \
        weight in the sum grows: after [1, 0] a gradient [0, 100] clipped to 1 turns the step \
        to a cosine of {cosine of a momentum step, clipped or not}.
        """,
      ]))
  func `clipping by norm keeps the direction, by value it does not`() {
    func clipped(_ clip: (Variable) -> Void) -> (cosine: Scalar, length: Scalar) {
      let parameter = leaf(.zeros([2]))
      let gradient = Tensor([10, 1])
      parameter.gradient = gradient
      clip(parameter)
      let result = parameter.gradient ?? .zeros([2])
      return (dot(gradient, result) / (gradient.norm() * result.norm()), result.norm())
    }
    let value = clipped { clipGradientValues([$0], to: 1) }
    let norm = clipped { clipGradientNorm([$0], to: 1) }
    evidence("cosine, by value", value.cosine)
    evidence("cosine, by norm", norm.cosine)
    evidence("length, by norm", norm.length)
    #expect(abs(norm.cosine - 1) < 1e-12 && abs(norm.length - 1) < 1e-6)
    #expect(abs(value.cosine - 0.7740) < 1e-4)

    // Two parameters of very different gradients keep the ratio of their lengths.
    let (large, small) = (leaf(.zeros([1])), leaf(.zeros([1])))
    large.gradient = Tensor([100])
    small.gradient = Tensor([1])
    clipGradientNorm([large, small], to: 1)
    let ratio = (large.gradient?.norm() ?? 0) / (small.gradient?.norm() ?? 1)
    evidence("ratio of two tensors' gradients after clipping jointly", ratio)
    #expect(abs(ratio - 100) < 1e-9)

    let five = leaf(.zeros([2]))
    five.gradient = Tensor([3, 4])
    clipGradientNorm([five], to: 1)
    let shortfall = 1 - (five.gradient?.norm() ?? 0)
    evidence("shortfall of a norm of 5 clipped to 1", shortfall)
    #expect(abs(shortfall - 2e-7) < 1e-9)

    // What optimizers make of clipped gradients.
    func moved(
      _ gradients: [Tensor], bound: Scalar?, by makeOptimizer: (Variable) -> any Optimizer
    ) -> [Tensor] {
      let weight = leaf(.zeros([2]))
      let optimizer = makeOptimizer(weight)
      return gradients.map { gradient in
        weight.gradient = gradient
        if let bound { clipGradientNorm([weight], to: bound) }
        let before = weight.value
        optimizer.step()
        return weight.value - before
      }
    }
    let outlier = [Tensor([1, 0]), Tensor([0, 100])]
    func momentum(_ weight: Variable) -> any Optimizer { Momentum([weight], learningRate: 0.1) }
    let free = moved(outlier, bound: nil, by: momentum)[1]
    let cut = moved(outlier, bound: 1, by: momentum)[1]
    let cosine = dot(free, cut) / (free.norm() * cut.norm())
    evidence("cosine of a momentum step, clipped or not", cosine)
    #expect(cosine < 0.8)
    let steady = (0..<50).map { Tensor([100 + Scalar($0), -50]) }
    func adam(_ weight: Variable) -> any Optimizer { AdamW([weight], learningRate: 0.01) }
    func distance(_ bound: Scalar) -> Scalar {
      moved(steady, bound: bound, by: adam).reduce(Tensor.zeros([2])) { $0 + $1 }.norm()
    }
    let ratioOfDistances = distance(10) / distance(1)
    evidence(
      "Adam, difference with ten times the bound", abs(ratioOfDistances - 1), atMost: 1e-6)
  }

  @Test(
    .interview(
      .question(2, 10), level: .debug, minutes: 5,
      question: "How do you verify a backward pass that you wrote yourself?",
      answer: """
        I hold it against central differences, in double precision, with a step of about 1e-5 \
        and a relative error. Every tensor by itself, biases too, on shapes without a square in \
        them, with a random cotangent, because the sum of the outputs is blind to many faults. \
        And at weights of ordinary size: near zero tanh is a straight line, and a forgotten \
        slope hides. Entries that cross a kink are skipped. A wrong factor shows as a ratio of \
        2, −1 or the batch size.
        """,
      commonMistake: """
        I hold it against differences, with a step as small as possible: the smaller, the better.
        """,
      otherMistakes: [
        "I train a small network with it for some hundred steps: if the loss falls, the gradient is right.":
          """
        A wrong gradient often points downhill as well: one that is twice too long, or 0 for all \
        biases, still lowers the loss. Training may then be slower or end higher, and nobody \
        looks for the cause.
        """,
        "I hold it against central differences at tiny weights, where every function is smooth and rounding small.":
          """
        Near 0 tanh is a straight line, which hides a forgotten slope: the check reads {forgotten \
        slope, weights of 1e-4} at weights of 1e-4 and {forgotten slope, weights of 1} at weights \
        of 1. And not every function is smooth there: ReLU has its kink at 0.
        """,
      ],
      refutation: """
        Rounding grows as the step shrinks: the two values become nearly equal, and the rounding \
        in their difference is divided by a tiny number. For eˣ sin x at 1 the error is {error \
        at h = 1e-5} with a step of 1e-5 and {error at h = 1e-12} with 1e-12.
        """,
      followUps: [
        "Why not check in single precision?":
          """
        Because of rounding. At a good step the worst of 31 points is off by {worst error, double \
        precision|2} in double precision and by {worst error, single precision|2} in single, so \
        there a small fault drowns in noise.
        """,
        "Why a random cotangent and not the sum of the outputs?":
          """
        The sum weights every output by 1, so faults that cancel over the outputs are not \
        seen. A softmax's outputs always sum to 1: the gradient of that sum is zero, and a \
        backward pass that returns zeros would pass.
        """,
        "Which relative error do you accept?":
          """
        For smooth functions in double precision I expect 1e-7 or less. Above 1e-4 I look for a \
        kink, and if there is none, for a fault; even far above 1e-2 it may be a kink: across \
        that of ReLU differences read {slope of a right ReLU, by differences across its kink}, \
        where 1 is right. And a small error clears the gradient at this point only.
        """,
      ]))
  func `differences show a forgotten slope, but not at tiny weights`() throws {
    func f<Number: DifferentiableNumber>(_ x: Number) -> Number { .exp(x) * .sine(x) }
    let x = ScalarNode(1)
    f(x).backward()
    func error(step: Double) -> Double {
      abs(centralDifference(at: 1.0, step: step) { f($0) } - x.gradient) / x.gradient
    }
    /// The worst relative error between ½ and 2.
    func worstError<Number: BinaryFloatingPoint>(
      step: Number, _ function: (Number) -> Number
    ) -> Double {
      stride(from: 0.5, through: 2, by: 0.05).map { point in
        let x = ScalarNode(point)
        f(x).backward()
        let numeric = Double(centralDifference(at: Number(point), step: step, of: function))
        return abs(numeric - x.gradient) / abs(x.gradient)
      }.reduce(0, max)
    }
    let double = worstError(step: 5e-6) { (x: Double) in .exp(x) * .sine(x) }
    let single = worstError(step: 5e-3) { (x: Float) in .exp(x) * .sine(x) }
    evidence("worst error, double precision", double)
    evidence("worst error, single precision", single)
    #expect(double < 1e-9 && single > 1e-6)
    // A right gradient may be far off, if a kink lies within the step.
    let acrossKink = try FailureMode.differenceAcrossKink.measure().broken
    evidence("slope of a right ReLU, by differences across its kink", acrossKink)
    #expect(abs(acrossKink - 1) > 0.1)
    let (best, tiny, large) = (error(step: 1e-5), error(step: 1e-12), error(step: 1e-1))
    evidence("error at h = 1e-1", large)
    evidence("error at h = 1e-5", best)
    evidence("error at h = 1e-12", tiny)
    #expect(best < 1e-10 && tiny > 1e-6 && large > 1e-4)

    // (v₁ tanh(w₁ x) + v₂ tanh(w₂ x) − y)², and the relative error of its gradient by w and v.
    func loss<Number: DifferentiableNumber>(
      _ p: [Number], _ activation: (Number) -> Number
    ) -> Number {
      let output = p[2] * activation(p[0] * Number(0.7)) + p[3] * activation(p[1] * Number(0.7))
      let error = output + Number(-0.5)
      return error * error
    }
    func worstError(scale: Double, activation: (ScalarNode) -> ScalarNode) -> Double {
      let weights = [0.8, -1.3, 1.1, 0.6].map { scale * $0 }
      let traced = reverseModeGradient(of: { loss($0, activation) }, at: weights).gradient
      let numeric = centralDifferenceGradient(
        of: { loss($0, Double.tanh) }, at: weights, step: 1e-5
      ).gradient
      return zip(traced, numeric).map { abs($0 - $1) / (abs($0) + abs($1)) }.reduce(0, max)
    }
    // The value of tanh with the slope of the identity.
    func forgetful(_ x: ScalarNode) -> ScalarNode { x + ScalarNode(.tanh(x.value) - x.value) }
    evidence(
      "forgotten slope, weights of 1e-4", worstError(scale: 1e-4, activation: forgetful),
      atMost: 1e-6)
    evidence(
      "right slope, weights of 1e-4", worstError(scale: 1e-4, activation: ScalarNode.tanh),
      atMost: 1e-6)
    let shown = worstError(scale: 1, activation: forgetful)
    evidence("forgotten slope, weights of 1", shown)
    evidence(
      "right slope, weights of 1", worstError(scale: 1, activation: ScalarNode.tanh), atMost: 1e-8)
    #expect(shown > 0.05)

    // The checker of this course finds a planted fault and passes the right derivative.
    let checker = GradientChecker()
    let right = Primitive.tanh.gradientCheck
    let wrong = GradientCheck(
      "tanh, slope forgotten", inputNames: right.inputNames, inputs: right.inputs,
      value: right.value, pullback: { _, cotangent in [cotangent] })
    evidence("right derivative passes", checker.report(on: right).isPassed ? 1 : 0)
    evidence("forgotten slope passes", checker.report(on: wrong).isPassed ? 1 : 0)
    #expect(checker.report(on: right).isPassed && !checker.report(on: wrong).isPassed)
  }
}
