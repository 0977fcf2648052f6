import Course
import Foundation

/// Links from the names in a text to what they name: failures, exercises, equations, figures, sections.
package struct CrossReferences {
  /// The ids of all failures, exercises and questions of the course.
  private let ids: Set<String>

  /// The page of each equation, by its number.
  private let equations: [String: String]

  /// Creates the links.
  ///
  /// - Parameters:
  ///   - ids: The ids of all failures, exercises and questions, such as `F1.3`.
  ///   - equations: The page of each equation, by its number.
  package init(ids: Set<String>, equations: [String: String]) {
    self.ids = ids
    self.equations = equations
  }

  /// The address of a failure, an exercise or a question.
  ///
  /// - Parameters:
  ///   - id: The id.
  ///   - page: The page with the link.
  /// - Returns: The address; `nil` if there is no such thing.
  package func address(of id: String, on page: String) -> String? {
    guard ids.contains(id), let name = CourseID(id) else { return nil }
    let (folder, anchor) =
      switch name.kind {
      case .failureMode: ("failures", id)
      case .exercise: ("exercises", id)
      case .question: ("questions", "q-\(id)")
      }
    return SiteMap.relative("\(folder)/\(name.paddedLesson).html", from: page) + "#\(anchor)"
  }

  /// A text with its links.
  ///
  /// - Parameters:
  ///   - text: Words without marks.
  ///   - page: The page that they stand on.
  ///   - sections: The anchors of the page's numbered sections and, as `figure 5.1`, of its figures.
  /// - Returns: HTML.
  package func html(_ text: String, on page: String, sections: [String: String] = [:]) -> String {
    guard text.utf8.contains(where: { $0 >= 48 && $0 <= 57 }) else { return HTML.escaped(text) }
    var result = ""
    var end = text.startIndex
    for match in text.matches(of: Self.pattern) {
      result += HTML.escaped(text[end..<match.range.lowerBound])
      end = match.range.upperBound
      result += linked(String(match.0), on: page, sections)
    }
    return result + HTML.escaped(text[end...])
  }

  private static var pattern: Regex<Substring> {
    /\bF\d+\.\d+\b|\bE\d\d\.\d+\b|\b[Ee]quations?\s\d+\.\d+(?:(?:, and |, | and | or | to )\d+\.\d+)*|\b[Ff]igures?\s\d+\.\d+|\b[Ss]ection\s\d+\b/
  }

  private func linked(_ words: String, on page: String, _ sections: [String: String]) -> String {
    let kind = words.first.map { $0.lowercased() } ?? ""
    switch kind {
    case "f" where words.hasPrefix("F") && words.dropFirst().first?.isNumber == true,
      "e" where words.dropFirst().first?.isNumber == true:
      return address(of: words, on: page).map { HTML.link($0, words) } ?? words
    case "f":
      let number = words.drop { !$0.isNumber }
      return sections["figure \(number)"].map { HTML.link("#\($0)", words) } ?? HTML.escaped(words)
    case "s":
      let number = String(words.drop { !$0.isNumber })
      return sections[number].map { HTML.link("#\($0)", words) } ?? HTML.escaped(words)
    default:
      return words.replacing(/\d+\.\d+/) { match in
        let number = String(match.0)
        guard let target = equations[number] else { return number }
        let place = target == page ? "" : SiteMap.relative(target, from: page)
        return HTML.link("\(place)#eq-\(number)", number)
      }
    }
  }
}
