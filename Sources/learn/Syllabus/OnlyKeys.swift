extension Syllabus {
  /// A key of any name, to find those that nobody reads.
  fileprivate struct AnyKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(stringValue: String) { (self.stringValue, intValue) = (stringValue, nil) }
    init(intValue: Int) { (stringValue, self.intValue) = ("\(intValue)", intValue) }
  }
}

extension Decoder {
  /// The values by their keys, after a look for keys that have no meaning here, such as a misspelled one.
  ///
  /// - Parameter keys: All keys that have a meaning.
  /// - Returns: The values.
  /// - Throws: `DecodingError` at the first other key in order of the alphabet.
  func container<Key: CodingKey & CaseIterable>(
    onlyKeys keys: Key.Type
  ) throws -> KeyedDecodingContainer<Key> {
    let known = Key.allCases.map(\.stringValue)
    let found = try container(keyedBy: Syllabus.AnyKey.self).allKeys.map(\.stringValue)
    if let other = found.filter({ !known.contains($0) }).min() {
      let words = "the key “\(other)” is none of \(known.map { "“\($0)”" }.joined(separator: ", "))"
      throw DecodingError.dataCorrupted(.init(codingPath: codingPath, debugDescription: words))
    }
    return try container(keyedBy: keys)
  }
}
