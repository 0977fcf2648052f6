import AllLessons
import ArgumentParser
import Course
import Foundation
import Testing
import learn

struct ExerciseCatalogTests {
  @Test(arguments: ["E01.3", "e01.3", "E1.3", "1.3", "01.3"])
  func `an id is found however it is typed`(_ text: String) throws {
    #expect(try ExerciseCatalog.course.exercise(text).id.description == "E01.3")
  }

  @Test(arguments: [
    "E01", "E01.", "1.3.2", "E01.0", "E00.0", "F00.1", "E-1.3", "", "E01.x", "E100.1",
  ])
  func `other texts are no ids`(_ text: String) { #expect(CourseID(text, as: .exercise) == nil) }

  @Test func `a wrong id ends with 64 and a suggestion`() {
    let error = #expect(throws: ValidationError.self) {
      try ExerciseCatalog.course.exercise("E01.99")
    }
    #expect(error?.message.contains("Lesson 1 has E01.1 to E01.") == true)
  }

  @Test func `a word of the title suggests its exercise`() {
    let catalog = ExerciseCatalog.course
    #expect(catalog.suggestion(for: "Huber").contains("Did you mean E01.2, Huber's loss?"))
    #expect(catalog.suggestion(for: "zzz").contains("An id is a lesson and a position"))
  }

  @Test func `the next exercise is the first that has not passed`() {
    let catalog = ExerciseCatalog.course
    var progress = ExerciseProgress()
    #expect(catalog.next(after: progress)?.id.description == "E01.1")
    progress[.exercise(1, 1)].hasPassed = true
    progress[.exercise(1, 2)].lastCheckFailed = true
    #expect(catalog.next(after: progress)?.id == .exercise(1, 2))
    for exercise in catalog.exercises { progress[exercise.id].hasPassed = true }
    #expect(catalog.next(after: progress) == nil)
  }

  @Test func `the self-check is next only where it is asked for`() {
    let catalog = ExerciseCatalog.course
    var progress = ExerciseProgress()
    for exercise in catalog.exercises where exercise.id.lesson > 0 {
      progress[exercise.id].hasPassed = true
    }
    #expect(catalog.next(after: progress) == nil)
    #expect(catalog.next(after: progress, inLesson: 0)?.id == .exercise(0, 1))
    #expect(catalog.next(after: progress, inLesson: 3) == nil)
    progress[.exercise(0, 1)].hasPassed = true
    #expect(catalog.next(after: progress, inLesson: 0)?.id == .exercise(0, 2))
    #expect(catalog.next(after: ExerciseProgress(), inLesson: 7)?.id == .exercise(7, 1))
  }

  @Test func `a lesson's exercises are found by its number`() throws {
    let catalog = ExerciseCatalog.course
    #expect(try catalog.exercises(ofLesson: 0).map(\.id) == (1...13).map { .exercise(0, $0) })
    let error = #expect(throws: ValidationError.self) { try catalog.exercises(ofLesson: 11) }
    #expect(error?.message.contains("there are of 00, 01,") == true)
  }
}

struct ExerciseStateTests {
  private let exercise = ExerciseCatalog.course.exercises[13]

  @Test func `hints come one after another, and all of them at the end`() {
    var count = 0
    for index in 0..<3 {
      let shown = nextHint(of: exercise, count: &count)
      #expect(shown.contains("hint \(index + 1) of 3"))
      #expect(count == index + 1)
    }
    let all = nextHint(of: exercise, count: &count)
    #expect(all.contains("hint 1 of 3") && all.contains("hint 3 of 3"))
    #expect(all.contains("no further hint"))
    #expect(count == 3)
  }

  @Test func `a state is open, begun, not yet or passed`() {
    var entry = ExerciseProgress.Entry()
    #expect(state(entry, isEdited: false) == "open")
    #expect(state(entry, isEdited: true) == "begun")
    entry.lastCheckFailed = true
    #expect(state(entry, isEdited: true) == "not yet")
    #expect(state(entry, isEdited: false) == "open")
    entry.hasPassed = true
    #expect(state(entry, isEdited: true) == "passed")
  }

