import Foundation

/// A program that the tool starts and waits for.
struct ChildProcess {
  /// What the program left behind.
  struct Outcome {
    /// The exit status; not zero after a failure or a signal.
    let status: Int32

    /// What the program wrote, to the standard output and the standard error alike.
    let output: String
  }

  /// The program, found on the path, and its arguments.
  let words: [String]

  /// The folder that the program works in.
  var folder = Repository.root

  /// Variables that are set for the program beside the tool's own.
  var environment: [String: String] = [:]

  /// Runs the program to its end.
  ///
  /// - Returns: Its status and output; status 127 if there is no such program.
  func run() throws -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let status = process.terminationReason == .exit ? process.terminationStatus : 128
    return Outcome(status: status, output: String(decoding: output, as: UTF8.self))
  }
}

/// Writes a line for the person at the terminal, apart from the output proper.
///
/// - Parameter line: The line.
func note(_ line: String) {
  FileHandle.standardError.write(Data((line + "\n").utf8))
}
