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
    // As plain as can be: it is asked a million times, and not optimized in debug builds.
    var sample = 0
    while sample < min(logits.count, targets.count) {
      let (z, target) = (logits[sample], targets[sample])
      sample += 1
      let top = z.max() ?? 0
      var (total, first, second) = (0.0, 0.0, 0.0)
      var place = 0
      while place < z.count {
        let logit = z[place]
        place += 1
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

  /// The right temperature, by bisection of that slope.
  public static func bisectedTemperature(logits: [[Double]], classes: [Int]) -> Double {
    let targets = zip(logits, classes).map { $0[$1] }
    return root { temperatureSlope($0, logits: logits, targets: targets).value }
  }
}
