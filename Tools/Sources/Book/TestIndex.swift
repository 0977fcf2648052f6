import Foundation

/// The tests of the course, by name and place.
package struct TestIndex: Sendable {
  /// One test.
  package struct Test: Hashable, Sendable {
    /// The file, from the root of the checkout.
    package let path: String
    /// The line, from 1.
    package let line: Int
    /// What it claims.
    package let name: String
    /// The text, up to the next test.
    package let text: String
    /// The words in it.
    package let words: Set<String>

    /// The suite, which bears the name of its file.
    package var suite: String {
      String((path.split(separator: "/").last ?? "").prefix { $0 != "." })
    }
  }

  /// The tests, in the order of their files.
  package let tests: [Test]

  private let lessons: [String: [Test]]

  /// Finds the tests in files.
  ///
  /// - Parameter files: Paths and texts.
  package init(in files: [(path: String, text: String)]) {
    tests = files.flatMap { Self.tests(in: $0.text, path: $0.path) }
    lessons = Dictionary(grouping: tests) { test in
      test.path.firstMatch(of: /Lesson(\d\d)/).map { String($0.1) } ?? ""
    }
  }

  /// The tests of a lesson.
  ///
  /// - Parameter number: Its number, two digits.
  /// - Returns: The tests, in order.
  package func tests(ofLesson number: String) -> [Test] { lessons[number] ?? [] }

  /// The test that a proof such as `Module.Suite/no line computes XOR` names.
  ///
  /// - Parameter proof: Module, suite and function.
  /// - Returns: The test, or `nil` if there is none.
  package func test(of proof: String) -> Test? {
    let parts = proof.split(separator: "/", maxSplits: 1)
    guard parts.count == 2, let module = parts[0].split(separator: ".").first else { return nil }
    return tests.first { $0.name == parts[1] && $0.path.contains("/\(module)/") }
  }

  private static func tests(in text: String, path: String) -> [Test] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let starts: [(index: Int, name: String)] = lines.indices.compactMap { index in
      guard lines[index].contains("func `") else { return nil }
      let parts = lines[index].split(separator: "`", omittingEmptySubsequences: false)
      return parts.count > 2 ? (index, String(parts[1])) : nil
    }
    return starts.enumerated().map { position, start in
      let end = position + 1 < starts.count ? starts[position + 1].index : lines.count
      let body = lines[start.index..<end].joined(separator: "\n")
      let words = body.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
      return Test(
        path: path, line: start.index + 1, name: start.name, text: body, words: Set(words))
    }
  }
}
