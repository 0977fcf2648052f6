import AllLessons
import Course
import Foundation
import TestSupport
import Testing

/// What a learner should know before the first lesson.
struct PrerequisiteTests {
  @Test func `every exercise of the self-check asks for one prerequisite`() {
    let asked = Prerequisite.all.flatMap(\.exercises)
    let selfCheck = AllLessons.assignments.map(\.exercise.id).filter { $0.lesson == 0 }
    #expect(asked == selfCheck)
    #expect(Prerequisite.all.count == 7)
    #expect(Set(Prerequisite.all.map(\.name)).count == 7)
  }

  @Test(arguments: Prerequisite.all)
  func `its section stands in the notebook and names its exercises`(
    _ prerequisite: Prerequisite
  ) throws {
    let parts = prerequisite.section.split(separator: "#")
    let notebook = try Checkout.text(of: String(parts[0]))
    let sections = notebook.components(separatedBy: "\n## ").dropFirst()
    // GitHub's name of a heading: small letters, with hyphens for spaces.
    let section = sections.first { section in
      section.prefix { $0 != "\n" }.lowercased().replacing(" ", with: "-")
        .filter { $0.isLetter || $0 == "-" } == parts[1]
    }
    let text = try #require(section, "\(prerequisite.section)")
    for exercise in prerequisite.exercises { #expect(text.contains("./learn check \(exercise)`")) }
    #expect(text.contains("You need it in lesson"))
  }

  @Test func `the lesson that needs it first is one of the course`() {
    for prerequisite in Prerequisite.all {
      #expect(Curriculum.outline.contains { $0.number == prerequisite.firstLesson })
    }
  }

  @Test func `the self-check is no lesson of the outline`() {
    #expect(Curriculum.selfCheck.folder == "00-Prerequisites")
    #expect(!Curriculum.outline.contains { $0.number == 0 })
    #expect(!AllLessons.all.contains { $0.outline.number == 0 })
  }
}
