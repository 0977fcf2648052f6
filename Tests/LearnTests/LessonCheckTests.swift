import AllLessons
import Course
import Foundation
import TestSupport
import Testing
import learn

/// What `learn check 00` says of verdicts.
struct LessonCheckTests {
  /// A report on the self-check, where all passed but what is named.
  private func check(
    _ results: [Int: ExerciseCheck.Result], others: ExerciseCheck.Result = .passed
  ) throws -> LessonCheck {
    LessonCheck(
      try ExerciseCatalog.course.exercises(ofLesson: 0).map { exercise in
        (exercise, results[exercise.id.position] ?? others)
      })
  }

  /// The lines on prerequisites, which stand between the first empty line and the next.
  private func advice(_ check: LessonCheck) -> [String] {
    check.report(width: 80).components(separatedBy: "\n\n")[1].components(separatedBy: "\n")
  }

  @Test func `every exercise has a line with its verdict`() throws {
    let check = try check([3: .failed, 5: .ended], others: .open)
    let lines = check.report(width: 80).components(separatedBy: "\n\n")[0]
      .components(separatedBy: "\n")
    #expect(lines.count == 13)
    #expect(lines[0].hasPrefix("E00.1 ") && lines[0].hasSuffix("open"))
    #expect(lines[2].hasPrefix("E00.3 ") && lines[2].hasSuffix("not yet"))
    #expect(lines[4].hasSuffix("no verdict"))
    #expect(!check.isComplete)
  }

  @Test func `all that passed is known`() throws {
    let check = try check([:])
    #expect(check.isComplete)
    #expect(advice(check).count == 7)
    #expect(advice(check).allSatisfy { $0.hasSuffix(" known") })
    #expect(check.report().hasSuffix("of 13 exercises: 13 passed"))
    #expect(!check.report().contains("hint"))
  }

  @Test(arguments: Prerequisite.all)
  func `a wrong answer names its prerequisite and the section`(_ prerequisite: Prerequisite) throws
  {
    for exercise in prerequisite.exercises {
      let lines = advice(try check([exercise.position: .failed]))
      let revisited = lines.filter { $0.contains("revisit") }
      #expect(revisited.count == 1)
      #expect(revisited.first?.hasPrefix(prerequisite.name) == true)
      #expect(revisited.first?.hasSuffix("before lesson 01: \(exercise)") == true)
      #expect(lines.contains(String(repeating: " ", count: 19) + prerequisite.section))
      #expect(lines.count { $0.hasSuffix(" known") } == 6)
    }
  }

  @Test func `what was not attempted is not to be revisited`() throws {
    let open = try check([6: .open, 7: .open])
    #expect(!open.isComplete)
    #expect(!open.report().contains("revisit"))
    #expect(
      advice(open)[3] == "calculus           not attempted: E00.6, E00.7; needed from lesson 01")
    let both = try check([6: .open, 7: .failed])
    #expect(advice(both)[3] == "calculus           revisit before lesson 01: E00.7")
  }

  @Test func `an answer that comes to no verdict counts as wrong`() throws {
    let check = try check([13: .ended])
    #expect(advice(check)[6].contains("revisit"))
    #expect(check.report().contains("./learn check E00.13"))
  }

  @Test func `the count says how many are in which state`() throws {
    let report = try check([1: .failed, 2: .failed, 3: .ended], others: .open).report()
    #expect(report.hasSuffix("of 13 exercises: 2 not yet, 1 no verdict, 10 open"))
    #expect(report.contains("./learn check E00.1") && report.contains("./learn hint E00.1"))
  }

  @Test func `of a lesson there are the verdicts and no prerequisites`() throws {
    let check = LessonCheck(
      try ExerciseCatalog.course.exercises(ofLesson: 7).map { ($0, .passed) })
    #expect(check.isComplete)
    #expect(check.report().contains("E07.1 ") && !check.report().contains("known"))
  }

  @Test(arguments: [60, 80]) func `no line is longer than the terminal`(width: Int) throws {
    for result in [ExerciseCheck.Result.passed, .failed, .open, .ended] {
      let report = try check([:], others: result).report(width: width)
      // The path of a section cannot be broken.
      for line in report.split(separator: "\n") where !line.contains("Notebooks-md") {
        #expect(line.count <= width)
      }
    }
  }
}
