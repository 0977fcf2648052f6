import Foundation

/// The program that `learn check` builds and runs: it links in a fraction of the time of the tests.
public enum CheckProgram {
  /// The time after which an answer that never ends is ended, in seconds.
  package static var secondLimit: Double { 20 }

  /// Prints the verdict on the exercise that the command line names, and ends the program.
  ///
  /// The exit status is the verdict's; 64 if no exercise is named, 75 if there was no verdict in time.
  ///
  /// - Parameter attempts: What the learner wrote, for all exercises of a lesson.
  public static func run(_ attempts: [Attempt]) -> Never {
    let names = CommandLine.arguments.dropFirst()
    guard names.count == 1,
      let attempt = attempts.first(where: { names.contains("\($0.exercise.id)") })
    else {
      print("usage: the id of an exercise: \(attempts.map(\.exercise.id.description))")
      exit(64)
    }
    // A signal would not do: programs may be started with it blocked.
    Thread.detachNewThread {
      Thread.sleep(forTimeInterval: secondLimit)
      print(
        """
        \(attempt.exercise.id): no verdict after \(Int(secondLimit)) seconds; does a loop never end?
        """)
      exit(75)
    }
    let verdict = attempt.verdict()
    print(attempt.exercise.report(verdict))
    exit(verdict.exitStatus)
  }
}
