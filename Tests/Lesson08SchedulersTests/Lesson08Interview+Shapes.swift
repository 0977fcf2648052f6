import Course
import Schedulers
import TensorCore
import TestSupport
import Testing

// Which shape: what is optimal, what converges, and how shapes are compared.

extension Lesson08Interview {
  @Test(
    .interview(
      .question(8, 27), level: .derive, minutes: 6,
      question: """
        Descent on x²/2 sees gradients with independent noise of variance σ², so that the expected square v becomes (1 − η)²v + η²σ². Which rate is best at each step, and what schedule follows?
        """,
      answer: """
        η = v/(v + σ²): the derivative −2(1 − η)v + 2ησ² is zero there. With it the next v is vσ²/(v + σ²), so 1/v grows by 1/σ² at each step, as if one more measurement were averaged. Then η at step t is 1/(1 + σ²/v₀ + t): one over t. \
        As the next v rises with v, choosing the best at each step is best for the whole run. It needs the curvature and the noise; for another curvature it may be far from best.
        """,
      whiteboard: """
        d/dη: −2(1 − η)v + 2ησ² = 0  ⇒  η = v/(v + σ²)
        v′ = (1 − η)²v + η²σ² = vσ²/(v + σ²)
        1/v′ = 1/v + 1/σ²  ⇒  1/v(t) = 1/v₀ + t/σ²
        η(t) = 1/(1 + σ²/v₀ + t)
        """,
      commonMistake: "The cosine is the optimal shape; that is why everybody uses it.",
      otherMistakes: [
        "The best rate at each step is greedy, and a schedule that looks ahead ends lower.":
          "Here looking ahead brings nothing: the next v rises with v, so the least v now allows the least v later. Of {changed schedules} schedules with rates changed at random none ends lower.",
        "1/t is therefore best for all curvatures.":
          "The best rate contains the curvature. At 0.1 instead of 1 the same schedule falls before the distance is covered: λv ends at {one over t, 0.1|3}, with the tuned cosine at {cosine, 0.1|3}.",
      ],
      refutation: """
        σ² = 1, v₀ = 100, 200 steps: the schedule that follows ends at {one over t|3}, the tuned cosine at {cosine|3}. Of {changed schedules} schedules with rates changed at random by up to a tenth none ends lower. With curvature 0.1 instead of 1 the same schedule ends at λv = {one over t, 0.1|3} and the tuned cosine at {cosine, 0.1|3}.
        """,
      followUps: [
        "What has this to do with the mean?": """
        With v₀ infinite the rates are 1, 1/2, 1/3, …, and x is the running mean of what was measured, which has the variance σ²/t.
        """,
        "Why is 1/t seldom used for networks?": """
        There are many curvatures at once, and directions of low curvature need a high rate for long. A tuned 1/t has one more parameter, how fast it falls.
        """,
      ]))
  func `one over t is the best schedule on one curvature`() {
    let problem = NoisyQuadratic()
    // σ² / v₀ = 0.01, so that the rate at step t is (1 / 1.01) / (1 + t / 1.01).
    let best = InverseTimeDecay(decay: 1 / 1.01)
    let rates = best.rates(stepCount: 200, from: 1 / 1.01)
    let square = problem.expectedSquares(rates: rates)[200]
    let cosine = tuned(CosineDecay(length: 200)).square
    evidence("one over t", square)
    evidence("cosine", cosine)
    #expect(abs(square * 200.01 - 1) < 1e-9 && cosine > 1.5 * square)
    var generator = SplitMix64(seed: 827)
    let changed = (0..<200).map { _ in
      let others = rates.map { (rate: Double) -> Double in
        let share = Double(generator.uniform(below: 1_001)) / 1_000
        return rate * (0.9 + 0.2 * share)
      }
      return problem.expectedSquares(rates: others)[200]
    }
    evidence("changed schedules", changed.count)
    #expect(changed.allSatisfy { $0 > square })
    let flat = NoisyQuadratic(curvatures: [0.1])
    let missed = flat.expectedSquares(rates: rates)[200]
    let fitted = tuned(CosineDecay(length: 200), curvatures: [0.1]).square
    evidence("one over t, 0.1", missed)
    evidence("cosine, 0.1", fitted)
    #expect(missed > 20 * fitted)
  }

