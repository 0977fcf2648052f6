import Backprop
import Course
import TensorCore
import TestSupport
import Testing

// What many layers, many steps and few bits do to a gradient.

extension Lesson02Interview {
  /// The norm of the gradient at the input of 50 layers of width 32, divided by that at the output.
  ///
  /// A layer gets its input and the weighted sums, whose weights have the variance gain² / 32.
  private func gradientRatio(
    gain: Scalar, _ layer: (Variable, Variable) -> Variable
  ) throws -> Scalar {
    var generator = SplitMix64(seed: 22)
    let input = leaf(.normal([1, 32], using: &generator))
    let weights = (0..<50).map { _ in
      Tensor.normal([32, 32], standardDeviation: gain / .squareRoot(32), using: &generator)
    }
    func output(_ input: Variable) -> Variable {
      weights.reduce(input) { x, weight in layer(x, linear(x, weight: Variable(weight))) }
    }
    let cotangent = Tensor.normal([1, 32], using: &generator)
    try output(input).backward(cotangent: cotangent)
    let gradient = try #require(input.gradient)

    // Along its own direction the slope is the gradient's norm; what is below rounding is not seen.
    let direction = gradient / gradient.norm()
    let slope = centralDifference(at: Scalar(0), step: 1e-6) { step in
      (output(Variable(input.value + direction * step)).value * cotangent).sum()
    }
    #expect(abs(slope - gradient.norm()) < 1e-5 * max(gradient.norm(), 1e-3))
    return gradient.norm() / cotangent.norm()
  }

  @Test(
    .interview(
      .question(2, 22), level: .debug, minutes: 4,
      question: "How do you detect and prevent vanishing and exploding gradients?",
      answer: """
        I log the gradient's norm layer by layer, because both show as a trend over depth. A \
        product of many Jacobians tends to shrink or grow exponentially. Vanishing: the first \
        layers' norms are orders of magnitude below the last ones'. Exploding: norms jump, and the \
        loss may become NaN. Against both I use an initialization that suits the activation, skip \
        connections and normalization. Clipping helps against explosions only; in recurrent \
        networks gates help against vanishing.
        """,
      commonMistake: "I use ReLU, which solves the vanishing gradient.",
      // Refuted by: a ReLU network of finite loss whose gradient vanishes.
      otherMistakes: [
        "I watch the loss: while it is finite, gradients neither vanish nor explode.":
          """
        A gradient that vanishes leaves the loss finite and flat: through 50 layers of sigmoids \
        {sigmoid} of it arrives, and nothing is NaN. Only the norms show it, layer by layer.
        """,
        "I clip the gradients, which brings exploding and vanishing ones to the same size.":
          """
        Clipping by norm multiplies all gradients by one factor of at most 1, clipping by value \
        only cuts: a vanished one never grows. To bring all to one size is to normalize them, \
        which is another rule.
        """,
      ],
      refutation: """
        Its slope of 1 is half of it; the weights are the other. Over 50 layers of width 32 the \
        gradient shrinks to {sigmoid} of its size with sigmoids. With ReLU it is {ReLU, \
        variance 2/n} at a weight variance of 2/n, but {ReLU, half the deviation} at half that \
        standard deviation, and at twice it is larger by {ReLU, twice the deviation, powers of \
        ten} powers of ten.
        """,
      followUps: [
        "Is a small gradient in the first layers always a vanishing one?": """
        No. Near a minimum all gradients are small, and layers differ in scale. I compare the size of the \
        update with the size of the weight, layer by layer, and I look at the first steps.
        """,
        "Why does clipping not help against vanishing?": """
        It multiplies all gradients by one factor of at most 1, so it makes none larger and leaves the \
        ratio between first and last layers as it was.
        """,
      ]))
  func `ReLU's gradient vanishes or explodes with the weights`() throws {
    let sigmoids = try gradientRatio(gain: 1) { sigmoid($1) }
    let suited = try gradientRatio(gain: .squareRoot(2)) { relu($1) }
    let small = try gradientRatio(gain: .squareRoot(2) / 2) { relu($1) }
    let large = try gradientRatio(gain: .squareRoot(2) * 2) { relu($1) }
    evidence("sigmoid", sigmoids)
    evidence("ReLU, variance 2/n", suited)
    evidence("ReLU, half the deviation", small)
    evidence("ReLU, twice the deviation, powers of ten", Scalar.log(large) / .log(10))
    #expect(sigmoids < 1e-20 && small < 1e-10 && large > 1e10)
    #expect(suited > 1e-3 && suited < 1e3)
  }

