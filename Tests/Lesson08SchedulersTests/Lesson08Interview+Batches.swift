import Autograd
import Course
import Schedulers
import TensorCore
import TestSupport
import Testing

// Batch size and learning rate.

extension Lesson08Interview {
  @Test(
    .interview(
      .question(8, 10), level: .derive, minutes: 4,
      question:
        "State the linear scaling rule for stochastic gradient descent, derive it on a quadratic, and say where it ends.",
      answer: """
        k times the batch, k times the learning rate. k small steps leave (1 − ηλ)^k of the distance, one large step 1 − kηλ: nearly the same while kηλ is small against 1. The noise agrees too, as the larger batch divides its variance by k. \
        It ends where kη approaches the limit 2/λ of the steepest direction. Goyal and others (2017) used it for ResNet-50 up to batches of 8,192, with a warm-up.
        """,
      whiteboard: """
        k steps of η: distance × (1 − ηλ)^k ≈ 1 − kηλ
        noise: ≈ k · η²σ²
        one step of kη, batch k times: 1 − kηλ
        noise: (kη)² · σ²/k = k · η²σ²
        """,
      commonMistake: "It always holds: k times the batch allows k times the rate.",
      otherMistakes: [
        "The rate has to be divided by k, as a larger batch gives a larger gradient.":
          "The gradient is a mean over the batch: its size stays and its noise falls. With rate η/k one large step would cover about 1/k² of what the k small ones cover.",
        "With warm-up it holds for every k.":
          "Warm-up guards the first steps; the limit 2/λ stays afterward. With k = 32 the rate 0.1 becomes 3.2, and on curvature 1 each step multiplies x by {32 large|3}.",
      ],
      refutation: """
        Curvature 1: four steps of 0.01 leave {4 small|4} of the distance, one of 0.04 {4 large}. Eight of 0.05 leave {8 small|3}, one of 0.4 {8 large|3}. 32 of 0.1 leave {32 small|2}, one of 3.2 leaves {32 large|3}: it overshoots to more than twice the distance on the other side, and goes on growing.
        """,
      followUps: [
        "Why does warm-up help the rule?": """
        Early the curvature and the gradients change fast, so that k small steps are no longer like one large one (Goyal and others, 2017, give this reason). It does not lift the limit 2/λ afterward.
        """,
        "Does a mean or a sum over the batch matter?": """
        Yes: the rule is for the mean. With the sum, the gradient is k times as large by itself, and the rate stays.
        """,
      ]))
  func `32 times a rate of 0.1 overshoots the minimum`() {
    for (count, rate) in [(4, 0.01), (8, 0.05), (32, 0.1)] {
      let left = BatchScaling.remainders(
        rate: BatchScaling.none.rate(rate, from: 1, to: count), count: count)
      evidence("\(count) small", left.small)
      evidence("\(count) large", left.large)
      let large = 1 - BatchScaling.linear.rate(rate, from: 1, to: count)
      #expect(abs(left.large - large) < 1e-12)
      #expect((abs(left.small - left.large) < 0.1) == (count < 32))
      #expect((abs(left.large) > 2) == (count == 32))
    }
    let silent = NoisyQuadratic(noise: 0, start: 1)
    for (count, rate) in [(4, 0.01), (8, 0.05)] {
      let square = silent.finalSquare(ConstantRate(), from: rate, stepCount: count)
      let left = BatchScaling.remainders(rate: rate, count: count).small
      #expect(abs(square - left * left) < 1e-12)
    }
  }

  @Test(
    .interview(
      .question(8, 17), level: .design, minutes: 3,
      question:
        "The batch becomes 16 times as large. Should the learning rate grow linearly, by the square root, or not at all?",
      answer: """
        As a first guess linearly for SGD and by the square root for Adam. For SGD that holds as long as the rate stays far below the limit. Adam divides by the size of the gradient, noise included (Malladi and others, 2022). Where the rate is bound by curvature and not by noise, not at all. \
        Then I tune around the guess at the new batch, at a fixed number of samples; Shallue and others (2019) found workloads to differ widely.
        """,
      commonMistake: "Linearly, for every optimizer.",
      otherMistakes: [
        "By the square root for SGD too: at equal samples that keeps the progress and the noise.":
          "It keeps the noise of one step only. At equal samples there are 16 times fewer steps: the spread of the weights falls to {SGD, root|2} of what it was, and the ground covered to a quarter.",
        "Not at all, for any optimizer, as the mean gradient is the same.":
          "The mean is the same, the number of steps is not: at equal samples there are 16 times fewer, so the old rate covers a sixteenth of the ground. The lower noise is what lets the rate grow.",
      ],
      refutation: """
        200 weights get pure noise as gradients, 2,048 samples in all. The root mean square of the weights with batch 16 is, against batch 1: for Adam {Adam, linear|3} times with the linear rule, {Adam, root|3} with the square root and {Adam, none|2} with the old rate; for plain SGD {SGD, linear|3}, {SGD, root|2} and {SGD, none|2}, where one, a quarter and a sixteenth are expected.
        """,
      followUps: [
        "What do you hold fixed in the comparison?": """
        The number of samples, so a larger batch gets fewer steps. With equal steps the larger batch also sees more data, and looks better for that reason alone.
        """,
        "What else changes with the number of steps?": """
        Everything that is counted in steps: warm-up, milestones, and the memory of Adam's and batch norm's averages.
        """,
      ]))
  func `Adam's noise grows with the root of the batch`() throws {
    func size(
      batch: Int, _ scaling: BatchScaling, _ make: (Variable, Scalar) -> any Optimizer
    ) throws -> Scalar {
      let w = leaf(.zeros([200]))
      let optimizer = make(w, Scalar(scaling.rate(0.001, from: 1, to: batch)))
      var generator = SplitMix64(seed: 817)
      for _ in 0..<2_048 / batch {
        let noise = Tensor.normal([200], using: &generator) / Scalar.squareRoot(Scalar(batch))
        try trainingStep(optimizer) { (w * Variable(noise)).sum() }
      }
      return w.value.norm()
    }
    let adam: (Variable, Scalar) -> any Optimizer = {
      AdamW([$0], AdamWRule(learningRate: $1, weightDecay: 0))
    }
    let plain: (Variable, Scalar) -> any Optimizer = { GradientDescent([$0], learningRate: $1) }
    func ratios(_ make: (Variable, Scalar) -> any Optimizer) throws -> [Scalar] {
      let small = try size(batch: 1, .none, make)
      return try [.linear, .squareRoot, .none].map { try size(batch: 16, $0, make) / small }
    }
    let (adaptive, descent) = (try ratios(adam), try ratios(plain))
    evidence("Adam, linear", adaptive[0])
    evidence("Adam, root", adaptive[1])
    evidence("Adam, none", adaptive[2])
    evidence("SGD, linear", descent[0])
    evidence("SGD, root", descent[1])
    evidence("SGD, none", descent[2])
    #expect(adaptive[0] > 3 && abs(adaptive[1] - 1) < 0.25 && adaptive[2] < 0.35)
    #expect(abs(descent[0] - 1) < 0.15 && descent[1] < 0.35 && descent[2] < 0.1)
  }
}
