import Dispatch
import Foundation
package import Notebooks

/// A program that the tool runs and waits for.
package struct Program {
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
  package func run() throws -> ProgramOutcome {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    // Files take any amount in any order; two pipes could fill and wait for each other.
    let process = try end(
      writingTo: try folder.newFile("output"), errorsTo: try folder.newFile("errors"))
    return try outcome(of: process, output: folder.text("output"), errors: folder.text("errors"))
  }

  /// Runs the program in the checkout to its end, all that it writes in one stream, in order.
  ///
  /// - Returns: What it left behind, with no errors apart from the output.
  package func runWithOneStream() throws -> ProgramOutcome {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let file = try folder.newFile("output")
    let process = try end(writingTo: file, errorsTo: file)
    return try outcome(of: process, output: folder.text("output"))
  }

  /// Runs the program to its end; what it wrote is in the files.
  private func end(
    writingTo output: FileHandle, errorsTo errors: FileHandle
  ) throws -> (process: Process, tookTooLong: Bool) {
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
    let took = ContinuousClock.now - started
    return (process, secondsLimit.map { took >= .seconds($0) } ?? false)
  }

  private func outcome(
    of run: (process: Process, tookTooLong: Bool), output: String, errors: String = ""
  ) -> ProgramOutcome {
    ProgramOutcome(
      status: run.process.terminationStatus,
      endedBySignal: run.process.terminationReason == .uncaughtSignal,
      tookTooLong: run.tookTooLong, output: output, errors: errors)
  }
}

/// Runs the programs of notebooks as all programs of the tool.
struct ProgramsOfTheTool: ProgramRunner {
  func run(_ words: [String], environment: [String: String]) throws -> ProgramOutcome {
    try Program(words: words, environment: environment).run()
  }
}
