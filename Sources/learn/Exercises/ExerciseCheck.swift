package import Course
import Foundation
import Notebooks

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
    let product = "Exercises\(exercise.id.paddedLesson)"
    let build = try Program(
      words: ["swift", "build", "--product", product], secondsLimit: nil
    ).runWithOneStream()
    guard build.succeeded else {
      result = .notBuilt
      let complaints = ExerciseCheck.complaints(in: build.output, root: Repository.root.path)
      let isBlocked =
        complaints.hasPrefix("Sources/Exercises/") && !complaints.contains(exercise.file)
        && !complaints.contains("/Check.swift:")
      output = complaints + (isBlocked ? "\n\(exercise.blockedByOthers)" : "")
      return
    }
    let program = Repository.root.appending(path: ".build/debug/\(product)").path
    let run = try Program(
      words: [program, exercise.id.description], secondsLimit: nil
    ).runWithOneStream()
    result = Result(status: run.status, endedBySignal: run.endedBySignal)
    output =
      result == .ended
      ? ExerciseCheck.lastWords(in: run.output, root: Repository.root.path) : run.output
  }

  /// What a program said that came to no verdict, with the lines of the exercises that it was in.
  ///
  /// - Parameters:
  ///   - output: The output of the program, with a backtrace if it crashed.
  ///   - root: The path of the checkout, which is left out of the names of files.
  /// - Returns: What was said before the backtrace, and the places in the exercises.
  package static func lastWords(in output: String, root: String) -> String {
    let lines = output.components(separatedBy: "\n")
    let said = lines.prefix { !$0.hasPrefix("*** ") }
      .filter { !$0.isEmpty && !$0.hasPrefix("swift-runtime: ") }
    let places = lines.compactMap { $0.components(separatedBy: " at \(root)/").last }
      .filter { $0.hasPrefix("Sources/Exercises/") && !isCaller($0) }.map { "  called at \($0)" }
    return (["The answer came to no verdict:"] + said + places).joined(separator: "\n")
  }

  /// The compiler's complaints about the exercises, or all that was said if there are none.
  ///
  /// - Parameters:
  ///   - output: The output of `swift build`.
  ///   - root: The path of the checkout, which is left out of the names of files.
  /// - Returns: One line a complaint.
  package static func complaints(in output: String, root: String) -> String {
    var errors: [String] = []
    for line in output.components(separatedBy: "\n")
    where line.contains("/Sources/Exercises/") && line.contains(": error: ") {
      let shown = line.replacingOccurrences(of: root + "/", with: "")
      if !errors.contains(shown) { errors.append(shown) }
    }
    if errors.isEmpty { return output }
    // What calls the exercises complains where they compile but are not what is called.
    let own = errors.filter { !isCaller($0) }
    let advice =
      "The function must keep the name, the labels and the types that it was handed out with."
    return (own.isEmpty ? errors + [advice] : own).joined(separator: "\n")
  }

  /// Whether a place is in the file that calls the exercises of a lesson.
  private static func isCaller(_ place: String) -> Bool { place.contains("/Check.swift:") }
}

extension Exercise {
  /// What to say where the fault lies in a file that was not asked about.
  package var blockedByOthers: String {
    """
    \(id) waits for this: the exercises of a lesson are compiled together. Mend the file named above, \
    or put it back with `./learn reset` and its exercise's id, which keeps what stands there.
    """
  }
}

extension ExerciseCheck.Result {
  /// What the end of the program says.
  ///
  /// - Parameters:
  ///   - status: The exit status, or the number of a signal.
  ///   - endedBySignal: Whether it is one, which says nothing about the answer.
  package init(status: Int32, endedBySignal: Bool) {
    switch status {
    case _ where endedBySignal: self = .ended
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
    print(check.output.trimmingCharacters(in: .newlines))
    try ExerciseProgress.update(exercise.id) { check.result.record(in: &$0) }
    fflush(nil)
    return check.result
  }
}
