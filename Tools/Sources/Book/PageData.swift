import Foundation

/// Data that scripts of the book read.
enum PageData {
  /// A value as a script: a page can read it from the file system, from where it cannot fetch JSON.
  ///
  /// - Parameters:
  ///   - value: The value.
  ///   - name: Where it is found, in `window.book`.
  /// - Returns: JavaScript.
  /// - Throws: What the encoder throws.
  static func script(_ value: some Encodable, named name: String) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Data("window.book = window.book || {};\nwindow.book.\(name) = ".utf8)
      + (try encoder.encode(value)) + Data(";\n".utf8)
  }
}
