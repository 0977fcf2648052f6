/// One small change of a source.
package struct Mutant: Hashable, Sendable {
  /// What is changed.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case operation, comparison, constant, sign, index, condition, statement
    case defaultValue = "default"

    // The operators of DeepCrime for code that trains: Humbatova, Jahangirova and Tonella, “DeepCrime: mutation
    // testing of deep learning systems based on real faults”, 2021, https://doi.org/10.1145/3460319.3464825
    case data, labels, loss, optimizer, rate, epochs, activation, initialization, weights

    /// Whether the change is one of how a network is trained, so that runs may tell it from chance alone.
    package var isTraining: Bool {
      switch self {
      case .operation, .comparison, .constant, .sign, .index, .condition, .statement, .defaultValue:
        false
      case .data, .labels, .loss, .optimizer, .rate, .epochs, .activation, .initialization,
        .weights:
        true
      }
    }
  }

  /// How one build can hold a source and its change, so that a variable chooses between them.
  package enum Choice: Hashable, Sendable {
    /// One of two expressions.
    case expression
    /// One of two statements.
    case statement
    /// One of two functions of one argument.
    case function
  }

  /// The file, relative to the checkout.
  package let path: String

  /// The line of the change, from 1.
  package let line: Int

  /// What is changed.
  package let kind: Kind

  /// What is replaced, in bytes of UTF-8 of the file.
  package let range: Range<Int>

  /// What it says, and what it is replaced by.
  package let original, replacement: String

  /// Whether an expression or a statement is chosen.
  package let choice: Choice

  /// The expression or statement of which there are two in the build, in bytes; it holds the range.
  package let outer: Range<Int>

  /// The declarations around it, such as `Tensor.sum`.
  package let scope: String

  /// Whether it stands in what is compiled here, and not only in the build of another precision.
  package let isCompiled: Bool

  /// The line as it is and as it is changed, with single spaces.
  package let before, after: String

  /// What names it when lines have moved: the file, the declaration, and the line before and after.
  package var key: String { [path, scope, before, after].joined(separator: "\n") }
}

extension Mutant: CustomStringConvertible {
  /// Place, kind and change, in one line.
  package var description: String {
    let (from, to) = (Self.oneLine(original), Self.oneLine(replacement))
    return "\(path):\(line): \(kind.rawValue): \(from) → \(to.isEmpty ? "(nothing)" : to)"
  }

  private static func oneLine(_ text: String) -> String {
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words.count > 60 ? "\(words.prefix(57))…" : words
  }
}
