public import Autograd
import TensorCore

// Where a deep network ends: in order, in chaos, or at the edge between them.

extension MeanField {
  /// The variance that a deep network settles at, from a start.
  ///
  /// - Parameter start: The variance of the first layer's pre-activations.
  /// - Returns: The fixed point q*, or `nil` if the variance grows without end; 0 where it fades away.
  public func fixedPoint(from start: Double = 1) -> Double? {
    var variance = start
    for _ in 0..<10_000 {
      let next = nextVariance(after: variance)
      if next > 1e12 { return nil }
      if next < 1e-12 { return 0 }
      if abs(next - variance) <= 1e-13 * next { return next }
      variance = next
    }
    return variance
  }

  /// The number of layers over which a difference between two inputs, or a gradient, changes by a factor e.
  ///
  /// - Returns: 1 / |ln χ| at the fixed point; infinite at the edge of chaos, `nil` without a fixed point.
  public func depthScale() -> Double? {
    fixedPoint().map { variance in
      let logarithm = abs(Double.log(gradientFactor(at: max(variance, 1e-12))))
      return logarithm < 1e-12 ? .infinity : 1 / logarithm
    }
  }

  /// Where a pair of variances lies: whether deep differences fade, stay, or grow.
  public enum Phase: Sendable, Hashable {
    /// All inputs come to look alike, and gradients fade.
    case ordered
    /// Neither, to a relative error of 10⁻⁶.
    case critical
    /// Neighboring inputs part, and gradients explode.
    case chaotic
  }

  /// The phase at the fixed point; `chaotic` where the variance itself has none.
  public var phase: Phase {
    guard let variance = fixedPoint() else { return .chaotic }
    let factor = gradientFactor(at: max(variance, 1e-12))
    return abs(factor - 1) < 1e-6 ? .critical : factor < 1 ? .ordered : .chaotic
  }

  /// The weight variance at which a network with given biases lies at the edge of chaos, by bisection.
  ///
  /// - Parameters:
  ///   - activation: The activation φ.
  ///   - biasVariance: The variance of the biases.
  ///   - range: Where to look; order at the lower end and chaos at the upper.
  /// - Returns: σ_w², to a relative error of 10⁻⁹.
  /// - Precondition: The range begins in order and ends in chaos.
  public static func criticalWeightVariance(
    of activation: ElementwiseFunction, biasVariance: Double,
    in range: ClosedRange<Double> = 0.1...30
  ) -> Double {
    func isChaotic(_ weightVariance: Double) -> Bool {
      MeanField(activation, weightVariance: weightVariance, biasVariance: biasVariance).phase
        == .chaotic
    }
    var (low, high) = (range.lowerBound, range.upperBound)
    precondition(
      !isChaotic(low) && isChaotic(high),
      "MeanField.criticalWeightVariance: no edge of chaos in \(range)")
    while high - low > 1e-9 * high {
      let middle = (low + high) / 2
      if isChaotic(middle) { high = middle } else { low = middle }
    }
    return (low + high) / 2
  }
}
