// Runs that go wrong are the ones to keep, and JSON has no word for what they end in. Numbers are
// written as numbers while they are finite, and as "nan", "inf" and "-inf" when they are not, so that
// every encoder can write a record in its default settings.

extension TrainingRecord.Step {
  private enum CodingKeys: String, CodingKey {
    case loss, learningRate, gradientNorms, parameterNorms, updateNorms, columns
  }

  /// Reads a step; numbers that are not finite stand as the words "nan", "inf" and "-inf".
  ///
  /// - Parameter decoder: Where the step is read from.
  /// - Throws: `DecodingError`, also for any other word in the place of a number.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func norms(_ key: CodingKeys) throws -> [String: Double] {
      try container.decode([String: CodedNumber].self, forKey: key).mapValues(\.value)
    }
    self.init(
      loss: try container.decode(CodedNumber.self, forKey: .loss).value,
      learningRate: try container.decode(CodedNumber.self, forKey: .learningRate).value,
      gradientNorms: try norms(.gradientNorms), parameterNorms: try norms(.parameterNorms),
      updateNorms: try norms(.updateNorms),
      columns: try container.decodeIfPresent(
        [TrainingRecord.Column: [String: CodedNumber]].self, forKey: .columns)?
        .mapValues { $0.mapValues(\.value) } ?? [:])
  }

  /// Writes a step; numbers that are not finite become the words "nan", "inf" and "-inf".
  ///
  /// - Parameter encoder: What the step is written to.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(CodedNumber(value: loss), forKey: .loss)
    try container.encode(CodedNumber(value: learningRate), forKey: .learningRate)
    for (key, norms) in [
      (CodingKeys.gradientNorms, gradientNorms), (.parameterNorms, parameterNorms),
      (.updateNorms, updateNorms),
    ] {
      try container.encode(norms.mapValues { CodedNumber(value: $0) }, forKey: key)
    }
    guard !columns.isEmpty else { return }
    try container.encode(
      columns.mapValues { $0.mapValues { CodedNumber(value: $0) } }, forKey: .columns)
  }
}

extension TrainingRecord.Validation {
  private enum CodingKeys: String, CodingKey { case step, loss, accuracy }

  /// Reads a measurement; numbers that are not finite stand as the words "nan", "inf" and "-inf".
  ///
  /// - Parameter decoder: Where the measurement is read from.
  /// - Throws: `DecodingError`, also for any other word in the place of a number.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      step: try container.decode(Int.self, forKey: .step),
      loss: try container.decode(CodedNumber.self, forKey: .loss).value,
      accuracy: try container.decodeIfPresent(CodedNumber.self, forKey: .accuracy)?.value)
  }

  /// Writes a measurement; numbers that are not finite become the words "nan", "inf" and "-inf".
  ///
  /// - Parameter encoder: What the measurement is written to.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(step, forKey: .step)
    try container.encode(CodedNumber(value: loss), forKey: .loss)
    try container.encodeIfPresent(accuracy.map { CodedNumber(value: $0) }, forKey: .accuracy)
  }
}

/// A number that is written as a word if it is not finite.
private struct CodedNumber: Codable {
  let value: Double

  init(value: Double) { self.value = value }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    do {
      value = try container.decode(Double.self)
    } catch DecodingError.typeMismatch {
      switch try container.decode(String.self) {
      case "nan": value = .nan
      case "inf": value = .infinity
      case "-inf": value = -.infinity
      case let word:
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "a number, nan, inf or -inf was expected: \(word)")
      }
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if value.isFinite {
      try container.encode(value)
    } else {
      try container.encode(value.isNaN ? "nan" : value > 0 ? "inf" : "-inf")
    }
  }
}
