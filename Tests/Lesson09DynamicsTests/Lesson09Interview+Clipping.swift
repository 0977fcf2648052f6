import Autograd
import Course
import Dynamics
import TensorCore
import TestSupport
import Testing

// Clipping.

extension Lesson09Interview {
  /// The norms before clipping, and the last losses, of descent on a bowl with curvatures 1 and 30.
  private func descent(
    rate: Scalar, bound: Scalar? = nil, stepCount: Int = 600
  ) throws -> (norms: [Double], losses: [Scalar]) {
    let w = weight(.ones([2]))
    let curvatures = Variable(Tensor([1, 30]))
    let optimizer = GradientDescent([w], learningRate: rate)
    var norms: [Double] = []
    var losses: [Scalar] = []
    for _ in 0..<stepCount {
      optimizer.zeroGradients()
      let loss = (w * w * curvatures).sum() / 2
      guard loss.scalar.isFinite else { break }
      try loss.backward()
      norms.append(Double(clipGradientNorm([w], to: bound ?? .greatestFiniteMagnitude)))
      optimizer.step()
      losses.append(loss.scalar)
    }
    return (norms, losses)
  }

  @Test(
    .interview(
      .question(9, 12), level: .explain, minutes: 3,
      question: "When does gradient clipping hide a problem?",
      answer: """
        When it acts on most steps. With plain descent a step that is clipped has the length rate times bound, so clipping all steps sets another learning rate, and a rate above the stable limit no longer shows as divergence but as a loss that stays high. With Adam a constant factor nearly cancels, so there it may change almost nothing. I log the norm before clipping and the clipped share; above one half, the tuning playbook advises \
        to lower the rate.
        """,
      commonMistake: "Never: clipping only removes outliers, so it can only help.",
      otherMistakes: [
        "It hides NaN, by making it finite.":
          "One NaN makes the norm NaN. In PyTorch the factor bound/norm is NaN then and turns every gradient into NaN: clipping spreads it. Clipping by value leaves it as it is.",
        "It makes the learning rate irrelevant, as the step is bounded.":
          "A clipped step of plain descent has the length rate times bound, so twice the rate is twice the step. With the same bound, rate 0.1 stays near {loss, clipped|2} and 0.01 ends at {loss, lower rate|2}.",
      ],
      refutation: """
        Descent on a bowl with curvatures 1 and 30, where 2/λ is 0.067: at rate 0.1 it diverges, to a loss of {loss, diverging|1} after 60 steps. With the bound 1 clipping acts on a share of {clipped, 0.1|3} of the 600 steps, and the loss over the last 50 is {loss, clipped|2} on average: it looks like a plateau. At rate 0.01 with the same bound a share of {clipped, 0.01|2} is clipped, and the loss ends at {loss, lower rate|2}.
        """,
      followUps: [
        "What do you do with 60 % clipped steps?": """
        I look at where the norms come from: one layer, some batches, or all. If all, I lower the rate or lengthen the warm-up, and the share should fall.
        """,
        "Is clipping in use even so?": """
        Yes, as a guard. A bound that rarely acts costs little, and can save the run from one bad batch whose gradient is finite.
        """,
      ]))
  func `clipping turns divergence into a plateau`() throws {
    let diverging = try descent(rate: 0.1, stepCount: 60)
    let clipped = try descent(rate: 0.1, bound: 1)
    let lower = try descent(rate: 0.01, bound: 1)
    let shares = [clipped, lower].map {
      ClippingStatistics(norms: $0.norms).clippedShare(above: 1)
    }
    let plateau = mean(clipped.losses.suffix(50).map { Double($0) })
    evidence("loss, diverging", try #require(diverging.losses.last))
    evidence("clipped, 0.1", shares[0])
    evidence("loss, clipped", plateau)
    evidence("clipped, 0.01", shares[1])
    evidence("loss, lower rate", try #require(lower.losses.last))
    #expect((diverging.losses.last ?? 0) > 1e6 && shares[0] > 0.5 && shares[1] < 0.5)
    #expect(plateau > 5 * Double(lower.losses.last ?? 0))
  }

  @Test(
    .interview(
      .question(9, 13), level: .design, minutes: 2,
      question: "How do you set the threshold of gradient clipping for a new model?",
      answer: """
        From measured norms, as a percentile of a stable run. I log the joint norm before clipping for some hundred steps; the tuning playbook suggests the 90th percentile to begin with. So the bound lies just above what is usual, and outliers are shortened. If the loss is rescaled, or summed instead of averaged, or the model changes, I measure again. \
        During the first steps norms may be another size, so I look at them apart.
        """,
      commonMistake: "1.0, as it is the value in most configurations.",
      otherMistakes: [
        "As low as possible, since a lower bound is safer.":
          "With a bound below the usual norms nearly every step is clipped. Plain descent then makes steps of one length, rate times bound, for large and small gradients alike, so a tiny bound means tiny steps.",
        "Above the largest norm ever seen, so that nothing is distorted.":
          "Then an outlier as large as the largest so far passes whole, and outliers are what the bound is for. A percentile lets the usual steps through and shortens the rare long ones.",
      ],
      refutation: """
        8-32-32-4, mean loss of batches of 4 normal samples with random labels, plain descent at 0.01, 400 steps: the 90th percentile of the norms is {percentile|3}. In a second run from the same start, with other batches, a share of {clipped|2} of the steps exceeds it. If the same loss is summed over the batch instead, it is {clipped, sum|3}, and a bound of 1 would clip a share of {clipped at 1, mean|2} with the mean and {clipped at 1, sum|3} with the sum.
        """,
      followUps: [
        "Per layer or over all parameters?": """
        Over all: one factor keeps the direction. Bounds per layer turn it, which some do on purpose.
        """,
        "What if the percentile keeps rising in the run?": """
        Then norms have a trend, and I ask for its reason before I let the bound follow: growing weights, a rate too high, or a loss that gets sharper.
        """,
      ]))
  func `the 90th percentile clips a tenth of another run`() throws {
    func norms(seed: UInt64, isSummed: Bool = false) throws -> ClippingStatistics {
      let model = problem(seed: 13).model
      var generator = SplitMix64(seed: seed)
      let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.01)
      var norms: [Double] = []
      for _ in 0..<400 {
        let inputs = Variable(Tensor.normal([4, 8], using: &generator))
        let labels = (0..<4).map { _ in generator.uniform(below: 4) }
        try trainingStep(optimizer) {
          softmaxCrossEntropy(model(inputs), classes: labels) * (isSummed ? 4 : 1)
        }
        norms.append(Double(gradientNorm(model.trainedVariables)))
      }
      return ClippingStatistics(norms: norms)
    }
    let (first, second) = (try norms(seed: 1), try norms(seed: 2))
    let summed = try norms(seed: 2, isSummed: true)
    let bound = try #require(first.bound(clipping: 0.1))
    evidence("percentile", bound)
    evidence("clipped", second.clippedShare(above: bound))
    evidence("clipped, sum", summed.clippedShare(above: bound))
    evidence("clipped at 1, mean", second.clippedShare(above: 1))
    evidence("clipped at 1, sum", summed.clippedShare(above: 1))
    #expect(abs(second.clippedShare(above: bound) - 0.1) < 0.05)
    #expect(summed.clippedShare(above: bound) > 0.9)
  }
}
