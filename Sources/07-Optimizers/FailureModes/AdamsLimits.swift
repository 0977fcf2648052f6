import Autograd
public import Course
import TensorCore

// What a mean of squares forgets too soon, or too late.

extension FailureMode {
  /// F7.6: a convex problem on which Adam goes to the worst end.
  ///
  /// ## Source
  ///
  /// Reddi, Kale and Kumar, 2018, https://arxiv.org/abs/1904.09237, section 3: with C = 3, β₁ = 0 and
  /// β₂ = 1/(1 + C²)
  public static var wrongEnd: FailureMode {
    FailureMode(
      id: .failureMode(7, 6), title: "Adam converges to the wrong end",
      symptom:
        "The run is stable, the rate falls as it should, and the end is worse than the start.",
      diagnosis: """
        Every third gradient is 3, the two between are −1: on average 1/3, so that −1 is best. With β₂ = 0.1 the \
        divisor has forgotten the great gradient a step later. It counts for about one rate, and the two small ones \
        for nearly one each.
        """,
      fix: """
        A divisor that does not fall, AMSGrad; or a β₂ near 1, whose memory spans the rare great gradients.
        """,
      quantity: "where the run ends in [-1, 1]; on average the loss is least at -1",
      symptomatic: .above(0.9),
      broken: Run("Adam with a short memory") { end(AdamRule(beta1: 0, beta2: 0.1)) },
      remedies: [
        Run("AMSGrad") { end(AMSGradRule(beta1: 0, beta2: 0.1)) },
        Run("a long memory") { end(AdamRule(beta1: 0, beta2: 0.999)) },
      ])
  }

  private static func end<Rule: UpdateRule>(_ rule: Rule) -> Measurement {
    let x = OptimizerRuns.leaf([0])
    let optimizer = FirstOrderOptimizer([x], rule)
    for step in 1...3000 {
      optimizer.learningRate = 0.1 / .squareRoot(Scalar(step))
      x.gradient = Tensor([step % 3 == 1 ? 3 : -1])
      optimizer.step()
      x.modify { $0 = $0.clamped(to: -1...1) }
    }
    return Measurement(x.value[0])
  }

  /// F7.18: v remembers an outlier for a thousand steps.
  public static var stalledByOutlier: FailureMode {
    FailureMode(
      id: .failureMode(7, 18), title: "One outlier stalls Adam for hundreds of steps",
      symptom: "After a spike the loss does not explode; it stops falling, for a long time.",
      diagnosis: """
        The outlier's square enters v, which keeps 0.999 of it a step: half of it is left after about 700 steps. m \
        has forgotten the outlier after a few dozen, so steps are ordinary gradients over an extraordinary root.
        """,
      fix:
        "Clip gradients in front of Adam, or choose a smaller β₂; a half-life of 14 steps at 0.95.",
      quantity: "way of a hundred steps, long after one outlier ÷ without it",
      symptomatic: .below(0.2),
      broken: Run("Adam alone") { wayAfterOutlier(AdamRule(learningRate: 0.01)) },
      remedies: [
        Run("clipped") { wayAfterOutlier(AdamRule(learningRate: 0.01), bound: 1) },
        Run("a shorter memory") { wayAfterOutlier(AdamRule(learningRate: 0.01, beta2: 0.95)) },
      ])
  }

  private static func wayAfterOutlier(_ rule: AdamRule, bound: Scalar? = nil) -> Measurement {
    let w = OptimizerRuns.leaf([0])
    let adam = FirstOrderOptimizer([w], rule)
    let optimizer: any Optimizer =
      if let bound { ClippedOptimizer(adam, to: bound) } else { adam }
    OptimizerRuns.descend(optimizer, w, stepCount: 250) { Tensor([$0 == 100 ? -1000 : -1]) }
    let before = w.value[0]
    OptimizerRuns.descend(optimizer, w, stepCount: 100) { _ in Tensor([-1]) }
    return Measurement((w.value[0] - before) / (100 * 0.01))
  }

  /// F7.29: v is too old when gradients grow.
  ///
  /// ## Source
  ///
  /// Molybog and others, "A theory on Adam instability in large-scale machine learning", 2023,
  /// https://arxiv.org/abs/2304.09871; Wortsman and others, "Stable and low-precision training for large-scale
  /// vision-language models", 2023, https://arxiv.org/abs/2304.13013
  public static var squaresOutOfDate: FailureMode {
    FailureMode(
      id: .failureMode(7, 29), title: "Adam's squares are out of date when gradients grow",
      symptom:
        "Late in a long run the loss spikes, without a change of rate or data being to blame.",
      diagnosis: """
        When gradients grow a hundredfold, m follows within ten steps and v within a thousand. Between the two a \
        step is several rates long: up to 5.2 here.
        """,
      fix: "A β₂ of 0.95 or so, as many language models use, or a bound on the update itself.",
      quantity: "largest step after gradients have grown a hundredfold, in learning rates",
      symptomatic: .above(3),
      broken: Run("β₂ = 0.999") { largestStep(beta2: 0.999) },
      remedies: [Run("a shorter memory") { largestStep(beta2: 0.95) }])
  }

  private static func largestStep(beta2: Scalar) -> Measurement {
    let w = OptimizerRuns.leaf([0])
    let optimizer = FirstOrderOptimizer([w], AdamRule(learningRate: 1e-3, beta2: beta2))
    OptimizerRuns.descend(optimizer, w, stepCount: 1000) { _ in Tensor([0.01]) }
    let steps = (0..<100).map { _ in abs(OptimizerRuns.step(optimizer, w, Tensor([1]))[0]) }
    return Measurement((steps.max() ?? .nan) / 1e-3)
  }
}
