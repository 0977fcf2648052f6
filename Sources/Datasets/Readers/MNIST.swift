import TensorCore

extension LabeledData {
  /// Reads images and their labels from a pair of files in the format of MNIST.
  ///
  /// The images are flattened, row by row, and their bytes divided by 255. Fashion-MNIST's files have
  /// the same format.
  ///
  /// ```swift
  /// let training = try LabeledData.mnist(
  ///   images: "train-images-idx3-ubyte", labels: "train-labels-idx1-ubyte")
  /// training.features.shape   // [60000, 784]
  /// ```
  ///
  /// - Parameters:
  ///   - images: A file of three axes: images, height, width; also the name of the data.
  ///   - labels: A file of one axis, of as many labels.
  ///   - classNames: The name of each class.
  /// - Returns: A set with `features` of shape `[images, height · width]`, each in 0…1.
  /// - Throws: An error that names the file and the byte of the first thing that is wrong.
  /// - Complexity: The features take `MemoryLayout<Scalar>.size` bytes a pixel: 376 MB for the
  ///   60,000 training images in double precision, half of that in single precision.
  public static func mnist(
    images: String, labels: String,
    classNames: [String] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
  ) throws(DatasetError) -> LabeledData {
    try mnist(
      images: ByteFile(path: images), labels: ByteFile(path: labels), classNames: classNames)
  }

  /// Reads images and their labels from bytes in memory.
  package static func mnist(
    images imageFile: ByteFile, labels labelFile: ByteFile, classNames: [String]
  ) throws(DatasetError) -> LabeledData {
    let images = try IDXReader().read(imageFile, axisCount: 3)
    let labels = try IDXReader().read(labelFile, axisCount: 1)
    let count = images.shape[0]
    guard labels.shape[0] == count else {
      throw labelFile.error(
        .wrongCount, at: .byte(4), expected: "\(count) labels, one for each image",
        found: "\(labels.shape[0])")
    }
    if let index = labels.bytes.firstIndex(where: { $0 >= classNames.count }) {
      throw labelFile.error(
        .wrongLabel, at: .byte(8 + index), expected: "a label in 0..<\(classNames.count)",
        found: "\(labels.bytes[index])")
    }
    let pixels = Tensor(
      shape: [count, images.shape[1] * images.shape[2]],
      scalars: images.bytes.map { Scalar($0) / 255 })
    return LabeledData(
      name: imageFile.path, features: pixels, labels: labels.bytes.map { Int($0) },
      classNames: classNames)
  }
}
