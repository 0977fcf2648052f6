import AllLessons
import Course
import Dynamics
import Foundation
import Testing

/// The symptom index on the page of lesson 09: written from the same data that the detectors are held to.
///
///     LEARN_RECORD=1 swift test --filter Lesson09MatrixPage
///
/// writes it anew.
@Suite struct Lesson09MatrixPage {
  private static let lessons = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Lessons")
  private static let page = lessons.appending(path: "09-Dynamics.md")
  private static let (begin, end) = ("<!-- matrix -->\n", "<!-- end matrix -->")

  @Test func `the page has the symptom index as it follows from the data`() throws {
    let text = try String(contentsOf: Self.page, encoding: .utf8)
    let begin = try #require(text.range(of: Self.begin)?.upperBound)
    let end = try #require(text.range(of: Self.end)?.lowerBound)
    let index = "\n\(try MatrixRendering(lessons: Self.lessons).text)\n\n"
    if ProcessInfo.processInfo.environment["LEARN_RECORD"] != nil {
      try text.replacingCharacters(in: begin..<end, with: index)
        .write(to: Self.page, atomically: true, encoding: .utf8)
    } else {
      #expect(String(text[begin..<end]) == index)
    }
  }

  @Test func `every cause is in the index, and of each lesson a failure`() {
    let suspects = SymptomRow.all.flatMap(\.suspects)
    #expect(Set(suspects.map(\.cause)) == Set(Cause.allCases))
    #expect(
      Set(suspects.flatMap(\.modes).map(\.lesson))
        == Set(AllLessons.all.map(\.outline.number).filter { $0 <= 9 }))
  }

  @Test func `every failure that the index names exists`() {
    let known = Set(AllLessons.all.flatMap(\.failureModes).map(\.id))
    for suspect in SymptomRow.all.flatMap(\.suspects) {
      #expect(known.isSuperset(of: suspect.modes), "\(suspect.cause.rawValue)")
    }
  }

  @Test func `a heading is linked to by GitHub's name for it`() throws {
    let links = try MatrixRendering(lessons: Self.lessons)
    #expect(links.link(.failureMode(2, 1)) == "[F2.1](02-Backprop.md#f21-gradients-are-not-zeroed)")
    #expect(links.link(.failureMode(9, 6)) == "[F9.6](#the-others-a-line-each)")
    #expect(links.link(.failureMode(7, 1)) == "[F7.1](07-Optimizers.md#5-what-goes-wrong)")
  }
}