  @Test func `the list counts what has passed`() {
    let lines = table(of: ExerciseCatalog.course.exercises) {
      $0.id.position == 1 ? "passed" : "open"
    }
    #expect(lines.contains(/E01\.1 +What will it cost\?/))
    #expect(
      // One of each lesson, and one of the self-check.
      lines.contains("\(AllLessons.all.count + 1) of \(AllLessons.assignments.count) passed"))
  }

  @Test func `a verdict says what came of a check, and none is none`() {
    #expect(ExerciseCheck.Result(status: 0) == .passed)
    #expect(ExerciseCheck.Result(status: 1) == .failed)
    #expect(ExerciseCheck.Result(status: 3) == .open)
    #expect(ExerciseCheck.Result(status: nil) == .ended)
    #expect(ExerciseCheck.Result(status: 75) == .ended)
  }

  @Test func `a pass is remembered, a later failure beside it`() {
    var entry = ExerciseProgress.Entry()
    ExerciseCheck.Result.passed.record(in: &entry)
    ExerciseCheck.Result.failed.record(in: &entry)
    #expect(entry.hasPassed && entry.lastCheckFailed)
    ExerciseCheck.Result.notBuilt.record(in: &entry)
    #expect(entry.lastCheckFailed)
    ExerciseCheck.Result.open.record(in: &entry)
    #expect(!entry.lastCheckFailed)
  }

  @Test func `a crash shows its message and its place in the exercise`() {
    let output = """
      TensorCore/Tensor.swift:109: Precondition failed: the shape [2] does not hold one scalar

      *** Program crashed: Illegal instruction at 0x1 ***
      1 [ra] Tensor.scalar.getter + 256 in Exercises01 at /r/Sources/TensorCore/Tensor.swift:109:5
      2 [ra] huberLoss + 128 in Exercises01 at /r/Sources/Exercises/Lesson01/HuberLoss.swift:31:26
      3 [ra] CheckLesson01.main() in Exercises01 at /r/Sources/Exercises/Lesson01/Check.swift:20:35
      """
    #expect(
      ExerciseCheck.lastWords(in: output, root: "/r") == """
        The answer came to no verdict:
        TensorCore/Tensor.swift:109: Precondition failed: the shape [2] does not hold one scalar
          called at Sources/Exercises/Lesson01/HuberLoss.swift:31:26
        """)
  }

  @Test func `a stack overflow is called one, its place shown once`() {
    let frame = "[ra] f(_:) + 76 in E at /r/Sources/Exercises/Lesson01/HuberLoss.swift:31:9"
    let output = """
      I print this first

      *** Program crashed: Bad pointer dereference at 0x00007ffd17a95ff8 ***
      \(Array(repeating: frame, count: 60).joined(separator: "\n"))
      """
    #expect(
      ExerciseCheck.lastWords(in: output, root: "/r") == """
        The answer came to no verdict: the stack overflowed. Does a function call itself for ever?
        I print this first
          called at Sources/Exercises/Lesson01/HuberLoss.swift:31:9, 60 times or more
        """)
  }

  @Test func `an answer that ends the program is told so`() {
    #expect(
      ExerciseCheck.lastWords(in: "done\n", root: "/r", status: 0) == """
        The answer came to no verdict: it ended the program, with the status 0.
        done
        """)
    // The checker's own status stands for all that `exit` was asked for.
    let output = "done\n\nThe answer ended the process, which is no answer: does it call exit?\n"
    #expect(
      ExerciseCheck.lastWords(in: output, root: "/r", status: 70) == """
        The answer came to no verdict: it ended the program. Does it call `exit`?
        done
        """)
  }

  @Test func `of a loop that prints for ever the end is shown`() {
    let output = (1...50_000).map { "line \($0)" }.joined(separator: "\n")
    let shown = ExerciseCheck.lastWords(in: output, root: "/r", status: 75)
    #expect(shown.split(separator: "\n").count == 22)
    #expect(shown.hasSuffix("line 50000") && shown.contains("49980 lines more"))
  }

  @Test func `compiler errors are shown once, at the learner's file`() {
    let complaint = "/r/Sources/Exercises/Lesson01/HuberLoss.swift:24:3: error: cannot find 'x'"
    let output = "[1/2] Compiling\n\(complaint)\n   |   `- error: cannot find 'x'\n\(complaint)\n"
    #expect(
      ExerciseCheck.complaints(in: output, root: "/r")
        == "Sources/Exercises/Lesson01/HuberLoss.swift:24:3: error: cannot find 'x'")
    #expect(ExerciseCheck.complaints(in: "no such module", root: "/r") == "no such module")
  }

  @Test func `a changed function name or type is told to be kept`() {
    let complaint =
      "/r/Sources/Exercises/Lesson01/Check.swift:12:33: error: cannot find 'huberLoss'"
    #expect(
      ExerciseCheck.complaints(in: complaint, root: "/r") == """
        Sources/Exercises/Lesson01/Check.swift:12:33: error: cannot find 'huberLoss'
        The function must keep the name, the labels and the types that it was handed out with.
        """)
  }

  @Test func `a proof that waits for an exercise shows its errors`() throws {
    let id = CourseID.question(1, 1)
    let complaint = "/r/Sources/Exercises/Lesson01/HuberLoss.swift:24:3: error: cannot find 'x'"
    let output = "[1/2] Compiling\n\(complaint)\n[2/2] Compiling"
    let words = try #require(ExerciseCheck.blockedProof(of: id, byBuild: output, root: "/r"))
    #expect(
      words.hasPrefix("Sources/Exercises/Lesson01/HuberLoss.swift:24:3: error: cannot find 'x'"))
    #expect(words.contains("The proof of \(id) waits for this"))
    #expect(ExerciseCheck.blockedProof(of: id, byBuild: "1 test failed", root: "/r") == nil)
  }

  @Test func `an exercise that waits for another one says so`() throws {
    let words = try ExerciseCatalog.course.exercise("E01.2").blockedByOthers
    #expect(words.hasPrefix("E01.2 waits for this") && words.contains("./learn reset"))
  }
}
