import Autograd
import Course
import Optimizers
import TensorCore
import TestSupport
import Testing

// How many samples a step sees, and how old its gradient is.

extension Lesson07Interview {
  @Test(
    .interview(
      .question(7, 17), level: .explain, minutes: 3,
      question:
        "Batch, mini-batch and stochastic gradient descent: compare noise, cost and wall time.",
      answer: """
        For the same number of sample gradients small batches make more, noisier steps. Early on that wins, near the end the noise limits it. A full batch has no noise and one step an epoch. \
        Batch 1 has the most steps and the worst use of the machine, since a product over 32 samples reads the weights once, and 32 products over one sample read them 32 times. So one takes a batch that the hardware runs well, \
        tunes the rate for it, and lowers the rate toward the end.
        """,
      commonMistake: "Full batches are best, since their gradient is exact.",
      otherMistakes: [
        "A step on 16 samples brings as much as one on all 128, for an eighth of the cost.":
          "In a linear regression five steps at the best rate leave the squared distance {excess, B = 16, 5 steps|2} with 16 samples a step and {excess, B = 128|2} with 128. For equal samples 16 lead, by more steps.",
        "The batch size matters for memory only.":
          "It sets the noise of a step and the number of steps as well: after the same five epochs the squared distance is {excess, B = 128|2} with 128 samples a step and {excess, B = 16|2} with 16.",
      ],
      refutation: """
        Linear regression, 8 features, 128 samples, 5 epochs from 0, the best of 8 rates in ratios of 2 for each batch, mean over 3 data sets: the squared distance to the true weights is {excess, B = 128|2} with all 128, {excess, B = 16|2} with 16 and {excess, B = 1|2} with 1, after 5, 40 and 640 steps. \
        Counted in steps: five steps take B = 16 to {excess, B = 16, 5 steps|2}.
        """,
      followUps: [
        "What if 16 and 128 had the same number of steps?": """
        On a quadratic like this the full batch is then ahead on average: the same step without noise, at 8 times the cost.
        """,
        "Why shuffle?": """
        So that a batch is like a draw from all samples. Sorted by class, each batch pulls toward one class.
        """,
      ]))
  func `for equal sample gradients mini-batches are ahead early`() {
    var sums = [128: Scalar(0), 16: 0, 1: 0, -16: 0]
    for seed in 0..<3 as Range<UInt64> {
      var generator = SplitMix64(seed: 170 + seed)
      let x = Tensor.normal([128, 8], using: &generator)
      let best = Tensor.normal([8], using: &generator)
      let y = matvec(x, best) + .normal([128], using: &generator) * 0.1
      func excess(_ batch: Int, rate: Scalar, stepCount: Int) -> Scalar {
        var drawing = SplitMix64(seed: seed)
        let w = leaf(.zeros([8]))
        let optimizer = SGD([w], learningRate: rate)
        var order: [Int] = []
        for _ in 0..<stepCount {
          if order.isEmpty { order = drawing.permutation(of: 128) }
          let rows = Array(order.prefix(batch))
          order.removeFirst(batch)
          let (a, b) = batch == 128 ? (x, y) : (x.gathering(rows: rows), y.gathering(rows: rows))
          w.gradient = matvec(transposing: a, matvec(a, w.value) - b) / Scalar(batch)
          optimizer.step()
        }
        let error = (w.value - best).norm()
        return error.isFinite ? error * error : .infinity
      }
      func tuned(_ batch: Int, _ stepCount: Int) -> Scalar {
        (0..<8).map { excess(batch, rate: 0.01 * .pow(2, Scalar($0)), stepCount: stepCount) }
          .min() ?? .nan
      }
      let found = [128, 16, 1].map { tuned($0, 640 / $0) }
      #expect(found[0] > 3 * found[1] && found[0] > 3 * found[2])
      for (batch, value) in zip([128, 16, 1], found) { sums[batch, default: 0] += value / 3 }
      sums[-16, default: 0] += tuned(16, 5) / 3
    }
    for batch in [128, 16, 1] { evidence("excess, B = \(batch)", sums[batch] ?? .nan) }
    evidence("excess, B = 16, 5 steps", sums[-16] ?? .nan)
    let found = [128, 16, 1, -16].map { sums[$0] ?? .nan }
    #expect(found[0] > 3 * found[1] && found[0] <= found[3])
    #expect(found[2] < found[0])
  }

