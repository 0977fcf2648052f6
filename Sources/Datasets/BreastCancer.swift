import TensorCore

extension LabeledData {
  /// Thirty measurements of cell nuclei in 569 images of breast tumors, malignant or benign.
  ///
  /// `features` has the shape `[569, 30]` and is left in its own units, from thousandths to
  /// thousands: standardize it (`Standardizer`) or see what happens to the training. Class 0 is
  /// malignant (212 samples), class 1 benign (357). The file is read once a process.
  ///
  /// ## Source
  ///
  /// Wolberg, Mangasarian, Street and Street, "Breast Cancer Wisconsin (Diagnostic)", 1993, UCI
  /// Machine Learning Repository, https://doi.org/10.24432/C5DW2B, CC BY 4.0, as scikit-learn has it.
  ///
  /// - Throws: An error if the package's copy of the file is damaged.
  public static func breastCancer() throws(DatasetError) -> LabeledData {
    try loadedBreastCancer.get()
  }

  // Stored: the file is read once a process.
  private static let loadedBreastCancer = Result { () throws(DatasetError) in
    try breastCancer(from: ByteFile(resource: "breast_cancer.csv"))
  }

  /// Reads the tumors from bytes in memory.
  ///
  /// The first line holds the number of rows, the number of features, and the two class names.
  package static func breastCancer(from file: ByteFile) throws(DatasetError) -> LabeledData {
    let table = try CSVReader().readWithHeader(file)
    let (rowCount, columnCount) = (table.values.shape[0], table.values.shape[1])
    let expected = ["\(rowCount)", "\(columnCount - 1)", "malignant", "benign"]
    guard table.header == expected else {
      throw file.error(
        .wrongCount, at: .text(line: 1, column: 1),
        expected: "\(expected.joined(separator: ",")), which is what follows",
        found: table.header.joined(separator: ","))
    }
    return try LabeledData(
      name: "breast cancer", table: table, classNames: ["malignant", "benign"])
  }
}
