import TensorCore

extension Lesson06Answers {
  /// The slope of the summed cross-entropy of softmax(β z) in β, and the slope's own derivative.
  ///
  /// Answers that search for a temperature differ in how they search; what they ask on the way is this.
  ///
  /// - Parameters:
  ///   - beta: The inverse temperature.
  ///   - logits: A row for each sample.
  ///   - targets: For each sample the logit of its class, or what an answer takes for it.
  /// - Returns: Σ (Σₖ pₖ zₖ − target), and Σ of the variances of z under p.
  public static func temperatureSlope(
    _ beta: Double, logits: [[Double]], targets: [Double]
  ) -> (value: Double, derivative: Double) {
    var (value, derivative) = (0.0, 0.0)
    for (z, target) in zip(logits, targets) {
      let top = z.max() ?? 0
      var (total, first, second) = (0.0, 0.0, 0.0)
      for logit in z {
        let weight = Double.exp(beta * (logit - top))
        total += weight
        first += weight * (logit - target)
        second += weight * (logit - target) * (logit - target)
      }
      let rise = first / total
      value += rise
      derivative += second / total - rise * rise
    }
    return (value, derivative)
  }
}
