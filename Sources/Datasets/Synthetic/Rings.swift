import TensorCore

extension LabeledData {
  /// Circles around the origin, one class each.
  ///
  ///     radii[k] (cos φ, sin φ)   for class k, with φ uniform in 0 ..< 2π
  ///
  /// Sample *i* belongs to class *i* mod `radii.count`. No line divides two rings, but the feature
  /// x² + y² does.
  ///
  /// ## Source
  ///
  /// After scikit-learn's `make_circles`, which spaces the angles evenly.
  ///
  /// - Parameters:
  ///   - count: The number of samples.
  ///   - radii: The radius of each class; none is negative.
  ///   - noise: The standard deviation of what is added to both coordinates.
  ///   - generator: The source of randomness.
  /// - Returns: A set with `features` of shape `[count, 2]`.
  /// - Precondition: `count > 0`, `radii` is not empty and has no negative, and `noise >= 0`.
  public static func rings(
    count: Int, radii: [Double] = [0.5, 1], noise: Double,
    using generator: inout some RandomNumberGenerator
  ) -> LabeledData {
    precondition(
      !radii.isEmpty && radii.allSatisfy { $0 >= 0 && $0.isFinite },
      "LabeledData.rings: radii must be finite and not negative, and one at least: \(radii)")
    return planePoints(
      "rings", count: count, classCount: radii.count, noise: noise, in: "LabeledData.rings",
      using: &generator
    ) { label, generator in
      let angle = 2 * Double.pi * generator.uniform()
      return (radii[label] * .cosine(angle), radii[label] * .sine(angle))
    }
  }
}
