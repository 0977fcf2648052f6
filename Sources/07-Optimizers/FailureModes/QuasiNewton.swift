import Autograd
public import Course
import TensorCore

// L-BFGS believes every difference of two gradients.

extension FailureMode {
  /// F7.30: differences between batches pass for curvature.
  public static var noisyCurvature: FailureMode {
    FailureMode(
      id: .failureMode(7, 30), title: "L-BFGS on mini-batches",
      symptom: "L-BFGS, so good on all samples, does not settle on a loader.",
      diagnosis: """
        It learns the curvature from differences of gradients along the way. When the closure draws another batch in \
        every call, a difference is mostly that of two batches.
        """,
      fix: "All samples, or one large batch that stays the same within a step; else SGD or Adam.",
      quantity: "gradient norm on all samples after 30 iterations of L-BFGS ÷ before",
      symptomatic: .above(0.01),
      broken: Run("16 samples, drawn in every call") { seed in
        try gradientAfterQuasiNewton(seed, batchCount: 16)
      },
      remedies: [
        Run("all samples") { seed in try gradientAfterQuasiNewton(seed, batchCount: nil) }
      ])
  }

  private static func gradientAfterQuasiNewton(
    _ seed: UInt64, batchCount: Int?
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 30 &+ seed)
    let x = Tensor.normal([256, 8], using: &generator)
    let best = Tensor.normal([8], using: &generator)
    let y = matvec(x, best) + .normal([256], using: &generator)
    var drawing = SplitMix64(seed: 130 &+ seed)
    let w = Variable(.zeros([8]), requiresGradient: true)
    func gradientNorm() -> Scalar {
      (matvec(transposing: x, matvec(x, w.value) - y) / 256).norm()
    }
    let before = gradientNorm()
    let optimizer = LBFGS([w], iterationCount: 10)
    for _ in 0..<3 {
      try optimizer.step {
        let rows = batchCount.map { count in
          (0..<count).map { _ in drawing.uniform(below: 256) }
        }
        let (inputs, targets) =
          rows.map { (x.gathering(rows: $0), y.gathering(rows: $0)) } ?? (x, y)
        let errors = matvec(inputs, w.value) - targets
        let count = Scalar(errors.elementCount)
        w.gradient = matvec(transposing: inputs, errors) / count
        return dot(errors, errors) / (2 * count)
      }
    }
    return Measurement(gradientNorm() / before)
  }

  /// F7.31: the closure adds.
  public static var piledUpInClosure: FailureMode {
    FailureMode(
      id: .failureMode(7, 31), title: "The closure does not zero the gradients",
      symptom:
        "L-BFGS ends far from the minimum of a loss that it should solve in a few iterations.",
      diagnosis: """
        step(closure) calls the closure once for every evaluation. A zero_grad() outside, in front of step, is \
        executed once, and backward adds each gradient to those before.
        """,
      fix: "optimizer.zero_grad() as the closure's first line.",
      quantity: "distance from the minimum after 20 iterations from (1, 1)",
      symptomatic: .above(0.1),
      broken: Run("gradients pile up") { try distanceAfterClosures(zeroes: false) },
      remedies: [Run("zeroed in the closure") { try distanceAfterClosures(zeroes: true) }])
  }

  private static func distanceAfterClosures(zeroes: Bool) throws -> Measurement {
    let curvatures = Variable(Tensor([1, 10]))
    let w = OptimizerRuns.leaf([1, 1])
    let optimizer = LBFGS([w], iterationCount: 20)
    try optimizer.step {
      if zeroes { optimizer.zeroGradients() }
      let loss = (curvatures * w * w).sum() / 2
      try loss.backward()
      return loss.scalar
    }
    return Measurement(w.value.norm())
  }
}
