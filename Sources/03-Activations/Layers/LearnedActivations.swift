public import Autograd
public import TensorCore

/// A leaky ReLU that learns its slope below zero (PyTorch: `nn.PReLU`).
///
/// Weight decay pulls the slope to 0, to plain ReLU; the authors use none on it.
///
/// ## Source
///
/// He, Zhang, Ren, Sun, “Delving deep into rectifiers”, 2015, https://arxiv.org/abs/1502.01852
public final class PReLU: Module, Layer {
  /// The slopes, of shape `[1]` or `[channels]` (PyTorch: `weight`).
  public let slope: Variable

  /// Creates a layer.
  ///
  /// - Parameters:
  ///   - channelCount: 1 for one slope for all, or the length of the axis behind the batch.
  ///   - initialSlope: The first slopes.
  /// - Precondition: `channelCount > 0`.
  public convenience init(channelCount: Int = 1, initialSlope: Scalar = 0.25) {
    precondition(channelCount > 0, "PReLU.init: the count is not positive: \(channelCount)")
    self.init(
      sharing: Variable(
        Tensor(repeating: initialSlope, shape: [channelCount]), requiresGradient: true))
  }

  /// Creates a layer whose slope is shared with others.
  ///
  /// - Parameter slope: Of shape `[1]` or `[channels]`.
  public init(sharing slope: Variable) {
    precondition(
      slope.shape.axisCount == 1, "PReLU.init: the slopes are not a vector: \(slope.shape)")
    self.slope = slope
  }

  /// The slope.
  public var parameters: [(name: String, variable: Variable)] { [("weight", slope)] }

  /// The values of the rectifier.
  ///
  /// - Parameter input: Of shape `[batch, channels, …]`; of any shape if there is one slope.
  /// - Returns: The values, of that shape.
  public func forward(_ input: Variable) -> Variable { parametricReLU(input, slope: slope) }
}

/// A gated unit x σ(βx) that learns how fast its gate opens.
///
/// PyTorch has no such layer; with β fixed at 1 it is `nn.SiLU`.
///
/// ## Source
///
/// Ramachandran, Zoph, Le, “Searching for activation functions”, 2017, https://arxiv.org/abs/1710.05941
public final class Swish: Module, Layer {
  /// The factor β, of shape `[1]`.
  public let beta: Variable

  /// Creates a layer.
  ///
  /// - Parameter initialBeta: The first β; 1 makes it SiLU.
  public convenience init(initialBeta: Scalar = 1) {
    self.init(sharing: Variable(Tensor([initialBeta]), requiresGradient: true))
  }

  /// Creates a layer whose β is shared with others.
  ///
  /// - Parameter beta: Of shape `[1]`.
  public init(sharing beta: Variable) {
    precondition(beta.shape == [1], "Swish.init: beta is not one number: \(beta.shape)")
    self.beta = beta
  }

  /// The factor β.
  public var parameters: [(name: String, variable: Variable)] { [("beta", beta)] }

  /// The values of the unit.
  ///
  /// - Parameter input: A batch of any shape.
  /// - Returns: The values, of that shape.
  public func forward(_ input: Variable) -> Variable { input * sigmoid(input * beta) }
}
