import Autograd
public import Course
import TensorCore

// Three gradients that are wrong by a factor that has to do with the size of the batch.

extension FailureMode {
  /// F2.7: the gradient is N times that of the mean.
  public static var summedOverBatch: FailureMode {
    FailureMode(
      id: .failureMode(2, 7), title: "The loss is summed over the batch",
      symptom: """
        Losses and gradient norms grow with the batch size: logs and clipping bounds of two batch sizes \
        cannot be compared, and a rate that suits 8 samples can be too high for 128.
        """,
      diagnosis: "The gradient of a sum over N samples is N times the gradient of their mean.",
      fix: """
        Take the mean over the batch. The rate is still tuned to the batch size: a mean over more samples \
        is less noisy and allows longer steps.
        """,
      quantity: "gradient norm of a batch of 32 copies of one sample ÷ that of the sample alone",
      symptomatic: .above(2),
      broken: Run("sum over the batch") { try gradientGrowth { $0.sum(axis: 0) } },
      remedies: [Run("mean over the batch") { try gradientGrowth { $0.mean(axis: 0) } }])
  }

  /// F2.8: the bias learns N times too slowly.
  public static var biasAveragedTwice: FailureMode {
    FailureMode(
      id: .failureMode(2, 8), title: "The bias gradient is averaged twice",
      symptom: """
        Under SGD biases hardly move; under Adam, which divides by the gradient's size, nothing shows. The \
        gradient check fails on the bias alone, with a ratio of 1/N.
        """,
      diagnosis: """
        The loss is a mean, so its gradient contains 1/N already; the bias's gradient is the *sum* of \
        the rows of d (equation 2.10). A mean over the rows divides by N once more.
        """,
      fix: "Sum over the batch.",
      quantity: "bias gradient ÷ central difference, batch of 8", symptomatic: .below(0.5),
      broken: Run("mean over the batch") { seed in
        biasGradientRatio(seed) { d, _, _ in d.mean(axis: 0) }
      },
      remedies: [
        Run("sum over the batch") { seed in
          biasGradientRatio(seed) { d, x, weight in LayerRules.linear(d, x: x, weight: weight).bias
          }
        }
      ])
  }

  /// F2.10: parts of unequal size count alike.
  public static var microBatchesMisweighted: FailureMode {
    FailureMode(
      id: .failureMode(2, 10), title: "Micro-batches are weighted wrongly",
      symptom: "Gradient accumulation changes the result of training.",
      diagnosis: """
        The mean of the parts' means is the mean of the whole only for parts of equal size; without any \
        division it is k times too large.
        """,
      fix: "Weight each part by its share of the samples (equation 2.23).",
      quantity: "largest deviation from the whole batch's gradient, relative to its largest entry",
      symptomatic: .above(0.01),
      broken: Run("4 + 2 samples, each part halved") { seed in
        try accumulationError(seed) { loss in
          for part in [0..<4, 4..<6] { try (loss(part) * 0.5).backward() }
        }
      },
      remedies: [
        Run("4 + 2 samples, weighted by size") { seed in
          try accumulationError(seed) { loss in
            try accumulateGradients(sizes: [4, 2]) { loss([0..<4, 4..<6][$0]) }
          }
        },
        Run("3 + 3 samples, each part halved") { seed in
          try accumulationError(seed) { loss in
            for part in [0..<3, 3..<6] { try (loss(part) * 0.5).backward() }
          }
        },
      ])
  }

  private static func gradientGrowth(_ reduce: (Variable) -> Variable) throws -> Measurement {
    func gradientNorm(copies: Int) throws -> Scalar {
      let weight = Variable(Tensor([[0.5, -1, 2]]), requiresGradient: true)
      let x = Variable(Tensor([[1, 2, -1]]).broadcast(to: [copies, 3]))
      let errors = linear(x, weight: weight) - 1
      try reduce((errors * errors).sum(axis: 1)).backward()
      return weight.gradient?.norm() ?? 0
    }
    return Measurement(try gradientNorm(copies: 32) / gradientNorm(copies: 1))
  }

  private static func biasGradientRatio(
    _ seed: UInt64, _ rule: (Tensor, Tensor, Tensor) -> Tensor
  ) -> Measurement {
    var generator = SplitMix64(seed: 2 &+ seed)
    let x = Tensor.normal([8, 5], using: &generator)
    let y = Tensor.normal([8, 3], using: &generator)
    let weight = Tensor.normal([3, 5], using: &generator)
    let bias = Tensor.normal([3], using: &generator)
    let predictions = affine(x, weight: weight, bias: bias)
    let d = LayerRules.meanSquaredError(predictions: predictions, targets: y)
    let numeric = numericGradient(at: bias) { bias in
      let errors = affine(x, weight: weight, bias: bias) - y
      return (errors * errors).mean()
    }
    return Measurement(rule(d, x, weight).norm() / numeric.norm())
  }

  /// Compares gradients of least squares on six samples, gathered by parts, with the whole batch's.
  private static func accumulationError(
    _ seed: UInt64, _ accumulate: ((Range<Int>) -> Variable) throws -> Void
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 3 &+ seed)
    let x = Tensor.normal([6, 4], using: &generator)
    let y = Tensor.normal([6, 1], using: &generator)
    let weight = Variable(.normal([1, 4], using: &generator), requiresGradient: true)
    func loss(_ rows: Range<Int>) -> Variable {
      meanSquaredError(linear(Variable(x.slice(rows)), weight: weight), targets: y.slice(rows))
    }
    try loss(0..<6).backward()
    let whole = weight.gradient ?? .zeros([1, 4])
    weight.zeroGradient()
    try accumulate(loss)
    let gathered = weight.gradient ?? .zeros([1, 4])
    return Measurement((gathered - whole).maximumMagnitude() / whole.maximumMagnitude())
  }
}
