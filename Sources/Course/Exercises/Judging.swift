import Foundation
import Synchronization

/// Sees to it that an answer which ends the process is not taken for a right one.
///
/// A test run that an answer ends by `exit(0)` would end with the status of success. While a checker
/// calls an answer, the end of the process is a failure whatever the answer says.
enum Judging {
  // Stored: all of the process shares it.
  /// How many checkers are calling an answer.
  private static let count = Mutex(0)

  // Stored: it is set up once for the process, when the first checker begins.
  /// The handler that sees the process end.
  private static let guardsTheEnd: Void = {
    atexit {
      guard count.withLock({ $0 }) > 0 else { return }
      FileHandle.standardError.write(Data("\n\(EndedProcess.message)\n".utf8))
      _exit(EndedProcess.status)
    }
  }()

  /// A checker begins to call an answer.
  static func begin() {
    guardsTheEnd
    count.withLock { $0 += 1 }
  }

  /// A checker has come to its verdict.
  static func end() { count.withLock { $0 -= 1 } }
}

/// What is said of an answer that ended the process.
package enum EndedProcess {
  /// The exit status in place of the one that the answer asked for.
  package static var status: Int32 { 70 }

  /// The sentence, a line of its own on standard error.
  package static var message: String {
    "The answer ended the process, which is no answer: does it call exit?"
  }
}
