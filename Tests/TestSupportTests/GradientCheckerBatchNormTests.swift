import Course
import TensorCore
import TestSupport
import Testing

/// Batch normalization on plain tensors, with its gradient and six wrong ones.
///
/// The right gradient of `y = scale · u + offset`, u = (x − μ) / √(σ² + ε), is, over N samples,
/// dx = scale / √(σ² + ε) · (d − mean(d) − u · mean(d u)); Ioffe and Szegedy, 2015,
/// https://arxiv.org/abs/1502.03167, page 4.
enum BatchNormGradient: String, CaseIterable, CustomTestStringConvertible {
  case right, unbiasedVariance, withoutMeanTerm, withoutVarianceTerm, detachedStatistics
  case withoutScale, weakMeanTerm

  static let wrong = allCases.dropFirst()

  var testDescription: String { rawValue }

  /// The rule that recognizes the mistake.
  var cause: LikelyCause? {
    switch self {
    case .right: nil
    case .unbiasedVariance: .unbiasedVariance(count: 6)
    case .withoutMeanTerm: .meanTermMissing
    case .withoutVarianceTerm: .varianceTermMissing
    case .detachedStatistics: .statisticsDetached
    case .withoutScale: .factorMissing("scale")
    // Neither there nor missing: no rule may guess.
    case .weakMeanTerm: .unknown
    }
  }

  /// Six samples of three features, not centered, with scales and offsets other than 1 and 0.
  static func inputs() -> [Tensor] {
    var generator = SplitMix64(seed: 11)
    return [
      .normal([6, 3], mean: 0.5, standardDeviation: 1.5, using: &generator),
      .uniform([3], in: 0.5..<2, using: &generator),
      .normal([3], using: &generator),
    ]
  }

  /// The output for x, scale and offset.
  static func value(_ inputs: [Tensor], epsilon: Scalar) -> Tensor {
    normalized(inputs[0], epsilon: epsilon).values * inputs[1] + inputs[2]
  }

  private static func normalized(
    _ x: Tensor, epsilon: Scalar
  ) -> (values: Tensor, deviation: Tensor) {
    let deviation = x.variance(axis: 0).map { .squareRoot($0 + epsilon) }
    return ((x - x.mean(axis: 0)) / deviation, deviation)
  }

  /// The gradients with respect to x, scale and offset, the first of them wrong in its own way.
  func pullback(_ inputs: [Tensor], _ d: Tensor, epsilon: Scalar) -> [Tensor] {
    let (u, deviation) = Self.normalized(inputs[0], epsilon: epsilon)
    let sampleCount = Scalar(inputs[0].shape[0])
    let meanTerm = d.mean(axis: 0)
    let varianceTerm = u * (d * u).mean(axis: 0)
    let gain = inputs[1] / deviation
    let dx =
      switch self {
      case .right: gain * (d - meanTerm - varianceTerm)
      case .unbiasedVariance:
        gain * (d - meanTerm - varianceTerm * (sampleCount / (sampleCount - 1)))
      case .withoutMeanTerm: gain * (d - varianceTerm)
      case .withoutVarianceTerm: gain * (d - meanTerm)
      case .detachedStatistics: gain * d
      case .weakMeanTerm: gain * (d - meanTerm * 0.7 - varianceTerm)
      case .withoutScale: (d - meanTerm - varianceTerm) / deviation
      }
    return [dx, (d * u).sum(axis: 0), d.sum(axis: 0)]
  }

  /// The check, with PyTorch's ε unless another is given.
  func check(epsilon: Scalar = 1e-5) -> GradientCheck {
    GradientCheck(
      "batchNorm(\(rawValue))", inputNames: ["x", "scale", "offset"], inputs: Self.inputs,
      value: { Self.value($0, epsilon: epsilon) },
      pullback: { pullback($0, $1, epsilon: epsilon) })
  }
}

/// A way to make one number of the output that is blind to some mistakes, as many checks do it.
enum BlindContraction {
  case sum, sumOfSquares

  private func loss(_ y: Tensor) -> Double {
    switch self {
    case .sum: Double(y.sum())
    case .sumOfSquares: Double((y * y).sum())
    }
  }

