import Dispatch
import Foundation

/// A program that the tool runs, its two streams of output apart.
struct Program {
  /// What a run left behind.
  struct Outcome {
    /// The exit status, or the number of the signal that ended the program.
    let status: Int32

    /// Whether a signal ended the program, such as the trap of a failed precondition.
    let endedBySignal: Bool

    /// Whether the program was ended because it ran too long.
    let tookTooLong: Bool

    /// What the program wrote to its standard output.
    let output: String

    /// What it wrote to its standard error.
    let errors: String

    /// Whether the program ended by itself and says that all went well.
    var succeeded: Bool { status == 0 && !endedBySignal }
  }

  /// The program, found on the path, and its arguments.
  let words: [String]

  /// Variables that are set for the program beside the tool's own.
  var environment: [String: String] = [:]

  /// After how many seconds the program is ended.
  var secondsLimit = 120

  /// Runs the program in the checkout to its end.
  ///
  /// - Returns: What it left behind; status 127 if there is no such program.
  func run() throws -> Outcome {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.currentDirectoryURL = Repository.root
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    // Files take any amount in any order; two pipes could fill and wait for each other.
    process.standardOutput = try folder.newFile("output")
    process.standardError = try folder.newFile("errors")
    try process.run()
    let limit = DispatchWorkItem { process.terminate() }
    DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(secondsLimit), execute: limit)
    let started = ContinuousClock.now
    process.waitUntilExit()
    limit.cancel()
    return Outcome(
      status: process.terminationStatus,
      endedBySignal: process.terminationReason == .uncaughtSignal,
      tookTooLong: ContinuousClock.now - started >= .seconds(secondsLimit),
      output: try folder.text("output"), errors: try folder.text("errors"))
  }
}

/// A folder that is thrown away after use.
struct TemporaryFolder {
  /// Where the folder lies.
  let url: URL

  /// Makes an empty folder.
  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "learn-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  /// Throws the folder away with all that is in it.
  func remove() { try? FileManager.default.removeItem(at: url) }

  /// Makes an empty file to write to.
  func newFile(_ name: String) throws -> FileHandle {
    let file = url.appending(path: name)
    try Data().write(to: file)
    return try FileHandle(forWritingTo: file)
  }

  /// Reads a file.
  func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: url.appending(path: name)), as: UTF8.self)
  }

  /// Writes a file and returns its path.
  func write(_ text: String, to name: String) throws -> String {
    let file = url.appending(path: name)
    try Data(text.utf8).write(to: file)
    return file.path
  }
}
