import Autograd
import Course
import Schedulers
import TensorCore
import TestSupport
import Testing

// The first steps: what warm-up is for, how long, and Noam's schedule.

extension Lesson08Interview {
  @Test(
    .interview(
      .question(8, 3), level: .explain, minutes: 3,
      question: "What is learning rate warm-up, and what is it for?",
      answer: """
        It raises the learning rate over the first steps from a small value to its peak. Two reasons can be shown on small examples. Where the curvature is high at first, \
        the peak may be above the limit 2/λ for some steps. And Adam's first step has about the size of the rate in every coordinate whose gradient is far above ε. Kalra and Barkeshli (2024) find \
        that the main benefit is that the network bears a higher peak. Without warm-up a run may blow up for a while or for good.
        """,
      commonMistake: "Warm-up is only for very large batches.",
      otherMistakes: [
        "Something that Adam never needs, as it scales its steps by the gradients.":
          "That scaling makes the first step a full rate in every weight: at the rate 0.001 a gradient of 1,000 moves it by {Adam, gradient 1,000} and one of 0.001 by {Adam, gradient 0.001}, when least is known.",
        "A run that jumps in its first steps without warm-up never recovers.":
          "It recovers where the curvature falls below the limit in time: here |x| grows to {largest, no warm-up|4}, is above 0.001 for {steps above} steps and never again.",
      ],
      refutation: """
        The limit 2/λ is the same for every batch. Exact gradients: with one weight started at 1, sharpness 5 + 45 exp(−t/10) and peak rate 0.1, |x| grows to {largest, no warm-up|4}; with a linear warm-up of 20 steps it is at most {largest, 20 steps|2} after a step. The first of these recovers: it is above 0.001 for {steps above} steps and never again. Adam's first step at rate 0.001 changes a weight of gradient 1,000 by {Adam, gradient 1,000} and one of gradient 0.001 by {Adam, gradient 0.001}, with a warm-up \
        of 100 steps by {Adam, warm-up}.
        """,
      followUps: [
        "Where does the ramp start?": """
        Here at the peak divided by the number of steps, not at zero: with rate 0 the first step moves no weight. PyTorch's LinearLR refuses a first factor of 0; by default it starts at a third.
        """,
        "Does bias correction in Adam make warm-up unnecessary?": """
        No. It makes the first step as large as the rate: the mean and the root of the square are both corrected, and their quotient is ±1.
        """,
      ]))
  func `without warm-up the weight grows a thousandfold`() throws {
    let plain = try distances(ConstantRate())
    let warm = try distances(LinearWarmUp(length: 20))
    evidence("largest, no warm-up", try #require(plain.max()))
    evidence("largest, 20 steps", try #require(warm.max()))
    let above = plain.lastIndex { $0 >= 1e-3 }.map { $0 + 1 } ?? 0
    evidence("steps above", above)
    #expect(try #require(plain.max()) > 1_000 && (try #require(warm.max())) < 1 && above < 30)
    func firstChange(gradient: Scalar, _ schedule: any Schedule) throws -> Scalar {
      let w = leaf(.zeros([1]))
      let optimizer = AdamW([w], AdamWRule(learningRate: 1e-3, weightDecay: 0))
      let scheduler = Scheduler(optimizer, try schedule.sound(from: 1e-3))
      try trainingStep(optimizer) { w.sum() * gradient }
      try scheduler.step()
      return abs(w.value.scalars[0])
    }
    let large = try firstChange(gradient: 1_000, ConstantRate())
    let small = try firstChange(gradient: 1e-3, ConstantRate())
    let warmed = try firstChange(gradient: 1e-3, LinearWarmUp(length: 100))
    evidence("Adam, gradient 1,000", large)
    evidence("Adam, gradient 0.001", small)
    evidence("Adam, warm-up", warmed)
    #expect(abs(large / 1e-3 - 1) < 1e-4 && abs(small / large - 1) < 1e-4)
    #expect(abs(warmed / large - 0.01) < 1e-6)
  }

  @Test(
    .interview(
      .question(8, 24), level: .design, minutes: 3,
      question: "How long should the warm-up be?",
      answer: """
        As long as the early steps need protection at the peak I want, and not longer. Its own steps are short. I start with a few percent of the budget and look at the first hundred losses \
        and gradient norms. If there are spikes, I double the warm-up or lower the peak; if halving it changes nothing, I halve it. A warm-up longer than necessary costs area: over the \
        whole budget it about halves the mean rate, and no time is left to decay.
        """,
      commonMistake: "The longer the warm-up, the better: it can only make training more stable.",
      otherMistakes: [
        "Any warm-up, even of a few steps, removes the early blow-up.":
          "With 4 steps it is over while the sharpness is still far above 20, the limit 2/η at the peak, and |x| grows to {largest, 4 steps|2}; with 8 it is at most {largest, 8 steps|3} after a step.",
        "Warm-up over the whole budget is as good as decay, as both average half of the peak.":
          "The last rates set the noise that stays, and this run ends at its peak: with tuned base rates it gets to {warm-up only|3}, ten steps of warm-up and a linear decay to {10 steps, then decay|3}.",
      ],
      refutation: """
        One weight, sharpness 5 + 45 exp(−t/10), peak 0.1: the largest |x| after a step is {largest, 4 steps|2} with 4 steps of warm-up, {largest, 8 steps|3} with 8, {largest, 50 steps|3} with 50 and {largest, 200 steps|3} with 200. |x| stays above 0.001 for {steps above, 8} steps with 8 and for {steps above, 200} with 200. On a noisy quadratic \
        (curvature and variance 1, x² = 100, 200 steps, base rates tuned) a warm-up of 10 steps and a linear decay ends at {10 steps, then decay|3}, a warm-up over all 200 at {warm-up only|3}.
        """,
      followUps: [
        "In steps or in samples?": """
        Report both. What the optimizer's averages need is counted in steps; with another batch size the same share of an epoch is another number of steps.
        """,
        "Which optimizer state sets a natural scale?": """
        Adam's square average, which forgets over about 1/(1 − β₂) steps. Ma and Yarats (2021) take twice that for a linear warm-up: 2,000 steps for 0.999.
        """,
      ]))
  func `beyond 8 steps a longer warm-up brings nothing`() throws {
    let lengths = [4, 8, 50, 200]
    let runs = try lengths.map { try distances(LinearWarmUp(length: $0)) }
    let largest = try runs.map { try #require($0.max()) }
    let above = runs.map { run in (run.lastIndex { $0 >= 1e-3 } ?? -1) + 1 }
    for (length, value) in zip(lengths, largest) { evidence("largest, \(length) steps", value) }
    evidence("steps above, 8", above[1])
    evidence("steps above, 200", above[3])
    #expect(largest[0] > 50 && largest[1] < 0.5 && largest[2] > 0.8 && largest[3] > largest[2])
    #expect(above[3] > 2 * above[1])
    let short = SequentialSchedule(
      [LinearWarmUp(length: 10), PolynomialDecay(length: 190)], milestones: [10])
    let (decayed, rising) = (tuned(short).square, tuned(LinearWarmUp(length: 200)).square)
    evidence("10 steps, then decay", decayed)
    evidence("warm-up only", rising)
    #expect(rising > 2 * decayed)
  }

  @Test(
    .interview(
      .question(8, 25), level: .derive, minutes: 3,
      question: """
        The transformer's schedule is d^−½ · min(s^−½, s · w^−1½) with width d, step s from 1 and warm-up w. Where is its peak, how high is it, and what does twice the warm-up change?
        """,
      answer: """
        The peak is at s = w, where the two terms meet, and its height is 1/√(dw). Before the peak the rate rises in a line, after it the rate falls as one over the root of the step. Twice the warm-up moves the peak to twice the step and divides it by √2; after the longer warm-up both schedules are the same curve. The width enters as 1/√d at every step. The numbers are made for Adam with a base rate of 1 and mean something else under another rule.
        """,
      whiteboard: """
        s^−½ = s · w^−1½  ⇔  s^1½ = w^1½  ⇔  s = w
        peak = d^−½ · w^−½ = 1/√(dw)
        """,
      commonMistake:
        "The warm-up only decides when the peak comes; how high it is is set by the width.",
      otherMistakes: [
        "After the peak the rate halves with every doubling of the steps.":
          "It falls as one over the root, so a doubling divides it by √2, and a half takes four times the step: from 4,000 to 16,000, {steps to halve} steps after the peak.",
        "A longer warm-up also lowers the rate long after both warm-ups.":
          "After its warm-up the rate is d^−½ · s^−½, and w is not in it: at step 64,000 both warm-ups, of 4,000 and of 16,000 steps, have {rate at 64,000}.",
      ],
      refutation: """
        For d = 512 the peak is {peak, 4,000 steps} with 4,000 steps of warm-up and {peak, 16,000 steps} with 16,000: {ratio of peaks} of it. At step 64,000 both have the rate {rate at 64,000}; it took {steps to halve} steps \
        from the peak at 4,000 until the rate had halved.
        """,
      followUps: [
        "A model of width 2,048 instead of 512?": """
        Four times the width halves the rate at every step.
        """,
        "What is wrong with setting the optimizer's rate to 0.001 as well?": """
        Both are multiplied, and the peak is a thousandth of what was meant. In LambdaLR the function is a factor of the optimizer's rate, so that rate has to be 1.
        """,
      ]))
  func `four times the warm-up halves Noam's peak`() throws {
    let (short, long) = (Noam(width: 512, warmUp: 4_000), Noam(width: 512, warmUp: 16_000))
    let rates = short.rates(stepCount: 64_000, from: 1)
    let peak = try #require(rates.indices.max { rates[$0] < rates[$1] })
    #expect(peak + 1 == 4_000)
    evidence("peak, 4,000 steps", rates[peak])
    evidence("peak, 16,000 steps", long.rate(at: 15_999, from: 1))
    let ratio = long.rate(at: 15_999, from: 1) / rates[peak]
    evidence("ratio of peaks", (ratio * 1e12).rounded() / 1e12)
    #expect(abs(ratio - 0.5) < 1e-12 && abs(rates[peak] * (512.0 * 4_000).squareRoot() - 1) < 1e-12)
    evidence("rate at 64,000", rates[63_999])
    #expect(abs(long.rate(at: 63_999, from: 1) / rates[63_999] - 1) < 1e-12)
    let half = try #require(
      rates.indices.first { $0 > peak && rates[$0] <= rates[peak] / 2 * (1 + 1e-12) })
    evidence("steps to halve", half - peak)
    #expect(half - peak == 12_000)
    let wide = Noam(width: 2_048, warmUp: 4_000).rate(at: 10, from: 1)
    #expect(abs(wide / rates[10] - 0.5) < 1e-12)
  }
}
