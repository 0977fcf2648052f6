package import Foundation

/// Collects the formulas and the code of all pages, so that one run of Node sets them all.
///
/// Until then a sign stands in the place of each; ``settled(_:)`` puts the HTML there.
package final class Typesetter {
  /// Why formulas could not be set.
  package struct Failure: Error, CustomStringConvertible {
    /// The formulas, with what is wrong.
    package let faults: [String]

    /// What is wrong.
    package var description: String {
      "KaTeX cannot set \(faults.count) formulas of the book:\n" + faults.joined(separator: "\n")
    }
  }

  private struct Formula: Encodable, Hashable {
    let tex: String
    let isDisplay: Bool
  }

  private struct Code: Encodable, Hashable {
    let text: String
    let language: String
    let hasAnchors: Bool
  }

  private struct Request: Encodable {
    let formulas: [Formula]
    let code: [Code]
  }

  private struct Answer: Decodable {
    let formulas: [String]
    let code: [String]
    let faults: [String]
  }

  private var formulas: [Formula] = []
  private var places: [Formula: Int] = [:]
  private var code: [Code] = []
  private var answer: Answer?

  /// Creates a collection of nothing.
  package init() {}

  /// A formula.
  ///
  /// - Parameters:
  ///   - tex: The formula, without dollars.
  ///   - isDisplay: Whether it stands in a line of its own.
  /// - Returns: What stands in its place.
  package func formula(_ tex: String, isDisplay: Bool = false) -> String {
    let formula = Formula(
      tex: tex.trimmingCharacters(in: .whitespacesAndNewlines), isDisplay: isDisplay)
    let place = places[formula] ?? formulas.count
    if place == formulas.count {
      formulas.append(formula)
      places[formula] = place
    }
    return "\u{E000}f\(place)\u{E001}"
  }

  /// Code.
  ///
  /// - Parameters:
  ///   - text: The lines.
  ///   - language: The word behind the fence; code of an unknown language is not colored.
  ///   - hasAnchors: Whether each line can be linked to, as `#L12`.
  /// - Returns: What stands in its place.
  package func code(_ text: String, language: String, hasAnchors: Bool = false) -> String {
    code.append(Code(text: text, language: language, hasAnchors: hasAnchors))
    return "\u{E000}c\(code.count - 1)\u{E001}"
  }

  /// What is to be set, as the program reads it.
  ///
  /// - Returns: JSON.
  /// - Throws: What the encoder throws.
  package func request() throws -> Data {
    try JSONEncoder().encode(Request(formulas: formulas, code: code))
  }

  /// Takes what the program made of the request.
  ///
  /// - Parameter data: JSON.
  /// - Throws: `Failure`, or what the decoder throws.
  package func take(_ data: Data) throws {
    let answer = try JSONDecoder().decode(Answer.self, from: data)
    guard answer.faults.isEmpty else { throw Failure(faults: answer.faults) }
    self.answer = answer
  }

  /// A page with its formulas and its code.
  ///
  /// - Parameter html: The page with the signs in their places.
  /// - Returns: The page; as it was before ``take(_:)``.
  package func settled(_ html: String) -> String {
    guard let answer else { return html }
    let parts = html.components(separatedBy: "\u{E000}")
    return parts[0]
      + parts.dropFirst().map { part in
        let end = part.firstIndex(of: "\u{E001}") ?? part.startIndex
        let list = part.hasPrefix("f") ? answer.formulas : answer.code
        let place = Int(part[..<end].dropFirst()) ?? 0
        return list[place] + part[end...].dropFirst()
      }.joined()
  }
}
