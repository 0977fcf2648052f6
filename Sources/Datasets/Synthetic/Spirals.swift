import TensorCore

extension LabeledData {
  /// Spiral arms that wind around each other, one class each.
  ///
  ///     r (cos φ, sin φ)   with   φ = 2π (turns · r + k / classCount)
  ///
  /// for class *k*, with the radius r uniform in 0.1 ..< 1: the arms keep apart at the center. Sample
  /// *i* belongs to class *i* mod `classCount`.
  ///
  /// ## Source
  ///
  /// After Lang and Witbrock, "Learning to tell two spirals apart", 1988 (two arms of three turns, at
  /// fixed points); here the points are drawn, and there may be more arms.
  ///
  /// - Parameters:
  ///   - count: The number of samples.
  ///   - classCount: The number of arms.
  ///   - turns: How often an arm would wind around the center from radius 0 to 1.
  ///   - noise: The standard deviation of what is added to both coordinates.
  ///   - generator: The source of randomness.
  /// - Returns: A set with `features` of shape `[count, 2]`.
  /// - Precondition: `count > 0`, `classCount > 0`, `turns` is finite, and `noise >= 0`.
  public static func spirals(
    count: Int, classCount: Int = 2, turns: Double = 1, noise: Double,
    using generator: inout some RandomNumberGenerator
  ) -> LabeledData {
    precondition(
      classCount > 0, "LabeledData.spirals: classCount must be positive: \(classCount)")
    precondition(turns.isFinite, "LabeledData.spirals: turns must be finite: \(turns)")
    return planePoints(
      "spirals", count: count, classCount: classCount, noise: noise, in: "LabeledData.spirals",
      using: &generator
    ) { label, generator in
      let radius = 0.1 + 0.9 * generator.uniform()
      let angle = 2 * Double.pi * (turns * radius + Double(label) / Double(classCount))
      return (radius * .cosine(angle), radius * .sine(angle))
    }
  }
}
