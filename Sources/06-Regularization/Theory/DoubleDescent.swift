public import TensorCore

/// Random ReLU features fitted by the weights of least norm: the error against the number of features.
///
/// It rises to a peak where there are as many features as samples, and falls again: at the peak in general only one interpolating
/// fit exists, and it is a wild one; beyond, the one of least norm becomes tamer. The first descent of the paper's curve, before
/// the peak, is slight here: with ten inputs a handful of features does little better than predicting 0.
///
/// ## Source
///
/// Belkin, Hsu, Ma and Mandal, “Reconciling modern machine-learning practice and the classical bias-variance trade-off”, 2019,
/// https://arxiv.org/abs/1812.11118
public struct DoubleDescent: Sendable {
  /// The number of training samples.
  public var sampleCount: Int

  /// The number of inputs.
  public var inputCount: Int

  /// The standard deviation of the noise on training targets.
  public var noise: Scalar

  /// The number of validation samples, which have no noise.
  public var validationCount: Int

  /// Creates the problem: a linear target of standard normal inputs and weights.
  ///
  /// - Parameters:
  ///   - sampleCount: The number of training samples.
  ///   - inputCount: The number of inputs.
  ///   - noise: The standard deviation of the noise on training targets.
  ///   - validationCount: The number of validation samples.
  public init(
    sampleCount: Int = 20, inputCount: Int = 10, noise: Scalar = 0.5, validationCount: Int = 200
  ) {
    self.sampleCount = sampleCount
    self.inputCount = inputCount
    self.noise = noise
    self.validationCount = validationCount
  }

  /// The mean squared error on validation samples of one draw of data and features.
  ///
  /// - Parameters:
  ///   - featureCount: The number of random features.
  ///   - strength: A ridge penalty; 0 takes the weights of least norm.
  ///   - seed: The seed of data and features; data are the same for all numbers of features.
  /// - Returns: The error.
  /// - Precondition: There is at least one feature.
  public func validationError(featureCount: Int, strength: Scalar = 0, seed: UInt64) -> Double {
    precondition(
      featureCount > 0, "DoubleDescent.validationError: no feature: \(featureCount)")
    var generator = SplitMix64(seed: seed)
    let target = Tensor.normal([inputCount], using: &generator)
    let x = Tensor.normal([sampleCount, inputCount], using: &generator)
    let grid = Tensor.normal([validationCount, inputCount], using: &generator)
    let y =
      matvec(x, target)
      + .normal([sampleCount], standardDeviation: noise, using: &generator)
    let directions = Tensor.normal(
      [featureCount, inputCount], standardDeviation: 1 / Scalar(inputCount).squareRoot(),
      using: &generator)
    func features(_ x: Tensor) -> Tensor {
      matmul(x, directions, transposing: .right).map { z in z > 0 ? z : 0 }
    }
    let weights =
      strength > 0
      ? LeastSquares.ridge(features(x), targets: y, strength: strength)
      : LeastSquares.minimumNorm(features(x), targets: y)
    let errors = matvec(features(grid), weights) - matvec(grid, target)
    return Double((errors * errors).mean())
  }

  /// The median of the errors of several draws.
  ///
  /// - Parameters:
  ///   - featureCount: The number of random features.
  ///   - strength: A ridge penalty; 0 takes the weights of least norm.
  ///   - seeds: The seeds of the draws, at least one.
  /// - Returns: The median; of an even number the lower one.
  /// - Precondition: There is a seed.
  public func medianError(
    featureCount: Int, strength: Scalar = 0, seeds: Range<UInt64>
  ) -> Double {
    precondition(!seeds.isEmpty, "DoubleDescent.medianError: there is no seed")
    let errors = seeds.map {
      validationError(featureCount: featureCount, strength: strength, seed: $0)
    }.sorted()
    return errors[(errors.count - 1) / 2]
  }
}