  @Test(
    .interview(
      .question(8, 33), level: .explain, minutes: 4,
      question:
        "Robbins and Monro ask that the rates sum to infinity and their squares to a finite number. What is each condition for, and does an exponential decay meet them?",
      answer: """
        The infinite sum lets the weights get everywhere from any start. The finite sum of squares bounds what the noise adds in all, so that it dies out. A geometric series is finite, so exponential decay misses the first: it stops at a place that depends on the start. One over t meets both. \
        In a run of fixed length neither condition is the point; what matters is how much rate is spent, and how low it ends.
        """,
      commonMistake: "A rate that goes to zero converges to the minimum.",
      otherMistakes: [
        "The faster the decay, the surer the convergence.":
          "A decay that is too fast has a finite sum of rates and stops short: multiplied by 0.9 each step, λx² goes from {start} to {exponential, 1,000} after 1,000 steps and is {exponential, 10,000} after 10,000.",
        "A rate of one over the root of t cannot converge, as the sum of squares is infinite.":
          "The conditions are sufficient, not necessary: on a quadratic with fixed noise, rates that go to zero with an infinite sum are enough. λx² is {root, 1,000|2} after 1,000 steps and {root, 10,000|2} after 10,000.",
      ],
      refutation: """
        Quadratic of curvature 0.05, noise of variance 1, x² = 100, base rate 0.5, λ x²: multiplied by 0.9 each step it is {exponential, 1,000} after 1,000 steps and {exponential, 10,000} after 10,000: of {start} at the start most is left. With one over 1 + t/100 it is {inverse, 1,000|2} and {inverse, 10,000|2}, with one over the root, from step 100 on, \
        {root, 1,000|2} and {root, 10,000|2}.
        """,
      followUps: [
        "How much of the distance is left under exponential decay?": """
        For small ηλ about exp(−λ Ση), with Ση = η₀/(1 − γ): for 0.5 and 0.9 the sum is 5, and {left|2} of the distance is left.
        """,
        "Are the conditions necessary?": """
        Sufficient under their assumptions. On a quadratic with noise of fixed variance it is enough that the rates go to zero and sum to infinity.
        """,
      ]))
  func `exponential decay stops far from the minimum`() {
    let flat = NoisyQuadratic(curvatures: [0.05])
    func ends(_ schedule: any Schedule) -> (Double, Double) {
      let squares = flat.expectedSquares(rates: schedule.rates(stepCount: 10_000, from: 0.5))
      return (squares[1_000], squares[10_000])
    }
    let exponential = ends(ExponentialDecay(factor: 0.9))
    let inverse = ends(InverseTimeDecay(decay: 0.01))
    let root = ends(InverseSquareRoot(start: 100))
    evidence("start", 0.05 * flat.start)
    evidence("exponential, 1,000", exponential.0)
    evidence("exponential, 10,000", exponential.1)
    evidence("inverse, 1,000", inverse.0)
    evidence("inverse, 10,000", inverse.1)
    evidence("root, 1,000", root.0)
    evidence("root, 10,000", root.1)
    #expect(exponential.1 > 2.5 && abs(exponential.1 - exponential.0) < 1e-9)
    #expect(inverse.1 < inverse.0 / 3 && root.1 < root.0 / 2 && root.1 < 0.1)
    let silent = NoisyQuadratic(curvatures: [0.05], noise: 0)
    let square = silent.finalSquare(ExponentialDecay(factor: 0.9), from: 0.5, stepCount: 1_000)
    let left = (square / (0.05 * silent.start)).squareRoot()
    evidence("left", left)
    #expect(abs(left - .exp(-0.25)) < 0.01)
  }

  @Test(
    .interview(
      .question(8, 31), level: .design, minutes: 3,
      question:
        "A colleague shows that step decay ends lower than the cosine, at the same base rate. Are you convinced?",
      answer: """
        Not yet: at one base rate the comparison shows which schedule that rate happens to suit. They spend different sums of rates. I tune the base for each with the same number of runs, and the factor and milestones of the step decay too, as they are choices as well. Then I compare on held-out data, over several seeds, at the same number of \
        steps, and report the whole curve over base rates.
        """,
      commonMistake: "Yes: the same base rate makes the comparison fair.",
      otherMistakes: [
        "No, the cosine is always better than step decay.":
          "From the base 0.5 step decay does end lower, {step, 0.5|3} against {cosine, 0.5|3}. Tuned, the cosine leads on this one problem, {cosine, tuned|3} against {halving, tuned|3} for halving every 20 steps.",
        "No: with the base rates tuned, the shape of the schedule makes no difference.":
          "With the best base for each, step decay with two drops ends at {step, tuned|3} and the cosine at {cosine, tuned|3}. The base scales all rates alike; it does not move a drop.",
      ],
      refutation: """
        Noisy quadratic, curvature and variance 1, x² = 100, 200 steps: from the base 0.5, step decay (a tenth at 50 % and at 75 %) ends at {step, 0.5|3} and the cosine at {cosine, 0.5|3}. With the best base for each they end at {step, tuned|3} and {cosine, tuned|3}: the order is reversed. A linear decay ends at {linear, tuned|3}, and a step decay that halves \
        every 20 steps at {halving, tuned|3}.
        """,
      followUps: [
        "What did larger comparisons find?": """
        Defazio and others (2023) compared schedules on ten deep learning problems and language models, and report that linear decay to zero matches or beats the other usual ones, cosine included.
        """,
        "What if tuning is too expensive?": """
        Then I compare at two or three bases around the usual one of each schedule, and say that the result holds for these.
        """,
      ]))
  func `tuned, step decay and cosine change places`() {
    let step = MultiStepDecay(milestones: [100, 150])
    let cosine = CosineDecay(length: 200)
    let (stepped, smooth) = (end(step, from: 0.5), end(cosine, from: 0.5))
    evidence("step, 0.5", stepped)
    evidence("cosine, 0.5", smooth)
    let (stepTuned, cosineTuned) = (tuned(step).square, tuned(cosine).square)
    let halving = tuned(StepDecay(period: 20, factor: 0.5)).square
    let linear = tuned(PolynomialDecay(length: 200)).square
    evidence("step, tuned", stepTuned)
    evidence("cosine, tuned", cosineTuned)
    evidence("linear, tuned", linear)
    evidence("halving, tuned", halving)
    #expect(stepped < smooth && stepTuned > 1.5 * cosineTuned && linear < cosineTuned)
  }
}
