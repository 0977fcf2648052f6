import Dispatch
import Foundation

/// A program that the tool runs and waits for.
package struct Program {
  /// What a run left behind.
  package struct Outcome {
    /// The exit status, or the number of the signal that ended the program.
    package let status: Int32

    /// Whether a signal ended the program, such as the trap of a failed precondition.
    package let endedBySignal: Bool

    /// Whether the program was ended because it ran too long.
    package let tookTooLong: Bool

    /// What the program wrote to its standard output.
    package fileprivate(set) var output = ""

    /// What it wrote to its standard error.
    package fileprivate(set) var errors = ""

    /// Whether the program ended by itself and says that all went well.
    package var succeeded: Bool { status == 0 && !endedBySignal }
  }

  private let words: [String]
  private let environment: [String: String]
  private let secondsLimit: Int?

  /// Creates the description of a program to run.
  ///
  /// - Parameters:
  ///   - words: The program, found on the path, and its arguments.
  ///   - environment: Variables that are set for the program beside the tool's own.
  ///   - secondsLimit: After how many seconds the program is ended; `nil` if it may take as long as it
  ///     needs.
  package init(
    words: [String], environment: [String: String] = [:], secondsLimit: Int? = 120
  ) {
    self.words = words
    self.environment = environment
    self.secondsLimit = secondsLimit
  }

  /// Runs the program in the checkout to its end, its two streams of output apart.
  ///
  /// - Returns: What it left behind; status 127 if there is no such program.
  package func run() throws -> Outcome {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    // Files take any amount in any order; two pipes could fill and wait for each other.
    var outcome = try end(
      writingTo: try folder.newFile("output"), errorsTo: try folder.newFile("errors"))
    outcome.output = try folder.text("output")
    outcome.errors = try folder.text("errors")
    return outcome
  }

  /// Runs the program in the checkout to its end, all that it writes in one stream, in order.
  ///
  /// - Returns: What it left behind, with no errors apart from the output.
  package func runWithOneStream() throws -> Outcome {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let file = try folder.newFile("output")
    var outcome = try end(writingTo: file, errorsTo: file)
    outcome.output = try folder.text("output")
    return outcome
  }

  /// Runs the program to its end; what it wrote is in the files.
  private func end(writingTo output: FileHandle, errorsTo errors: FileHandle) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.currentDirectoryURL = Repository.root
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let limit = DispatchWorkItem { process.terminate() }
    if let secondsLimit {
      DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(secondsLimit), execute: limit)
    }
    let started = ContinuousClock.now
    process.waitUntilExit()
    limit.cancel()
    return Outcome(
      status: process.terminationStatus,
      endedBySignal: process.terminationReason == .uncaughtSignal,
      tookTooLong: secondsLimit.map { ContinuousClock.now - started >= .seconds($0) } ?? false)
  }
}
