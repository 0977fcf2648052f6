public import TensorCore

/// A tree with one question: one value where a feature is at most a threshold, another above.
public struct DecisionStump: Hashable, Sendable {
  /// The feature that is asked for.
  public let feature: Int

  /// The threshold, halfway between two values of the training samples.
  public let threshold: Scalar

  /// The value at or below the threshold.
  public let below: Scalar

  /// The value above the threshold.
  public let above: Scalar

  /// Creates a stump.
  ///
  /// - Precondition: The feature is not negative.
  public init(feature: Int, threshold: Scalar, below: Scalar, above: Scalar) {
    precondition(feature >= 0, "DecisionStump.init: the feature is negative: \(feature)")
    (self.feature, self.threshold, self.below, self.above) = (feature, threshold, below, above)
  }

  /// The value for a number of the stump's feature.
  public func value(at x: Scalar) -> Scalar { x <= threshold ? below : above }

  /// The stump that lowers a loss most, to second order.
  ///
  /// With the sums G of the slopes and H of the curvatures on each side, the best values are G / H, and they lower
  /// the loss by G² / 2H. With slopes y − f and curvatures 1 that is least squares on what is left.
  ///
  /// ## Source
  ///
  /// Chen and Guestrin, "XGBoost", 2016, https://arxiv.org/abs/1603.02754, equations (5) to (7), without penalties.
  ///
  /// - Parameters:
  ///   - features: The samples, sorted.
  ///   - slopes: For each sample how fast the loss falls as the prediction grows.
  ///   - curvatures: For each sample the loss's second derivative; positive.
  /// - Returns: The stump; `nil` if no feature has two values.
  /// - Precondition: There are as many slopes and curvatures as samples.
  public static func best(
    on features: SortedFeatures, slopes: [Scalar], curvatures: [Scalar]
  ) -> DecisionStump? {
    precondition(
      slopes.count == features.sampleCount && curvatures.count == features.sampleCount,
      """
      DecisionStump.best: \(slopes.count) slopes and \(curvatures.count) curvatures for \
      \(features.sampleCount) samples
      """)
    let (slopeTotal, curvatureTotal) = (slopes.reduce(0, +), curvatures.reduce(0, +))
    var best: DecisionStump?
    var bestGain = -Scalar.infinity
    for feature in features.columns.indices {
      let (column, order) = (features.columns[feature], features.orders[feature])
      var (slope, curvature) = (Scalar(0), Scalar(0))
      for position in 0..<order.count - 1 {
        let sample = order[position]
        slope += slopes[sample]
        curvature += curvatures[sample]
        let (here, next) = (column[sample], column[order[position + 1]])
        guard next > here else { continue }
        let (otherSlope, otherCurvature) = (slopeTotal - slope, curvatureTotal - curvature)
        let gain = slope * slope / curvature + otherSlope * otherSlope / otherCurvature
        guard gain > bestGain, otherCurvature > 0 else { continue }
        bestGain = gain
        best = DecisionStump(
          feature: feature, threshold: here + (next - here) / 2, below: slope / curvature,
          above: otherSlope / otherCurvature)
      }
    }
    return best
  }
}
