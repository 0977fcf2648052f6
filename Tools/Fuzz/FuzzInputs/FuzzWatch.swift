import Foundation
import Synchronization

/// Ends a process that reads one file for more than ten seconds.
final class FuzzWatch: Sendable {
  private let hung = Atomic(false)
  private let isOver = Atomic(false)

  init(_ process: Process, progress: String) {
    let identifier = process.processIdentifier
    Thread.detachNewThread { [self] in
      var (last, since) = (-1, Date())
      while !isOver.load(ordering: .relaxed) {
        Thread.sleep(forTimeInterval: 0.25)
        let number = FuzzBatch.number(in: progress) ?? -1
        if number != last { (last, since) = (number, Date()) }
        guard Date().timeIntervalSince(since) > 10 else { continue }
        hung.store(true, ordering: .relaxed)
        kill(identifier, SIGKILL)
        return
      }
    }
  }

  /// Ends the watch, and says whether the process was ended.
  func stop() -> Bool {
    isOver.store(true, ordering: .relaxed)
    return hung.load(ordering: .relaxed)
  }
}
