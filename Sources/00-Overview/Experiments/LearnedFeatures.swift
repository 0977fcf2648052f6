public import Datasets
import TensorCore

/// Row 1 of the table: a person's feature, or a hidden layer that finds one, on two rings.
public enum LearnedFeatures {
  /// Test errors of three models; guessing has 0.5.
  public struct Errors: Sendable {
    /// Logistic regression on the coordinates.
    public let linear: Double
    /// Logistic regression on the coordinates and r² = x² + y².
    public let linearOnRadius: Double
    /// A network of 16 tanh units on the coordinates.
    public let network: Double
  }

  /// Draws rings and fits all three.
  ///
  /// - Parameter seed: The seed of data and weights.
  /// - Returns: The errors on 1,000 other points.
  /// - Throws: `TrainingError` at a loss that is not finite, or what the engine throws.
  public static func errors(seed: UInt64) throws -> Errors {
    var generator = SplitMix64(seed: seed)
    let training = LabeledData.rings(count: 200, noise: 0.05, using: &generator)
    let test = LabeledData.rings(count: 1_000, noise: 0.05, using: &generator)
    let network = try NetworkClassifier(
      fitting: training,
      settings: NetworkSettings(
        hiddenWidths: [16], nonlinearity: .tanh, learningRate: 0.03, stepCount: 300), seed: seed)
    return Errors(
      linear: LogisticRegression(fitting: training).error(on: test),
      linearOnRadius: LogisticRegression(fitting: withRadius(training)).error(
        on: withRadius(test)),
      network: network.error(on: test))
  }

  /// The same points with the feature that a person would add, x² + y².
  ///
  /// - Parameter points: Points in the plane.
  /// - Returns: Points with three features.
  public static func withRadius(_ points: LabeledData) -> LabeledData {
    let squares = (points.features * points.features).sum(axis: 1)
    return points.replacingFeatures(
      with: .concatenation(
        [points.features, squares.reshaped(to: [points.count, 1])], axis: 1))
  }
}
