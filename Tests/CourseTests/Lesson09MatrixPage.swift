import AllLessons
import Course
import Dynamics
import Foundation
import Testing

/// The symptom index of the course and its short form in lesson 09: written from the data that the detectors are held to.
///
///     LEARN_RECORD=1 swift test --filter Lesson09MatrixPage
///
/// writes them anew.
@Suite struct Lesson09MatrixPage {
  private static var lessons: URL {
    URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Lessons")
  }

  /// Holds what stands between two comments of a page against a text, or writes it.
  private func expect(_ text: String, in page: String, between name: String) throws {
    let file = Self.lessons.appending(path: page)
    let found = try String(contentsOf: file, encoding: .utf8)
    let begin = try #require(found.range(of: "<!-- \(name) -->\n")?.upperBound)
    let end = try #require(found.range(of: "<!-- end \(name) -->")?.lowerBound)
    let wanted = "\n\(text)\n\n"
    if ProcessInfo.processInfo.environment["LEARN_RECORD"] != nil {
      try found.replacingCharacters(in: begin..<end, with: wanted)
        .write(to: file, atomically: true, encoding: .utf8)
    } else {
      #expect(String(found[begin..<end]) == wanted)
    }
  }

  @Test func `the index is as it follows from the data`() throws {
    let rendering = try MatrixRendering(lessons: Self.lessons)
    try expect(rendering.text, in: "Symptoms.md", between: "matrix")
  }

  @Test func `each failure without a sign in its record is measured`() throws {
    let rendering = try MatrixRendering(lessons: Self.lessons)
    try expect(rendering.measurements, in: "Measurements.md", between: "measurements")
  }

  @Test func `lesson 09 has its symptoms and causes`() throws {
    let rendering = try MatrixRendering(lessons: Self.lessons)
    try expect(rendering.overview, in: "09-Dynamics.md", between: "symptoms")
  }

  @Test func `every cause is in the index, and of each lesson a failure`() {
    let suspects = SymptomRow.all.flatMap(\.suspects)
    #expect(Set(suspects.map(\.cause)) == Set(Cause.allCases))
    #expect(
      Set(suspects.flatMap(\.modes).map(\.lesson))
        == Set(AllLessons.all.map(\.outline.number)))
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
    #expect(links.link(.failureMode(9, 6)) == "[F9.6](09-Dynamics.md#the-others-a-line-each)")
    #expect(links.link(.failureMode(1, 1)) == "[F1.1](01-Perceptron.md#the-others-a-line-each)")
    #expect(links.link(.failureMode(7, 1)) == "[F7.1](07-Optimizers.md#5-what-goes-wrong)")
  }
}
