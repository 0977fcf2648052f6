import Course
import Schedulers
import TensorCore
import TestSupport
import Testing

// One-cycle, and cyclical rates.

extension Lesson08Interview {
  @Test(
    .interview(
      .question(8, 5), level: .explain, minutes: 3,
      question: "Explain the parameters of PyTorch's OneCycleLR with its defaults.",
      answer: """
        The peak, the number of steps, and the share of the rise, 0.3. The two divisors: it starts at peak/25 and ends at a ten-thousandth of the start. Then the shape, cosine or linear; and the momentum, which runs against the rate, from 0.95 down to 0.85 and back. \
        The rise ends at step 0.3 T − 1, counted from zero, the fall at T − 1. The optimizer's own rate is overwritten. The scheduler is stepped per batch.
        """,
      commonMistake: "Over 100 steps it starts at zero and peaks at step 30.",
      otherMistakes: [
        "It ends at the rate at which it started.":
          "It ends ten thousand times lower, as final_div_factor is 1e4 by default: with peak 0.1 it starts at {first rate} and ends at {last rate}.",
        "The momentum rises with the rate.":
          "It runs against the rate, from {first momentum} down to {least momentum} at the peak and back, so that rate/(1 − μ), what a lasting gradient moves per step, grows less than the rate.",
        "The peak is the rate that the optimizer was made with.":
          "The peak is max_lr, and the optimizer's own rate is overwritten: made with rate 7, under a peak of 0.1, it has the first rate {first rate, from 7}.",
      ],
      refutation: """
        With peak 0.1 and 100 steps the rate is {first rate} at step 0, has its maximum at step {step of the peak} and ends at {last rate}. The momentum is {first momentum} at first, {least momentum} at the peak. From an optimizer with rate 7 the first rate is {first rate, from 7}.
        """,
      followUps: [
        "Why does the momentum fall while the rate rises?": """
        A velocity adds up about 1/(1 − μ) gradients, so rate/(1 − μ) is what a lasting gradient moves per step: at the peak {length at the peak|2}, with momentum 0.95 kept it would be {length, momentum kept|2}.
        """,
        "What does three_phase change?": """
        The fall first mirrors the rise, back to the starting rate, and a third phase goes down from there. PyTorch's documentation calls that the paper's form; two phases are fastai's.
        """,
      ]))
  func `one-cycle starts at peak/25 and peaks at step 29`() throws {
    let schedule = OneCycle(peak: 0.1, stepCount: 100)
    let rates = schedule.rates(stepCount: 100, from: 1)
    let peak = try #require(rates.indices.max { rates[$0] < rates[$1] })
    evidence("first rate", rates[0])
    evidence("step of the peak", peak)
    evidence("last rate", rates[99])
    let first = try #require(schedule.momentum(at: 0))
    let least = try #require(schedule.momentum(at: peak))
    evidence("first momentum", first)
    evidence("least momentum", least)
    let driven = try driven(schedule, from: 7, stepCount: 1)
    evidence("first rate, from 7", driven[0])
    #expect(abs(rates[0] - 0.004) < 1e-15 && peak == 29 && abs(rates[99] - 4e-7) < 1e-18)
    #expect(first == 0.95 && abs(least - 0.85) < 1e-15 && driven[0] == rates[0])
    evidence("length at the peak", rates[peak] / (1 - least))
    evidence("length, momentum kept", rates[peak] / (1 - first))
    let three = OneCycle(peak: 0.1, stepCount: 100, phases: .three)
    #expect(abs(three.rate(at: 58, from: 1) - 0.004) < 1e-15)
  }

  @Test(
    .interview(
      .question(8, 19), level: .explain, minutes: 2,
      question:
        "Cyclical learning rates go up and down between two bounds. Which problem do they solve, and which not?",
      answer: """
        They spare the search for one best rate and its decay; that was Smith's reason (2017). The rate runs through a range that a short test gives, so a good value is met in every cycle. \
        What they do not solve is the choice of the bounds, and they add one: the run should end where the rate is low, at the end of a cycle. Halving the height from cycle to cycle is a decay again.
        """,
      commonMistake: "With cyclical rates it does not matter when training stops.",
      otherMistakes: [
        "The upper bound may be anything, as the rate is there for a few steps only.":
          "A few steps above 2/λ are enough, as each multiplies the distance: with an upper bound of 4, above the limit of 2, x² is at {bound of 4|3} after 200 steps, with 0.5 at {at the bottom|3}.",
        "Cycles of constant height end as near as one decay over the same steps.":
          "Each rise brings back noise that only the last short fall can remove: after 200 steps they are at {at the bottom|3}, at the bottom, and one linear fall from the same peak is at {linear|3}.",
      ],
      refutation: """
        Noisy quadratic, curvature and variance 1, x² = 100, rates 0.01 to 0.5, 20 steps up and 20 down: the expected x² is {at the bottom|3} after 200 steps, at the bottom, and {at the top|3} after 181, at the top. At the same peak, which is not tuned, one linear fall ends 200 steps at {linear|3}, cycles of halving height at {halving|3}. \
        With an upper bound of 4, above the limit of 2, it is {bound of 4|3}.
        """,
      followUps: [
        "What happens to the momentum in PyTorch's CyclicLR?": """
        By default it cycles too, between 0.8 and 0.9, against the rate. Plain SGD silently gets a momentum that way, and an optimizer that knows none raises an error; cycle_momentum=False turns it off.
        """,
        "How are bounds chosen?": """
        From a range test: the lower one where the loss begins to fall, the upper one where it begins to become ragged or to rise.
        """,
      ]))
  func `a run with cyclical rates should end at the bottom`() {
    let cyclic = Cyclic(rates: 0.01...0.5, up: 20)
    let (bottom, top) = (end(cyclic, from: 1), end(cyclic, from: 1, stepCount: 181))
    evidence("at the bottom", bottom)
    evidence("at the top", top)
    #expect(abs(cyclic.rate(at: 180, from: 1) - 0.5) < 1e-12 && top > 3 * bottom)
    let linear = end(PolynomialDecay(length: 200), from: 0.5)
    let halving = end(Cyclic(rates: 0.01...0.5, up: 20, mode: .halving), from: 1)
    evidence("linear", linear)
    evidence("halving", halving)
    #expect(linear < bottom && halving < bottom)
    let wild = end(Cyclic(rates: 0.01...4, up: 20), from: 1)
    evidence("bound of 4", wild)
    #expect(wild > 100)
    #expect(cyclic.momentum(at: 0) == 0.9 && cyclic.momentum(at: 20) == 0.8)
  }
}
