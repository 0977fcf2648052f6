import Foundation

/// What became of a change, as a line of JSON.
package struct MutantRecord: Codable, Equatable, Sendable {
  /// The place, and the declarations around it.
  package var path: String
  package var line: Int

  /// What was changed, and the line before and after.
  package var kind: String
  package var scope: String
  package var before: String
  package var after: String

  /// What became of it, and who noticed.
  package var outcome: MutantOutcome
  package var words: String

  /// How long the tests took.
  package var seconds: Double

  /// How likely the lesson's runs are to differ as they do by chance, if they were compared.
  package var probability: Double?

  /// Describes what became of a change.
  package init(
    _ mutant: Mutant, _ outcome: MutantOutcome, words: String = "", seconds: Double = 0,
    probability: Double? = nil
  ) {
    (path, line, kind) = (mutant.path, mutant.line, mutant.kind.rawValue)
    (scope, before, after) = (mutant.scope, mutant.before, mutant.after)
    self.outcome = outcome
    (self.words, self.probability) = (words, probability)
    self.seconds = (seconds * 10).rounded() / 10
  }

  /// What names the change when lines have moved.
  package var key: String { [path, scope, before, after].joined(separator: "\n") }

  /// One line of JSON.
  ///
  /// - Throws: Never, for what a run can have.
  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// Reads lines of JSON.
  ///
  /// - Parameter text: The lines; a last one that was not written to its end is left out.
  /// - Returns: The records.
  /// - Throws: What the decoder says of another line.
  package static func records(in text: String) throws -> [MutantRecord] {
    let lines = text.split(separator: "\n")
    return try lines.enumerated().compactMap { index, line in
      do {
        return try JSONDecoder().decode(MutantRecord.self, from: Data(line.utf8))
      } catch  where index == lines.count - 1 && !text.hasSuffix("\n") {
        return nil
      }
    }
  }
}
