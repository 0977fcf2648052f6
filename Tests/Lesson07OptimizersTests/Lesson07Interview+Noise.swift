import Autograd
import Course
import Optimizers
import TensorCore
import TestSupport
import Testing

// Noise of the gradients: where a run hovers, and what lowers that.

extension Lesson07Interview {
  @Test(
    .interview(
      .question(7, 13), level: .debug, minutes: 3,
      question:
        "The loss oscillates wildly from the start and then stays on a high plateau. What do you suspect?",
      answer: """
        A learning rate that is too high for the noise. The run sits at its noise floor, where the noise of the gradients brings in as much as each step takes away. \
        On a quadratic the floor is ηs²/(λ(2 − ηλ)), about proportional to η. The test is cheap: divide the rate by ten for a few hundred steps. If the loss drops to a new plateau, \
        it was the rate; if it goes on as before, look elsewhere.
        """,
      whiteboard: """
        x⁺ = (1 − ηλ) x − ηn,  E n² = s²
        E x² = (1 − ηλ)² E x² + η²s²  ⟹  E x² = ηs²/(λ(2 − ηλ))
        """,
      commonMistake: "The run needs more steps.",
      otherMistakes: [
        "It is a local minimum; a larger rate gets it out.":
          "A bowl with a single minimum has the same plateau, and a larger rate lifts it: in theory the floor is {floor, 0.1|3} at the rate 0.1 and {floor, 0.5|3} at 0.5.",
        "The model is too small; a high plateau means that it can fit no better.":
          "The same model fits better at a lower rate: 200 steps at a tenth of the rate bring the mean square from {measured, 400 steps|3} to {after the drop|2}. A lower rate adds no capacity.",
      ],
      refutation: """
        Bowls ½ w² with unit noise, 2000 of them: at the rate 0.5 the mean square is {measured, 200 steps|3} after 200 steps and {measured, 400 steps|3} after 400; 200 more at 0.05 bring it to {after the drop|2}. \
        In theory the floors at 0.01, 0.1 and 0.5 are {floor, 0.01|3}, {floor, 0.1|3} and {floor, 0.5|3}.
        """,
      followUps: [
        "What does momentum do to the floor?": """
        At the same rate it raises it: at 0.1 with μ = 0.9 to {floor, momentum|3}, ten times as high. At a rate times 1 − μ it is about what it was.
        """,
        "What lowers it without lowering the rate?": """
        A larger batch, or an average of the weights.
        """,
      ]))
  func `a plateau at the noise floor falls with rate, not time`() {
    func floor(_ rate: Scalar, _ momentum: Scalar = 0) -> Scalar {
      QuadraticTheory.noiseFloor(momentum: momentum, rate: rate, curvature: 1, noiseVariance: 1)
    }
    evidence("floor, 0.01", floor(0.01))
    evidence("floor, 0.1", floor(0.1))
    evidence("floor, 0.5", floor(0.5))
    evidence("floor, momentum", floor(0.1, 0.9))
    let half = noisy(SGDRule(learningRate: 0.5), stepCount: 200).last
    let whole = noisy(SGDRule(learningRate: 0.5), stepCount: 400).last
    evidence("measured, 200 steps", half)
    evidence("measured, 400 steps", whole)
    // A mean of 2,000 squares deviates by 3.2 %; 16 % is five of that.
    #expect(abs(half / floor(0.5) - 1) < 0.16 && abs(whole / floor(0.5) - 1) < 0.16)
    let weight = leaf(.zeros([2000]))
    let optimizer = SGD([weight], learningRate: 0.5)
    var generator = SplitMix64(seed: 13)
    for step in 0..<600 {
      if step == 400 { optimizer.learningRate = 0.05 }
      weight.gradient = weight.value + .normal([2000], using: &generator)
      optimizer.step()
    }
    let dropped = (weight.value * weight.value).mean()
    evidence("after the drop", dropped)
    #expect(abs(dropped / floor(0.05) - 1) < 0.16)
    #expect((9...11).contains(floor(0.1, 0.9) / floor(0.1)))
    #expect(abs(floor(0.01, 0.9) / floor(0.1) - 1) < 0.06)
  }

