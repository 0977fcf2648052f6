public import Autograd
import TensorCore

/// What becomes of a signal in a wide network of equal layers, predicted from three numbers.
///
/// A layer is z = W φ(previous z) + b with weights of variance σ_w² / fan_in and biases of variance σ_b². In a wide one
/// the pre-activations z are normal; their variance q and the correlation c between those of two inputs pass from layer to layer by
///
///     q′ = σ_w² E φ(√q z)² + σ_b²                                                (equation 4.5)
///     c′ = (σ_w² E φ(√q u) φ(√q v) + σ_b²) / q′,   corr(u, v) = c                (equation 4.6)
///     χ  = σ_w² E φ′(√q z)²                                                      (equation 4.7)
///
/// χ is the factor by which a layer changes the squared size of a gradient on its way back, and of a small
/// difference between two inputs on its way forward. Below 1 both fade (*order*: all inputs look alike), above 1
/// both explode (*chaos*); an initialization for a deep network lies at the edge.
///
/// ## Source
///
/// Poole, Lahiri, Raghu, Sohl-Dickstein and Ganguli, 2016, https://arxiv.org/abs/1606.05340; Schoenholz, Gilmer, Ganguli and
/// Sohl-Dickstein, 2016, https://arxiv.org/abs/1611.01232
public struct MeanField: Sendable {
  /// The activation φ.
  public let activation: ElementwiseFunction

  /// The variance σ_w² of the weights times fan_in: 2 for Kaiming's rule, 1 for LeCun's, 1/3 for PyTorch's default.
  public let weightVariance: Double

  /// The variance σ_b² of the biases.
  public let biasVariance: Double

  private let quadrature: GaussianQuadrature

  /// Creates a prediction.
  ///
  /// - Parameters:
  ///   - activation: The activation φ.
  ///   - weightVariance: The variance of the weights times fan_in.
  ///   - biasVariance: The variance of the biases.
  ///   - quadrature: How expected values are computed.
  /// - Precondition: Neither variance is negative.
  public init(
    _ activation: ElementwiseFunction, weightVariance: Double, biasVariance: Double = 0,
    quadrature: GaussianQuadrature = GaussianQuadrature()
  ) {
    precondition(
      weightVariance >= 0 && biasVariance >= 0,
      "MeanField.init: a variance is negative or NaN: \(weightVariance), \(biasVariance)")
    self.activation = activation
    self.weightVariance = weightVariance
    self.biasVariance = biasVariance
    self.quadrature = quadrature
  }

  // MARK: - One layer

  /// The variance of the next layer's pre-activations (equation 4.5).
  ///
  /// - Parameter variance: The variance of this layer's.
  /// - Returns: The variance of the next layer's.
  public func nextVariance(after variance: Double) -> Double {
    weightVariance * quadrature.secondMoment(of: activation, variance: variance) + biasVariance
  }

  /// The factor χ of squared gradients and of squared small differences, one layer (equation 4.7).
  ///
  /// - Parameter variance: The variance of the pre-activations.
  /// - Returns: The factor, for layers whose fans are equal.
  public func gradientFactor(at variance: Double) -> Double {
    weightVariance * quadrature.squaredSlope(of: activation, variance: variance)
  }

  /// The correlation between the next layer's pre-activations of two inputs (equation 4.6).
  ///
  /// - Parameters:
  ///   - correlation: That between this layer's.
  ///   - variance: The variance of this layer's, of both inputs.
  /// - Returns: A correlation of at most 1.
  public func nextCorrelation(after correlation: Double, variance: Double) -> Double {
    let deviation = variance.squareRoot()
    let product = quadrature.meanProduct(
      of: { Double(activation.value(Scalar(deviation * $0))) }, correlation: correlation)
    let next = nextVariance(after: variance)
    return next == 0 ? 0 : min(1, (weightVariance * product + biasVariance) / next)
  }

  // MARK: - Many layers

  /// The state of the signal at one depth.
  public struct State: Sendable {
    /// The layer, from 1.
    public let depth: Int
    /// The variance q of the pre-activations.
    public let variance: Double
    /// The second moment E φ² of the outputs.
    public let secondMoment: Double
    /// The correlation of two inputs' pre-activations; `nil` where none was asked for.
    public let correlation: Double?
    /// The factor of the squared gradient from this layer's pre-activations to those of the first.
    public let gradientFactor: Double
  }

  /// The signal at every depth, for equal fans.
  ///
  /// - Parameters:
  ///   - depth: The number of layers.
  ///   - inputSecondMoment: The mean square of the network's inputs.
  ///   - correlation: The cosine of two inputs; without it no correlation is computed, which is a hundred times faster.
  /// - Returns: The states of layers 1 to `depth`.
  public func propagate(
    depth: Int, inputSecondMoment: Double = 1, correlation: Double? = nil
  ) -> [State] {
    var variance = weightVariance * inputSecondMoment + biasVariance
    // The first layer is linear in its inputs: a cosine passes through it but for the biases.
    var correlation = correlation.map {
      variance == 0 ? 0 : (weightVariance * inputSecondMoment * $0 + biasVariance) / variance
    }
    var factor = 1.0
    return (1...max(1, depth)).map { layer in
      let state = State(
        depth: layer, variance: variance,
        secondMoment: quadrature.secondMoment(of: activation, variance: variance),
        correlation: correlation, gradientFactor: factor)
      factor *= gradientFactor(at: variance)
      correlation = correlation.map { nextCorrelation(after: $0, variance: variance) }
      variance = nextVariance(after: variance)
      return state
    }
  }
}
