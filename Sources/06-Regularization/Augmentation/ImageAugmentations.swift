import TensorCore

// Augmentations of images that are stored as rows of pixels, `height · width` numbers each.

extension Augmentation {
  /// Moves every image by −reach…reach pixels along each axis; what comes in from outside is 0.
  ///
  /// - Parameters:
  ///   - height: The number of rows of pixels.
  ///   - width: The number of columns.
  ///   - reach: The greatest distance; at least 0 and less than both sides.
  /// - Returns: The augmentation.
  /// - Precondition: The numbers are as said.
  public static func shift(height: Int, width: Int, by reach: Int) -> Augmentation {
    precondition(
      reach >= 0 && reach < min(height, width),
      "Augmentation.shift: \(reach) pixels in \(height) by \(width)")
    return images("shift by up to \(reach)", height, width) { image, generator in
      let down = generator.uniform(below: 2 * reach + 1) - reach
      let right = generator.uniform(below: 2 * reach + 1) - reach
      return moved(image, height: height, width: width, down: down, right: right)
    }
  }

  /// Sets a square of every image to 0; its center lies anywhere in the image, so that it may hang over.
  ///
  /// ## Source
  ///
  /// DeVries and Taylor, “Improved regularization of convolutional neural networks with cutout”, 2017,
  /// https://arxiv.org/abs/1708.04552
  ///
  /// - Parameters:
  ///   - height: The number of rows of pixels.
  ///   - width: The number of columns.
  ///   - side: The side of the square in pixels; positive.
  /// - Returns: The augmentation.
  /// - Precondition: The side is positive.
  public static func cutout(height: Int, width: Int, side: Int) -> Augmentation {
    precondition(side > 0, "Augmentation.cutout: the side is not positive: \(side)")
    return images("cutout of \(side) by \(side)", height, width) { image, generator in
      let top = generator.uniform(below: height) - side / 2
      let left = generator.uniform(below: width) - side / 2
      var image = image
      for row in max(0, top)..<min(height, top + side) {
        for column in max(0, left)..<min(width, left + side) { image[row * width + column] = 0 }
      }
      return image
    }
  }

  /// Mirrors every image, left and right exchanged, with a probability; right for photographs of cats, wrong for digits.
  ///
  /// - Parameters:
  ///   - height: The number of rows of pixels.
  ///   - width: The number of columns.
  ///   - probability: The probability that an image is mirrored.
  /// - Returns: The augmentation.
  public static func mirror(height: Int, width: Int, probability: Double = 0.5) -> Augmentation {
    images("mirror", height, width) { image, generator in
      guard generator.uniform() < probability else { return image }
      return (0..<image.count).map { image[$0 / width * width + width - 1 - $0 % width] }
    }
  }

  /// Turns every image by 180° with a probability: it makes a 9 of a 6, and calls it a 6.
  ///
  /// - Parameters:
  ///   - height: The number of rows of pixels.
  ///   - width: The number of columns.
  ///   - probability: The probability that an image is turned.
  /// - Returns: The augmentation.
  public static func halfTurn(height: Int, width: Int, probability: Double = 0.5) -> Augmentation {
    images("half turn", height, width) { image, generator in
      generator.uniform() < probability ? image.reversed() : image
    }
  }

  /// An augmentation that treats one image after the other.
  private static func images(
    _ name: String, _ height: Int, _ width: Int,
    _ change: @escaping @Sendable ([Scalar], inout SplitMix64) -> [Scalar]
  ) -> Augmentation {
    precondition(
      height > 0 && width > 0, "Augmentation: no image of \(height) by \(width) pixels: \(name)")
    return Augmentation(name) { batch, generator in
      precondition(
        batch.shape.axisCount == 2 && batch.shape[1] == height * width,
        "Augmentation: \(name): no images of \(height) by \(width) pixels: \(batch.shape)")
      var pixels: [Scalar] = []
      pixels.reserveCapacity(batch.elementCount)
      let scalars = batch.scalars
      for start in stride(from: 0, to: scalars.count, by: height * width) {
        pixels += change(Array(scalars[start..<start + height * width]), &generator)
      }
      return Tensor(shape: batch.shape, scalars: pixels)
    }
  }

  private static func moved(
    _ image: [Scalar], height: Int, width: Int, down: Int, right: Int
  ) -> [Scalar] {
    var result = [Scalar](repeating: 0, count: image.count)
    for row in max(0, down)..<min(height, height + down) {
      for column in max(0, right)..<min(width, width + right) {
        result[row * width + column] = image[(row - down) * width + column - right]
      }
    }
    return result
  }
}