  @Test(
    .interview(
      .question(7, 14), level: .explain, minutes: 3,
      question:
        "You raise the batch from 1 to 16. What happens to the gradient's noise, and what may the learning rate do?",
      answer: """
        For independent samples the variance falls as 1/B, so SGD's rate may grow in proportion. The noise floor stays about the same while the rate is well \
        below the stability limit. At an unchanged rate the floor falls 16 times, and the run takes as many steps as before, each on 16 times the data. Past some batch the limit 2/λ binds, \
        and a still larger batch no longer saves steps. For Adam, Malladi and others derived a rule with the root of B.
        """,
      commonMistake:
        "Nothing changes, neither the noise nor the best rate, as the mean gradient is the same.",
      otherMistakes: [
        "The standard deviation falls as 1/B.":
          "The variance falls so; the deviation is its root and falls as 1/√B. At B = 16 the measured variance is {variance, B = 16|3}, a sixteenth, and the deviation a quarter.",
        "The rate can be scaled with B without end.":
          "The batch lowers the noise, not the curvature: above 2/λ every step overshoots to a greater distance. From 0.01 at B = 1 the scaled rate at B = 256 is 2.56, and on ½ w² the limit is 2.",
      ],
      refutation: """
        The mean stays, the noise does not. Variance of the mean of B unit normals, 2000 batches: {variance, B = 1|3}, {variance, B = 16|3} and {variance, B = 256|2} for B of 1, 16 and 256. Floors on ½ w²: {floor, 0.01 and 1|3}, {floor, 0.04 and 4|3} and {floor, 0.16 and 16|3} for the rates 0.01, 0.04 and 0.16 at B of 1, 4 and 16; \
        at the rate 0.01 and B = 16 {floor, 0.01 and 16|2}. At B = 256 the scaled rate would be 2.56, above the limit of 2.
        """,
      followUps: [
        "Measured too?": """
        On 2000 bowls after 400 steps, the rate 0.1 with B = 1 hovers at {measured, 0.1 and 1|3}, 0.4 with B = 4 at {measured, 0.4 and 4|3}; theory says {floor, 0.1 and 1|3} and {floor, 0.4 and 4|3}.
        """,
        "With or without replacement?": """
        The 1/B needs independent draws. Without replacement from n samples the variance is smaller by the factor (n − B)/(n − 1), and at B = n it is 0.
        """,
      ]))
  func `variance falls as 1/B; rate over B keeps the floor`() {
    var generator = SplitMix64(seed: 14)
    for batch in [1, 16, 256] {
      let samples = Tensor.normal([2000, batch], using: &generator)
      let means = samples.mean(axis: 1)
      let variance = (means * means).mean()
      evidence("variance, B = \(batch)", variance)
      #expect(abs(variance * Scalar(batch) - 1) < 0.16)
    }
    func floor(_ rate: Scalar, _ batch: Int) -> Scalar {
      let floor = QuadraticTheory.noiseFloor(
        rate: rate, curvature: 1, noiseVariance: 1 / Scalar(batch))
      evidence("floor, \(rate) and \(batch)", floor)
      return floor
    }
    let kept = [floor(0.01, 1), floor(0.04, 4), floor(0.16, 16)]
    #expect(kept[2] / kept[0] < 1.1 && kept[0] < kept[1] && kept[1] < kept[2])
    #expect(abs(kept[0] / floor(0.01, 16) - 16) < 1e-9)
    for (rate, batch) in [(0.1, 1), (0.4, 4)] as [(Scalar, Int)] {
      let found = noisy(SGDRule(learningRate: rate), batchCount: batch).last
      evidence("measured, \(rate) and \(batch)", found)
      #expect(abs(found / floor(rate, batch) - 1) < 0.16)
    }
    #expect(0.01 * 256 > QuadraticTheory.greatestRate(.plain, curvature: 1))
  }

  @Test(
    .interview(
      .question(7, 15), level: .explain, minutes: 3,
      question: "What do averages of the weights, EMA and SWA, give, and what do they cost?",
      answer: """
        They average out the noise of the gradients while the learning rate stays high. The trained weights hover; their average lies closer to the center. An exponential average forgets with a \
        decay, SWA gives equal weight to snapshots from late in training. Either costs one more copy of the weights and no gradient. The average lags while the weights still travel, and batch norm's running statistics \
        have to be estimated again for it, or averaged too.
        """,
      commonMistake:
        "The average is no better than the last weights, as they are all equally noisy.",
      otherMistakes: [
        "The average is ahead of the weights from the first step on.":
          "Early on the average lags behind weights that still travel: after 100 steps they are all but at their goal, and an average with decay 0.999 has gone {way of the average|2} of the way.",
        "EMA replaces the weights that are trained, so it lowers the learning rate.":
          "It is a copy beside them that no step reads: gradients are taken at the trained weights, and their steps stay as long as the rate makes them.",
      ],
      refutation: """
        2000 bowls ½ w² with unit noise, rate 0.1, 800 steps from 0: mean square {last weights|3} for the last weights and {average|2} for their average with decay 0.99. Theory says {floor|3} and {averaged floor|3}, a factor of {factor|3}.
        """,
      followUps: [
        "How long may the average's memory be?": """
        Well below the rest of the run. Weights on their way from 0 to 1 at the rate 0.1 are all but there after 100 steps; an average with decay 0.999 has gone {way of the average|2} of the way.
        """,
        "And which weights go into the checkpoint?": """
        Both: the trained ones to go on from, the average to use. And the count of updates.
        """,
      ]))
  func `an average of the weights lies far below the floor`() {
    let found = noisy(SGDRule(learningRate: 0.1), stepCount: 800, seed: 15)
    let floor = QuadraticTheory.noiseFloor(rate: 0.1, curvature: 1, noiseVariance: 1)
    let averaged = QuadraticTheory.averagedFloor(
      decay: 0.99, rate: 0.1, curvature: 1, noiseVariance: 1)
    evidence("last weights", found.last)
    evidence("average", found.average)
    evidence("floor", floor)
    evidence("averaged floor", averaged)
    evidence("factor", floor / averaged)
    #expect(abs(found.last / floor - 1) < 0.16 && abs(found.average / averaged - 1) < 0.16)
    let weight = leaf(Tensor([0]))
    let optimizer = SGD([weight], learningRate: 0.1)
    let average = WeightAverage([weight], .exponential(decay: 0.999))
    for _ in 0..<100 {
      weight.gradient = weight.value - 1
      optimizer.step()
      average.update()
    }
    evidence("way of the average", average.averages[0][0])
    #expect(weight.value[0] > 0.9999 && average.averages[0][0] < 0.2)
  }
}
