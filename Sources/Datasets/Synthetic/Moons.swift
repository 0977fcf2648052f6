import TensorCore

extension LabeledData {
  /// Two half circles that reach into each other, one class each.
  ///
  ///     class 0:  (cos θ, sin θ)            an arch
  ///     class 1:  (1 − cos θ, ½ − sin θ)    a bowl, moved into the arch
  ///
  /// with θ uniform in 0 ..< π. Without noise the features lie in −1…2 and −½…1. Sample *i*
  /// belongs to class *i* mod 2.
  ///
  /// ## Source
  ///
  /// After scikit-learn's `make_moons`, which spaces θ evenly and puts one class after the other; here
  /// θ is drawn, so that any part of the samples shows the whole of both arcs.
  ///
  /// - Parameters:
  ///   - count: The number of samples.
  ///   - noise: The standard deviation of what is added to both coordinates.
  ///   - generator: The source of randomness.
  /// - Returns: A set with `features` of shape `[count, 2]`.
  /// - Precondition: `count > 0` and `noise >= 0`.
  public static func moons(
    count: Int, noise: Double, using generator: inout some RandomNumberGenerator
  ) -> LabeledData {
    planePoints(
      "moons", count: count, classCount: 2, noise: noise, in: "LabeledData.moons",
      using: &generator
    ) { label, generator in
      let angle = Double.pi * generator.uniform()
      let (x, y) = (Double.cosine(angle), Double.sine(angle))
      return label == 0 ? (x, y) : (1 - x, 0.5 - y)
    }
  }
}
