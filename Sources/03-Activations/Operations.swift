public import Autograd
public import Course
public import TensorCore

// Operations with more than one operand, or of whole rows. Those of one number are in the table.

/// The operations that are not functions of one number.
public enum ActivationOperation: String, DifferentiableOperation {
  case parametricReLU, randomizedReLU, sparsemax

  /// A point at which the derivative of the operation can be held against differences.
  public var gradientCheck: GradientCheck { .check(of: self) }
}

/// A leaky ReLU whose slope below zero is a variable, one for all or one a channel.
///
///     y = x for x > 0, else a x      dx = d for x > 0, else a d      da = Σ d x where x ≤ 0
///
/// - Parameters:
///   - x: Of shape `[batch, channels, …]`.
///   - slope: Of shape `[1]` or `[channels]`.
/// - Returns: The values, of the shape of `x`.
/// - Precondition: The shapes are as said.
///
/// ## Source
///
/// He, Zhang, Ren, Sun, “Delving deep into rectifiers”, 2015, https://arxiv.org/abs/1502.01852
public func parametricReLU(_ x: Variable, slope: Variable) -> Variable {
  let channelCount = x.shape.axisCount > 1 ? x.shape[1] : 1
  precondition(
    slope.shape == [1] || slope.shape == [channelCount],
    "parametricReLU: slopes \(slope.shape) for inputs \(x.shape)")
  // One slope a channel is stretched along the axes behind the channels.
  let stretched = [slope.shape[0]] + Array(repeating: 1, count: max(0, x.shape.axisCount - 2))
  let slopes = slope.reshaped(to: Shape(stretched))
  let branches = { x.value.scalars.map { $0 > 0 ? 1 : 0 } }
  let value = x.value.combined(with: slopes.value) { x, a in x > 0 ? x : a * x }
  return .result(
    of: ActivationOperation.parametricReLU, value, operands: [x, slopes], saving: [x, slopes],
    branches: branches
  ) { d, saved in
    let (x, slopes) = (saved[0], saved[1])
    let slopeAt = x.combined(with: slopes) { x, a in x > 0 ? 1 : a }
    let inputBelow = x.map { x in x > 0 ? 0 : x }
    return [d * slopeAt, d * inputBelow]
  }
}

/// A leaky ReLU with a given slope below zero for every scalar.
///
/// - Parameters:
///   - x: Of any shape.
///   - slopes: Of that shape, constants.
/// - Returns: The values, of that shape.
/// - Precondition: The shapes agree.
///
/// ## Source
///
/// Xu, Wang, Chen, Li, “Empirical evaluation of rectified activations in convolutional network”, 2015,
/// https://arxiv.org/abs/1505.00853
public func randomizedReLU(_ x: Variable, slopes: Tensor) -> Variable {
  precondition(
    x.shape == slopes.shape, "randomizedReLU: slopes \(slopes.shape) for inputs \(x.shape)")
  let slopeAt = x.value.combined(with: slopes) { x, a in x > 0 ? 1 : a }
  let branches = { x.value.scalars.map { $0 > 0 ? 1 : 0 } }
  return .result(
    of: ActivationOperation.randomizedReLU, x.value * slopeAt, branches: branches
  ) { _ in
    [x.pullback(saving: slopeAt) { d, slopeAt in d * slopeAt }]
  }
}

/// The point of the probability simplex that is nearest to each row: a softmax that reaches exact zeros.
///
///     p = max(z − τ, 0), with τ such that Σ p = 1      (equation 3.9)
///     dz = d − mean of d over the support, on the support
///
/// - Parameter x: Scores; each row along the last axis is a distribution of its own.
/// - Returns: Probabilities, of the same shape.
/// - Complexity: O(n log n) a row of length n.
///
/// ## Source
///
/// Martins, Astudillo, “From softmax to sparsemax”, 2016, https://arxiv.org/abs/1602.02068, algorithm 1 and
/// equation 14.
public func sparsemax(_ x: Variable) -> Variable {
  let value = x.value.sparsemax()
  let branches = { value.scalars.map { $0 > 0 ? 1 : 0 } }
  return .result(of: ActivationOperation.sparsemax, value, branches: branches) { y in
    [
      x.pullback(saving: y) { d, y in
        let support = y.map { p in p > 0 ? 1 : 0 }
        let kept = y.shape.replacing(axis: -1, with: 1)
        let mean = (d * support).sum(axis: -1) / support.sum(axis: -1)
        return support * (d - mean.reshaped(to: kept))
      }
    ]
  }
}

extension Tensor {
  /// The point of the probability simplex nearest to each row along the last axis.
  ///
  /// - Returns: Probabilities, of the same shape.
  public func sparsemax() -> Tensor {
    precondition(shape.axisCount > 0, "Tensor.sparsemax: the tensor has no axis")
    let width = shape[-1]
    let thresholds = stride(from: 0, to: elementCount, by: Swift.max(width, 1)).map { start in
      Self.simplexThreshold(of: scalars[start..<(start + width)])
    }
    let kept = shape.replacing(axis: -1, with: 1)
    return combined(with: Tensor(shape: kept, scalars: thresholds)) { z, threshold in
      z > threshold ? z - threshold : 0
    }
  }

  /// What has to be subtracted from scores so that the positive remainders sum to 1.
  private static func simplexThreshold(of scores: ArraySlice<Scalar>) -> Scalar {
    // From the greatest score, so that scores that are large as a whole lose no digits.
    let sorted = scores.sorted(by: >)
    let greatest = sorted.first ?? 0
    var (sum, threshold): (Scalar, Scalar) = (0, -1)
    for (index, score) in sorted.enumerated() {
      sum += score - greatest
      let candidate = (sum - 1) / Scalar(index + 1)
      if score - greatest <= candidate { break }
      threshold = candidate
    }
    return greatest + threshold
  }
}
