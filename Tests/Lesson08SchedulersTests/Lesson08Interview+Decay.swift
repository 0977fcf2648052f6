import Course
import Schedulers
import TensorCore
import TestSupport
import Testing

// Noise floors: why a rate is lowered, and where a constant one comes to rest.

extension Lesson08Interview {
  @Test(
    .interview(
      .question(8, 1), level: .explain, minutes: 2,
      question: "Why lower the learning rate toward the end of training?",
      answer: """
        With noisy gradients a constant learning rate comes to rest at an error that grows with the rate. The noise keeps moving the weights. \
        A high rate gets near the minimum fast, a low one rests nearer; a decaying rate does both in one run. On a quadratic the floor is about proportional to the rate \
        as long as the rate is far below the limit of stability. How much decay gains I measure against a constant rate that was tuned as well.
        """,
      commonMistake:
        "It is never needed: gradients shrink near the minimum, so the steps shrink by themselves.",
      otherMistakes: [
        "It need not be: at a high constant rate ten times the steps end ten times nearer.":
          "It rests at its floor, where noise puts in what each step takes out: at the rate 0.5 the expected x² is {constant 0.5, 200 steps|3} after 200 steps and {constant 0.5, 2,000 steps|3} after 2,000.",
        "Because decay ends ten times nearer than even the best constant rate.":
          "That needs a constant rate nobody tuned: from 0.5 the cosine ends at {cosine from 0.5|3} and the constant rate at {constant 0.5, 200 steps|3}. With the best base for each the gain is {gain, tuned|2} times.",
      ],
      refutation: """
        The noise need not shrink. On a quadratic of curvature 1 with gradient noise of variance 1, started at x² = 100, the expected x² at the constant rate 0.5 is {constant 0.5, 200 steps} after 200 steps and \
        {constant 0.5, 2,000 steps} after 2,000; without noise it is {constant 0.5, no noise} after 200. A cosine from 0.5 to 0 ends 200 steps at {cosine from 0.5}. With the best base rate for each, a constant rate ends at {constant, tuned} and the cosine at \
        {cosine, tuned}, a gain of {gain, tuned|2} times.
        """,
      followUps: [
        "Does decay help without noise?": """
        Not for this reason: with exact gradients a constant rate below the limit goes on converging on a quadratic. Lowering a rate that is far below the limit only slows it down: after 50 steps from rate 0.1 the cosine has {slower, no noise|3} times the x².
        """,
        "What else lowers the floor?": """
        A larger batch, which divides the noise's variance, and averaging the weights over the last steps.
        """,
      ]))
  func `a constant rate rests at a floor, decay goes below`() {
    evidence("constant 0.5, 200 steps", end(ConstantRate(), from: 0.5))
    evidence("constant 0.5, 2,000 steps", end(ConstantRate(), from: 0.5, stepCount: 2_000))
    let silent = NoisyQuadratic(noise: 0)
    evidence(
      "constant 0.5, no noise",
      silent.finalSquare(ConstantRate(), from: 0.5, stepCount: 200), atMost: 1e-50)
    let cosine = CosineDecay(length: 200)
    evidence("cosine from 0.5", end(cosine, from: 0.5))
    let (constant, decayed) = (tuned(ConstantRate()).square, tuned(cosine).square)
    evidence("constant, tuned", constant)
    evidence("cosine, tuned", decayed)
    evidence("gain, tuned", constant / decayed)
    #expect(abs(end(ConstantRate(), from: 0.5) - NoisyQuadratic().floor(at: 0.5)) < 1e-12)
    #expect(end(cosine, from: 0.5) < 0.02 && (1.6...2).contains(constant / decayed))
    let slower =
      silent.finalSquare(CosineDecay(length: 50), from: 0.1, stepCount: 50)
      / silent.finalSquare(ConstantRate(), from: 0.1, stepCount: 50)
    evidence("slower, no noise", slower)
    #expect(slower > 10)
  }

