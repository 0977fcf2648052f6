public import TensorCore

/// One number by which all logits are divided, so that confidence fits accuracy.
///
///     p = softmax(z / T),  T where the mean cross-entropy of held-out samples is least      (equation 6.22)
///
/// No answer changes, only how sure it is: the greatest logit stays the greatest. Fit T on data that neither trained the
/// model nor judge it.
///
/// ```swift
/// let scaling = TemperatureScaling(logits: model(x).value, classes: [0, 1])
/// let probabilities = scaling.probabilities(of: model(x).value)
/// ```
///
/// ## Source
///
/// Guo, Pleiss, Sun and Weinberger, 2017, https://arxiv.org/abs/1706.04599, section 4.2
public struct TemperatureScaling: Equatable, Sendable {
  /// The temperature T: above 1 for a model that was too sure.
  public let temperature: Double

  /// Takes a given temperature.
  ///
  /// - Parameter temperature: The temperature; positive.
  /// - Precondition: The temperature is positive.
  public init(temperature: Double) {
    precondition(
      temperature > 0, "TemperatureScaling.init: the temperature is not positive: \(temperature)")
    self.temperature = temperature
  }

  /// Finds the temperature by bisection.
  ///
  /// In β = 1/T the loss is convex, and its slope is the mean of Σₖ pₖ zₖ − z_y. Where no answer is wrong it falls
  /// for ever, and the least temperature of the range is taken.
  ///
  /// - Parameters:
  ///   - logits: Of held-out samples, of shape `[samples, classes]`.
  ///   - classes: The class of each sample.
  ///   - range: Where the temperature is looked for; positive.
  /// - Precondition: There is a class for each sample, at least one, and the range is positive.
  public init(logits: Tensor, classes: [Int], in range: ClosedRange<Double> = 0.01...100) {
    precondition(
      logits.shape.axisCount == 2 && logits.shape[0] == classes.count && !classes.isEmpty,
      "TemperatureScaling.init: \(classes.count) classes for logits \(logits.shape)")
    precondition(
      range.lowerBound > 0, "TemperatureScaling.init: the range is not positive: \(range)")
    // Rises over the right logit: added to all logits, a constant leaves no trace in their rounding.
    let rises = logits - logits.picking(columns: classes).reshaped(to: [classes.count, 1])
    func slope(_ beta: Double) -> Double {
      Double(((rises * Scalar(beta)).softmax() * rises).sum()) / Double(classes.count)
    }
    var (low, high) = (1 / range.upperBound, 1 / range.lowerBound)
    if slope(low) > 0 { high = low }
    // A slope that rounds to 0 is one that falls too slowly to be seen.
    if slope(high) <= 0 { low = high }
    for _ in 0..<100 where low < high {
      let middle = (low + high) / 2
      if slope(middle) <= 0 { low = middle } else { high = middle }
    }
    temperature = 2 / (low + high)
  }

  /// Logits divided by the temperature.
  ///
  /// - Parameter logits: Of any shape.
  /// - Returns: The scaled logits, of that shape.
  public func scaled(_ logits: Tensor) -> Tensor { logits / Scalar(temperature) }

  /// The probabilities of scaled logits.
  ///
  /// - Parameter logits: Of shape `[samples, classes]`.
  /// - Returns: The probabilities, of that shape.
  public func probabilities(of logits: Tensor) -> Tensor { scaled(logits).softmax() }
}
