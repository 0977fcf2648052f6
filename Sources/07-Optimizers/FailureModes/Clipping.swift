import Autograd
public import Course
import TensorCore

// Great gradients: not clipped, clipped too late, or clipped at the wrong scale.

extension FailureMode {
  /// F7.12: one step is enough.
  public static var outlier: FailureMode {
    FailureMode(
      id: .failureMode(7, 12), title: "One bad batch ruins the run",
      symptom: "The loss jumps once, and then lingers near that of a constant answer.",
      diagnosis: """
        Labels that are off by 100 make one great gradient, and one step throws the weights far off. On the way back \
        hidden units end at 0 on about nine of ten samples. There they have no gradient, so it takes hundreds of \
        steps. In a bowl plain descent comes back sooner.
        """,
      fix: "Clip the norm of the gradients; look for the batch; keep checkpoints from before.",
      quantity: "loss 80 steps after one bad batch ÷ that of always answering 0",
      symptomatic: .above(0.35),
      broken: Run("not clipped") { seed in try lossAfterBadBatch(seed) { $0 } },
      remedies: [
        Run("clipped") { seed in try lossAfterBadBatch(seed) { ClippedOptimizer($0, to: 1) } }
      ])
  }

  private static func lossAfterBadBatch(
    _ seed: UInt64, wrap: (SGD) -> any Optimizer
  ) throws -> Measurement {
    let (x, _, model, _) = OptimizerRuns.network(seed: 12 &+ seed, widths: [8, 16, 1])
    let (inputs, targets) = (Variable(x), x.slice(0..<1, axis: 1))
    let optimizer = wrap(SGD(model.trainedVariables, learningRate: 0.02))
    let record = try fit(model, optimizer, stepCount: 100) { step in
      meanSquaredError(model(inputs), targets: step == 20 ? targets - 100 : targets)
    }.finished()
    let loss = meanSquaredError(model(inputs), targets: targets).scalar
    return Measurement(loss / (targets * targets).mean(), record: record)
  }

  /// F7.15: a scale that SGD sees.
  public static var scaledLoss: FailureMode {
    FailureMode(
      id: .failureMode(7, 15), title: "The loss's scale is left in SGD's gradients",
      symptom:
        "With mixed precision SGD's first steps are a thousand times too long; Adam trains as before.",
      diagnosis: """
        The loss was multiplied so that small gradients survive half precision, and nobody divided again. SGD's step \
        grows with the scale. Adam's does not, up to ε and as long as no decay is coupled.
        """,
      fix: "scaler.step(optimizer), which unscales, and not optimizer.step().",
      quantity: "first step with a loss 1024 times as large ÷ the right one",
      symptomatic: .above(100),
      broken: Run("scaled") { try firstStepOfScaled(SGDRule(learningRate: 0.1), unscales: false) },
      remedies: [
        Run("unscaled") { try firstStepOfScaled(SGDRule(learningRate: 0.1), unscales: true) },
        Run("Adam") { try firstStepOfScaled(AdamRule(learningRate: 0.1), unscales: false) },
      ])
  }

  private static func firstStepOfScaled<Rule: UpdateRule>(
    _ rule: Rule, unscales: Bool
  ) throws -> Measurement {
    let w = OptimizerRuns.leaf([1])
    try ((w * w).sum() / 2 * 1024).backward()
    if unscales { w.gradient? *= 1 / 1024 }
    FirstOrderOptimizer([w], rule).step()
    return Measurement((1 - w.value[0]) / 0.1)
  }

  /// F7.32: clipped when it is too late.
  public static var clippedTooLate: FailureMode {
    FailureMode(
      id: .failureMode(7, 32), title: "Gradients are clipped after the step",
      symptom: "clip_grad_norm_ is called, and spikes come through as if it were not.",
      diagnosis: "The step has read the gradients already; those that are clipped are zeroed next.",
      fix: "backward, clip, step. The norm that the call returns belongs in the log.",
      quantity: "length of a step ÷ rate, clipped at 1", symptomatic: .above(2),
      broken: Run("clipped after the step") { lengthOfStep(clipsFirst: false) },
      remedies: [Run("clipped before the step") { lengthOfStep(clipsFirst: true) }])
  }

  private static func lengthOfStep(clipsFirst: Bool) -> Measurement {
    let w = OptimizerRuns.leaf([0, 0])
    let optimizer = SGD([w], learningRate: 0.1)
    w.gradient = Tensor([60, 80])
    if clipsFirst { clipGradientNorm([w], to: 1) }
    optimizer.step()
    if !clipsFirst { clipGradientNorm([w], to: 1) }
    return Measurement(w.value.norm() / 0.1)
  }

  /// F7.33: infinity times zero.
  ///
  /// ## Source
  ///
  /// https://github.com/pytorch/pytorch/issues/46849
  public static var infiniteNorm: FailureMode {
    FailureMode(
      id: .failureMode(7, 33), title: "Clipping turns an infinite gradient into NaN",
      symptom: "Gradients are clipped, so they cannot explode, and yet weights become NaN.",
      diagnosis: """
        Clipping multiplies by bound/‖g‖, which is 0 where the norm is infinite, and ∞ · 0 is NaN. All the other \
        gradients are 0 in that step.
        """,
      fix:
        "Look at the norm that the call returns and leave the step out, or error_if_nonfinite=True.",
      quantity: "weights of four that are not finite after a clipped step",
      symptomatic: .above(0.5),
      broken: Run("stepped all the same") { lostWeights(skips: false) },
      remedies: [Run("the step left out") { lostWeights(skips: true) }])
  }

  private static func lostWeights(skips: Bool) -> Measurement {
    let w = OptimizerRuns.leaf([1, 1, 1, 1])
    w.gradient = Tensor([.infinity, 1, 1, 1])
    let norm = clipGradientNorm([w], to: 1)
    if !skips || norm.isFinite { SGD([w], learningRate: 0.1).step() }
    return Measurement(Double(w.value.scalars.count { !$0.isFinite }))
  }

  /// F7.34: the bound is compared with the wrong norm.
  public static var clippedWhileScaled: FailureMode {
    FailureMode(
      id: .failureMode(7, 34), title: "Gradients are clipped while they are scaled",
      symptom: """
        SGD in mixed precision with clipping hardly trains, and the logged norms are in the hundreds and more.
        """,
      diagnosis: """
        The bound of 1 meets gradients that are 1024 times too large, so that every step is clipped, and unscaling \
        then divides what is left.
        """,
      fix: "scaler.unscale_(optimizer), then clip, then scaler.step(optimizer).",
      quantity: "length of a step ÷ the right one, loss scaled by 1024",
      symptomatic: .below(0.5),
      broken: Run("clipped, then unscaled") { lengthOfScaledStep(unscalesFirst: false) },
      remedies: [Run("unscaled, then clipped") { lengthOfScaledStep(unscalesFirst: true) }])
  }

  private static func lengthOfScaledStep(unscalesFirst: Bool) -> Measurement {
    let w = OptimizerRuns.leaf([0, 0])
    w.gradient = Tensor([0.3, 0.4]) * 1024
    if unscalesFirst { w.gradient? *= 1 / 1024 }
    clipGradientNorm([w], to: 1)
    if !unscalesFirst { w.gradient? *= 1 / 1024 }
    SGD([w], learningRate: 0.1).step()
    return Measurement(w.value.norm() / (0.1 * 0.5))
  }
}
