import Course
import Schedulers
import TensorCore
import TestSupport
import Testing

// The cosine: its formula, what it does past its end, and a run that goes on.

extension Lesson08Interview {
  @Test(
    .interview(
      .question(8, 4), level: .recall, minutes: 2,
      question: "Give the formula of the cosine schedule, its end points and its mean.",
      answer: """
        η(t) = m + (η₀ − m)/2 · (1 + cos(πt/T)). The base rate is η₀, the minimum m, and T the step of the minimum. At 0 it is the base, at T/2 the middle of both, at T the minimum. It is flat at both ends and steepest in the middle. \
        Over the steps 0 to T − 1 the mean is the middle plus (η₀ − m)/(2T). The last of these steps still has a rate above the minimum.
        """,
      whiteboard: """
        η(t) = m + (η₀ − m)/2 · (1 + cos(πt/T))
        t = 0: η₀    t = T/2: (η₀ + m)/2    t = T: m
        mean over 0…T−1: (η₀ + m)/2 + (η₀ − m)/(2T)
        """,
      commonMistake: "It spends most of its steps near the minimum.",
      otherMistakes: [
        "η(t) = m + (η₀ − m) · cos(πt/(2T)): the base at 0, the minimum at T.":
          "Its ends fit, but it is a quarter of a cosine, steepest at the end and not flat. To zero it would have 0.707 of the base at half of the steps; the schedule has {share at half} there.",
        "The last of T training steps is made at the minimum.":
          "Steps count from 0, so the last of T is T − 1, and the minimum comes at T, one later: with T = 10 the last step has {last of ten|3} of the base.",
      ],
      refutation: """
        To zero over 1,000 steps: the mean is {mean of 1,000|4} of the base, and {steps below a tenth} of the steps are below a tenth of it. At 40 % it has {share at 40 %|3} of the base, at half {share at half}. With T = 10 the last of ten steps, t = 9, has {last of ten|3} of the base.
        """,
      followUps: [
        "How does it compare with a linear decay to zero?": """
        Over T steps from 0 both have the same sum of rates, (T + 1)/2 times the base. The cosine is higher in the first half and lower in the second.
        """,
        "What is a final rate of 10 % of the peak for?": """
        The last steps then still change something, and the run can be continued without a jump. What it costs in final loss has to be measured.
        """,
      ]))
  func `a cosine is below a tenth for a fifth of its steps`() {
    let cosine = CosineDecay(length: 1_000)
    let rates = cosine.rates(stepCount: 1_000, from: 1)
    let mean = rates.reduce(0, +) / 1_000
    evidence("mean of 1,000", mean)
    evidence("share at 40 %", cosine.rate(at: 400, from: 1))
    let half = cosine.rate(at: 500, from: 1)
    evidence("share at half", (half * 1e12).rounded() / 1e12)
    evidence("steps below a tenth", rates.count { $0 < 0.1 })
    evidence("last of ten", CosineDecay(length: 10).rate(at: 9, from: 1))
    #expect(abs(mean - 0.5005) < 1e-12 && abs(half - 0.5) < 1e-12)
    #expect((200...210).contains(rates.count { $0 < 0.1 }))
    #expect(CosineDecay(length: 10).rate(at: 9, from: 1) > 0.02)
    let raised = CosineDecay(length: 20, minimum: 0.2).rates(stepCount: 20, from: 1)
    let raisedMean: Double = raised.reduce(0, +) / 20
    #expect(abs(raisedMean - 0.62) < 1e-12)
    let line = PolynomialDecay(length: 1_000).rates(stepCount: 1_000, from: 1)
    let sum: Double = line.reduce(0, +)
    #expect(abs(sum / 1_000 - mean) < 1e-12)
    #expect(line[250] < rates[250] && line[750] > rates[750])
  }