  @Test(
    .interview(
      .question(2, 23), level: .explain, minutes: 3,
      question: "What do skip connections do for gradients?",
      answer: """
        They add a path on which the gradient arrives unchanged. For y = x + F(x) the Jacobian \
        is I + J, so what goes on is the gradient that arrived plus what comes through F. Over \
        many blocks the product of all I + J contains the identity, so the first layers hear \
        from the loss even where every J is tiny. They do not fix the size: the branches' \
        shares add up, so the branch is normalized or starts small.
        """,
      commonMistake: "With skip connections the gradient keeps its size, however deep the network.",
      // Refuted by: the norms over fifty blocks, which are not 1, and the branches' shares in them.
      otherMistakes: [
        "They make the network shallower, because the gradient takes the shortest path only.":
          """
        It takes every path: multiplied out, the product of all I + J has a term for each choice \
        of branches. On the shortest path alone its size would not change; over 50 sigmoid \
        branches it becomes {sigmoids with skip connections} times as large.
        """,
        "They normalize the gradient, so that it has the same norm in every block.":
          """
        They add, and nothing divides: through 50 ReLU branches of full size the gradient grows by \
        {ReLU branches of full size, powers of ten} powers of ten. Scaled branches or \
        normalization hold it.
        """,
      ],
      refutation: """
        It no longer vanishes: over 50 layers of sigmoids it arrives at {sigmoids with skip \
        connections} times its size, against {sigmoids, plain} without. But with 50 ReLU \
        branches of full size it grows by {ReLU branches of full size, powers of ten} powers of \
        ten; with branches scaled by 1/√50 it is {ReLU branches scaled} times its size.
        """,
      followUps: [
        "Why must the skip path be free of activations?": """
        Whatever stands on it multiplies the gradient in every block: fifty factors a little below 1 are \
        a vanishing gradient again. That is why normalization sits inside the branch in pre-norm networks.
        """,
        "What if input and output of a block differ in shape?": """
        A linear projection on the skip path brings x to the right shape, a 1×1 convolution in ResNet. One \
        does it at few places, because there the path is no identity.
        """,
      ]))
  func `skip connections keep gradients alive, but not their size`() throws {
    let plain = try gradientRatio(gain: 1) { sigmoid($1) }
    let skipped = try gradientRatio(gain: 1) { x, z in x + sigmoid(z) }
    let full = try gradientRatio(gain: .squareRoot(2)) { x, z in x + relu(z) }
    let scaled = try gradientRatio(gain: .squareRoot(2)) { x, z in
      x + relu(z) / .squareRoot(50)
    }
    evidence("sigmoids, plain", plain)
    evidence("sigmoids with skip connections", skipped)
    evidence("ReLU branches of full size, powers of ten", Scalar.log(full) / .log(10))
    evidence("ReLU branches scaled", scaled)
    #expect(plain < 1e-20 && skipped > 0.1 && skipped < 10)
    #expect(full > 1e4 && scaled < 10 && scaled > 0.5)
  }

  @Test(
    .interview(
      .question(2, 35), level: .explain, minutes: 4,
      question: "How does backpropagation through time work, and what does truncating it change?",
      answer: """
        It goes back through one layer per step, all with the same weights; truncation ends that \
        way after k steps at most. The gradient of a weight is the sum over its steps. Far steps \
        reach it through long products, so their shares tend to vanish or explode. Truncation \
        detaches the state every k steps: memory and time per update no longer grow with the \
        sequence, but dependencies longer than k get no gradient. The state's value is still \
        carried over.
        """,
      commonMistake:
        "Truncated backpropagation through time gives the same gradient with less memory.",
      otherMistakes: [
        "It carries derivatives forward along with the state; truncation forgets them after k steps.":
          """
        Carrying derivatives forward is real-time recurrent learning, which stores one for each \
        weight and each unit of the state. Backpropagation through time stores the states and goes \
        back from the loss.
        """,
        """
        It goes back through one layer per step, all with the same weights; truncation sets the \
        state to 0 after every k steps.
        """:
          """
        Only the gradient stops at a cut; the value of the state is carried over, so the outputs \
        do not change. Set to 0, the state would forget all that came before, in the forward pass \
        as well.
        """,
      ],
      refutation: """
        It drops every path that crosses a cut. For h ← 0.9 h + 1 over 20 steps, from 0, the derivative of \
        the last h by the weight is {slope, all 20 steps}; with a cut after every 5 steps it is \
        {slope, cut every 5 steps}. What is missing came from before the last cut.
        """,
      followUps: [
        "For which weights does the share of far steps vanish?": """
        For a scalar state with the weight w the share of a step k back carries the factor \
        wᵏ: it vanishes for |w| below 1 and explodes above. With matrices and tanh the \
        product of the Jacobians decides.
        """,
        "What do LSTMs change about that?": """
        The cell state is added to, and its path back carries the forget gate instead of a weight matrix \
        and a slope of tanh. With gates near 1 the gradient survives many steps.
        """,
      ]))
  func `truncation drops the paths that cross a cut`() throws {
    func last(_ weight: Variable, cutEvery length: Int) -> Variable {
      var state = Variable(Tensor(0))
      for step in 0..<20 {
        if step > 0, step % length == 0 { state = state.detached() }
        state = weight * state + 1
      }
      return state
    }
    let whole = try slope(at: 0.9) { last($0, cutEvery: 20) }
    let truncated = try slope(at: 0.9) { last($0, cutEvery: 5) }
    let numeric = centralDifference(at: Scalar(0.9), step: 1e-5) { weight in
      (0..<20).reduce(Scalar(0)) { state, _ in weight * state + 1 }
    }
    evidence("slope, all 20 steps", whole)
    evidence("slope, cut every 5 steps", truncated)
    evidence("relative distance from differences", abs(whole - numeric) / numeric, atMost: 1e-8)
    let weight = leaf(Tensor(0.9))
    #expect(last(weight, cutEvery: 5).scalar == last(weight, cutEvery: 20).scalar)
    // With the state of step 15 as a constant, w⁵ h + w⁴ + w³ + w² + w + 1.
    let kept = (0..<15).reduce(Scalar(0)) { state, _ in 0.9 * state + 1 }
    let lastFive = centralDifference(at: Scalar(0.9), step: 1e-5) { weight in
      (0..<5).reduce(kept) { state, _ in weight * state + 1 }
    }
    #expect(abs(truncated - lastFive) < 1e-6 && truncated < 0.9 * whole)
  }

