// A loop that draws: random masks, for dropout.

extension Tensor {
  /// A random mask: each scalar is kept, as a given number, or is 0, independently of the others.
  ///
  /// It is what the generator's draws give one by one, in row-major order: a scalar is 0 where `uniform()`
  /// is below the probability. A state of SplitMix64 is a sum, so that all of them are known in
  /// advance and the compiler computes several side by side.
  ///
  /// - Parameters:
  ///   - shape: The length of each axis.
  ///   - probability: The probability that a scalar is 0, in 0…1.
  ///   - kept: What stands where it is not.
  ///   - generator: The source of randomness; it makes one draw for every scalar.
  /// - Returns: A tensor of that shape.
  /// - Precondition: The probability is in 0…1.
  public static func mask(
    _ shape: Shape, dropping probability: Scalar, keptAs kept: Scalar = 1,
    using generator: inout SplitMix64
  ) -> Tensor {
    precondition(
      (0...1).contains(probability), "Tensor.mask: no probability: \(probability)")
    let count = shape.elementCount
    if count == 0 { return Tensor(unchecked: [], shape: shape) }
    let increment: UInt64 = 0x9E37_79B9_7F4A_7C15
    let start = generator.state
    // uniform() < p, in whole numbers: the 53 upper bits are below p · 2⁵³, rounded up.
    let threshold = UInt64((Double(probability) * 0x1p53).rounded(.up))
    let storage = unsafe [Scalar](unsafeUninitializedCapacity: count) { output, initializedCount in
      if let y = output.baseAddress {
        for index in 0..<count {
          var z = start &+ increment &* (UInt64(truncatingIfNeeded: index) &+ 1)
          z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
          z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
          unsafe y[index] = (z ^ (z >> 31)) >> 11 < threshold ? 0 : kept
        }
      }
      initializedCount = count
    }
    generator = SplitMix64(seed: start &+ increment &* UInt64(count))
    return Tensor(unchecked: storage, shape: shape)
  }
}
