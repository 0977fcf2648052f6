import TensorCore

extension LabeledData {
  /// Reads a table whose last column is the class of each row, a whole number from 0.
  ///
  /// - Parameters:
  ///   - path: The file, without a header; also the name of the data.
  ///   - classNames: The name of each class.
  ///   - separator: What stands between two fields.
  /// - Returns: A set with `features` of shape `[rows, columns − 1]`.
  /// - Throws: An error that names the line and column of the first thing that is wrong.
  public static func csv(
    _ path: String, classNames: [String], separator: CSVReader.Separator = .comma
  ) throws(DatasetError) -> LabeledData {
    let table = try CSVReader(separator: separator).read(path)
    return try LabeledData(name: path, table: table, classNames: classNames)
  }

  /// Takes the last column of a table as the class of each row.
  package init(name: String, table: CSVTable, classNames: [String]) throws(DatasetError) {
    let featureCount = table.values.shape[1] - 1
    guard featureCount > 0 else {
      throw table.file.error(
        .wrongCount, at: table.position(row: 0, column: 0), expected: "features and a class",
        found: "1 column")
    }
    var labels: [Int] = []
    for (row, value) in table.values.slice(featureCount..<featureCount + 1, axis: 1).scalars
      .enumerated()
    {
      guard let label = Int(exactly: value), label >= 0, label < classNames.count else {
        throw table.file.error(
          .wrongLabel, at: table.position(row: row, column: featureCount),
          expected: "a whole number in 0..<\(classNames.count)", found: "\(value)")
      }
      labels.append(label)
    }
    self.init(
      name: name, features: table.values.slice(0..<featureCount, axis: 1), labels: labels,
      classNames: classNames)
  }
}
