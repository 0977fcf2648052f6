import Course
import Testing

@Suite
struct ReadingPathTests {
  @Test(
    arguments: [
      (ReadingPath.interviews, [1, 2, 7, 3, 4, 5]), (.debugging, [9]), (.newProject, [1, 4, 7, 8]),
      (.architecture, [10]),
    ])
  func `a path names its lessons in the order of the course overview`(
    path: ReadingPath, lessons: [Int]
  ) {
    #expect(path.lessons == lessons)
  }

  @Test(arguments: ReadingPath.allCases)
  func `a path names lessons of the course, none of them twice`(path: ReadingPath) {
    let known = Set(Curriculum.outline.map(\.number))
    #expect(!path.lessons.isEmpty && known.isSuperset(of: path.lessons))
    #expect(Set(path.lessons).count == path.lessons.count)
  }

  @Test(
    arguments: [
      (ReadingPath.interviews, []), (.debugging, [1, 2, 3, 4, 5, 6, 7, 8]), (.newProject, [2, 3]),
      (.architecture, [1, 2, 3, 6]), (.evening, []), (.weekend, [5, 6]), (.weekBefore, [8]),
    ] as [(ReadingPath, [Int])])
  func `what a path builds on and does not have is named`(path: ReadingPath, missing: [Int]) {
    #expect(path.missingPrerequisites == missing)
  }

  // Lesson 03 needs 02 and stands behind it; what the path lacks altogether is named instead.
  @Test(arguments: ReadingPath.allCases)
  func `what a lesson builds on comes before it, or is named`(path: ReadingPath) {
    var seen = Set(path.missingPrerequisites)
    for number in path.lessons {
      #expect(seen.isSuperset(of: Curriculum.outline(of: number).prerequisites), "\(number)")
      seen.insert(number)
    }
  }

  @Test(arguments: ReadingPath.allCases)
  func `the time is within the promise, and the promise not idle`(path: ReadingPath) {
    #expect(path.minutes <= 60 * path.hourLimit)
    #expect(path.minutes > 60 * (path.hourLimit - 2))
    #expect(path.minutes == path.parts.reduce(0) { $0 + $1.minutes })
  }

  @Test func `an evening, a weekend and a week are no longer than that`() {
    #expect(ReadingPath.evening.minutes <= 180)
    #expect(ReadingPath.weekend.minutes <= 14 * 60)
    #expect(ReadingPath.weekBefore.parts.count == 7)
    #expect(ReadingPath.weekBefore.parts.allSatisfy { $0.minutes <= 120 })
  }

  @Test(arguments: ReadingPath.allCases)
  func `no step is on a path twice, and none takes no time`(path: ReadingPath) {
    let names = path.steps.map(\.id)
    #expect(Set(names).count == names.count)
    #expect(path.steps.allSatisfy { $0.minutes > 0 })
    #expect(path.parts.allSatisfy { !$0.title.isEmpty && !$0.steps.isEmpty })
  }

  @Test func `a new project ends in a plan, interviews in an interview`() {
    #expect(ReadingPath.newProject.steps.last?.id.hasPrefix("./learn plan ") == true)
    for path in [ReadingPath.interviews, .weekBefore] {
      #expect(path.steps.last?.id.hasPrefix("./learn interview-me ") == true)
    }
  }
}
