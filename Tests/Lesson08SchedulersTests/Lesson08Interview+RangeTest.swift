import Course
import Schedulers
import TensorCore
import TestSupport
import Testing

// How a learning rate is found, and what a wrong one looks like.

extension Lesson08Interview {
  /// The range test of descent on 5 x² + y² / 2 from (1, 1), which diverges above the rate 0.2.
  private func rangeTest(growth: Double) -> RangeTest {
    var (x, y) = (1.0, 1.0)
    return RangeTest(from: 1e-4, to: 10, growth: growth) { rate in
      defer { (x, y) = (x - rate * 10 * x, y - rate * y) }
      return 5 * x * x + y * y / 2
    }
  }

  @Test(
    .interview(
      .question(8, 11), level: .explain, minutes: 3,
      question: "How does a learning rate range test work, and which rate do you take from it?",
      answer: """
        The rate grows a little from batch to batch until the loss explodes, and I take one far \
        below that of the lowest loss. A tenth of it, or the one where the loss falls fastest; \
        fastai can suggest both. The curve starts from a very low rate, and it lags: a blow-up \
        needs steps to show, and meanwhile the rate has grown past the limit. Weights and \
        optimizer are restored afterward. The test says what the early network bears, no more.
        """,
      commonMistake:
        "The rate grows from batch to batch until the loss explodes, and I take the one with the lowest loss.",
      otherMistakes: [
        "The rate grows so slowly that the curve does not lag, and I take the rate at its lowest point, which is the limit.":
          """
        With exact gradients slow growth lets the steep direction shrink further before the limit, \
        so a blow-up shows later still. The limit is 0.2; growing by a hundredth a step the loss \
        is lowest at {lowest, growth 1.01|2}.
        """,
        "The rate grows until the loss explodes, and I train on from there with the last rate before it did.":
          """
        A blow-up needs steps to show, so the last rates before it are past the limit already, and \
        the weights have grown with them. One puts the weights back and takes a rate well below.
        """,
      ],
      refutation: """
        Descent on 5x² + y²/2 bears rates up to 0.2. The loss is lowest at the rate {lowest, growth 1.2|2} when it grows by a fifth a step, and at {lowest, growth 1.01|2} when by a hundredth. From (1, 1), 50 steps at the first of these take 10x² + y² to {trained at the lowest|2}, at a tenth of it to {trained at a tenth|2}.
        """,
      followUps: [
        "Why does slow growth not help?": """
        With exact gradients the steep direction has then shrunk further by the time the limit is passed, so it takes longer until its growth is seen.
        """,
        "Should the loss be smoothed?": """
        With batches, yes, or the lowest value is luck. But smoothing adds lag of its own, in the same direction.
        """,
      ]))
  func `the lowest loss lies at three times the limit`() {
    let (fast, slow) = (rangeTest(growth: 1.2), rangeTest(growth: 1.01))
    evidence("lowest, growth 1.2", fast.rateAtLowestLoss)
    evidence("lowest, growth 1.01", slow.rateAtLowestLoss)
    let bowl = NoisyQuadratic(curvatures: [10, 1], noise: 0, start: 1)
    #expect(bowl.floor(at: 0.199) == 0 && bowl.floor(at: 0.2) == .infinity)
    #expect(fast.rateAtLowestLoss > 0.5 && slow.rateAtLowestLoss > 0.5)
    let high = bowl.finalSquare(ConstantRate(), from: fast.rateAtLowestLoss, stepCount: 50)
    let safe = bowl.finalSquare(ConstantRate(), from: fast.recommendedRate, stepCount: 50)
    evidence("trained at the lowest", high)
    evidence("trained at a tenth", safe)
    #expect(high > 1e30 && safe < 0.01 && (0.01...0.2).contains(fast.recommendedRate))
  }

