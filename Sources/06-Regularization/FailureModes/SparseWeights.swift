import Autograd
public import Course
import TensorCore

// Weights that are to be 0.

extension FailureMode {
  /// F6.9: steps along the sign go past zero.
  public static var neverZero: FailureMode {
    FailureMode(
      id: .failureMode(6, 9), title: "An L1 penalty without a zero",
      symptom: "With L1 in the loss weights are small, and not one of them is exactly 0.",
      diagnosis: """
        The gradient of λ|w| is ±λ however small w is. A step of ηλ goes past 0, the next one comes back: the weight \
        oscillates. It is not the strength: a greater λ makes greater steps.
        """,
      fix: """
        The proximal step: descend without the penalty, then move every weight by ηλ toward 0 and stop there.
        """,
      quantity: "weights of five that are exactly 0 after 500 steps", symptomatic: .below(0.5),
      broken: Run("in the loss") { try exactZeros(inLoss: 0.3, inStep: 0) },
      remedies: [Run("proximal step") { try exactZeros(inLoss: 0, inStep: 0.3) }])
  }

  private static func exactZeros(inLoss: Scalar, inStep: Scalar) throws -> Measurement {
    let w = Variable(.zeros([5]), requiresGradient: true)
    let target = Variable(Tensor([3, 0.5, -0.2, 0.05, -2]))
    let optimizer = ProximalDescent([w], ProximalDescentRule(learningRate: 0.1, l1: inStep))
    let record = try fit(optimizer, parameters: [("w", w)], stepCount: 500) { _ in
      let errors = w - target
      return (errors * errors).sum() / 2 + WeightPenalty.l1([w], strength: inLoss)
    }.finished()
    return Measurement((w.value .== 0).sum(), record: record)
  }

  /// F6.31: pruned once, trained on.
  public static var grownAgain: FailureMode {
    FailureMode(
      id: .failureMode(6, 31), title: "Pruned weights grow again",
      symptom: "After pruning and some steps of fine-tuning the network has no zeros.",
      diagnosis: """
        Setting weights to 0 does not tell the optimizer. Their gradients are not 0, and the next step \
        moves them.
        """,
      fix: """
        Keep the mask and apply it after every step, or compute with weight · mask, as torch.nn.utils.prune does.
        """,
      quantity: "share of weights that are 0 ten steps after half of them were pruned",
      symptomatic: .below(0.25),
      broken: Run("set to 0 once") { seed in try prunedShare(seed) { _ in } },
      remedies: [
        Run("the mask applied in every step") { seed in try prunedShare(seed) { $0.apply() } }
      ])
  }

  private static func prunedShare(
    _ seed: UInt64, afterStep: (MagnitudePruning) -> Void
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 31 &+ seed)
    let x = Variable(.normal([32, 8], using: &generator))
    let bound = 1 / Scalar.squareRoot(8)
    let weight = Variable(
      .uniform([4, 8], in: -bound..<bound, using: &generator), requiresGradient: true)
    let layer = Linear(sharing: weight, nil)
    let y = Tensor.normal([32, 4], using: &generator)
    let pruning = MagnitudePruning(layerwise: [weight], sparsity: 0.5)
    let optimizer = GradientDescent([weight], learningRate: 0.1)
    var record = TrainingRecord()
    for _ in 0..<10 {
      optimizer.zeroGradients()
      let loss = meanSquaredError(layer(x), targets: y)
      try loss.backward()
      optimizer.step(recording: loss.scalar, of: layer.namedParameters, in: &record)
      afterStep(pruning)
    }
    return Measurement(RegularizationRuns.zeroShare(weight.value), record: record)
  }
}
