public import TensorCore

/// A layer of small kernels that are moved over images (PyTorch: `nn.Conv2d`, with a stride of 1).
///
/// Input `[batch, in, height, width]`, output `[batch, out, …]`; see ``convolution2d(_:weight:bias:padding:)``.
public final class Conv2d: Module, Layer {
  /// The kernels, of shape `[out, in, kernel height, kernel width]`.
  public let weight: Variable

  /// A number for each kernel, of shape `[out]`, or none.
  public let bias: Variable?

  /// How many rows and columns of zeros are put around an image.
  public let padding: Int

  /// Creates a layer from given parameters.
  ///
  /// - Parameters:
  ///   - weight: Kernels of shape `[out, in, kernel height, kernel width]`.
  ///   - bias: A vector of shape `[out]`, or none.
  ///   - padding: How many rows and columns of zeros are put around an image.
  public convenience init(weight: Tensor, bias: Tensor?, padding: Int = 0) {
    self.init(
      sharing: Variable(weight, requiresGradient: true),
      bias.map { Variable($0, requiresGradient: true) }, padding: padding)
  }

  /// Creates a layer whose parameters are shared with others.
  ///
  /// - Parameters:
  ///   - weight: Kernels of shape `[out, in, kernel height, kernel width]`.
  ///   - bias: A vector of shape `[out]`, or none.
  ///   - padding: How many rows and columns of zeros are put around an image.
  /// - Precondition: The shapes fit, and the padding is not negative.
  public init(sharing weight: Variable, _ bias: Variable?, padding: Int = 0) {
    precondition(
      weight.shape.axisCount == 4 && (bias.map { $0.shape == [weight.shape[0]] } ?? true)
        && padding >= 0,
      "Conv2d.init: weight \(weight.shape), bias \(bias?.shape ?? []), padding \(padding)")
    self.weight = weight
    self.bias = bias
    self.padding = padding
  }

  /// Creates a layer with PyTorch's default initialization.
  ///
  /// - Parameters:
  ///   - inputCount: The number of channels that come in.
  ///   - outputCount: The number of channels that go out.
  ///   - kernelSize: The height and the width of a kernel.
  ///   - padding: How many rows and columns of zeros are put around an image.
  ///   - generator: The source of the first weights.
  public convenience init(
    inputCount: Int, outputCount: Int, kernelSize: Int, padding: Int = 0,
    using generator: inout some RandomNumberGenerator
  ) {
    precondition(
      inputCount > 0 && outputCount > 0 && kernelSize > 0,
      "Conv2d.init: not positive: \(inputCount), \(outputCount) or \(kernelSize)")
    let bound = 1 / Scalar.squareRoot(Scalar(inputCount * kernelSize * kernelSize))
    let shape: Shape = [outputCount, inputCount, kernelSize, kernelSize]
    let weight = Tensor.uniform(shape, in: -bound..<bound, using: &generator)
    let bias = Tensor.uniform([outputCount], in: -bound..<bound, using: &generator)
    self.init(weight: weight, bias: bias, padding: padding)
  }

  /// The weight, and the bias if there is one.
  public var parameters: [(name: String, variable: Variable)] {
    [("weight", weight)] + (bias.map { [("bias", $0)] } ?? [])
  }

  /// The convolution of a batch of images.
  ///
  /// - Parameter input: Of shape `[batch, in, height, width]`.
  /// - Returns: The output, of shape `[batch, out, …]`.
  public func forward(_ input: Variable) -> Variable {
    convolution2d(input, weight: weight, bias: bias, padding: padding)
  }
}
