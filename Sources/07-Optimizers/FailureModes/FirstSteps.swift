import Autograd
public import Course
import TensorCore

// Steps of the wrong size, from the first one on.

extension FailureMode {
  /// F7.4: means that begin at zero.
  public static var withoutCorrection: FailureMode {
    FailureMode(
      id: .failureMode(7, 4), title: "Adam without bias correction",
      symptom: "A home-made Adam jumps in its first dozen steps; PyTorch's does not.",
      diagnosis: """
        Both means begin at 0. Uncorrected, the first step is (1 − β₁)/√(1 − β₂) rates: 3.2 at 0.9 and 0.999, and it \
        grows to 6.6 by step 12. It depends on the betas: with 0.9 and 0.99 it is 1, with 0.9 and 0.95 it is 0.45.
        """,
      fix: "Divide m by 1 − β₁ᵗ and v by 1 − β₂ᵗ, with t counted from 1.",
      quantity: "largest of 50 steps under a constant gradient, in learning rates",
      symptomatic: .above(2),
      broken: Run("no correction") {
        let (beta1, beta2): (Scalar, Scalar) = (0.9, 0.999)
        var (m, v, largest): (Scalar, Scalar, Scalar) = (0, 0, 0)
        for _ in 0..<50 {
          m = beta1 * m + (1 - beta1)
          v = beta2 * v + (1 - beta2)
          largest = max(largest, m / (.squareRoot(v) + 1e-8))
        }
        return Measurement(largest)
      },
      remedies: [
        Run("both means corrected") {
          let w = OptimizerRuns.leaf([0])
          // At a rate of 1 the weights are sums of steps, and each step is a difference of two.
          let optimizer = Adam([w], learningRate: 1)
          let steps = (0..<50).map { _ in abs(OptimizerRuns.step(optimizer, w, Tensor([1]))[0]) }
          return Measurement(steps.max() ?? .nan)
        }
      ])
  }

  /// F7.5: the number that keeps the quotient finite is all there is of the divisor.
  public static var swallowedByEpsilon: FailureMode {
    FailureMode(
      id: .failureMode(7, 5), title: "Epsilon is greater than the gradients",
      symptom: "Adam hardly moves a layer, although its gradients are not 0.",
      diagnosis: """
        The step is m̂/(√v̂ + ε). A gradient of 1e-10 beside ε = 1e-8 gives a hundredth of the rate, one of 1e-8 \
        half of it. Far below ε a step is η m̂/ε: momentum at the rate η/ε, and nothing is divided any more.
        """,
      fix: "A smaller ε, or a loss that is not so small: a sum for a mean, or a scale.",
      quantity: "first step with a gradient of 1e-10, in learning rates",
      symptomatic: .below(0.1),
      broken: Run("epsilon 1e-8") { firstStep(AdamRule(learningRate: 0.1), gradient: 1e-10) },
      remedies: [
        Run("a smaller epsilon") {
          firstStep(AdamRule(learningRate: 0.1, epsilon: 1e-15), gradient: 1e-10)
        },
        Run("a larger loss") { firstStep(AdamRule(learningRate: 0.1), gradient: 1e6 * 1e-10) },
      ])
  }

  private static func firstStep(_ rule: AdamRule, gradient: Scalar) -> Measurement {
    let w = OptimizerRuns.leaf([0])
    let step = OptimizerRuns.step(FirstOrderOptimizer([w], rule), w, Tensor([gradient]))
    return Measurement(abs(step[0]) / 0.1)
  }

  /// F7.13: a rate that came with another optimizer.
  public static var anotherOptimizersRate: FailureMode {
    FailureMode(
      id: .failureMode(7, 13), title: "Adam at SGD's learning rate",
      symptom:
        "After SGD was replaced by Adam, with the rate kept, the loss jumps in the first step.",
      diagnosis: """
        Adam's first step moves every weight by the rate, whatever the size of its gradient (if it is far above ε). \
        0.1 is more than most weights of a layer with 64 inputs are: PyTorch draws them from ±0.125.
        """,
      fix: "Tune again; a thousandth is a usual place to start for Adam.",
      quantity: "size of the first change of a layer 64-32 ÷ size of its weights",
      symptomatic: .above(0.5),
      broken: Run("SGD's rate") { seed in try firstChange(seed, rate: 0.1) },
      remedies: [Run("Adam's own rate") { seed in try firstChange(seed, rate: 1e-3) }])
  }

  private static func firstChange(_ seed: UInt64, rate: Scalar) throws -> Measurement {
    let (x, y, model, layers) = OptimizerRuns.network(seed: 13 &+ seed, widths: [64, 32])
    let before = layers[0].weight.value
    try trainingStep(Adam(model.trainedVariables, learningRate: rate)) {
      meanSquaredError(model(Variable(x)), targets: y)
    }
    return Measurement((layers[0].weight.value - before).norm() / before.norm())
  }

  /// F7.45: the reverse.
  public static var adamsRateForSGD: FailureMode {
    FailureMode(
      id: .failureMode(7, 45), title: "SGD at Adam's learning rate",
      symptom:
        "The loss falls evenly and far too slowly: nothing diverges, little is learned in the time there is.",
      diagnosis: """
        lr=1e-3 is PyTorch's default for SGD too. SGD multiplies it by the gradient, where Adam's step is about the \
        rate itself: the number means another thing.
        """,
      fix: "Raise the rate until the run is unstable, and go back by a factor of two or three.",
      quantity: "loss after 100 steps ÷ before", symptomatic: .above(0.75),
      broken: Run("Adam's rate") { seed in try lossAfterTraining(seed, rate: 1e-3) },
      remedies: [Run("SGD's own rate") { seed in try lossAfterTraining(seed, rate: 0.1) }])
  }

  private static func lossAfterTraining(_ seed: UInt64, rate: Scalar) throws -> Measurement {
    let (x, _, model, _) = OptimizerRuns.network(seed: 45 &+ seed, widths: [8, 16, 1])
    let (inputs, targets) = (Variable(x), x.slice(0..<1, axis: 1))
    func loss() -> Variable { meanSquaredError(model(inputs), targets: targets) }
    let before = loss().scalar
    let optimizer = SGD(model.trainedVariables, learningRate: rate)
    let record = try fit(model, optimizer, stepCount: 100) { _ in loss() }.finished()
    return Measurement(loss().scalar / before, record: record)
  }
}
