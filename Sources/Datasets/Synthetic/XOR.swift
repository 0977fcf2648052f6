import TensorCore

extension LabeledData {
  /// The four points of the exclusive or: class 1 where exactly one of the two features is 1.
  ///
  /// | feature 0 | feature 1 | class |
  /// |---|---|---|
  /// | 0 | 0 | 0 |
  /// | 0 | 1 | 1 |
  /// | 1 | 0 | 1 |
  /// | 1 | 1 | 0 |
  ///
  /// ## Source
  ///
  /// Minsky and Papert, "Perceptrons", 1969, as the smallest problem that no line divides.
  public static func xor() -> LabeledData {
    LabeledData(
      name: "xor", features: Tensor([[0, 0], [0, 1], [1, 0], [1, 1]]), labels: [0, 1, 1, 0],
      classCount: 2)
  }

  /// Points around the four corners of the exclusive or.
  ///
  /// Sample *i* belongs to class *i* mod 2; each of the class's two corners of the unit square is
  /// equally likely.
  ///
  /// ## Source
  ///
  /// Folklore.
  ///
  /// - Parameters:
  ///   - count: The number of samples.
  ///   - noise: The standard deviation of what is added to both coordinates.
  ///   - generator: The source of randomness.
  /// - Returns: A set with `features` of shape `[count, 2]`.
  /// - Precondition: `count > 0` and `noise >= 0`.
  public static func xor(
    count: Int, noise: Double, using generator: inout some RandomNumberGenerator
  ) -> LabeledData {
    planePoints(
      "xor", count: count, classCount: 2, noise: noise, in: "LabeledData.xor", using: &generator
    ) { label, generator in
      let x = generator.uniform(below: 2)
      return (Double(x), Double(x ^ label))
    }
  }

  /// Points spread evenly over the four quadrants, class 1 where the signs of the features differ.
  ///
  /// Both coordinates lie in −1…1 and sample *i* belongs to class *i* mod 2.
  ///
  /// ## Source
  ///
  /// Folklore.
  ///
  /// - Parameters:
  ///   - count: The number of samples.
  ///   - generator: The source of randomness.
  /// - Returns: A set with `features` of shape `[count, 2]`.
  /// - Precondition: `count > 0`.
  public static func xorQuadrants(
    count: Int, using generator: inout some RandomNumberGenerator
  ) -> LabeledData {
    planePoints(
      "xor quadrants", count: count, classCount: 2, noise: 0, in: "LabeledData.xorQuadrants",
      using: &generator
    ) { label, generator in
      let x = 1 - 2 * generator.uniform()
      // From (0, 1], so that no point lies on the border of two classes.
      let height = 1 - generator.uniform()
      return (x, (x < 0) == (label == 0) ? -height : height)
    }
  }
}