  /// Whether every derivative of the loss is right by the measure of PyTorch's `gradcheck`.
  ///
  /// |analytic − numeric| ≤ 10⁻⁵ + 10⁻³ |numeric|,
  /// https://docs.pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradcheck.html
  func accepts(_ gradient: BatchNormGradient) -> Bool {
    // So small an ε that the output's variance is 1 to the eye of this measure. With PyTorch's
    // 10⁻⁵ the sum of squares sees 10⁻⁵ of a missing factor, which lies on its edge.
    let epsilon: Scalar = 1e-8
    let inputs = BatchNormGradient.inputs()
    let y = BatchNormGradient.value(inputs, epsilon: epsilon)
    let cotangent = self == .sum ? .ones(y.shape) : y * 2
    let analytic = gradient.pullback(inputs, cotangent, epsilon: epsilon)
    return inputs.indices.allSatisfy { index in
      inputs[index].scalars.indices.allSatisfy { offset in
        let losses = [-1e-5, 1e-5].map { step in
          var scalars = inputs[index].scalars
          scalars[offset] += Scalar(step)
          var moved = inputs
          moved[index] = Tensor(shape: inputs[index].shape, scalars: scalars)
          return loss(BatchNormGradient.value(moved, epsilon: epsilon))
        }
        let numeric = (losses[1] - losses[0]) / 2e-5
        let difference = abs(Double(analytic[index].scalars[offset]) - numeric)
        return difference <= 1e-5 + 1e-3 * abs(numeric)
      }
    }
  }
}

@Suite(.doublePrecision)
struct GradientCheckerBatchNormTests {
  @Test(arguments: BatchNormGradient.wrong)
  func `wrong batch-norm gradients are rejected with their cause`(
    _ gradient: BatchNormGradient
  ) throws {
    for seed: UInt64 in 1...20 {
      for epsilon: Scalar in [1e-5, 1e-8] {
        let report = GradientChecker(seed: seed).report(on: gradient.check(epsilon: epsilon))
        #expect(try #require(report["x"]).cause == gradient.cause)
        #expect(report.inputs.dropFirst().allSatisfy { $0.isPassed })
      }
    }
  }

  @Test(arguments: BatchNormGradient.allCases)
  func `the same mistakes are known in a normalization of rows`(_ gradient: BatchNormGradient) {
    let (ones, zeros) = (Tensor.ones([3]), Tensor.zeros([3]))
    let check = checkOfOneInput(
      "layerNorm", at: BatchNormGradient.inputs()[0].transposed,
      value: { BatchNormGradient.value([$0.transposed, ones, zeros], epsilon: 1e-5).transposed }
    ) {
      gradient.pullback([$0.transposed, ones, zeros], $1.transposed, epsilon: 1e-5)[0].transposed
    }
    // A scale of 1 cannot be missed.
    let expected = gradient == .withoutScale ? nil : gradient.cause
    #expect(GradientChecker().report(on: check)["x"]?.cause == expected)
  }

  @Test func `the right gradient of batch normalization passes`() {
    for seed: UInt64 in 1...20 {
      expectGradients(of: BatchNormGradient.right.check(), seed: seed)
    }
  }

  @Test func `a sum passes three wrong gradients, a random cotangent none`() {
    // Every column of the output has a constant sum, whatever x is: a gradient of zero is all that
    // this check asks for, and three of the wrong ones deliver it.
    #expect(BlindContraction.sum.accepts(.right))
    #expect(
      BatchNormGradient.wrong.filter { BlindContraction.sum.accepts($0) }
        == [.unbiasedVariance, .withoutVarianceTerm, .withoutScale])

    // The sum of squares is constant too, but needs the variance's term to be so.
    #expect(BlindContraction.sumOfSquares.accepts(.right))
    #expect(
      BatchNormGradient.wrong.filter { BlindContraction.sumOfSquares.accepts($0) }
        == [.withoutScale])

    #expect(
      BatchNormGradient.wrong.allSatisfy {
        !GradientChecker().report(on: $0.check(epsilon: 1e-8)).isPassed
      })
  }
}
