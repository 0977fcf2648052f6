import Course
import Foundation
import Text

/// The files of a lesson, and what can be counted in them.
package struct LessonFiles {
  private let outline: LessonOutline
  private let root: URL

  /// Names the files of a lesson.
  ///
  /// - Parameters:
  ///   - outline: The lesson.
  ///   - root: The checkout.
  init(of outline: LessonOutline, root: URL) {
    self.outline = outline
    self.root = root
  }

  /// The number of stored reference numbers, over all cases of the lesson's fixture.
  ///
  /// - Returns: The number; 0 without a fixture.
  /// - Throws: What is wrong with the fixture.
  func goldenValueCount() throws -> Int {
    struct Fixture: Decodable {
      struct Case: Decodable { let values: [Anything] }
      let cases: [String: Case]
    }
    return try decode(Fixture.self, "Tests/Fixtures/Lesson\(outline.paddedNumber).json")?
      .cases.values.reduce(0) { $0 + $1.values.count } ?? 0
  }

  /// The number of failure modes that are recorded in PyTorch too.
  ///
  /// - Returns: The number; 0 without a fixture.
  /// - Throws: What is wrong with the fixture.
  func twinCount() throws -> Int {
    struct Fixture: Decodable { let twins: [String: Anything] }
    return try decode(Fixture.self, "Tests/Fixtures/Twins\(outline.paddedNumber).json")?
      .twins.count ?? 0
  }

  /// The number of test functions of the lesson and of its checkers.
  var testCount: Int {
    let number = outline.paddedNumber
    return ["Tests/Lesson\(number)\(outline.module)Tests", "Tests/Checkers\(number)Tests"]
      .flatMap(swiftTexts).reduce(0) { $0 + Self.testCount(in: $1) }
  }

  /// The number of pictures and drawn graphs on the lesson's page and in its notebook.
  var figureCount: Int {
    ["Lessons", "Notebooks-md"].reduce(0) {
      $0 + Self.figureCount(in: text("\($1)/\(outline.folder).md") ?? "")
    }
  }

  /// The number of lines in the lesson's Swift files.
  var sourceLineCount: Int {
    outline.sourceFolders.flatMap(swiftTexts).reduce(0) {
      $0 + $1.utf8.count { $0 == UInt8(ascii: "\n") }
    }
  }

  /// The number of test functions in a Swift file; comments hold none.
  ///
  /// - Parameter source: The text of the file.
  /// - Returns: The number.
  package static func testCount(in source: String) -> Int {
    // Most lines need no regular expression, which takes a hundred times as long as a search.
    source.split(separator: "\n").count { line in
      line.utf8.contains(UInt8(ascii: "@")) && line.contains("@Test")
        && line.prefixMatch(of: /\s*(?:@\w+(?:\(.*?\))?\s+)*@Test\b/) != nil
    }
  }

  /// The number of images and Mermaid graphs on a page; what stands in other blocks of code is none.
  ///
  /// - Parameter page: The text of the page.
  /// - Returns: The number.
  package static func figureCount(in page: String) -> Int {
    var count = 0
    var fence: Substring?
    for line in page.split(separator: "\n") {
      // Most lines need no regular expression here, either.
      let mayBeMark = line.contains(oneOf: ["`", "~"])
      let mark = mayBeMark ? line.prefixMatch(of: /\s*(`{3,}|~{3,})/)?.1 : nil
      if let open = fence {
        if let mark, mark.first == open.first, mark.count >= open.count { fence = nil }
      } else if let mark {
        fence = mark
        if line.contains(/^\s*[`~]+\s*mermaid\b/) { count += 1 }
      } else if line.contains(oneOf: ["!"]) {
        count += line.matches(of: /!\[[^\]]*\]\([^)]+\)/).count
      }
    }
    return count
  }

  /// A value that is only counted.
  private struct Anything: Decodable { init(from decoder: any Decoder) throws {} }

  private func text(_ path: String) -> String? {
    (try? String(contentsOf: root.appending(path: path), encoding: .utf8))?
      .withLineFeeds
  }

  private func decode<Value: Decodable>(_ type: Value.Type, _ path: String) throws -> Value? {
    guard let data = try? Data(contentsOf: root.appending(path: path)) else { return nil }
    return try JSONDecoder().decode(type, from: data)
  }

  /// The texts of the Swift files in a folder and the folders in it.
  private func swiftTexts(in folder: String) -> [String] {
    let files = FileManager.default.enumerator(
      at: root.appending(path: folder), includingPropertiesForKeys: nil)
    return (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
      .compactMap { try? String(contentsOf: $0, encoding: .utf8) }
  }
}

extension Substring {
  /// Whether one of some characters of ASCII is among its own.
  fileprivate func contains(oneOf characters: [Unicode.Scalar]) -> Bool {
    let wanted = characters.map { UInt8(ascii: $0) }
    return utf8.contains(where: wanted.contains)
  }
}
