public import TensorCore

/// A shift and a scale for each feature that give the data it was fitted to mean 0 and variance 1.
///
///     z[i, j] = (x[i, j] − μ[j]) / σ[j]
///
/// μ and σ² are the mean and the *biased* variance of column *j* of the data that it was fitted to.
/// Fit it to the training part only and apply it to both: statistics that include the test samples
/// tell the training about them.
///
/// ```swift
/// let (training, test) = data.splitShuffled(testFraction: 0.2, using: &generator)
/// let standardizer = Standardizer(fittedTo: training.features)
/// let (x, y) = (standardizer.apply(to: training), standardizer.apply(to: test))
/// ```
///
/// ## Conventions
///
/// The variance is divided by the number of samples, as in scikit-learn's `StandardScaler`. A column whose
/// scalars are equal, but for four roundings of the greatest of them, is divided by 1 instead and becomes
/// zeros, or nearly: divided by its σ, what rounding left would be blown up to the size of the other
/// features. scikit-learn draws that line a little further away, the further the more samples there are.
///
/// ## Source
///
/// LeCun, Bottou, Orr and Müller, "Efficient BackProp", 1998,
/// https://doi.org/10.1007/3-540-49430-8_2, section 4.3.
public struct Standardizer: Equatable, Sendable {
  /// What is subtracted from each feature, of shape `[features]`.
  public let means: Tensor

  /// What each feature is divided by, of shape `[features]`; 1 for a constant one.
  public let divisors: Tensor

  /// Measures the features of the training samples.
  ///
  /// - Parameter features: A tensor of shape `[samples, features]`.
  /// - Precondition: There is at least one sample.
  public init(fittedTo features: Tensor) {
    precondition(
      features.shape.axisCount == 2 && features.shape[0] > 0,
      "Standardizer.init: not a matrix of at least one sample: \(features.shape)")
    means = features.mean(axis: 0)
    let (greatest, least) = (features.max(axis: 0), features.min(axis: 0))
    let magnitudes = maximum(greatest.map(abs), least.map(abs))
    let isConstant = greatest - least .<= 4 * Scalar.ulpOfOne * magnitudes
    let deviations = features.variance(axis: 0).map { $0.squareRoot() }
    divisors = Tensor.ones(means.shape).selected(where: isConstant, otherwise: deviations)
  }

  /// Shifts and scales features by what was measured.
  ///
  /// - Parameter features: A tensor of shape `[samples, features]`.
  /// - Returns: A tensor of the same shape.
  public func apply(to features: Tensor) -> Tensor {
    checkWidth(of: features, in: "Standardizer.apply")
    return (features - means) / divisors
  }

  /// The same samples with features shifted and scaled by what was measured.
  public func apply<Samples: SampleSet>(to samples: Samples) -> Samples {
    samples.replacingFeatures(with: apply(to: samples.features))
  }

  /// Returns standardized features to their own units, up to rounding.
  ///
  /// - Parameter standardized: A tensor of shape `[samples, features]`.
  /// - Returns: A tensor of the same shape.
  public func inverse(of standardized: Tensor) -> Tensor {
    checkWidth(of: standardized, in: "Standardizer.inverse")
    return standardized * divisors + means
  }

  private func checkWidth(of features: Tensor, in function: String) {
    precondition(
      features.shape.axisCount == 2 && features.shape[1] == means.elementCount,
      "\(function): fitted to \(means.elementCount) features, given \(features.shape)")
  }
}