  @Test(
    .interview(
      .question(2, 36), level: .explain, minutes: 3,
      question: "Why does mixed-precision training in float16 scale the loss?",
      answer: """
        Because small gradients round to zero in float16. Scaling the loss moves most of them into \
        its range. By the chain rule a loss times S has gradients times S, so nothing else \
        changes; before clipping and the step they are divided by S in float32. If a gradient \
        overflows, the step is skipped and S is lowered. bfloat16 has the range of float32 and \
        normally needs no scaling.
        """,
      commonMistake: "A larger learning rate would do the same as scaling the loss.",
      otherMistakes: [
        "Because the loss itself is too small a number for float16.":
          """
        The smallest positive float16 is {smallest positive float16}, and a loss of 0.01 or 5 is \
        far above it. What is lost are gradients on the way back: 1e-8 becomes {1e-8 in \
        float16}.
        """,
        "Because large gradients overflow in float16 and have to be made smaller.":
          """
        Scaling makes gradients larger, by a factor S such as 65,536, and so brings overflow \
        nearer. If it happens, that step is skipped and S is lowered.
        """,
      ],
      refutation: """
        The rate comes after the rounding, and zero times any rate is zero. A gradient of 1e-8 is \
        {1e-8 in float16} in float16, whose smallest positive number is {smallest positive float16}; \
        scaled by 65,536 and divided again it is {1e-8, scaled by 65,536, rounded, divided|4}.
        """,
      followUps: [
        "Why must one unscale before clipping?": """
        The bound is meant for the true norm. With a scale of 65,536 nearly every gradient would exceed it, \
        and after unscaling a step of SGD would be next to nothing.
        """,
        "What does bfloat16 pay for its range?": """
        Precision: 8 significant bits instead of 11, about two to three decimal digits. Small updates to \
        large weights are lost, so master weights stay in float32.
        """,
      ]))
  func `1e-8 is 0 in float16 unless the loss was scaled`() throws {
    func gradient(scale: Scalar) throws -> Scalar {
      let weight = leaf(Tensor(1))
      try (weight * 1e-8 * scale).backward()
      return try #require(weight.gradient).roundedToFloat16().scalar / scale
    }
    let plain = try gradient(scale: 1)
    let scaled = try gradient(scale: 65_536)
    let smallest = Scalar.pow(2, -24)
    evidence("1e-8 in float16", plain)
    evidence("1e-8, scaled by 65,536, rounded, divided", scaled)
    evidence("smallest positive float16", smallest)
    // Rounded to the nearest: half a unit of 11 and of 8 significant bits.
    #expect(plain == 0 && abs(scaled / 1e-8 - 1) <= Scalar.pow(2, -11))
    #expect(smallest.roundedToFloat16() == smallest && (smallest / 2).roundedToFloat16() == 0)
    let inBrain: Scalar = 1e-8
    #expect(abs(inBrain.roundedToBFloat16() / 1e-8 - 1) <= Scalar.pow(2, -8))
  }
}
