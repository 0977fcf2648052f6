import TensorCore

/// Sums of products of an image with a small kernel at every place (PyTorch: `conv2d`).
///
/// Every place of the output is a linear layer over the patch of the image that lies there: patches are cut out as
/// rows of a matrix, multiplied with all kernels at once, and put in order again. It is made of other
/// operations, slices among them, which is plain and not fast.
///
/// ## Conventions
///
/// As in PyTorch the kernel is not flipped: the name says convolution, the formula is a correlation.
///
/// - Parameters:
///   - x: Images of shape `[batch, channels, height, width]`.
///   - weight: Kernels of shape `[out, channels, kernel height, kernel width]`.
///   - bias: A number for each kernel, of shape `[out]`, or none.
///   - padding: How many rows and columns of zeros are put around an image.
/// - Returns: Images of shape `[batch, out, height + 2 padding − kernel height + 1, …]`.
/// - Precondition: The shapes fit, and a kernel is not larger than an image with its padding.
/// - Complexity: batch · out · channels · kernel · output places multiply-adds.
public func convolution2d(
  _ x: Variable, weight: Variable, bias: Variable? = nil, padding: Int = 0
) -> Variable {
  precondition(
    x.shape.axisCount == 4 && weight.shape.axisCount == 4 && x.shape[1] == weight.shape[1]
      && padding >= 0,
    "convolution2d: images \(x.shape), kernels \(weight.shape), padding \(padding)")
  let padded = x.padded(by: padding)
  let (batch, channels) = (x.shape[0], x.shape[1])
  let (kernelHeight, kernelWidth) = (weight.shape[2], weight.shape[3])
  let (height, width) = (padded.shape[2] - kernelHeight + 1, padded.shape[3] - kernelWidth + 1)
  precondition(
    height > 0 && width > 0, "convolution2d: kernels \(weight.shape) do not fit \(padded.shape)")
  // The scalars that meet one place of the kernel, for every place of the kernel.
  let shifted = (0..<kernelHeight * kernelWidth).map { place in
    let (row, column) = (place / kernelWidth, place % kernelWidth)
    return padded.slice(row..<row + height, axis: 2).slice(column..<column + width, axis: 3)
      .reshaped(to: [batch, channels, 1, height * width])
  }
  let patches = Variable.concatenation(shifted, axis: 2)
    .transposed(axes: [0, 3, 1, 2])
    .reshaped(to: [batch * height * width, channels * shifted.count])
  let kernels = weight.reshaped(to: [weight.shape[0], channels * shifted.count])
  return linear(patches, weight: kernels, bias: bias)
    .reshaped(to: [batch, height * width, weight.shape[0]])
    .transposed(axes: [0, 2, 1])
    .reshaped(to: [batch, weight.shape[0], height, width])
}

extension Variable {
  /// Images with rows and columns of zeros around them.
  fileprivate func padded(by count: Int) -> Variable {
    if count == 0 { return self }
    return [2, 3].reduce(self) { image, axis in
      let zeros = Variable(.zeros(image.shape.replacing(axis: axis, with: count)))
      return .concatenation([zeros, image, zeros], axis: axis)
    }
  }
}
