public import Autograd
public import TensorCore

/// A leaky ReLU whose slope below zero is drawn anew for every number while training (PyTorch: `nn.RReLU`).
///
/// In evaluation the slope is the mean of the range, 11/48 by default. The generator is part of the saved
/// state, so that a run that is continued draws what it would have drawn.
///
/// ## Source
///
/// Xu, Wang, Chen, Li, “Empirical evaluation of rectified activations in convolutional network”, 2015,
/// https://arxiv.org/abs/1505.00853. They divide by a number drawn from 3…8; PyTorch draws the slope itself.
public final class RReLU: Module, Layer {
  /// The least slope and the greatest (PyTorch: `lower` and `upper`).
  public let slopes: ClosedRange<Scalar>

  /// What the slopes are drawn with.
  public internal(set) var generator: SplitMix64

  /// Creates a layer.
  ///
  /// - Parameters:
  ///   - slopes: The least slope and the greatest.
  ///   - seed: The seed of the layer's own generator.
  public init(slopes: ClosedRange<Scalar> = (1.0 / 8)...(1.0 / 3), seed: UInt64) {
    self.slopes = slopes
    generator = SplitMix64(seed: seed)
  }

  /// The generator.
  public var buffers: [StateEntry] { [.generator("generator", self, \RReLU.generator)] }

  /// The slope in evaluation.
  public var meanSlope: Scalar { (slopes.lowerBound + slopes.upperBound) / 2 }

  /// The values of the rectifier, with slopes that are drawn in training mode.
  ///
  /// - Parameter input: A batch of any shape.
  /// - Returns: The values, of that shape.
  public func forward(_ input: Variable) -> Variable {
    let drawn =
      mode == .training
      ? Tensor.uniform(
        input.shape, in: slopes.lowerBound..<slopes.upperBound, using: &generator)
      : Tensor(repeating: meanSlope, shape: input.shape)
    return randomizedReLU(input, slopes: drawn)
  }
}
