import Autograd
import Course
import Dynamics
import TensorCore
import TestSupport
import Testing

// What a log shows: of every step, of a large run's spikes, of the loss scaler.

extension Lesson09Interview {
  /// The losses of descent with momentum on a regression whose step 37 has one target a thousand times too large.
  private func lossesWithSpike(seed: UInt64) throws -> [Double] {
    var generator = SplitMix64(seed: seed)
    let model = Linear(weight: .zeros([1, 4]), bias: nil)
    let optimizer = Momentum(model.trainedVariables, learningRate: 0.01)
    return try fit(model, optimizer, stepCount: 300) { step in
      let x = Tensor.normal([16, 4], using: &generator)
      var y = x.sum(axis: 1).reshaped(to: [16, 1])
      if step == 37 { y[0, 0] = 1_000 * y[0, 0] }
      return meanSquaredError(model(Variable(x)), targets: y)
    }.finished().losses
  }

  @Test(
    .interview(
      .question(9, 21), level: .design, minutes: 4,
      question: "You set up a new training run. What do you log from the first day?",
      answer: """
        Of each step: loss, learning rate, gradient norm before clipping, and whether the update was skipped. Of each parameter now and then: gradient norm, weight norm, update over weight, and the share of zeros and saturated outputs of each layer. Of each evaluation: loss and metric with the number of samples and a hash of the weights. Once: commit, configuration, seeds, versions, data fingerprint. And samples a second. \
        What is averaged for a plot keeps its maximum too.
        """,
      commonMistake: "The loss every hundred steps; more slows training and shows the same curve.",
      otherMistakes: [
        "A smoothed loss of each step is enough, since single steps are noise.":
          "The one bad step is what one looks for afterward. Where the loss reached {greatest|2}, the average that keeps 0.99 shows {greatest, smoothed|2}; so the maximum is kept beside the mean.",
        "Full histograms of parameters and gradients at each step, as they hold all one may ask.":
          "That reads every parameter at each step, which slows the run, and still leaves out rate, skipped steps, commit, seeds and data. A norm per parameter, now and then, is what one compares.",
      ],
      refutation: """
        Regression with four weights, batches of 16, momentum 0.9, one wrong target at step 37 of 300, seed 1: the loss reaches {greatest|2} there and {greatest of the rest|2} in the other steps. In a log of every hundredth step the greatest is {greatest, every hundredth|2}. In a debiased average that keeps 0.99 the peak is {greatest, smoothed|2}, {part of the peak|1} of the real one. \
        On ten seeds the thinned log never shows more than {share seen|1} of the peak.
        """,
      followUps: [
        "What does it cost?": """
        A few numbers a step. Reading one from a GPU waits for it, so I gather them on the device and read every so many steps, which loses nothing but time to the alarm.
        """,
        "Which question can a log without gradients not answer?": """
        Whether a weight that stands still has no gradient, a gradient of zero, or one that the optimizer never applies.
        """,
      ]))
  func `a thinned or smoothed log hides a spike`() throws {
    let losses = try lossesWithSpike(seed: 1)
    let greatest = try #require(losses.max())
    #expect(losses.firstIndex(of: greatest) == 37)
    func thinned(_ losses: [Double]) -> Double {
      stride(from: 0, to: 300, by: 100).map { losses[$0] }.reduce(0, max)
    }
    var average = DebiasedAverage(keeping: 0.99)
    let smoothed = losses.map { average.update(with: $0) }
    #expect(abs(smoothed[0] - losses[0]) < 1e-12)
    let peak = try #require(smoothed.max())
    evidence("greatest", greatest)
    evidence(
      "greatest of the rest",
      losses.enumerated().filter { $0.offset != 37 }.map(\.element).reduce(0, max))
    evidence("greatest, every hundredth", thinned(losses))
    evidence("greatest, smoothed", peak)
    evidence("part of the peak", peak / greatest)
    let shares = try seeds.map { seed in
      let losses = try lossesWithSpike(seed: seed)
      return thinned(losses) / losses.reduce(0, max)
    }
    evidence("share seen", try #require(shares.max()))
    #expect(shares.allSatisfy { $0 < 0.1 } && peak < 0.1 * greatest)
  }

  @Test(
    .interview(
      .question(9, 31), level: .explain, minutes: 3,
      question:
        "Pre-training runs of large language models show loss spikes now and then. What is known about them, and what do teams do?",
      answer: """
        No single cause is agreed on. In PaLM's largest run they came about 20 times, despite clipping; the team went back about 100 steps and skipped 200 to 500 batches, and the spike did not return. The same batches did no harm from another checkpoint, so it took batch and state together. In vision-language models Wortsman and others (2023) saw Adam's mean square lag behind growing gradients, and clipped the update itself. \
        Teams also lower β₂ or warm up longer. I log norms per layer, to know which moves first.
        """,
      commonMistake: "Spikes come from bad data, so cleaning the data removes them.",
      otherMistakes: [
        "With gradient clipping a run cannot spike.":
          "PaLM's largest run spiked about 20 times despite clipping. Clipping bounds the gradient and not Adam's step: with a mean square that lags, the step is {longest step, 0.999|3} times the rate here, clipped or not.",
        "A spike that recovers proves that the run is sound.":
          "The cause, such as a mean square that lags or one layer whose norm grows, may still be there for the next spike, and the run may have come back to a worse path. Only a run without the spike can tell.",
      ],
      refutation: """
        Adam on one weight, rate 0.01, whose gradient is 0.001 for 2,000 steps and then 1, both without noise: the longest of the next 50 steps has {longest step, 0.999|3} times the rate with β₂ = 0.999 and {longest step, 0.95|3} times with 0.95, where a steady gradient gives 1. With gradients clipped to the norm 1 the first figure is the same. So the rise alone makes long steps, with data that are not bad, and clipping at the new size does not act.
        """,
      followUps: [
        "Why is going back better than waiting?": """
        Waiting costs the steps of recovery and may end on a worse path or in divergence. Going back needs frequent checkpoints with the optimizer's state and the data position.
        """,
        "How do you find out which layer starts it?": """
        From norms per layer before the spike: I compare each with its own running mean and look at the earliest that leaves it.
        """,
      ]))
  func `after a rise of the gradient Adam's steps are too long`() throws {
    func longestStep(_ beta2: Scalar, bound: Scalar? = nil) throws -> Scalar {
      let w = weight(.zeros([1]))
      let optimizer = AdamW([w], AdamWRule(learningRate: 0.01, beta2: beta2, weightDecay: 0))
      var places: [Scalar] = []
      for step in 0..<2_050 {
        w.gradient = Tensor([step < 2_000 ? 1e-3 : 1])
        if let bound { clipGradientNorm([w], to: bound) }
        optimizer.step()
        places.append(w.value.scalars[0])
      }
      let steps = zip(places, places.dropFirst()).map { abs($0 - $1) / 0.01 }
      #expect(abs(steps[1_000] - 1) < 1e-3)
      return try #require(steps.suffix(50).max())
    }
    let (slow, fast) = (try longestStep(0.999), try longestStep(0.95))
    evidence("longest step, 0.999", slow)
    evidence("longest step, 0.95", fast)
    #expect(slow > 5 && fast < 1.2)
    #expect(abs(try longestStep(0.999, bound: 1) / slow - 1) < 1e-5)
  }

  @Test(
    .interview(
      .question(9, 39), level: .debug, minutes: 3,
      question:
        "In PyTorch's mixed precision the loss scaler's factor has sunk to 1e-30 and no step is made any more. What happened, and what would you have noticed earlier?",
      answer: """
        More than a hundred updates met an infinite or NaN gradient. Each was skipped and halved the factor. A factor that is too high explains the first few skips, at most about sixteen down from 65,536 to 1; below 1 the cause is mostly another: NaN in the data, an overflow in the forward pass, or weights that are not finite. PyTorch sets no lower bound. I would have alarmed at a factor below 1, or at many skips in a row.
        """,
      commonMistake: "The factor is still too high; wait until it has found its value.",
      otherMistakes: [
        "NaN gradients pass; only infinity makes the scaler skip.":
          "The scaler asks whether each gradient is finite, and NaN is not. Here every loss is NaN, and {updates} of 200 updates are made.",
        "The factor stops at 1, so something else has set it.":
          "PyTorch's scaler has no lower bound; each skip halves the factor, below 1 as well. From 65,536 it takes 17 skips to {factor after 17}, and about 116 to 1e-30.",
      ],
      refutation: """
        Gradients of a loss that is NaN at each step: after 17 steps the factor is {factor after 17}, after 200 it is {factor after 200}, and {updates} of 200 updates were made. The ordinary course, growth interval 3: two infinities, six good steps, one infinity take 65,536 to {ordinary, lowest}, back to {ordinary, greatest} and to {ordinary, last}, with {ordinary, skipped} of 9 updates skipped.
        """,
      followUps: [
        "Why does training seem to go on meanwhile?": """
        Skipped steps raise no error. The loop runs, the schedule goes on, and the loss, if it is finite on some batches, stays where it was.
        """,
        "What do you check first?": """
        The loss and its gradients in float32 on the same batch and weights. If they are finite there, something overflows in float16 and I look for it; if not, the data, the weights or a formula is at fault.
        """,
      ]))
  func `with NaN at each step the factor sinks to zero`() throws {
    let w = weight(.ones([1]))
    let optimizer = GradientDescent([w], learningRate: 0.1)
    func made(_ scaler: LossScaler, _ gradient: Scalar) -> Bool {
      w.gradient = Tensor([gradient])
      let isMade = scaler.step(optimizer)
      scaler.update()
      return isMade
    }
    let broken = LossScaler()
    var updates = 0
    for step in 1...200 {
      if made(broken, .nan) { updates += 1 }
      if step == 17 { evidence("factor after 17", broken.scale) }
    }
    evidence("factor after 200", broken.scale)
    evidence("updates", updates)
    #expect(broken.scale == 0 && updates == 0)
    let ordinary = LossScaler(growthInterval: 3)
    var scales: [Scalar] = []
    var skipped = 0
    for isBad in [true, true, false, false, false, false, false, false, true] {
      if !made(ordinary, isBad ? .infinity : 1) { skipped += 1 }
      scales.append(ordinary.scale)
    }
    evidence("ordinary, lowest", try #require(scales.min()))
    evidence("ordinary, greatest", try #require(scales.max()))
    evidence("ordinary, last", try #require(scales.last))
    evidence("ordinary, skipped", skipped)
    #expect(scales == [32_768, 16_384, 16_384, 16_384, 32_768, 32_768, 32_768, 65_536, 32_768])
  }
}
