public import Regularization
import TensorCore

/// Row 5 of the table: overfitting that one curve shows, and overfitting that goes away when the model grows.
public enum Overfitting {
  /// The errors of polynomials of degree 0 to 11 through lesson 06's twelve points: training falls, validation is a U.
  ///
  /// - Returns: The errors, degree by degree.
  public static func polynomials() -> [PolynomialFit.Errors] {
    (0...11).map { PolynomialFit(degree: $0).errors(strength: 0) }
  }

  /// The median validation errors of lesson 06's random features, by their number.
  ///
  /// - Parameters:
  ///   - featureCounts: The numbers of features; twenty samples are fitted.
  ///   - seeds: The seeds of the draws, at least one.
  /// - Returns: The medians.
  public static func randomFeatures(_ featureCounts: [Int], seeds: Range<UInt64>) -> [Double] {
    featureCounts.map { DoubleDescent().medianError(featureCount: $0, seeds: seeds) }
  }
}
