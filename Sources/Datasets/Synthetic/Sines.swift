import TensorCore

extension RegressionData {
  /// A sum of sine waves to be learned from scattered, noisy points.
  ///
  ///     y = Σ sin(2π f x) + noise · N(0, 1)   over the frequencies f
  ///
  /// with x uniform in 0 ..< 1.
  ///
  /// ## Source
  ///
  /// One wave of frequency 1: Bishop, "Pattern Recognition and Machine Learning", 2006, section 1.1.
  /// Several at once: Rahaman et al., "On the spectral bias of neural networks", 2019,
  /// https://arxiv.org/abs/1806.08734, section 3, there with random phases.
  ///
  /// - Parameters:
  ///   - count: The number of samples.
  ///   - frequencies: How often each wave repeats from 0 to 1.
  ///   - noise: The standard deviation of what is added to the targets.
  ///   - generator: The source of randomness.
  /// - Returns: A set with `features` and `targets` of shape `[count, 1]`.
  /// - Precondition: `count > 0`, the frequencies are finite, and `noise >= 0`.
  public static func sines(
    count: Int, frequencies: [Double] = [1], noise: Double,
    using generator: inout some RandomNumberGenerator
  ) -> RegressionData {
    precondition(count > 0, "RegressionData.sines: count must be positive: \(count)")
    precondition(
      frequencies.allSatisfy { $0.isFinite },
      "RegressionData.sines: frequencies must be finite: \(frequencies)")
    precondition(
      noise >= 0 && noise.isFinite,
      "RegressionData.sines: noise must be finite and not negative: \(noise)")
    var (features, targets): ([Scalar], [Scalar]) = ([], [])
    for _ in 0..<count {
      let x = generator.uniform()
      let waves = frequencies.map { Double.sine(2 * .pi * $0 * x) }.reduce(0, +)
      features.append(Scalar(x))
      targets.append(Scalar(waves + noise * generator.normalPair().0))
    }
    return RegressionData(
      name: "sines", features: Tensor(shape: [count, 1], scalars: features),
      targets: Tensor(shape: [count, 1], scalars: targets))
  }
}
