import AllLessons
import Course
import TestSupport
import Testing

/// The table of lessons in `Package.swift`, which cannot import the overview that it repeats.
struct ManifestTests {
  @Test func `the manifest's lessons build on what the overview says`() throws {
    let pattern = /Lesson\((\d+), "(\w+)", buildsOn: \[([\d, ]*)\]\)/
    let rows = try Checkout.text(of: "Package.swift").matches(of: pattern).map { match in
      "\(match.1) \(match.2) \(match.3.split(separator: ", ").compactMap { Int($0) })"
    }
    let built = AllLessons.all.map(\.outline)
    #expect(rows.last == "0 \(Curriculum.selfCheck.module) []")
    #expect(rows.dropLast() == built.map { "\($0.number) \($0.module) \($0.prerequisites)" }[...])
    #expect(built.map(\.number) == Array(1...built.count))
  }
}