  @Test(
    .interview(
      .question(8, 2), level: .explain, minutes: 2,
      question: "Why not simply train with a small constant learning rate?",
      answer: """
        Because it may not arrive within the budget. On a quadratic each step leaves 1 − ηλ of the distance, so the number of steps grows as 1/η while the noise floor falls about as η. \
        For a given number of steps the best constant rate is a compromise between distance that is left and noise. A decaying rate covers the distance first and \
        lowers the noise afterward. Directions of low curvature make it harder, as they need the high rate longest.
        """,
      commonMistake:
        "There is no reason: a small constant rate is safe, and in the same budget it costs nothing.",
      otherMistakes: [
        "Whatever the budget, the lower the constant rate, the nearer the run ends to the minimum.":
          "The lower rate has the lower floor, but in a given budget it does not get there: after 200 steps from x² = 100 the rate 0.01 is at {rate 0.01|3} and 0.001 at {rate 0.001|3}.",
        "The best constant rate does not depend on the number of steps.":
          "More steps leave time for a lower rate and its lower floor: the best constant rate is {best rate, 200 steps|2} for 200 steps and {best rate, 2,000 steps|2} for 2,000.",
      ],
      refutation: """
        Curvature 1, noise of variance 1, x² = 100 at the start: after 200 steps the expected x² is {rate 0.01} at the rate 0.01 and {rate 0.001|3} at 0.001, against {best constant} at the best constant rate, {best rate, 200 steps|2}. For 2,000 steps \
        the best constant rate is {best rate, 2,000 steps|2}.
        """,
      followUps: [
        "What changes with a second, flatter direction?": """
        The compromise is worse. With the curvatures 1 and 0.1 the tuned constant rate ends at {constant, two curvatures|3}, the tuned cosine at {cosine, two curvatures|3}, in twice the expected loss.
        """,
        "When is a small constant rate right?": """
        When the start is near the solution already, as in some fine-tuning, so that little distance is left and the floor is what counts.
        """,
      ]))
  func `the lowest constant rate does not end nearest`() {
    let best = tuned(ConstantRate())
    let (low, lower) = (end(ConstantRate(), from: 0.01), end(ConstantRate(), from: 0.001))
    evidence("rate 0.01", low)
    evidence("rate 0.001", lower)
    evidence("best constant", best.square)
    evidence("best rate, 200 steps", best.base)
    #expect(low > 100 * best.square && lower > 30 * low)
    let longer = tuned(ConstantRate(), stepCount: 2_000).base
    evidence("best rate, 2,000 steps", longer)
    #expect(longer < best.base / 5)
    let constant = tuned(ConstantRate(), curvatures: [1, 0.1]).square
    let cosine = tuned(CosineDecay(length: 200), curvatures: [1, 0.1]).square
    evidence("constant, two curvatures", constant)
    evidence("cosine, two curvatures", cosine)
    #expect(constant / cosine > best.square / tuned(CosineDecay(length: 200)).square + 0.1)
  }

  @Test(
    .interview(
      .question(8, 26), level: .derive, minutes: 5,
      question: """
        Descent with rate η on the loss λx²/2 sees gradients with independent noise of mean 0 and variance σ². Where does the expected x² come to rest?
        """,
      answer: """
        At v = ησ²/(λ(2 − ηλ)), if η is below 2/λ. One step multiplies x by 1 − ηλ and subtracts η times the noise; the noise is independent of x, so the squares add: \
        v becomes (1 − ηλ)²v + η²σ². Setting both sides equal and dividing by η gives it. For small ηλ that is ησ²/(2λ): half the rate, about half the floor. A batch of b samples divides σ² by b.
        """,
      whiteboard: """
        x′ = (1 − ηλ) x − ηε,  E ε = 0,  E ε² = σ²
        E x′² = (1 − ηλ)² E x² + η²σ²
        v (2ηλ − η²λ²) = η²σ²
        v = ησ² / (λ (2 − ηλ)),  0 < ηλ < 2
        """,
      commonMistake: "The floor is proportional to η², as the noise enters the step with η.",
      otherMistakes: [
        "At 0, after enough steps, as each of them leaves 1 − ηλ of the distance.":
          "Each step also adds fresh noise: from v = 0 it leads to v = η²σ². With λ = σ² = 1 the run rests at {floor 0.01|3} at the rate 0.01, where the noise adds as much as the contraction takes.",
        "A rate just below the limit 2/λ has a floor like any other, as it is stable.":
          "It is stable, but 2 − ηλ stands in the divisor and goes to 0 there: with λ = σ² = 1 the floor is {floor 1.9|3} at the rate 1.9 and {floor 1.99|4} at 1.99.",
      ],
      refutation: """
        With λ = σ² = 1 the floor is {floor 0.01} at the rate 0.01 and {floor 0.02} at 0.02: {ratio of floors|4} times, not 4 times. Each step adds η²σ², but it is also forgotten at the rate 2ηλ. After 5,000 steps the recursion \
        agrees with the formula, the relative difference being {difference}. At the rate 1.9 the floor is {floor 1.9|3}, at 1.99 {floor 1.99|4}.
        """,
      followUps: [
        "What of the average of the weights?": """
        Its floor is lower, as independent noise averages out. That is Polyak averaging, and it lowers the noise without lowering the rate.
        """,
        "Where does this model fail for a network?": """
        The curvature changes during training, and the noise depends on the weights. It can even vanish at the minimum, if the model fits every sample exactly.
        """,
      ]))
  func `twice the rate has about twice the floor`() {
    let problem = NoisyQuadratic()
    let floors = [0.01, 0.02, 1.9, 1.99].map { problem.floor(at: $0) }
    evidence("floor 0.01", floors[0])
    evidence("floor 0.02", floors[1])
    evidence("ratio of floors", floors[1] / floors[0])
    evidence("floor 1.9", floors[2])
    evidence("floor 1.99", floors[3])
    #expect(abs(floors[1] / floors[0] - 2) < 0.02 && floors[3] > 9 * floors[2])
    let steep = NoisyQuadratic(curvatures: [4], noise: 0.5)
    let differences = [(problem, 0.01), (problem, 1.9), (steep, 0.1)].map { problem, rate in
      abs(
        problem.finalSquare(ConstantRate(), from: rate, stepCount: 5_000)
          / problem.floor(at: rate) - 1)
    }
    evidence("difference", differences.reduce(0, max), atMost: 1e-10)
  }
}