  @Test(
    .interview(
      .question(7, 21), level: .explain, minutes: 3,
      question: "Synchronous or asynchronous updates: what does a stale gradient do?",
      answer: """
        A gradient that is d steps old lowers the largest stable learning rate. It falls about in proportion to 1/d for large d. On a quadratic the limit falls from 2/L to 1/L for one step of delay and to 0.35/L for four. So \
        asynchronous workers, who push when they are ready, need a lower rate, and momentum makes it worse. Synchronous steps wait for the slowest worker and have no delay; they equal one step with the joint batch. Measure \
        time to a loss, not steps a second.
        """,
      whiteboard: """
        x(t+1) = x(t) − ηλ x(t − d)
        stable: 0 < ηλ < 2 sin(π/(2 (2d + 1)))
        d = 0: 2,  d = 1: 1,  d = 4: 0.347
        """,
      commonMistake: "Staleness only adds noise, so the learning rate can stay.",
      otherMistakes: [
        "A delay of one step leaves the largest stable rate as it is, since gradients change slowly.":
          "Being late is enough to overshoot: x(t + 1) = x(t) − η x(t − 1) is stable only below 1, half of 2. On ½ x² from 1 the rate 1.05 leads to {no delay|2} without delay and to {delay 1, above|2} with it.",
        "Momentum makes up for stale gradients.":
          "It lets old gradients act even longer. With a delay of four steps the rate 0.33 leads to {delay 4, below|2}, and a tenth of that with μ = 0.9 to {delay 4, momentum|2}.",
      ],
      refutation: """
        ½ x² from 1, 2000 steps: with a delay of one step the rate 0.95 leads to {delay 1, below|2} and 1.05 to {delay 1, above|2}; with four steps 0.33 leads to {delay 4, below|2} and 0.37 to {delay 4, above|2}. \
        Without delay 1.05 leads to {no delay|2}. With momentum 0.9, at a tenth of the rate, a delay of four steps and 0.033 lead to {delay 4, momentum|2}.
        """,
      followUps: [
        "How can one correct for it?": """
        Lower the rate with the delay, drop gradients that are too old, or synchronize with backup workers.
        """,
        "Does data parallel training in PyTorch have the problem?": """
        DistributedDataParallel averages gradients before every step, so all replicas step with the same, fresh gradient.
        """,
      ]))
  func `a delay of one step halves the largest stable rate`() {
    func distance(delay: Int, rate: Scalar, momentum: Scalar = 0) -> Scalar {
      var places: [Tensor] = []
      let rule = SGDRule(learningRate: rate, momentum: momentum)
      return abs(
        end(rule, from: .ones([1]), stepCount: 2000) { w, step in
          places.append(w)
          return places[max(0, step - delay)]
        }[0])
    }
    let found = [
      ("no delay", distance(delay: 0, rate: 1.05)),
      ("delay 1, below", distance(delay: 1, rate: 0.95)),
      ("delay 1, above", distance(delay: 1, rate: 1.05)),
      ("delay 4, below", distance(delay: 4, rate: 0.33)),
      ("delay 4, above", distance(delay: 4, rate: 0.37)),
      ("delay 4, momentum", distance(delay: 4, rate: 0.033, momentum: 0.9)),
    ]
    for (name, value) in found { evidence(name, value) }
    #expect(found[0].1 < 1e-30 && found[1].1 < 1e-10 && found[3].1 < 1e-6)
    #expect(found[2].1 > 1e10 && found[4].1 > 1e6 && found[5].1 > 1e6)
  }
}
