import Text

// `JSONNumber` says how runs that went wrong are written: JSON has no word for what they end in.

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
      try container.decode([String: JSONNumber].self, forKey: key).mapValues(\.value)
    }
    self.init(
      loss: try container.decode(JSONNumber.self, forKey: .loss).value,
      learningRate: try container.decode(JSONNumber.self, forKey: .learningRate).value,
      gradientNorms: try norms(.gradientNorms), parameterNorms: try norms(.parameterNorms),
      updateNorms: try norms(.updateNorms),
      columns: try container.decodeIfPresent(
        [TrainingRecord.Column: [String: JSONNumber]].self, forKey: .columns)?
        .mapValues { $0.mapValues(\.value) } ?? [:])
  }

  /// Writes a step; numbers that are not finite become the words "nan", "inf" and "-inf".
  ///
  /// - Parameter encoder: What the step is written to.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(JSONNumber(loss), forKey: .loss)
    try container.encode(JSONNumber(learningRate), forKey: .learningRate)
    for (key, norms) in [
      (CodingKeys.gradientNorms, gradientNorms), (.parameterNorms, parameterNorms),
      (.updateNorms, updateNorms),
    ] {
      try container.encode(norms.mapValues { JSONNumber($0) }, forKey: key)
    }
    guard !columns.isEmpty else { return }
    try container.encode(
      columns.mapValues { $0.mapValues { JSONNumber($0) } }, forKey: .columns)
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
      loss: try container.decode(JSONNumber.self, forKey: .loss).value,
      accuracy: try container.decodeIfPresent(JSONNumber.self, forKey: .accuracy)?.value)
  }

  /// Writes a measurement; numbers that are not finite become the words "nan", "inf" and "-inf".
  ///
  /// - Parameter encoder: What the measurement is written to.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(step, forKey: .step)
    try container.encode(JSONNumber(loss), forKey: .loss)
    try container.encodeIfPresent(accuracy.map { JSONNumber($0) }, forKey: .accuracy)
  }
}
