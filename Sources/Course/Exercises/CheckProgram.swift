// The C library's `stdout` is a variable that any thread may set; nothing here does.
@unsafe @preconcurrency import Foundation

/// The program that `learn check` builds and runs: it links in a fraction of the time of the tests.
public enum CheckProgram {
  /// The time after which an answer that never ends is ended, in seconds: a minute, or what the
  /// environment's `LEARN_TIME_LIMIT` says, for a machine that is only slow.
  package static var secondLimit: Int {
    max(1, ProcessInfo.processInfo.environment["LEARN_TIME_LIMIT"].flatMap { Int($0) } ?? 60)
  }

  /// Prints the verdict on the exercise that the command line names, and ends the program.
  ///
  /// The exit status is the verdict's; 64 if no exercise is named, 75 if there was no verdict in time. An
  /// answer can end the program with any status, so that who asks for a verdict names a ``VerdictFile``
  /// as well and believes that alone.
  ///
  /// - Parameter attempts: What the learner wrote, for all exercises of a lesson.
  public static func run(_ attempts: [Attempt]) -> Never {
    let words = CommandLine.arguments.dropFirst()
    guard let attempt = attempts.first(where: { words.first == "\($0.exercise.id)" }),
      words.count <= 2
    else {
      print("usage: the id of an exercise: \(attempts.map(\.exercise.id.description))")
      exit(64)
    }
    let receipt = words.dropFirst().first.map { VerdictFile.Receipt(taking: URL(filePath: $0)) }
    // What an answer prints before it crashes is not lost in a buffer.
    unsafe setvbuf(stdout, nil, _IOLBF, 0)
    let limit = secondLimit
    // A signal would not do: programs may be started with it blocked.
    Thread.detachNewThread {
      Thread.sleep(forTimeInterval: Double(limit))
      print(
        """
        \(attempt.exercise.id): no verdict after \(limit) seconds; does a loop never end? \
        A slow machine gets more with LEARN_TIME_LIMIT=300.
        """)
      fflush(nil)
      _exit(75)
    }
    let source = try? String(contentsOfFile: attempt.exercise.file, encoding: .utf8)
    let verdict = attempt.verdict(onSource: source ?? "")
    print(attempt.exercise.report(verdict))
    receipt?.sign(verdict)
    exit(verdict.exitStatus)
  }
}
