import Course
import Datasets
import Schedulers
import TensorCore
import TestSupport
import Testing

// Runs of several lengths, and how much the learning rate explains.

extension Lesson08Interview {
  @Test(
    .interview(
      .question(8, 23), level: .design, minutes: 3,
      question: "Warm-up, stable, decay against warm-up and cosine: when do you take which?",
      answer: """
        The cosine when the number of steps is fixed: it has one length to set, and it is well tried. The constant middle when it is not: the run can be continued from before the decay, and one long run with a short decay branched off gives models for several budgets. \
        The price is a decision about the share of the decay. In the middle the loss looks too high, because the noise of the full rate is still in it; only the decayed branches can be compared.
        """,
      commonMistake:
        "How far the stable phase's loss is above the cosine's tells what the constant middle costs.",
      otherMistakes: [
        "A cosine can be cut off at any step, as its rate falls all the time.":
          "Cut off early, it leaves the noise of a rate that is still high: after 200 steps a cosine tuned for 400 has {cosine, cut off|3}, one tuned for 200 has {cosine, 200|3}.",
        "The constant middle, always: its decay can be as short as one likes.":
          "The decay takes the full rate's noise out of the weights, and that needs steps: {stable at 160|3} before it, {decayed, 200|3} after 40 steps of it. A decay of one step would leave nearly all of the noise.",
      ],
      refutation: """
        Noisy quadratic, curvatures 1 and 0.1, variance 1, squares 100 at the start, twice the expected loss, bases tuned for 200 steps. After 160 steps the cosine has {cosine at 160|3} and the stable phase {stable at 160|3}; after 200 it is {cosine, 200|3} and {decayed, 200|3}, with a linear fall over the last 40. A cosine tuned for 400 steps has {cosine, cut off|3} after 200. For the budgets 100, 200 and 400, \
        cosines take {steps, cosine} steps in all, one run with three branches {steps, branches}.
        """,
      followUps: [
        "How long should the decay be?": """
        Hu and others (2024) found 10 % of the tokens enough for MiniCPM and 2.5 % too few. I would measure two lengths: too short a decay leaves noise, too long a one gives up the advantage.
        """,
        "What do you save during the stable phase?": """
        Weights, optimizer and scheduler, at every point from which a branch may start. The decay starts from there with a count of its own.
        """,
      ]))
  func `the stable phase is behind until it decays`() {
    let ravine = NoisyQuadratic(curvatures: [1, 0.1])
    let decaying = WarmUpStableDecay(warmUp: 0, stable: 160, decay: 40)
    let cosine = CosineDecay(length: 200)
    func course(_ schedule: any Schedule) -> [Double] {
      let base = tuned(schedule, curvatures: [1, 0.1]).base
      return ravine.expectedSquares(rates: schedule.rates(stepCount: 200, from: base))
    }
    let (stable, smooth) = (course(decaying), course(cosine))
    evidence("cosine at 160", smooth[160])
    evidence("stable at 160", stable[160])
    evidence("cosine, 200", smooth[200])
    evidence("decayed, 200", stable[200])
    let long = CosineDecay(length: 400)
    let base = ravine.tuned(long, bounds: 0.001...1.5, count: 100, stepCount: 400).base
    let cut = ravine.finalSquare(long, from: base, stepCount: 200)
    evidence("cosine, cut off", cut)
    #expect(cut > 1.3 * smooth[200])
    #expect(stable[160] > 1.8 * smooth[160] && stable[200] < stable[160] / 1.3)
    #expect(stable[200] > smooth[200] && stable[200] < 1.5 * smooth[200])
    let budgets = [100, 200, 400]
    evidence("steps, cosine", budgets.reduce(0, +))
    let decays = budgets.map { $0 / 5 }
    evidence("steps, branches", decays.reduce(400 * 4 / 5, +))
  }

  @Test(
    .interview(
      .question(8, 14), level: .design, minutes: 4,
      question:
        "Is the learning rate really the most influential hyper-parameter? How would you measure it?",
      answer: """
        It depends on the ranges: I vary several settings and ask which share of the error's \
        variance each explains. The ranges are those that somebody would really choose from, every \
        combination is trained, the error is the held-out one, and each share is taken alone and \
        with the others. Over decades the rate explains most, as runs at the far end learn little. \
        Near its best it may explain less than the width. Bengio (2012) calls it often the single \
        most important one; I add the ranges.
        """,
      commonMistake:
        "Yes, always, whatever the ranges: varied together with others, it explains most of the variance.",
      otherMistakes: [
        "It depends on the model and the data alone, so I measure its share once, over any range of rates.":
          """
        The range decides as well: same model, same data, and the rate explains {rate, 16-fold|2} \
        of the variance if it varies 16-fold and {rate, 1,024-fold|2} if 1,024-fold.
        """,
        "I measure each setting's share of the variance by itself: one with a share of 0 has no influence.":
          """
        It can act through another setting, being good at one of its levels and bad at the other: \
        on such a 2 × 2 table its own share is {pure interaction, alone} and its total share {pure \
        interaction, total}.
        """,
      ],
      refutation: """
        Digits, one hidden layer, 1,000 training samples seen in batches of 32, held-out error, three rates and three widths (8, 32, 128), all nine combinations, one seed. With the rates 0.02, 0.08 and 0.32 the rate explains {rate, 16-fold|2} of the variance and the width {width, 16-fold|2}; with 0.0003125, 0.08 and 0.32, \
        {rate, 1,024-fold|2} and {width, 1,024-fold|2}. The rest is interaction, with the luck of the one seed in it.
        """,
      followUps: [
        "How can a setting matter that has no share of its own?": """
        By interaction: if it is good at one level of another setting and bad at the other, its means are equal. On a 2 × 2 table of that kind the share alone is {pure interaction, alone} and the total share {pure interaction, total}.
        """,
        "Which setting would you tune first?": """
        The rate, still: its range is the widest when nothing is known, and runs with a wrong rate say little about the other settings.
        """,
      ]))
  func `the rate's share grows with its range`() throws {
    let (training, validation) = try LabeledData.digits().splitByOrder(testCount: 360)
    func shares(_ rates: [Scalar]) throws -> [Double] {
      try FactorialSweep(levelCounts: [3, 3]) { levels in
        var settings = DigitsSettings()
        (settings.rate, settings.width) = (rates[levels[0]], [8, 32, 128][levels[1]])
        return try settings.heldOutError(
          training: training, validation: validation, sampleCount: 1_000, seed: 814)
      }.shares
    }
    let (narrow, wide) = (try shares([0.02, 0.08, 0.32]), try shares([0.0003125, 0.08, 0.32]))
    evidence("rate, 16-fold", narrow[0])
    evidence("width, 16-fold", narrow[1])
    evidence("rate, 1,024-fold", wide[0])
    evidence("width, 1,024-fold", wide[1])
    #expect(wide[0] > narrow[0] + 0.2 && wide[0] > wide[1])
    let crossed = FactorialSweep(levelCounts: [2, 2]) { $0[0] == $0[1] ? 1 : 0 }
    evidence("pure interaction, alone", crossed.shares[0])
    evidence("pure interaction, total", crossed.totalShares[0])
    #expect(crossed.shares == [0, 0] && crossed.totalShares == [1, 1])
  }
}
