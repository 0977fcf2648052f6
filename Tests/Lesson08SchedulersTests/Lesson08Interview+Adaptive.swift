import Autograd
import Course
import Schedulers
import TensorCore
import TestSupport
import Testing

// Schedules and what else the rate touches: Adam, weight decay, parameter groups.

extension Lesson08Interview {
  /// The mean square of 200 weights that Adam takes from 1 toward 0 in 300 steps, with noise in each gradient.
  private func adamSquare(_ schedule: any Schedule, rate: Scalar) throws -> Double {
    let w = leaf(.ones([200]))
    let optimizer = AdamW([w], AdamWRule(learningRate: rate, weightDecay: 0))
    let scheduler = Scheduler(
      optimizer, try schedule.sound(from: Double(rate), stepCount: 300))
    var generator = SplitMix64(seed: 829)
    for _ in 0..<300 {
      let noise = Variable(.normal([200], using: &generator))
      try trainingStep(optimizer) { (w * w * 0.5 + w * noise).sum() }
      try scheduler.step()
    }
    return Double((w.value * w.value).mean())
  }

  @Test(
    .interview(
      .question(8, 29), level: .explain, minutes: 2,
      question: "Adam adapts the step of each weight. Does it still need a learning rate schedule?",
      answer: """
        On noisy problems it gains from one as SGD does. Adam divides each step by the running size of the gradients; near a minimum that size is mostly noise and does not go down, so the steps stay in proportion to the rate and the weights keep wandering at a floor. Only the schedule lowers them. \
        What Adam adapts is the scale between weights, not the decrease over time. The gain has to be measured with a tuned constant rate beside it.
        """,
      commonMistake:
        "No: even with noisy gradients Adam's steps go to zero by themselves near the minimum.",
      otherMistakes: [
        "No: Adam's default rate of 0.001 fits every problem, from the first step to the last.":
          "300 noisy steps from 1 end at a mean square of {constant 0.003|2} at the rate 0.003 and of {best constant|2} at the best of five, and with 0.001 the steps are shorter still. The default is where to begin.",
        "No: Adam's steps shrink as one over the root of their number, as Adagrad's do.":
          "Adagrad's do, since its sum of squares forgets nothing. Adam's v is a mean that forgets, so under steady noise it keeps its level, and the steps keep theirs.",
      ],
      refutation: """
        In pure noise they still have about a quarter of the rate. 200 weights, each on a quadratic of curvature 1 with gradient noise of variance 1, 300 steps of Adam from 1, one seed: at the rate 0.1 the mean square ends at {constant 0.1|2} with a constant rate and at {linear 0.1|2} with a linear decay to zero. With the best of 0.003, 0.01, 0.03, 0.1 and 0.3 for each: \
        {best constant|2} and {best linear|2}. At the constant rate 0.003 it is {constant 0.003|2}.
        """,
      followUps: [
        "How large is Adam's step in pure noise?": """
        With β₁ = 0.9 the averaged gradient has about a quarter of the noise's size, so the steps have about a quarter of the rate, whatever the noise's scale.
        """,
        "And Adagrad?": """
        It sums squares and never forgets, so under steady noise its steps fall as one over the root of the steps: a schedule is built in. Under the same noise Adam's do not fall.
        """,
      ]))
  func `Adam rests at a floor too, and decay lowers it`() throws {
    let rates: [Scalar] = [0.003, 0.01, 0.03, 0.1, 0.3]
    let constant = try rates.map { try adamSquare(ConstantRate(), rate: $0) }
    let linear = try rates.map { try adamSquare(PolynomialDecay(length: 300), rate: $0) }
    evidence("constant 0.1", constant[3])
    evidence("linear 0.1", linear[3])
    evidence("constant 0.003", constant[0])
    let (best, decayed) = (try #require(constant.min()), try #require(linear.min()))
    evidence("best constant", best)
    evidence("best linear", decayed)
    #expect(constant[3] > 2 * linear[3] && best > 1.1 * decayed && constant[0] > 5 * best)
  }

  @Test(
    .interview(
      .question(8, 32), level: .explain, minutes: 3,
      question:
        "You change the schedule of a PyTorch AdamW run and leave weight_decay alone. Has the regularization changed?",
      answer: """
        Its total has: PyTorch's AdamW multiplies the weights by 1 − η(t)·λ at each step. The rate η(t) is the scheduled one, so how far the decay gets depends on λ times the sum of the rates. A cosine to zero has about half the sum of a constant rate. The balance with the gradient's step stays, as both carry η(t). To compare schedules I hold λ times that sum about fixed, or tune λ for each. The decay is decoupled from the gradient, not from the \
        rate.
        """,
      whiteboard: """
        without gradients: w(T) = w(0) · Π (1 − η(t) λ) ≈ w(0) · exp(−λ Σ η(t))
        """,
      commonMistake: "No: decoupled weight decay does not depend on the learning rate.",
      otherMistakes: [
        "Only if the last rate has changed, as the decay forgets.":
          "Each step multiplies the weight by its own 1 − η(t)λ, and the product keeps all factors. If the last rate alone counted, a cosine to zero would leave a weight of 1 nearly as it is; it leaves {cosine|3}.",
        "Yes: the decay grows when the rate falls, as it then outweighs the gradient.":
          "Decay and gradient step both carry η(t), so they fall together and neither outweighs the other. At a rate of zero nothing decays.",
      ],
      refutation: """
        AdamW, rate 0.1, λ = 0.1, gradients that are zero, 100 steps: a weight of 1 becomes {constant|3} at a constant rate, {cosine|3} with a cosine to zero, and {one-cycle|3} with one-cycle of peak 0.1. exp(−λ Ση) is {sum, constant|3}, {sum, cosine|3} and {sum, one-cycle|3}.
        """,
      followUps: [
        "And with an L2 penalty in the gradient, under SGD?": """
        The same product: the penalty's gradient is multiplied by the rate as well. Under Adam it is divided by the gradients' size, so it is another thing.
        """,
        "How would decay be made independent of the schedule?": """
        By shrinking the weights by the same share at each step oneself, with weight_decay at 0. Beware of the end: there the gradient's steps become small and the decay does not, so it pulls the weights away from the minimum.
        """,
      ]))
  func `the schedule scales AdamW's decay`() throws {
    func left(_ schedule: any Schedule) throws -> Double {
      let w = leaf(.ones([1]))
      let optimizer = AdamW([w], AdamWRule(learningRate: 0.1, weightDecay: 0.1))
      let scheduler = Scheduler(optimizer, try schedule.sound())
      for _ in 0..<100 {
        try trainingStep(optimizer) { w.sum() * 0 }
        try scheduler.step()
      }
      return Double(w.value.scalars[0])
    }
    func predicted(_ schedule: any Schedule) -> Double {
      .exp(-0.1 * schedule.rates(stepCount: 100, from: 0.1).reduce(0, +))
    }
    let schedules: [(String, any Schedule)] = [
      ("constant", ConstantRate()), ("cosine", CosineDecay(length: 100)),
      ("one-cycle", OneCycle(peak: 0.1, stepCount: 100, momenta: nil)),
    ]
    for (name, schedule) in schedules {
      let weight = try left(schedule)
      evidence(name, weight)
      evidence("sum, \(name)", predicted(schedule))
      #expect(abs(weight / predicted(schedule) - 1) < 0.02)
    }
    #expect(try left(CosineDecay(length: 100)) > 1.5 * (try left(ConstantRate())))
  }

  @Test(
    .interview(
      .question(8, 30), level: .design, minutes: 3,
      question:
        "You fine-tune with a low rate for the body and ten times that rate for the new head. How do schedules treat the two parameter groups?",
      answer: """
        A schedule that is a factor of the base rate keeps the ratio of ten, at every step. One with absolute rates does not: a cosine with a minimum above zero lets both groups fall to that same minimum, and one-cycle or cyclic rates given as one number set the same rate for all groups. For the last two PyTorch also takes a list, one value a group; eta_min is one number. \
        I log the rate of every group, not only of the first.
        """,
      commonMistake: "Every schedule multiplies, so the ratio of the groups always stays.",
      otherMistakes: [
        "A scheduler changes the first group only.":
          "It sets the rate of every group. Who logs the first alone misses the rest: under one-cycle with a single peak the head gets the body's rate, a ratio of {ratio, one-cycle} instead of ten.",
        "eta_min is a share of each group's base rate.":
          "It is an absolute rate, the same for all groups: with 0.0005 the groups of 0.001 and 0.01 end at a ratio of {ratio, minimum at 100}. As a share it would keep the ratio of ten.",
      ],
      refutation: """
        Groups with the rates 0.001 and 0.01, 100 steps. Under a cosine to zero the head has {ratio, cosine at 90|3} times the body's rate at step 90, under one with the minimum 0.0005 {ratio, minimum at 90|3} times, at step 100 {ratio, minimum at 100}. Under one-cycle with a single peak both have the same rate from the first step on: the ratio is {ratio, one-cycle}.
        """,
      followUps: [
        "How are layer-wise rates set?": """
        One group a layer, with base rates that fall by a factor per layer toward the input, and one schedule of factors for all.
        """,
        "May groups have different schedules?": """
        Yes: LambdaLR takes one function a group, and here a scheduler takes one schedule a group. A frozen start of the body is such a case.
        """,
      ]))
  func `a minimum above zero levels the groups' rates`() throws {
    func ratios(_ schedule: any Schedule) throws -> [Double] {
      let optimizer = momentum(rates: [0.001, 0.01])
      let scheduler = Scheduler(optimizer, try schedule.sound())
      var ratios = [Double(optimizer.learningRates[1] / optimizer.learningRates[0])]
      for _ in 0..<(schedule.stepCount ?? 100) {
        try scheduler.step()
        ratios.append(Double(optimizer.learningRates[1] / optimizer.learningRates[0]))
      }
      return ratios
    }
    let cosine = try ratios(CosineDecay(length: 100))
    let raised = try ratios(CosineDecay(length: 100, minimum: 0.0005))
    let cycle = try ratios(OneCycle(peak: 0.01, stepCount: 100))
    evidence("ratio, cosine at 90", (cosine[90] * 1e9).rounded() / 1e9)
    evidence("ratio, minimum at 90", raised[90])
    evidence("ratio, minimum at 100", (raised[100] * 1e9).rounded() / 1e9)
    evidence("ratio, one-cycle", cycle[0])
    #expect(abs(cosine[90] - 10) < 1e-9 && raised[90] < 2 && abs(raised[100] - 1) < 1e-9)
    #expect(cycle.allSatisfy { $0 == 1 } && CosineDecay(length: 100).isProportional)
    #expect(!OneCycle(peak: 0.01, stepCount: 100).isProportional)
  }
}
