import Autograd
public import Course
import TensorCore

// NaN: where it comes from, and what hides it.

extension FailureMode {
  /// F9.2: the slope of the root at 0.
  ///
  /// ## Source
  ///
  /// https://github.com/pytorch/pytorch/issues/2421, https://github.com/open-mmlab/mmrotate/issues/205
  public static var nanFromStepOn: FailureMode {
    FailureMode(
      id: .failureMode(9, 2), title: "From one step on the loss is NaN",
      symptom: "The loss falls, and from some step on it is NaN, and so are all weights.",
      diagnosis: """
        The step before holds the cause: its loss is a number, and its gradient is not. One pair of the batch is the \
        same image twice; the slope of the root at distance 0 is infinite, and the pullback of the square multiplies \
        it by 0. Look for the first operation whose result is not finite, in the backward pass too.
        """,
      fix: """
        Keep the root away from 0, √(d² + ε), or use the library's norm, whose gradient at 0 is defined as 0. \
        Skipping the batch hides the operation, and the next such pair brings the NaN back.
        """,
      quantity: "steps of 20 whose loss is a number", symptomatic: .below(20),
      broken: Run("the root of the squares") { seed in
        try finiteSteps(seed) { squareRoot($0) }
      },
      remedies: [
        Run("the root kept away from 0") { seed in
          try finiteSteps(seed) { squareRoot($0 + 1e-12) }
        }
      ])
  }

  /// Draws pairs together; in the eighth of the batches one pair is equal.
  private static func finiteSteps(
    _ seed: UInt64, _ root: (Variable) -> Variable
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 2 &+ seed)
    let model = Linear(
      weight: DynamicsRuns.boundedWeight([3, 4], using: &generator), bias: nil)
    let pairs = (0..<20).map { step in
      let a = Tensor.normal([8, 4], using: &generator)
      var b = Tensor.normal([8, 4], using: &generator)
      if step == 7 { b = .concatenation([a.slice(0..<1), b.slice(1..<8)]) }
      return (a, b)
    }
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.01)
    let record = try DynamicsRuns.keepGoing(optimizer, model.namedParameters, stepCount: 20) {
      step in
      let difference = model(Variable(pairs[step].0)) - model(Variable(pairs[step].1))
      return root((difference * difference).sum(axis: 1)).mean()
    }
    return Measurement(Double(record.losses.count { $0.isFinite }), record: record)
  }

  /// F9.33: the mean of nothing.
  ///
  /// ## Source
  ///
  /// https://github.com/pytorch/pytorch/issues/70348, https://github.com/nvidia-cosmos/cosmos-rl/pull/155
  public static var nothingToAverage: FailureMode {
    FailureMode(
      id: .failureMode(9, 33), title: "A batch without a single target",
      symptom: """
        Fine-tuning goes well for hours; then the loss is NaN. With other shuffling it happens elsewhere.
        """,
      diagnosis: """
        The loss is averaged over the tokens that are answers. A prompt as long as the window leaves none, and 0/0 is \
        NaN. Written with a mask, the gradient is NaN too and the weights are lost. With ignore_index the loss \
        of the step is NaN and the gradients are 0: the run survives, its mean loss does not.
        """,
      fix: "Divide by max(count, 1), and leave samples without targets out of the data.",
      quantity: "loss of the last of twelve steps, the sixth without a target",
      symptomatic: .notFinite,
      broken: Run("divided by the number of targets") { seed in try maskedMean(seed) { $0 } },
      remedies: [
        Run("divided by at least 1") { seed in try maskedMean(seed) { max($0, 1) } }
      ])
  }

  /// Twelve batches of 32 tokens; in the sixth all are masked.
  private static func maskedMean(
    _ seed: UInt64, _ divisor: (Scalar) -> Scalar
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 33 &+ seed)
    let x = Tensor.normal([384, 8], using: &generator)
    let targets = Tensor.oneHot(
      DynamicsRuns.labels(384, classCount: 3, using: &generator), classCount: 3)
    let model = Linear(inputCount: 8, outputCount: 3, using: &generator)
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.02)
    let record = try DynamicsRuns.keepGoing(optimizer, model.namedParameters, stepCount: 12) {
      step in
      let rows = 32 * step..<32 * step + 32
      let mask = step == 5 ? Tensor.zeros([32]) : .ones([32])
      let logits = model(Variable(x.slice(rows))).logSoftmax()
      let losses = -(logits * Variable(targets.slice(rows))).sum(axis: 1)
      return (losses * Variable(mask)).sum() / divisor(mask.sum())
    }
    return Measurement(record.losses[11], record: record)
  }

  /// F9.34: the symptom is taken away.
  public static var nanReplaced: FailureMode {
    FailureMode(
      id: .failureMode(9, 34), title: "NaN in the gradients is replaced by 0",
      symptom: "No NaN any more, and a loss that does not change in a single digit.",
      diagnosis: """
        One sample of the batch is padding, and the root of its length 0 gives NaN. In a sum over samples one NaN \
        makes every entry of the weight's gradient NaN, so that nan_to_num writes a gradient of zeros, at every step.
        """,
      fix: """
        Find the operation and repair it. Count the steps that change the weights: without a loss scaler it should be all of them.
        """,
      quantity: "steps of 20 that change the weights", symptomatic: .below(10),
      broken: Run("NaN replaced by 0") { seed in
        try changingSteps(34 &+ seed, epsilon: 0) { weight, optimizer in
          weight.gradient = weight.gradient?.map { $0.isNaN ? 0 : $0 }
          optimizer.step()
        }
      },
      remedies: [
        Run("the operation repaired") { seed in
          try changingSteps(34 &+ seed, epsilon: 1e-6) { $1.step() }
        }
      ])
  }

  /// Brings the images of eight samples to length 1, the last of them padding; counts the steps that change the weight.
  static func changingSteps(
    _ seed: UInt64, epsilon: Scalar, scaler: LossScaler? = nil,
    update: (Variable, any Optimizer) -> Void
  ) throws -> Measurement {
    var generator = SplitMix64(seed: seed)
    let samples = Tensor.normal([8, 4], using: &generator)
    let x = Variable(.concatenation([samples.slice(0..<7), .zeros([1, 4])]))
    let w = Variable(.ones([4, 2]), requiresGradient: true)
    let optimizer = GradientDescent([w], learningRate: 0.1)
    var count = 0
    var record = TrainingRecord()
    for _ in 0..<20 {
      optimizer.zeroGradients()
      let image = matmul(x, w)
      let length = squareRoot((image * image).sum(axis: 1) + epsilon)
      let loss = meanSquaredError(length, targets: .ones([8]))
      try (scaler?.scaled(loss) ?? loss).backward()
      scaler?.unscale(optimizer)
      let before = w.value
      record.append(loss: loss.scalar, learningRate: 0.1, of: [("w", w)]) { update(w, optimizer) }
      if w.value != before { count += 1 }
    }
    return Measurement(Double(count), record: record)
  }
}
