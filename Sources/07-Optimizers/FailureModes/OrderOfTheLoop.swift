import Autograd
public import Course
import TensorCore

// The right calls, in the wrong order or too often.

extension FailureMode {
  /// F7.9: what backward brought is gone before anybody reads it.
  public static var zeroedInBetween: FailureMode {
    FailureMode(
      id: .failureMode(7, 9), title: "Gradients are zeroed between backward and step",
      symptom: "The loss does not fall at all: the weights are the same to the bit.",
      diagnosis: """
        zero_grad() sets every gradient to None, and step() skips parameters that have none. The order step, \
        zero_grad, backward does train, one gradient late.
        """,
      fix: "zero_grad, backward, step, in this order.",
      quantity: "distance that ten steps go, from 1 toward 0", symptomatic: .near(0, within: 0),
      broken: Run("zeroed in between") {
        try distanceGone { optimizer, loss in
          try loss().backward()
          optimizer.zeroGradients()
          optimizer.step()
        }
      },
      remedies: [
        Run("zeroed, then backward, then step") {
          try distanceGone { optimizer, loss in
            optimizer.zeroGradients()
            try loss().backward()
            optimizer.step()
          }
        }
      ])
  }

  private static func distanceGone(
    step: (SGD, () -> Variable) throws -> Void
  ) throws -> Measurement {
    let w = OptimizerRuns.leaf([1])
    let optimizer = SGD([w], learningRate: 0.1)
    for _ in 0..<10 { try step(optimizer) { (w * w).sum() / 2 } }
    return Measurement(1 - w.value[0])
  }

  /// F7.16: a step for every part of a batch.
  public static var stepPerMicroBatch: FailureMode {
    FailureMode(
      id: .failureMode(7, 16), title: "Gradient accumulation steps on every micro-batch",
      symptom: "Accumulation over k parts trains as if there were none, with k times the steps.",
      diagnosis: """
        step() and zero_grad() stand in the loop over micro-batches. SGD at least takes steps of a k-th; Adam \
        divides the 1/k out again and takes k full steps, and its bias correction and decay run k times as fast.
        """,
      fix: "backward() for each part, step() and zero_grad() once for k.",
      quantity: "steps that Adam counts over 4 batches of 4 micro-batches",
      symptomatic: .above(10),
      broken: Run("a step per micro-batch") { try countedSteps(period: 1) },
      remedies: [Run("a step per batch") { try countedSteps(period: 4) }])
  }

  private static func countedSteps(period: Int) throws -> Measurement {
    let w = OptimizerRuns.leaf([1])
    let optimizer = Adam([w], learningRate: 0.1)
    for part in 1...16 {
      try ((w * w).sum() / 2 / 4).backward()
      guard part % period == 0 else { continue }
      optimizer.step()
      optimizer.zeroGradients()
    }
    return Measurement(Double(optimizer.groups[0].states[0].stepCount))
  }

  /// F7.23: zeros are a gradient.
  public static var movedByZeros: FailureMode {
    FailureMode(
      id: .failureMode(7, 23), title: "A head moves while the other task trains",
      symptom: "With two tasks in turn, each head drifts during the other's steps.",
      diagnosis: """
        zero_grad(set_to_none=False) leaves zeros, and for Adam a zero is a gradient like any other: the mean m goes \
        on moving the head, and a decay goes on shrinking it. None means: nothing to do.
        """,
      fix: "set_to_none=True, the default since PyTorch 2.0, or an optimizer for each task.",
      quantity: "distance that one task's head moves in ten steps of the other task",
      symptomatic: .above(0.1),
      broken: Run("zeros") { try distanceOfIdleHead { $0.gradient = .zeros([1]) } },
      remedies: [Run("no gradient") { try distanceOfIdleHead { $0.zeroGradient() } }])
  }

  private static func distanceOfIdleHead(clear: (Variable) -> Void) throws -> Measurement {
    let heads = [OptimizerRuns.leaf([0]), OptimizerRuns.leaf([0])]
    let optimizer = Adam(heads, learningRate: 0.1)
    func train(_ head: Variable) throws {
      for _ in 0..<10 {
        for head in heads { clear(head) }
        let error = head - 5
        try (error * error).sum().backward()
        optimizer.step()
      }
    }
    try train(heads[0])
    let before = heads[0].value[0]
    try train(heads[1])
    return Measurement(abs(heads[0].value[0] - before))
  }

  /// F7.42: the generator's loss has a gradient in the critic.
  public static var leftoverOfOtherLoss: FailureMode {
    FailureMode(
      id: .failureMode(7, 42), title: "The critic steps along the generator's loss",
      symptom:
        "An adversarial training does not settle, and the critic gets worse with the generator's steps.",
      diagnosis: """
        The generator's backward pass goes through the critic and leaves gradients there. Each optimizer zeroes its \
        own parameters alone, and the critic's next backward adds to what lies there.
        """,
      fix: "Zero the critic's gradients directly in front of its own backward pass.",
      quantity: "relative error of the critic's gradient", symptomatic: .above(0.1),
      broken: Run("added to the leftover") { seed in try errorOfCritic(seed, zeroes: false) },
      remedies: [
        Run("zeroed before its own loss") { seed in try errorOfCritic(seed, zeroes: true) }
      ])
  }

  private static func errorOfCritic(_ seed: UInt64, zeroes: Bool) throws -> Measurement {
    var draws = SplitMix64(seed: 42 &+ seed)
    let generator = Variable(.normal([8], using: &draws), requiresGradient: true)
    let critic = Variable(.normal([8], using: &draws), requiresGradient: true)
    let real = Tensor.normal([8], using: &draws)
    try (-(critic * generator).sum()).backward()
    SGD([generator], learningRate: 0.1).step()
    if zeroes { critic.zeroGradient() }
    let right = generator.value - real
    try (critic * Variable(right)).sum().backward()
    let error = (critic.gradient ?? .zeros([8])) - right
    return Measurement(error.norm() / right.norm())
  }
}
