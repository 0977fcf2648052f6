import Autograd
public import Course
import TensorCore

// Rules for another task than the one at hand.

extension FailureMode {
  /// F7.38: signs do not average.
  ///
  /// ## Source
  ///
  /// Tieleman and Hinton, lecture 6.5 of "Neural networks for machine learning", 2012: nine gradients of 0.1 and one of
  /// −0.9
  public static var signsOfMiniBatches: FailureMode {
    FailureMode(
      id: .failureMode(7, 38), title: "Rprop on mini-batches",
      symptom: "Weights wander off although the gradients average to 0.",
      diagnosis: """
        Rprop reads signs. Nine batches of +0.1 and one of −0.9 cancel, and are nine votes against one; the step \
        grows by 1.2 with each vote that repeats the last.
        """,
      fix: """
        RMSprop, which divides by a size that changes slowly, so that sums over batches survive. Rprop wants all \
        samples.
        """,
      quantity: "distance after 100 mini-batches whose gradients cancel",
      symptomatic: .above(1),
      broken: Run("Rprop") { driftOfCancelling(RpropRule(learningRate: 0.01)) },
      remedies: [Run("RMSprop") { driftOfCancelling(RMSpropRule(learningRate: 0.01)) }])
  }

  private static func driftOfCancelling<Rule: UpdateRule>(_ rule: Rule) -> Measurement {
    let w = OptimizerRuns.leaf([0])
    OptimizerRuns.descend(FirstOrderOptimizer([w], rule), w, stepCount: 100) { step in
      Tensor([step % 10 == 9 ? -0.9 : 0.1])
    }
    return Measurement(abs(w.value[0]))
  }

  /// F7.39: a sum never forgets.
  public static var tired: FailureMode {
    FailureMode(
      id: .failureMode(7, 39), title: "Adagrad does not follow a change",
      symptom:
        "A model that learns on and on follows the first drift of the data well and later ones hardly.",
      diagnosis: """
        The divisor is the root of the sum of all squares since the start. After 1000 gradients of size 1 steps are \
        a thirtieth of what they were, even where those gradients were noise around 0.
        """,
      fix: "A mean that forgets, as in RMSprop or Adam, or the sum set back to 0 at known changes.",
      quantity: "share of the way to a new goal in 100 steps, after 1000 noisy ones",
      symptomatic: .below(0.4),
      broken: Run("Adagrad") { shareOfNewWay(AdagradRule(learningRate: 0.1)) },
      remedies: [Run("RMSprop") { shareOfNewWay(RMSpropRule(learningRate: 0.01)) }])
  }

  private static func shareOfNewWay<Rule: UpdateRule>(_ rule: Rule) -> Measurement {
    let w = OptimizerRuns.leaf([0])
    let optimizer = FirstOrderOptimizer([w], rule)
    OptimizerRuns.descend(optimizer, w, stepCount: 1000) { Tensor([$0 % 2 == 0 ? 1 : -1]) }
    let start = w.value[0]
    OptimizerRuns.descend(optimizer, w, stepCount: 100) { _ in Tensor([w.value[0] - start - 1]) }
    return Measurement(w.value[0] - start)
  }

  /// F7.44: the state comes with the first step.
  public static var outOfMemory: FailureMode {
    FailureMode(
      id: .failureMode(7, 44), title: "Out of memory at the first step, not before",
      symptom: "Model, batch, forward and backward pass fit; the first optimizer.step() does not.",
      diagnosis: """
        PyTorch's Adam makes its state in the first step: two means that are as large as the weights. With weights \
        and gradients that is 16 bytes a parameter in single precision, where plain SGD has 8.
        """,
      fix: """
        Count before: bytes a parameter times parameters, plus activations. A rule that remembers less (Adafactor, \
        Lion, SGD), state in 8 bits, or sharded state.
        """,
      quantity: "bytes a parameter of weights, gradients and state after a step, 100 × 100",
      symptomatic: .above(15),
      broken: Run("Adam") { bytesAfterStep(AdamRule()) },
      remedies: [
        Run("Adafactor") { bytesAfterStep(AdafactorRule()) },
        Run("SGD") { bytesAfterStep(SGDRule()) },
      ])
  }

  private static func bytesAfterStep<Rule: UpdateRule>(_ rule: Rule) -> Measurement {
    let w = Variable(.ones([100, 100]), requiresGradient: true)
    let optimizer = FirstOrderOptimizer([w], rule)
    w.gradient = .ones([100, 100])
    optimizer.step()
    return Measurement(optimizer.bytesPerParameter(bytesPerScalar: 4))
  }
}
