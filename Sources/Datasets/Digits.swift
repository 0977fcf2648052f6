import TensorCore

extension LabeledData {
  /// Real handwritten digits: 1,797 images of 8 × 8 pixels, in ten classes.
  ///
  /// Each row of `features`, of shape `[1797, 64]`, is one image, row by row. The file's pixels are
  /// whole numbers 0…16 and are divided by 16 here, which is exact: they lie in 0…1, and 16 times
  /// them are the file's again. The file is read once a process.
  ///
  /// ## The order of the images
  ///
  /// The file seems to keep the order of forms that people filled in: fourteen times its labels begin
  /// the same sequence anew, at 0, 130, 256, 386, 516, 646, 776, 906, 1029, 1157, 1287, 1415, 1545 and
  /// 1667. Thirteen people wrote the digits, says the source, so a form is not the same as a writer,
  /// and the file does not say who wrote what. The last 360 images, a fifth, are those of the last two
  /// forms and most of the one before, which is near to what a reader of digits meets in use:
  ///
  /// ```swift
  /// let (training, test) = try LabeledData.digits().splitByOrder(testCount: 360)
  /// ```
  ///
  /// The nearest neighbor among the training images names 95.6 % of these test images rightly, and
  /// 98.6 to 99.2 % after a shuffled split, where each writer is on both sides (measured).
  ///
  /// ## Source
  ///
  /// Alpaydin and Kaynak, "Optical Recognition of Handwritten Digits", 1998, UCI Machine Learning
  /// Repository, https://doi.org/10.24432/C50P49, CC BY 4.0: the test half, as scikit-learn has it.
  ///
  /// - Throws: An error if the package's copy of the file is damaged.
  public static func digits() throws(DatasetError) -> LabeledData { try loadedDigits.get() }

  // Stored: the file is read once a process.
  private static let loadedDigits = Result { () throws(DatasetError) in
    try digits(from: ByteFile(resource: "digits.csv"))
  }

  /// Reads the digits from bytes in memory.
  package static func digits(from file: ByteFile) throws(DatasetError) -> LabeledData {
    let table = try CSVReader().read(file)
    guard table.values.shape == [1_797, 65] else {
      throw file.error(
        .wrongCount, at: .file, expected: "1797 rows of 65 fields",
        found: "\(table.values.shape[0]) rows of \(table.values.shape[1])")
    }
    let data = try LabeledData(
      name: "digits", table: table, classNames: (0..<10).map { String($0) })
    return data.replacingFeatures(with: data.features / 16)
  }
}
