package import Course
import Foundation
import Notebooks
import Text

/// A check of one exercise: the small program of its lesson's exercises is built and run.
///
/// It holds the exercises of one lesson and their checkers and nothing else, so that a verdict comes
/// within seconds of saving; the tests say the same and take longer to link.
package struct ExerciseCheck {
  /// What came of a check.
  package enum Result: Hashable, Sendable {
    /// The answer is right.
    case passed
    /// The answer is wrong.
    case failed
    /// There is no answer yet.
    case open
    /// An exercise does not compile.
    case notBuilt
    /// The answer came to no verdict: it crashed, or did not end in time.
    case ended
  }

  /// What came of it.
  package let result: Result

  /// What to show of it.
  package let output: String

  /// Builds the exercises and puts one of them to its checker.
  ///
  /// - Parameter exercise: The exercise.
  /// - Throws: An error if `swift` or the program cannot be started.
  package init(of exercise: Exercise) throws {
    guard let complaints = try ExerciseCheck.complaints(ofBuilding: exercise) else {
      self = try ExerciseCheck(ofBuilt: exercise)
      return
    }
    result = .notBuilt
    let isBlocked =
      complaints.hasPrefix("Sources/Exercises/") && !complaints.contains(exercise.file)
      && !complaints.contains("/Check.swift:")
    output = complaints + (isBlocked ? "\n\(exercise.blockedByOthers)" : "")
  }

  /// Builds the exercises of a lesson.
  ///
  /// - Parameter exercise: One of them.
  /// - Returns: The compiler's complaints; `nil` if there are none.
  /// - Throws: An error if `swift` cannot be started.
  static func complaints(ofBuilding exercise: Exercise) throws -> String? {
    let build = try Program(
      words: ["swift", "build", "--product", exercise.program], secondsLimit: nil
    ).runWithOneStream()
    return build.succeeded ? nil : complaints(in: build.output, root: Repository.root.path)
  }

  /// Puts an exercise to its checker; what holds both was built before.
  ///
  /// - Parameter exercise: The exercise.
  /// - Throws: An error if the program cannot be started.
  init(ofBuilt exercise: Exercise) throws {
    let program = Repository.root.appending(path: ".build/debug/\(exercise.program)").path
    // Only what the checker itself writes is believed: an answer can end the program with any status.
    let verdict = try VerdictFile(
      at: FileManager.default.temporaryDirectory.appending(path: "verdict-\(UUID().uuidString)"))
    defer { try? FileManager.default.removeItem(at: verdict.url) }
    // Longer than the program's own limit, for answers that keep it from ending by itself.
    let run = try Program(
      words: [program, exercise.id.description, verdict.url.path],
      secondsLimit: CheckProgram.secondLimit + 40
    ).runWithOneStream()
    let result = Result(status: verdict.status)
    self.result = result
    output =
      result == .ended
      ? ExerciseCheck.lastWords(
        in: run.output, root: Repository.root.path, status: run.endedBySignal ? nil : run.status)
      : run.output
  }
}

extension Exercise {
  /// The program that checks the exercises of its lesson.
  fileprivate var program: String { "Exercises\(id.paddedLesson)" }

  /// What to say where the fault lies in a file that was not asked about.
  package var blockedByOthers: String {
    """
    \(id) waits for this: the exercises of a lesson are compiled together. Mend the file named above, \
    or put it back with `./learn reset` and its exercise's id, which keeps what stands there.
    """.wrapped()
  }
}

extension ExerciseCheck.Result {
  /// What the checker's own verdict says.
  ///
  /// - Parameter status: The exit status that belongs to the verdict; `nil` if there is none, because the
  ///   answer crashed, did not end, or ended the program.
  package init(status: Int32?) {
    switch status {
    case Verdict.passed.exitStatus: self = .passed
    case Verdict.failed([]).exitStatus: self = .failed
    case Verdict.notAttempted.exitStatus: self = .open
    default: self = .ended
    }
  }

  /// Takes note of the result.
  ///
  /// - Parameter entry: What the learner has done with the exercise.
  package func record(in entry: inout ExerciseProgress.Entry) {
    switch self {
    case .passed: (entry.hasPassed, entry.lastCheckFailed) = (true, false)
    case .failed, .ended: entry.lastCheckFailed = true
    case .open: entry.lastCheckFailed = false
    case .notBuilt: break
    }
  }
}

extension ExerciseCheck {
  /// Checks an exercise, shows what came of it, and takes note of it.
  ///
  /// - Parameter exercise: The exercise.
  /// - Returns: The result.
  /// - Throws: An error if `swift` or the program cannot be started.
  static func show(_ exercise: Exercise) throws -> Result {
    let check = try ExerciseCheck(of: exercise)
    let lines = check.output.trimmingCharacters(in: .newlines).folded(width: Terminal.width)
    print(lines.joined(separator: "\n"))
    try ExerciseProgress.update(exercise.id) { check.result.record(in: &$0) }
    fflush(nil)
    return check.result
  }
}
