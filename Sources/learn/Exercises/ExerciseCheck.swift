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
    // Only what the checker itself writes is believed: an answer can end the program with any status.
    let verdict = try VerdictFile(
      at: FileManager.default.temporaryDirectory.appending(path: "verdict-\(UUID().uuidString)"))
    defer { try? FileManager.default.removeItem(at: verdict.url) }
    let run = try Program(
      words: [program, exercise.id.description, verdict.url.path],
      secondsLimit: ExerciseCheck.secondLimit
    ).runWithOneStream()
    let result = Result(status: verdict.status)
    self.result = result
    output =
      result == .ended
      ? ExerciseCheck.lastWords(
        in: run.output, root: Repository.root.path, status: run.endedBySignal ? nil : run.status)
      : run.output
  }

  /// Longer than the program's own limit, for answers that keep it from ending by itself, in seconds.
  private static var secondLimit: Int { 60 }

  /// What a program said that came to no verdict, with the lines of the exercises that it was in.
  ///
  /// - Parameters:
  ///   - output: The output of the program, with a backtrace if it crashed.
  ///   - root: The path of the checkout, which is left out of the names of files.
  ///   - status: The status that the program ended with; `nil` if a signal ended it.
  /// - Returns: Why there is no verdict, what was said before the backtrace, and the places in the exercises.
  package static func lastWords(in output: String, root: String, status: Int32? = nil) -> String {
    let lines = output.components(separatedBy: "\n")
    var said = lines.prefix { !$0.hasPrefix("*** ") }.filter {
      !$0.isEmpty && !$0.hasPrefix("swift-runtime: ") && $0 != EndedProcess.message
    }
    let saidLimit = 20
    if said.count > saidLimit {
      said = ["… \(said.count - saidLimit) lines more, and at the end:"] + said.suffix(saidLimit)
    }
    var places: [(place: String, count: Int)] = []
    for place in lines.compactMap({ $0.components(separatedBy: " at \(root)/").last })
    where place.hasPrefix("Sources/Exercises/") && place.contains(":") && !isCaller(place) {
      if let index = places.firstIndex(where: { $0.place == place }) {
        places[index].count += 1
      } else {
        places.append((place, 1))
      }
    }
    let called = places.map { place, count in
      "  called at \(place)" + (count > 1 ? ", \(count) times or more" : "")
    }
    return ([reason(lines, repeats: places.map(\.count).max() ?? 0, status)] + said + called)
      .joined(separator: "\n")
  }

  /// Why there is no verdict, in a sentence.
  private static func reason(_ lines: [String], repeats: Int, _ status: Int32?) -> String {
    let badAddress = lines.contains { $0.hasPrefix("*** Program crashed: Bad pointer") }
    // The backtrace shows some sixty frames; a recursion that ends has few.
    if badAddress && repeats >= 10 {
      return "The answer came to no verdict: the stack overflowed. "
        + "Does a function call itself for ever?"
    }
    switch status {
    case nil, 75: return "The answer came to no verdict:"
    case EndedProcess.status:
      return "The answer came to no verdict: it ended the program. Does it call `exit`?"
    case let status?:
      return "The answer came to no verdict: it ended the program, with the status \(status)."
    }
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