  @Test(
    .interview(
      .question(8, 7), level: .debug, minutes: 2,
      question:
        "The loss falls, and rises again in the second half of the run. The schedule is PyTorch's CosineAnnealingLR with a T_max of half the steps. What happens?",
      answer: """
        After T_max the rate rises again along the cosine: at 2 T_max it is back at the base rate. So the run ends at almost the full rate, with the full noise. T_max has to be the number of scheduler steps that the run makes, in the same unit. \
        With a T_max that is too long the run ends before the rate is low, which costs too. I plot the rates before I train.
        """,
      commonMistake: "After T_max the rate stays at eta_min.",
      otherMistakes: [
        "After T_max the rate jumps back to the base, as with warm restarts.":
          "A cosine climbs as smoothly as it fell: with T_max = 10 and base 0.1 step 11 has {rate at 11|3}, and only step 20 has {rate at 20} again. The jump belongs to CosineAnnealingWarmRestarts.",
        "T_max is too short; one that is far too long would do no harm.":
          "With a T_max that is too long the run ends while the rate is still high, and with the noise of that rate: 200 steps end at an x² of {length 400|3} with T_max = 400, against {length 200|3} with 200.",
      ],
      refutation: """
        Base 0.1, T_max = 10: at step 10 the rate is {rate at 10}, at 11 {rate at 11}, at 20 {rate at 20}. On a noisy quadratic (curvature and variance 1, x² = 100) 200 steps from the rate 0.5 end at an expected x² of {length 100} with T_max = 100, {length 200} with 200, \
        {length 400} with 400 and {length 2,000} with 2,000.
        """,
      followUps: [
        "Which schedules do stay where they end?": """
        In PyTorch LinearLR and PolynomialLR, for example. StepLR and ExponentialLR go on falling, and OneCycleLR raises an error.
        """,
        "How do you make a cosine stay?": """
        Call its step no more once T_max is reached, or write the cosine as a LambdaLR that clamps the step to T_max.
        """,
      ]))
  func `past its length the cosine climbs back to the base`() {
    let short = CosineDecay(length: 10)
    let rates = [10, 11, 20].map { short.rate(at: $0, from: 0.1) }
    evidence("rate at 10", rates[0])
    evidence("rate at 11", rates[1])
    evidence("rate at 20", rates[2])
    #expect(rates[0] == 0 && rates[1] > 0.002 && abs(rates[2] - 0.1) < 1e-15)
    let ends = [100, 200, 400, 2_000].map { end(CosineDecay(length: $0), from: 0.5) }
    evidence("length 100", ends[0])
    evidence("length 200", ends[1])
    evidence("length 400", ends[2])
    evidence("length 2,000", ends[3])
    #expect(ends[0] > 10 * ends[1] && ends[2] > 5 * ends[1] && ends[3] > ends[2])
    for settled in [LinearRamp(start: 1, end: 0.1, length: 10), PolynomialDecay(length: 10)]
      as [any Schedule]
    {
      #expect(settled.rate(at: 10, from: 1) == settled.rate(at: 25, from: 1))
    }
  }

  @Test(
    .interview(
      .question(8, 34), level: .design, minutes: 3,
      question:
        "A run with a cosine to zero has ended, the loss was still falling, and you may train as long again. How do you go on?",
      answer: """
        Not at the final rate: at zero nothing moves. I raise the rate again, with a short ramp, and decay it a second time over the new steps; the loss gets worse before it gets better, so the old checkpoint stays. One run of the whole length ends lower on a noisy quadratic; \
        if runs are to be extended often, I take a schedule with a constant middle and a short decay. And I load the optimizer's state first and set the rate after it, as the old rate is in it.
        """,
      commonMistake: "Load the checkpoint and go on at the rate with which the run ended.",
      otherMistakes: [
        "Raise the rate again; the loss falls from the first step on.":
          "A higher rate brings its noise back at once: on a noisy quadratic twice the expected loss goes from {200 steps|3} to {second cosine, 10 steps|3} in the first ten steps, and only later down to {second cosine|3}.",
        "With a second cosine: two in a row are as good as one of twice the length.":
          "The first decay spends steps at low rates, and the second rise undoes part of what they gained: two cosines of 200 steps end at {second cosine|3}, one of 400 at {one cosine|3}.",
      ],
      refutation: """
        Noisy quadratic, curvatures 1 and 0.01, variance 1, all squares 100 at the start, base rate 0.5, twice the expected loss: {200 steps|3} after 200 steps, and the same after 200 more at rate 0. A second cosine of 200 steps brings it to {second cosine|3}, by way of \
        {second cosine, 10 steps|3} after its first 10; one cosine of 400 steps ends at {one cosine|3}.
        """,
      followUps: [
        "Which rate do you go back to?": """
        To the old peak or a share of it, and I compare two or three. The lower it is, the less is undone, and the less ground is covered.
        """,
        "Would a constant middle have avoided this?": """
        The decay then comes at the end only, so one goes on from the checkpoint before it, without a detour. Hägele and others (2024) report that a constant rate with a short decay scales as predictably as the cosine for language models.
        """,
      ]))
  func `a second cosine goes up before it goes down`() throws {
    let ravine = NoisyQuadratic(curvatures: [1, 0.01])
    let cosine = CosineDecay(length: 200).rates(stepCount: 200, from: 0.5)
    let twice = ravine.expectedSquares(rates: cosine + cosine)
    let still = ravine.expectedSquares(rates: cosine + cosine.map { _ in 0 })
    let whole = ravine.finalSquare(CosineDecay(length: 400), from: 0.5, stepCount: 400)
    evidence("200 steps", twice[200])
    evidence("second cosine", twice[400])
    evidence("second cosine, 10 steps", twice[210])
    evidence("one cosine", whole)
    #expect(still[400] == twice[200] && twice[210] > twice[200] + 0.1)
    #expect(twice[400] < 0.7 * twice[200] && whole < 0.95 * twice[400])
  }
}