  @Test(
    .interview(
      .question(8, 15), level: .design, minutes: 4,
      question:
        "You have a new model and a budget for about twenty short runs. How do you find the learning rate, step by step?",
      answer: """
        First a range test, for the order of magnitude. Then short runs with the schedule that I mean to use, at rates a factor of three apart around it. If the best one is at an edge, I widen, because a better one may lie beyond it. Around the best I halve the distances and repeat with several seeds; \
        among rates within the noise I take the lower. The optimum moves with the schedule and with the length of the run, so I check again at full length.
        """,
      commonMistake: "Try 0.1, 0.01 and 0.001 and take the best.",
      otherMistakes: [
        "The best rate of short runs is the best rate of long ones.":
          "A longer run has time for a lower rate and gains from its lower noise: the best base of a cosine is {best base, cosine|2} over 200 steps and {best base, 2,000 steps|2} over 2,000.",
        "The best constant rate is also the best base of a cosine.":
          "A cosine takes the noise away at its end, so it bears a higher start than a rate that keeps its noise: the best bases here are {best base, cosine|2} for the cosine and {best base, constant|2} for a constant rate.",
      ],
      refutation: """
        Noisy quadratic, curvature and variance 1, x² = 100, 200 steps of a cosine: the best of 0.1, 0.01 and 0.001 is the edge, 0.1, and ends at {best of three|3}, the best of 200 rates at {best of 200|3}; of the rates from 0.0001 to 0.01 it is the edge again, 0.01, with {edge|3}. The best base is {best base, cosine|2} for the cosine, {best base, constant|2} for a constant rate and \
        {best base, 2,000 steps|2} for a cosine of 2,000 steps.
        """,
      followUps: [
        "Why a logarithmic grid?": """
        What a rate does depends on its ratio to the limit, so equal ratios are equally informative. Evenly spaced from 0.001 to 1, nine of ten values would be above 0.1.
        """,
        "Random or grid?": """
        For the rate alone a grid. With several settings, of which few matter much, random points are better, as each setting then takes many values (Bergstra and Bengio, 2012).
        """,
      ]))
  func `the best base moves with the schedule and the length`() throws {
    let cosine = CosineDecay(length: 200)
    let three = [0.1, 0.01, 0.001].map { end(cosine, from: $0) }.reduce(.infinity, min)
    let best = tuned(cosine)
    evidence("best of three", three)
    evidence("best of 200", best.square)
    let narrow = NoisyQuadratic().tuned(cosine, bounds: 1e-4...1e-2, count: 50, stepCount: 200)
    evidence("edge", narrow.square)
    #expect(abs(narrow.base - 0.01) < 1e-12 && narrow.square > 10 * best.square)
    #expect(three > 1.1 * best.square)
    let constant = tuned(ConstantRate()).base
    let longer = tuned(CosineDecay(length: 2_000), stepCount: 2_000).base
    evidence("best base, cosine", best.base)
    evidence("best base, constant", constant)
    evidence("best base, 2,000 steps", longer)
    #expect(best.base > 1.5 * constant && best.base > 3 * longer)
  }

  @Test(
    .interview(
      .question(8, 16), level: .explain, minutes: 2,
      question:
        "What does a loss curve look like with a learning rate that is far too high, somewhat too high, right, and too low?",
      answer: """
        Far too high, it grows; somewhat too high, it falls fast to a high level; right, it ends \
        lower; too low, it is still falling. The first goes up to NaN. The right one falls less \
        fast at first than one that is somewhat too high, and the last falls steadily, with little \
        noise. So the first steps alone do not tell: the rate that is fastest at first may end \
        highest. A flat curve has other causes as well, and I change the rate before I believe \
        that it is the rate.
        """,
      commonMistake:
        "Far too high, it grows; otherwise the faster it falls in the first steps, the better the rate.",
      otherMistakes: [
        "Too high, it swings or grows; a curve that falls and then stays on a level shows a rate that is too low.":
          """
        A rate that is too high rests on a level too, its noise floor: 0.15 is at {0.15, 500 \
        steps|3} after 500 steps, where 0.02 gets to {0.02, 500 steps|2}. If the loss drops at a \
        lower rate, it was too high.
        """,
        "Too high, it grows; below that, the lower the rate the less noise and the lower the end of a run of given length.":
          """
        The lowest rate has the lowest floor, but the run ends before it gets there: after 500 \
        steps the rate 0.0005 is still at {0.0005, 500 steps|3}, and 0.02 is at {0.02, 500 \
        steps|2}.
        """,
      ],
      refutation: """
        The rate that is fastest at first, 0.15, does not end lowest. Noisy quadratic, curvatures 10 and 1, variance 1, squares 100 at the start, twice the expected loss after 5 and after 500 steps: at the rate 0.21 {0.21, 5 steps|3} and {0.21, 500 steps|2}; at 0.15 {0.15, 5 steps|3} and {0.15, 500 steps|3}; at 0.02 {0.02, 5 steps|3} and {0.02, 500 steps|2}; at 0.0005 {0.0005, 5 steps|4} and {0.0005, 500 steps|3}.
        """,
      followUps: [
        "How do you tell a noise floor from a rate that is too low?": """
        Lower the rate tenfold for a while. On a noise floor the loss drops soon; with a rate that was too low it gets even flatter.
        """,
        "Does a rate above the limit always give NaN?": """
        On a quadratic it diverges. A network can move to a region of lower curvature and recover, or stay at a loss that no longer falls.
        """,
      ]))
  func `the rate that is fastest at first ends higher`() {
    let bowl = NoisyQuadratic(curvatures: [10, 1])
    let rates = [0.21, 0.15, 0.02, 0.0005]
    let (early, late) = (
      rates.map { bowl.finalSquare(ConstantRate(), from: $0, stepCount: 5) },
      rates.map { bowl.finalSquare(ConstantRate(), from: $0, stepCount: 500) }
    )
    for (index, rate) in rates.enumerated() {
      evidence("\(rate == 0.0005 ? "0.0005" : "\(rate)"), 5 steps", early[index])
      evidence("\(rate == 0.0005 ? "0.0005" : "\(rate)"), 500 steps", late[index])
    }
    #expect(early[1] < early[2] && early[2] < early[3] && late[1] > 5 * late[2])
    #expect(late[0] > 1e10 && late[3] > 10 * late[1])
  }
}
