import TensorCore

extension LabeledData {
  /// Points in the plane that belong to classes in turn: sample *i* to class *i* mod `classCount`.
  ///
  /// The turns make every stretch of the data balanced; where each point lies is drawn independently,
  /// so every stretch is also a fair sample.
  ///
  /// For each sample the generator is asked for what `point` draws, then for a normal pair.
  ///
  /// - Parameters:
  ///   - name: What the data are called.
  ///   - count: The number of samples.
  ///   - classCount: The number of classes.
  ///   - noise: The standard deviation of what is added to both coordinates.
  ///   - function: The name that the message of a failure begins with.
  ///   - generator: The source of randomness.
  ///   - point: Where a sample of a class lies before the noise.
  /// - Returns: A set with `features` of shape `[count, 2]`.
  static func planePoints<Generator: RandomNumberGenerator>(
    _ name: String, count: Int, classCount: Int, noise: Double, in function: String,
    using generator: inout Generator, point: (Int, inout Generator) -> (x: Double, y: Double)
  ) -> LabeledData {
    precondition(count > 0, "\(function): count must be positive: \(count)")
    precondition(
      noise >= 0 && noise.isFinite, "\(function): noise must be finite and not negative: \(noise)")
    var scalars: [Scalar] = []
    scalars.reserveCapacity(2 * count)
    for index in 0..<count {
      let (x, y) = point(index % classCount, &generator)
      let (first, second) = generator.normalPair()
      scalars.append(Scalar(x + noise * first))
      scalars.append(Scalar(y + noise * second))
    }
    return LabeledData(
      name: name, features: Tensor(shape: [count, 2], scalars: scalars),
      labels: (0..<count).map { $0 % classCount }, classCount: classCount)
  }
}
