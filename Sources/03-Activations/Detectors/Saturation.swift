public import TensorCore

/// How far the weighted sums of a layer lie in the flat parts of its activation.
///
/// ```swift
/// let spread = Saturation(of: .tanh, at: Tensor([-5, -0.1, 0.2, 4]))
/// spread.share       // 0.5
/// spread.meanSlope   // 0.488
/// ```
public struct Saturation: Sendable {
  /// The share of numbers at which the slope is small against the steepest.
  public let share: Double

  /// The mean magnitude of the slope.
  public let meanSlope: Double

  /// The part of the steepest slope below which a number counts as saturated.
  ///
  /// For tanh, a slope of 1 − 0.97² means an output beyond ±0.97.
  public static var customaryFraction: Scalar { 1 - 0.97 * 0.97 }

  /// Measures a layer.
  ///
  /// - Parameters:
  ///   - activation: The activation.
  ///   - preactivations: What it is applied to, of any shape; not empty.
  ///   - fraction: The part of the steepest slope below which a number counts as saturated.
  public init(
    of activation: Activation, at preactivations: Tensor,
    below fraction: Scalar = Saturation.customaryFraction
  ) {
    precondition(
      preactivations.elementCount > 0, "Saturation.init: there are no numbers to measure")
    let slopes = activation.derivative(preactivations).map { slope in slope.magnitude }
    let bound = fraction * activation.steepest.slope
    share = Double((slopes .< bound).mean())
    meanSlope = Double(slopes.mean())
  }
}
