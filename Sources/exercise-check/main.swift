import Attempts
import Course
import Foundation

// `learn check` builds and runs this small program, because it links in a fraction of the time of the
// tests. The verdict is printed; the exit status tells it too.

let names = CommandLine.arguments.dropFirst()
let attempts = allAttempts.filter { names.contains($0.exercise.id.description) }
guard let attempt = attempts.first, names.count == 1 else {
  print("usage: exercise-check E01.2")
  exit(64)
}

// An answer that never ends is ended. A signal would not do: programs may be started with it blocked.
let secondLimit = 20.0
Thread.detachNewThread {
  Thread.sleep(forTimeInterval: secondLimit)
  print(
    "\(attempt.exercise.id): no verdict after \(Int(secondLimit)) seconds; does a loop never end?")
  exit(75)
}

let verdict = attempt.verdict()
print(attempt.exercise.report(verdict))
exit(verdict.exitStatus)
