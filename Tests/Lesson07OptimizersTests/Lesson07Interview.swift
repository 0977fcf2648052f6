import Autograd
import Optimizers
import TensorCore
import TestSupport
import Testing

/// The interview questions of lesson 07, each with the test that proves its answer.
@Suite(
  .doublePrecision(
    because: "The bank keeps six digits of every figure; single precision does not reach them."))
struct Lesson07Interview {
  /// One weight after each of some given gradients.
  func path<Rule: UpdateRule>(
    _ rule: Rule, _ gradients: [Scalar], from start: Scalar = 1
  ) -> [Scalar] {
    let weight = leaf(Tensor([start]))
    let optimizer = FirstOrderOptimizer([weight], rule)
    return gradients.map { gradient in
      weight.gradient = Tensor([gradient])
      optimizer.step()
      return weight.value[0]
    }
  }

  /// The lengths of the steps that some given gradients lead to, in units of the learning rate.
  func steps<Rule: UpdateRule>(_ rule: Rule, _ gradients: [Scalar]) -> [Scalar] {
    let places = [0] + path(rule, gradients, from: 0)
    return zip(places, places.dropFirst()).map { ($0 - $1) / rule.learningRate }
  }

  /// Where a rule leads, with gradients that are computed from the place and the step.
  func end<Rule: UpdateRule>(
    _ rule: Rule, from start: Tensor, stepCount: Int, gradient: (Tensor, Int) -> Tensor
  ) -> Tensor {
    let weight = leaf(start)
    let optimizer = FirstOrderOptimizer([weight], rule)
    for step in 0..<stepCount {
      weight.gradient = gradient(weight.value, step)
      optimizer.step()
    }
    return weight.value
  }

  /// How many steps lead from ones to a distance of 10⁻⁶ from the center of a bowl.
  func stepsToRest(_ rule: SGDRule, curvatures: [Scalar], limit: Int = 15_000) -> Int {
    let bowl = Quadratic(curvatures: curvatures)
    let weight = leaf(.ones([curvatures.count]))
    let optimizer = SGD([weight], rule)
    for step in 1...limit {
      weight.gradient = bowl.gradient(at: weight.value)
      optimizer.step()
      if weight.value.norm() < 1e-6 { return step }
    }
    return limit
  }

  /// The mean square of weights in bowls ½ w² whose gradients are noisy, and that of their average.
  func noisy(
    _ rule: SGDRule, batchCount: Int = 1, stepCount: Int = 400, decay: Scalar = 0.99,
    seed: UInt64 = 7
  ) -> (last: Scalar, average: Scalar) {
    var generator = SplitMix64(seed: seed)
    let deviation = 1 / Scalar.squareRoot(Scalar(batchCount))
    let weight = leaf(.zeros([2000]))
    let optimizer = SGD([weight], rule)
    let average = WeightAverage([weight], .exponential(decay: decay))
    for _ in 0..<stepCount {
      weight.gradient = weight.value + .normal([2000], using: &generator) * deviation
      optimizer.step()
      average.update()
    }
    return (
      (weight.value * weight.value).mean(), (average.averages[0] * average.averages[0]).mean()
    )
  }
}
