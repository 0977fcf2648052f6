import Foundation
import Testing
import learn

/// What is said of a syllabus that cannot be used.
@Suite struct SyllabusDamageTests {
  /// A syllabus of one row a lesson, that of lesson 2 as given.
  private func text(row: String, lessons: ClosedRange<Int> = 0...10, version: Int = 1) -> String {
    let parts = lessons.map { number in
      let other = #"{ "id": "V\#(number).1", "title": "a number", "by": ["01.01"] }"#
      return #"{ "number": \#(number), "rows": [\#(number == 2 ? row : other)] }"#
    }
    return #"{ "version": \#(version), "lessons": [\#(parts.joined(separator: ","))] }"#
  }

  private func damage(_ text: String) throws -> String {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).json")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let error = try #require(throws: Syllabus.Damage.self) { try Syllabus(contentsOf: file) }
    #expect("\(error)".hasPrefix("\(file.path): "))
    return "\(error)"
  }

  @Test(
    arguments: [
      (#"{ "id": "V2.1", "title": "a" }"#, "row V2.1 of lesson 2: nothing covers it"),
      (#"{ "id": "V2.1", "title": "a", "by": [] }"#, "what covers it is empty"),
      (#"{ "id": "V2.1", "title": "a", "leftOut": "no." }"#, "its reason is no sentence"),
      (
        #"{ "id": "V2.1", "title": "a", "by": ["01.01"], "leftOut": "It has no place here." }"#,
        "it is covered and left out"
      ),
      (#"{ "id": "V2.1", "by": ["01.01"] }"#, "it has no title"),
      (#"{ "id": "V3.1", "title": "a", "by": ["01.01"] }"#, "its name is none of this lesson"),
      (#"{ "id": "V1.1", "title": "a", "by": ["01.01"] }"#, "row V1.1 stands twice"),
      (#"{ "id": "T2", "title": "a", "by": ["01.01"] }"#, "its name is none of this lesson"),
      (#"{ "id": "V2.1", "title": "a", "by": ["E2.1"] }"#, "lessons[2].rows[0].by[0]"),
      (#"{ "id": "V2.1", "title": "a", "by": ["README.md#"] }"#, "PATH#TEXT was expected"),
      (##"{ "id": "V2.1", "title": "a", "by": ["#a/b"] }"##, "PATH#TEXT was expected"),
      (#"{ "title": "a", "by": ["01.01"] }"#, "“id” is missing"),
      (
        #"{ "id": "V2.1", "title": "a", "by": ["01.01"], "Note": "b" }"#,
        "lessons[2].rows[0]: the key “Note” is none of “id”, “title”"
      ),
      (#"{ "id": "V2.1", "title": "a", "by": "01.01" }"#, "lessons[2].rows[0].by"),
      ("", "lesson 2 has no rows"),
    ])
  func `a wrong row is told with its place`(row: String, words: String) throws {
    let told = try damage(text(row: row))
    #expect(told.contains(words), "\(told)")
  }

  @Test func `missing lessons and another version are told`() throws {
    let row = #"{ "id": "F2.1", "by": ["F2.1"] }"#
    #expect(try damage(text(row: row, lessons: 0...9)).contains("lessons 0 to 10 were expected"))
    #expect(try damage(text(row: row, version: 2)).contains("version 1 was expected, 2 found"))
    #expect(try damage("{\n nope }").contains("line 2"))
    #expect(try damage(#"{ "version": 1, "lessons": [], "more": 1 }"#).contains("“more” is none"))
    let lesson = #"{ "version": 1, "lessons": [{ "number": 0, "rows": [], "title": "a" }] }"#
    #expect(try damage(lesson).contains("lessons[0]: the key “title” is none"))
  }

  @Test func `a file that is not there is named`() throws {
    let file = URL(fileURLWithPath: "/no/such/syllabus.json")
    let error = try #require(throws: Syllabus.Damage.self) { try Syllabus(contentsOf: file) }
    #expect("\(error)".hasPrefix("/no/such/syllabus.json: cannot be read: "))
  }
}
