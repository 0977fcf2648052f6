import Autograd
public import Course
import TensorCore

// How strong a decay is.

extension FailureMode {
  /// F6.7: λ times the squares, or half of that.
  public static var withoutTheHalf: FailureMode {
    FailureMode(
      id: .failureMode(6, 7), title: "The decay is twice as strong as intended",
      symptom: "With the λ of another code base the weights come out smaller than theirs.",
      diagnosis: """
        λ ‖w‖² has the gradient 2 λ w, `weight_decay=λ` adds λ w. Both are called L2 with strength λ.
        """,
      fix: "Say which one you mean; λ/2 ‖w‖² is weight_decay=λ of SGD.",
      quantity: "gradient of the penalty ÷ what weight_decay of the same strength adds",
      symptomatic: .above(1.5),
      broken: Run("the squares") { seed in
        try gradientOfPenalty(seed) { w in (w * w).sum() * 0.01 }
      },
      remedies: [
        Run("half the squares") { seed in
          try gradientOfPenalty(seed) { w in WeightPenalty.l2([w], strength: 0.01) }
        }
      ])
  }

  private static func gradientOfPenalty(
    _ seed: UInt64, _ penalty: (Variable) -> Variable
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 7 &+ seed)
    let weight = Linear(inputCount: 8, outputCount: 4, using: &generator).weight
    try penalty(weight).backward()
    return Measurement((weight.gradient?.norm() ?? 0) / (0.01 * weight.value.norm()))
  }

  /// F6.28: Adam divides the decay by the size of the gradients.
  ///
  /// ## Source
  ///
  /// Loshchilov and Hutter, “Decoupled weight decay regularization”, 2019, https://arxiv.org/abs/1711.05101
  public static var coupledWithAdam: FailureMode {
    FailureMode(
      id: .failureMode(6, 28), title: "weight_decay in Adam",
      symptom: """
        Weights with large gradients hardly decay, those with small ones decay fast, and with the scale of the loss \
        the decay changes.
        """,
      diagnosis: """
        torch.optim.Adam adds λ w to the gradient, and then divides by the root of the mean square gradient. What is left \
        of the decay is λ w over the size of the gradients. A step takes about 100 times as much off for gradients of 1 as for gradients of 100; \
        after 200 steps it is 91 times, since the weight has shrunk.
        """,
      fix: "AdamW, which multiplies the weight by 1 − ηλ by itself.",
      quantity: "decay of a weight with gradients of ±1 ÷ that of one with ±100, after 200 steps",
      symptomatic: .above(10),
      broken: Run("Adam with L2") {
        try ratioOfDecays(
          CoupledDecay(AdamWRule(learningRate: 0.01, weightDecay: 0), strength: 0.1))
      },
      remedies: [
        Run("decoupled decay") {
          try ratioOfDecays(AdamWRule(learningRate: 0.01, weightDecay: 0.1))
        }
      ])
  }

  /// Of two weights with equal gradients one starts upward, one downward, so that the noise has no direction.
  private static func ratioOfDecays(_ rule: some UpdateRule) throws -> Measurement {
    let weights = Variable(.ones([4]), requiresGradient: true)
    let gradients = Tensor([1, -1, 100, -100])
    let record = try fit(
      FirstOrderOptimizer([weights], rule), parameters: [("weights", weights)], stepCount: 200
    ) { step in
      (weights * Variable(gradients * (step % 2 == 0 ? 1 : -1))).sum()
    }.finished()
    let lost = 1 - weights.value.reshaped(to: [2, 2]).mean(axis: 1)
    return Measurement(lost.scalars[0] / lost.scalars[1], record: record)
  }

  /// F6.32: the loss grows with the batch, the decay does not.
  public static var summedLoss: FailureMode {
    FailureMode(
      id: .failureMode(6, 32), title: "The loss is a sum and the decay is not",
      symptom: "The same weight_decay does next to nothing, and less the larger the batch is.",
      diagnosis: """
        reduction="sum" makes the gradient of the loss n times that of the mean, and leaves the decay as it is. Against \
        the mean a decay of λ acts as λ/n.
        """,
      fix:
        "reduction=\"mean\"; for SGD a learning rate found for the sum is n times too small then.",
      quantity: "what a decay of strength 1 takes off a weight of 1, 64 samples",
      symptomatic: .below(0.1),
      broken: Run("the sum") { try decayOfOne { layer, x in errorSum(layer, x) } },
      remedies: [
        Run("the mean") { try decayOfOne { layer, x in errorSum(layer, x) / 64 } }
      ])
  }

  private static func errorSum(_ layer: Linear, _ x: Variable) -> Variable {
    let errors = layer(x) - x
    return (errors * errors).sum() / 2
  }

  private static func decayOfOne(
    _ loss: (Linear, Variable) -> Variable
  ) throws -> Measurement {
    let x = Variable(Tensor((0..<64).map { $0 % 2 == 0 ? 1 : -1 }).reshaped(to: [64, 1]))
    let layer = RegularizationRuns.zeroLayer(1, 1, hasBias: false)
    let record = try RegularizationRuns.train(
      layer, learningRate: 0.02, decay: 1, stepCount: 400
    ) { loss(layer, x) }
    return Measurement(1 - layer.weight.value.sum(), record: record)
  }
}
