import Backprop
import Course
import TensorCore
import TestSupport
import Testing

// Between backward() and the step: zeroing, clipping, checking, and what a step costs.

extension Lesson02Interview {
  @Test(
    .interview(
      .question(2, 7), level: .debug, minutes: 4,
      question: "What happens if you forget to zero the gradients?",
      answer: """
        The optimizer then follows the sum of all gradients so far, which is momentum without friction. \
        On a bowl it swings forever: the run passes the minimum, and nothing slows it down. In practice \
        the loss falls at first, then oscillates or blows up, while the gradient norms grow. I find it by \
        running the same batch twice: if the gradient doubles, it is not zeroed. And zeroing belongs \
        before backward, never between backward and the step.
        """,
      commonMistake: "Forgetting to zero the gradients only doubles the effective learning rate.",
      refutation: """
        A doubled rate converges: on x²/2 it ends at {end with a doubled rate} after 200 steps. Without \
        zeroing the run still reaches {greatest x in the last 50 steps} in its last 50 steps, and up to rounding it is momentum with a factor of 1.
        """,
      followUps: [
        "What happens if you zero between backward and the step?":
          "",
        "When is it right not to zero?":
          "",
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
        By the joint norm of all gradients, because that shortens the step and keeps its direction. \
        Clipping by value cuts the large entries only, so the step no longer points down the gradient; \
        clipping each tensor by its own norm turns it between tensors. It belongs between backward and \
        the step, after unscaling in mixed precision. And I log the norm before clipping: if it is cut at \
        every step, the bound has become a learning rate.
        """,
      commonMistake: "Clipping by value only shortens the gradient.",
      refutation: """
        The gradient [10, 1] clipped to ±1 becomes [1, 1]: the cosine with the original is {cosine, by \
        value}. Clipped by norm it stays {cosine, by norm}, and the length is {length, by norm|6}.
        """,
      followUps: [
        "Why does PyTorch add 1e-6 to the norm?":
          "",
        "What does clipping do to Adam?":
          "",
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
  }

  @Test(
    .interview(
      .question(2, 10), level: .debug, minutes: 5,
      question: "How do you verify a backward pass that you wrote yourself?",
      answer: """
        I hold it against central differences, in double precision, with a step of about 1e-5 and a \
        relative error. Every tensor by itself, biases too, on shapes without a square in them, with a \
        random cotangent, because the sum of the outputs is blind to many faults. And at weights of \
        ordinary size: near zero every activation is a straight line. Entries that cross a kink are \
        skipped. A wrong factor shows as a ratio of 2, −1 or the batch size.
        """,
      commonMistake: "The smaller the step of the numeric derivative, the better.",
      refutation: """
        Rounding grows as the step shrinks. For eˣ sin x at 1 the error is {error at h = 1e-5} with a step \
        of 1e-5 and {error at h = 1e-12} with 1e-12. And a small scale hides faults: a tanh whose slope was \
        forgotten passes with an error of {forgotten slope, weights of 1e-4} at weights of 1e-4 and shows \
        {forgotten slope, weights of 1} at weights of 1.
        """,
      followUps: [
        "Why not check in single precision?":
          "",
        "Why a random cotangent and not the sum of the outputs?":
          "",
      ]))
  func `differences show a forgotten slope, but not at tiny weights`() throws {
    func f<Number: DifferentiableNumber>(_ x: Number) -> Number { .exp(x) * .sine(x) }
    let x = ScalarNode(1)
    f(x).backward()
    func error(step: Double) -> Double {
      abs(centralDifference(at: 1.0, step: step) { f($0) } - x.gradient) / x.gradient
    }
    let (best, tiny, large) = (error(step: 1e-5), error(step: 1e-12), error(step: 1e-1))
    evidence("error at h = 1e-1", large)
    evidence("error at h = 1e-5", best)
    evidence("error at h = 1e-12", tiny)
    #expect(best < 1e-10 && tiny > 1e-6 && large > 1e-4)

    let mode = FailureMode.checkedOnlyNearZero
    let hidden = try mode.broken.measure().value
    let shown = try #require(mode.remedies.last).measure().value
    evidence("forgotten slope, weights of 1e-4", hidden)
    evidence("forgotten slope, weights of 1", shown)
    #expect(hidden < 1e-5 && shown > 0.1)

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

  @Test(
    .interview(
      .question(2, 12), level: .explain, minutes: 3,
      question: "What does the backward pass cost beside the forward pass?",
      answer: """
        About two forward passes, so a training step costs three. Going back through a linear layer \
        takes two products of the size of the forward one: one for the gradient of the input, one for \
        that of the weight. The first layer needs only the second, because nobody wants the gradient of \
        the data. Elementwise operations cost about as much back as forward, and the optimizer's step is \
        a pass over the parameters, whatever the batch.
        """,
      commonMistake: "The backward pass costs the same as the forward pass.",
      refutation: """
        Counted in multiply-adds, a hidden layer costs {backward ÷ forward, hidden layer} times its \
        forward pass on the way back, a first layer {backward ÷ forward, first layer} times, a network \
        784-256-128-10, most of which is its first layer, {backward ÷ forward, 784-256-128-10} times.
        """,
      followUps: [
        "What does a training step cost per parameter and sample?":
          "",
        "How does freezing the first layers change the bill?":
          "",
      ]))
  func `backward costs twice forward, once for a first layer`() throws {
    var generator = SplitMix64(seed: 12)
    func ratio(_ model: any Layer, inputs: Int, dataWantsGradient: Bool) throws -> Double {
      let x = Variable(
        .normal([8, inputs], using: &generator), requiresGradient: dataWantsGradient)
      let (forward, backward) = (WorkMeter(), WorkMeter())
      let loss = forward.measuring { model(x).sum() }
      try backward.measuring { try loss.backward() }
      return Double(backward.multiplyAdds) / Double(forward.multiplyAdds)
    }
    let layer = Linear(inputCount: 32, outputCount: 16, using: &generator)
    let network = Sequential.multilayerPerceptron([784, 256, 128, 10], using: &generator)
    let hidden = try ratio(layer, inputs: 32, dataWantsGradient: true)
    let first = try ratio(layer, inputs: 32, dataWantsGradient: false)
    let whole = try ratio(network, inputs: 784, dataWantsGradient: false)
    evidence("backward ÷ forward, hidden layer", hidden)
    evidence("backward ÷ forward, first layer", first)
    evidence("backward ÷ forward, 784-256-128-10", whole)
    #expect(hidden == 2 && first == 1 && whole > 1 && whole < 2)
  }

  @Test(
    .interview(
      .question(2, 14), level: .design, minutes: 4,
      question: "What does gradient checkpointing save, and what does it cost?",
      answer: """
        Keep the activations at a few places only, and compute the ones in between again on the way \
        back. With √L checkpoints in L layers the memory falls from L to about 2√L activations, and the \
        price is one more forward pass, a third more time. The gradients are the same. I use it when \
        activations, not parameters, fill the memory, and I mind that the recomputed part must be \
        deterministic: dropout needs its random state back.
        """,
      commonMistake: "Gradient checkpointing saves memory for free.",
      refutation: """
        Sixteen layers in four segments keep {activations kept, checkpointed} activations between the \
        passes instead of {activations kept, plain}, and take {forward passes, checkpointed} forward passes instead of one.
        """,
      followUps: [
        "Where do you put the checkpoints if layers differ in size?":
          "",
        "What breaks if a checkpointed part contains batch normalization?":
          "",
      ]))
  func `checkpointing keeps 4 of 17 activations for a second pass`() throws {
    var generator = SplitMix64(seed: 14)
    let x = Tensor.normal([2, 8], using: &generator)
    let weights = (0..<16).map { _ in Tensor.normal([8, 8], using: &generator) * 0.4 }
    func train(segments: Int?) throws -> (kept: Int, work: Int, gradients: [Tensor]) {
      let parameters = weights.map { leaf($0) }
      func layers(_ range: Range<Int>) -> (Variable) -> Variable {
        { input in range.reduce(input) { x, layer in tanh(linear(x, weight: parameters[layer])) } }
      }
      let meter = WorkMeter()
      return try meter.measuring {
        var y = Variable(x)
        if let segments {
          let length = 16 / segments
          for start in stride(from: 0, to: 16, by: length) {
            y = recomputed(y, layers(start..<start + length))
          }
        } else {
          y = layers(0..<16)(y)
        }
        // Activations only. The plain graph keeps weights too, which are there in any case: all but
        // the first, since the data want no gradient.
        let kept = y.savedScalarCount - (segments == nil ? 15 * 64 : 0)
        try y.sum().backward()
        return (kept, meter.multiplyAdds, try parameters.map { try #require($0.gradient) })
      }
    }
    let plain = try train(segments: nil)
    let saving = try train(segments: 4)
    let forwardWork = 16 * 2 * 8 * 8
    let difference = zip(plain.gradients, saving.gradients).map { ($0 - $1).maximumMagnitude() }
    // The plain step has one forward pass; what the other one takes more is forward passes again.
    // Each entry of a segment wants a gradient, so the first layer goes back through its input too.
    let entryWork = 2 * 8 * 8
    let passes = 1 + Double(saving.work - plain.work - entryWork) / Double(forwardWork)
    evidence("activations kept, plain", plain.kept / 16)
    evidence("activations kept, checkpointed", saving.kept / 16)
    evidence("forward passes, checkpointed", passes)
    evidence("difference of the gradients", difference.max() ?? .infinity, atMost: 1e-14)
    #expect(plain.kept == 17 * 16 && saving.kept == 4 * 16)
    #expect(passes == 2)
  }
}
