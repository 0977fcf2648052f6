public import TensorCore

/// Training on blends of two samples, with their labels blended alike.
///
///     x̃ = s xᵢ + (1 − s) xⱼ,   q̃ = s qᵢ + (1 − s) qⱼ,   s from Beta(α, α)      (equation 6.19)
///
/// ```swift
/// let targets = Tensor.oneHot(data.labels, classCount: data.classCount)
/// let batch = Mixup(alpha: 0.2)(data.features, targets: targets, using: &generator)
/// let loss = softmaxCrossEntropy(model(Variable(batch.features)), targets: batch.targets)
/// ```
///
/// ## Conventions
///
/// One share s a batch, each sample blended with one of the same batch, now and then itself, as in the authors' code.
///
/// ## Source
///
/// Zhang, Cisse, Dauphin and Lopez-Paz, “mixup: beyond empirical risk minimization”, 2018,
/// https://arxiv.org/abs/1710.09412
public struct Mixup: Sendable {
  /// The parameter α: near 0 samples are nearly unmixed, at 1 all shares are equally likely.
  public let alpha: Double

  /// Creates a rule.
  ///
  /// - Parameter alpha: The parameter α; positive.
  /// - Precondition: The parameter is positive.
  public init(alpha: Double) {
    precondition(alpha > 0, "Mixup.init: alpha is not positive: \(alpha)")
    self.alpha = alpha
  }

  /// Blends a batch with itself in another order.
  ///
  /// - Parameters:
  ///   - features: The inputs, of shape `[batch, features]`.
  ///   - targets: The distributions over classes, of shape `[batch, classes]`.
  ///   - generator: The source of the share and of the order.
  /// - Returns: Blended inputs and targets, of the same shapes.
  public func callAsFunction(
    _ features: Tensor, targets: Tensor, using generator: inout some RandomNumberGenerator
  ) -> (features: Tensor, targets: Tensor) {
    let share = Scalar(generator.beta(alpha, alpha))
    let partners = generator.permutation(of: features.shape[0])
    return Self.mix(features, targets: targets, partners: partners, share: share)
  }

  /// Blends each sample with a given partner.
  ///
  /// - Parameters:
  ///   - features: The inputs, of shape `[batch, features]`.
  ///   - targets: The distributions over classes, of shape `[batch, classes]`.
  ///   - partners: For each sample the position of its partner.
  ///   - share: The share s of the sample itself, in 0…1.
  /// - Returns: Blended inputs and targets, of the same shapes.
  /// - Precondition: The arguments are as said.
  public static func mix(
    _ features: Tensor, targets: Tensor, partners: [Int], share: Scalar
  ) -> (features: Tensor, targets: Tensor) {
    precondition(
      features.shape[0] == targets.shape[0] && features.shape[0] == partners.count,
      "Mixup.mix: \(partners.count) partners, \(features.shape) and \(targets.shape)")
    precondition((0...1).contains(share), "Mixup.mix: no share: \(share)")
    func blend(_ a: Tensor) -> Tensor {  // (equation 6.19)
      a.combined(with: a.gathering(rows: partners)) { a, b in share * a + (1 - share) * b }
    }
    return (blend(features), blend(targets))
  }
}

extension RandomNumberGenerator {
  /// A number drawn from the beta distribution, X / (X + Y) of two gamma-distributed numbers.
  ///
  /// - Parameters:
  ///   - a: The first parameter; positive.
  ///   - b: The second parameter; positive.
  /// - Returns: A number in 0…1.
  /// - Precondition: The parameters are positive.
  public mutating func beta(_ a: Double, _ b: Double) -> Double {
    precondition(a > 0 && b > 0, "beta: a parameter is not positive: \(a), \(b)")
    // In logarithms, since for small parameters both numbers may vanish.
    let (x, y) = (logarithmOfGamma(a), logarithmOfGamma(b))
    return .sigmoid(x - y)
  }

  /// The logarithm of a number drawn from the gamma distribution of a shape and scale 1.
  ///
  /// ## Source
  ///
  /// Marsaglia and Tsang, “A simple method for generating gamma variables”, 2000, https://doi.org/10.1145/358407.358414
  private mutating func logarithmOfGamma(_ shape: Double) -> Double {
    if shape < 1 {
      // X of shape a is that of shape a + 1 times U^(1/a).
      let boost = Double.log(1 - uniform()) / shape
      return logarithmOfGamma(shape + 1) + boost
    }
    let d = shape - 1.0 / 3
    let c = 1 / Double.squareRoot(9 * d)
    while true {
      let x = normalPair().0
      let root = 1 + c * x
      guard root > 0 else { continue }
      let v = root * root * root
      if Double.log(1 - uniform()) < 0.5 * x * x + d - d * v + d * .log(v) {
        return .log(d) + .log(v)
      }
    }
  }
}
