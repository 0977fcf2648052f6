import Autograd
import Course
import Optimizers
import TensorCore
import TestSupport
import Testing

// That the diagnosis names the cause: means of squares, decay, epsilon, precision.
extension Lesson07FailureModes {
  private func end<Rule: UpdateRule>(_ rule: Rule, _ gradients: [Scalar]) -> Scalar {
    let w = leaf(Tensor([1]))
    let optimizer = FirstOrderOptimizer([w], rule)
    for gradient in gradients {
      w.gradient = Tensor([gradient])
      optimizer.step()
    }
    return w.value[0]
  }

  @Test func `coupled, the strength does not count`() {
    let nothing = [Scalar](repeating: 0, count: 10)
    let ends = [0.1, 0.001].map {
      end(AdamRule(learningRate: 0.01, weightDecay: .coupled(Scalar($0))), nothing)
    }
    #expect(abs(ends[0] - ends[1]) < 1e-5)
    let apart = [0.1, 0.001].map {
      end(AdamWRule(learningRate: 0.01, weightDecay: Scalar($0)), nothing)
    }
    #expect(apart[1] - apart[0] > 0.009)
  }

  @Test func `coupled, the weight with small gradients shrinks`() {
    func ends<Rule: UpdateRule>(_ rule: Rule) -> (large: Scalar, small: Scalar) {
      func alternating(_ size: Scalar) -> [Scalar] { (0..<200).map { $0 % 2 == 0 ? size : -size } }
      return (end(rule, alternating(10)), end(rule, alternating(0.1)))
    }
    let coupled = ends(AdamRule(learningRate: 0.01, weightDecay: .coupled(0.1)))
    #expect(abs(coupled.large - 0.963) < 1e-3)
    #expect(abs(coupled.small - 0.173) < 1e-3)
    let decoupled = ends(AdamWRule(learningRate: 0.01, weightDecay: 0.1))
    #expect(abs(decoupled.large - 0.804) < 1e-3)
    #expect(abs(decoupled.small - 0.804) < 1e-3)
  }

  @Test func `the uncorrected first step depends on the betas`() {
    func first(_ beta1: Double, _ beta2: Double) -> Double {
      (1 - beta1) / (1 - beta2).squareRoot()
    }
    #expect(abs(first(0.9, 0.999) - 3.162) < 1e-3)
    #expect(abs(first(0.9, 0.99) - 1) < 1e-12)
    #expect(abs(first(0.9, 0.95) - 0.447) < 1e-3)
    // RMSprop corrects nothing: its first step at α is 1/√(1 − α).
    let step = 1 - end(RMSpropRule(learningRate: 0.01, smoothing: 0.999), [1])
    #expect(abs(step / 0.01 - 1 / Scalar(0.001).squareRoot()) < 1e-3)
  }

  @Test func `a gradient of the size of epsilon goes half a step`() {
    let step = 1 - end(AdamRule(learningRate: 0.1), [1e-8])
    #expect(abs(step / 0.1 - 0.5) < 1e-4)
    let small = 1 - end(AdamRule(learningRate: 0.1), [1e-10])
    #expect(abs(small / 0.1 - 0.0099) < 1e-4)
  }

  @Test func `half of an outlier's square is left after 692 steps`() {
    #expect(abs(Double.log(0.5) / Double.log(0.999) - 692.8) < 0.1)
    #expect(abs(Double.log(0.5) / Double.log(0.95) - 13.5) < 0.1)
  }

  @Test func `SGD's way after an outlier is the ordinary one`() {
    // The stall is Adam's: momentum has forgotten the outlier after a few dozen steps.
    let gradients: [Scalar] = (0..<250).map { $0 == 100 ? -1000 : -1 }
    let rule = SGDRule(learningRate: 0.001, momentum: 0.9)
    let more = gradients + [Scalar](repeating: -1, count: 100)
    // A hundred steps of η/(1 − μ).
    let way = end(rule, more) - end(rule, gradients)
    #expect(abs(way - 1) < 0.01)
  }

  @Test func `in the counterexample the mean gradient is positive`() throws {
    let gradients: [Double] = (1...3000).map { $0 % 3 == 1 ? 3 : -1 }
    #expect(gradients.reduce(0, +) == 1000)
    #expect(try FailureMode.wrongEnd.remedies.allSatisfy { try $0.measure().value < -0.9 })
  }

  @Test func `a scaled loss changes Adam where decay is coupled`() {
    let gradients: [Scalar] = [0.5, -0.2, 0.3, 0.1]
    let scaled = gradients.map { $0 * 1000 }
    func change<Rule: UpdateRule>(_ rule: Rule) -> Scalar {
      abs(end(rule, gradients) - end(rule, scaled))
    }
    #expect(change(AdamRule(learningRate: 0.1)) < 1e-6)
    #expect(change(AdamWRule(learningRate: 0.1, weightDecay: 0.1)) < 1e-6)
    #expect(change(AdamRule(learningRate: 0.1, weightDecay: .coupled(0.1))) > 0.04)
  }

  @Test func `only decay takes the scale of a norm from 3`() throws {
    let values = try FailureModeContract.seeds.map {
      try FailureMode.decayedScales.broken.measure(seed: $0).value
    }
    for value in values { #expect(abs(value - 3 / (1 + 0.5)) < 0.1) }
  }

  @Test func `bfloat16 has no numbers between 255/256 and 1`() {
    let averages: [Scalar] = [0.999, 0.997, 0.99999]
    #expect(averages.map { $0.roundedToBFloat16() } == [1, 0.99609375, 1])
  }

  @Test func `half precision has neither 1e-8 nor such squares`() {
    #expect(1e-8.roundedToFloat16() == 0)
    #expect(6e-8.roundedToFloat16() > 0)
    #expect((0.001 * 1e-4 * 1e-4).roundedToFloat16() == 0)
    #expect(1e-4.roundedToFloat16() > 0)
  }

  @Test func `a decay of ηλ takes 1/(ηλ) steps to a share of 1/e`() throws {
    let nothing = [Scalar](repeating: 0, count: 1000)
    let kept = end(AdamWRule(learningRate: 1e-2, weightDecay: 0.1), nothing)
    #expect(abs(kept - 0.3677) < 1e-3)
    #expect(abs(try FailureMode.decayGoesWithTheRate.broken.measure().value - 0.9048) < 1e-3)
  }
}
