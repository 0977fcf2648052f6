public import TensorCore

/// Stumps that are added one by one, each fitted to what those before it left: gradient boosting at depth 1.
///
///     f(x) = c + ν Σₘ stumpₘ(x)
///
/// A stump asks for one feature, so the sum is additive: f(x) = c + Σⱼ fⱼ(xⱼ). No number of stumps expresses a product
/// of two features. In the logistic loss a curvature below 0.001 counts as 0.001.
///
/// ## Source
///
/// Friedman, "Greedy function approximation: a gradient boosting machine", 2001,
/// https://doi.org/10.1214/aos/1013203451; for the logistic loss with Newton's values, and with splits chosen by the gain of
/// ``DecisionStump/best(on:slopes:curvatures:)`` in place of least squares.
public struct BoostedStumps: Hashable, Sendable {
  /// What a person chooses before the fit.
  public struct Settings: Hashable, Sendable {
    /// The number of stumps; positive.
    public var stumpCount: Int

    /// The share ν of each stump that is added, in 0…1 and above 0.
    public var shrinkage: Scalar

    /// Creates settings.
    public init(stumpCount: Int = 100, shrinkage: Scalar = 0.3) {
      self.stumpCount = stumpCount
      self.shrinkage = shrinkage
    }
  }

  /// The constant c.
  public let start: Scalar

  /// The stumps, each with its values times ν.
  public let stumps: [DecisionStump]

  /// Fits the squared loss.
  ///
  /// - Parameters:
  ///   - features: The samples, sorted.
  ///   - targets: For each a number, of shape `[samples]`.
  ///   - settings: How many stumps, and how much of each.
  /// - Returns: The sum.
  /// - Precondition: The counts fit, and the settings are as said.
  public static func regression(
    fitting features: SortedFeatures, targets: Tensor, settings: Settings = Settings()
  ) -> BoostedStumps {
    check(features, targets, settings, in: "BoostedStumps.regression")
    let y = targets.scalars
    let ones = [Scalar](repeating: 1, count: y.count)
    return BoostedStumps(features, start: targets.mean(), settings) { f in
      (zip(y, f).map { $0 - $1 }, ones)
    }
  }

  /// Fits the logistic loss; the sum is a logit.
  ///
  /// - Parameters:
  ///   - features: The samples, sorted.
  ///   - targets: For each 0 or 1, of shape `[samples]`.
  ///   - settings: How many stumps, and how much of each.
  /// - Returns: The sum.
  /// - Precondition: The counts fit, the settings are as said, and targets are 0 or 1.
  public static func logistic(
    fitting features: SortedFeatures, targets: Tensor, settings: Settings = Settings()
  ) -> BoostedStumps {
    check(features, targets, settings, in: "BoostedStumps.logistic")
    let y = targets.scalars
    precondition(
      y.allSatisfy { $0 == 0 || $0 == 1 }, "BoostedStumps.logistic: targets are 0 or 1: \(targets)")
    let share = Swift.min(Swift.max(targets.mean(), 1e-3), 1 - 1e-3)
    let start = Scalar.log(share / (1 - share))
    return BoostedStumps(features, start: start, settings) { f in
      let p = f.map { Scalar.sigmoid($0) }
      return (zip(y, p).map { $0 - $1 }, p.map { Swift.max($0 * (1 - $0), 1e-3) })
    }
  }

  private init(
    _ features: SortedFeatures, start: Scalar, _ settings: Settings,
    derivatives: (_ predictions: [Scalar]) -> (slopes: [Scalar], curvatures: [Scalar])
  ) {
    self.start = start
    var predictions = [Scalar](repeating: start, count: features.sampleCount)
    var stumps: [DecisionStump] = []
    for _ in 0..<settings.stumpCount {
      let (slopes, curvatures) = derivatives(predictions)
      guard
        let best = DecisionStump.best(on: features, slopes: slopes, curvatures: curvatures)
      else { break }
      let stump = DecisionStump(
        feature: best.feature, threshold: best.threshold, below: best.below * settings.shrinkage,
        above: best.above * settings.shrinkage)
      let column = features.columns[stump.feature]
      for index in predictions.indices { predictions[index] += stump.value(at: column[index]) }
      stumps.append(stump)
    }
    self.stumps = stumps
  }

  private static func check(
    _ features: SortedFeatures, _ targets: Tensor, _ settings: Settings, in function: String
  ) {
    precondition(
      targets.shape == [features.sampleCount],
      "\(function): targets \(targets.shape) for \(features.sampleCount) samples")
    precondition(
      settings.stumpCount > 0 && settings.shrinkage > 0 && settings.shrinkage <= 1,
      "\(function): \(settings.stumpCount) stumps, shrinkage \(settings.shrinkage)")
  }

  /// The sums for a batch, of shape `[batch]`.
  ///
  /// - Parameter batch: Samples of shape `[batch, features]`.
  /// - Returns: One number for each sample: a prediction, or a logit.
  public func callAsFunction(_ batch: Tensor) -> Tensor {
    let (rows, width) = (batch.shape[0], batch.shape[1])
    let scalars = batch.scalars
    return Tensor(
      (0..<rows).map { row in
        stumps.reduce(start) { $0 + $1.value(at: scalars[row * width + $1.feature]) }
      })
  }
}
