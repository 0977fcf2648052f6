public import Autograd
public import TensorCore

/// Channel dropout: whole channels of a sample are dropped or kept together (PyTorch: `nn.Dropout2d`).
///
/// Neighboring pixels of a channel say nearly the same, so that dropping single ones hides little.
///
/// ## Conventions
///
/// As PyTorch does: an input of three axes is `[batch, channels, length]`. PyTorch warns that a later version may read it
/// as one image `[channels, height, width]`.
///
/// ## Source
///
/// Tompson, Goroshin, Jain, LeCun and Bregler, “Efficient object localization using convolutional networks”, 2015,
/// https://arxiv.org/abs/1411.4280, section 3.2
public final class Dropout2d: RandomMasking, Layer {
  /// Creates a layer.
  ///
  /// - Parameters:
  ///   - probability: The probability that a channel of a sample is dropped.
  ///   - generator: What the layer's own generator is split off.
  /// - Precondition: The probability is in 0…1.
  public convenience init(
    probability: Scalar = 0.5, using generator: inout some RandomNumberGenerator
  ) {
    self.init(probability: probability, seed: generator.next())
  }

  /// The input with a mask for every channel of every sample in training mode; the input in evaluation mode.
  ///
  /// - Parameter input: Of shape `[batch, channels, …]`.
  /// - Returns: The output, of that shape.
  /// - Precondition: The input has three axes or more.
  public func forward(_ input: Variable) -> Variable {
    precondition(
      input.shape.axisCount >= 3, "Dropout2d: no [batch, channels, …]: \(input.shape)")
    guard mode == .training else { return input }
    let channels = [input.shape[0], input.shape[1]]
    let stretched = channels + Array(repeating: 1, count: input.shape.axisCount - 2)
    return dropout(input, mask: drawMask(Shape(stretched)))
  }
}

/// Dropout whose mask is the same at every step of a sequence.
///
/// A recurrent network with a new mask at every step forgets: what a unit carried is dropped sooner or later.
///
/// ## Source
///
/// Gal and Ghahramani, “A theoretically grounded application of dropout in recurrent neural networks”, 2016,
/// https://arxiv.org/abs/1512.05287
public final class VariationalDropout: RandomMasking, Layer {
  /// Creates a layer.
  ///
  /// - Parameters:
  ///   - probability: The probability that a feature of a sample is dropped.
  ///   - generator: What the layer's own generator is split off.
  /// - Precondition: The probability is in 0…1.
  public convenience init(
    probability: Scalar = 0.5, using generator: inout some RandomNumberGenerator
  ) {
    self.init(probability: probability, seed: generator.next())
  }

  /// The input with one mask for all steps in training mode; the input in evaluation mode.
  ///
  /// - Parameter input: Of shape `[steps, batch, features]`, as PyTorch's recurrent layers have it.
  /// - Returns: The output, of that shape.
  /// - Precondition: The input has three axes.
  public func forward(_ input: Variable) -> Variable {
    precondition(
      input.shape.axisCount == 3, "VariationalDropout: no [steps, batch, features]: \(input.shape)")
    guard mode == .training else { return input }
    return dropout(input, mask: drawMask([1, input.shape[1], input.shape[2]]))
  }
}
