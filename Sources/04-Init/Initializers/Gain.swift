public import Autograd
import TensorCore

/// The factor by which the standard deviation of weights makes up for an activation.
///
/// Two different things bear this name. PyTorch's table (`nn.init.calculate_gain`) holds values from
/// several sources: for ReLU the one that keeps the second moment, for tanh 5/3, which does not. The
/// other is defined for every activation φ and computed here,
///
///     gain = 1 / √(E φ(z)²),   z ~ N(0, 1)                                       (equation 4.2)
///
/// and keeps the second moment of a signal that has 1. The two agree for the identity, ReLU and leaky ReLU, and
/// for nothing else in the table: tanh 1.5925 against 5/3, the sigmoid 1.846 against 1, SELU 1 against 3/4.
public enum Gain {
  /// A row of PyTorch's table.
  public enum Nonlinearity: Sendable, Hashable {
    /// No activation, or any convolution: 1.
    case linear
    /// The logistic sigmoid: 1.
    case sigmoid
    /// The hyperbolic tangent: 5/3.
    case tanh
    /// ReLU: √2.
    case relu
    /// Leaky ReLU: √(2 / (1 + slope²)); PyTorch's slope is 0.01 where none is given.
    case leakyReLU(slope: Double = 0.01)
    /// SELU: 3/4, found by trial; for self-normalization PyTorch's documentation asks for `linear`.
    case selu
  }

  /// The value in PyTorch's table (PyTorch: `nn.init.calculate_gain`).
  ///
  /// - Parameter nonlinearity: A row of the table.
  /// - Returns: The gain.
  ///
  /// ## Source
  ///
  /// PyTorch 2.13, `torch/nn/init.py`; leaky ReLU: He and others, 2015, equation 15,
  /// https://arxiv.org/abs/1502.01852
  public static func pyTorch(_ nonlinearity: Nonlinearity) -> Double {
    switch nonlinearity {
    case .linear, .sigmoid: 1
    case .tanh: 5 / 3
    case .relu: Double(2).squareRoot()
    case .leakyReLU(let slope): (2 / (1 + slope * slope)).squareRoot()
    case .selu: 3 / 4
    }
  }

  /// The gain that keeps a second moment of 1 through an activation (equation 4.2).
  ///
  /// - Parameter activation: The activation.
  /// - Returns: 1 / √(E φ(z)²) for a standard normal z; infinite for an activation that is 0 everywhere.
  ///
  /// ## Source
  ///
  /// He and others, 2015, section 2.2, for ReLU; for other activations folklore.
  public static func keepingSecondMoment(of activation: ElementwiseFunction) -> Double {
    1 / GaussianQuadrature().secondMoment(of: activation).squareRoot()
  }

  /// The gain at which neither gradients nor differences between inputs grow or fade, for unit inputs.
  ///
  /// It is 1 / √(E φ′(z)²), z ~ N(0, 1): the Jacobian of a layer has a mean squared singular value of 1. For
  /// ReLU it is √2 again; for an activation that saturates it depends on the size of the signal.
  ///
  /// - Parameter activation: The activation.
  /// - Returns: The gain; infinite for an activation that is flat.
  public static func keepingGradient(of activation: ElementwiseFunction) -> Double {
    1 / GaussianQuadrature().squaredSlope(of: activation).squareRoot()
  }
}
