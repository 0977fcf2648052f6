import Foundation

/// The built tool, run as a program of its own in a checkout and a data folder of the test's.
struct LearnTool {
  /// A fresh folder with a `Lessons` folder inside, which the tool takes for the checkout.
  let root: URL

  /// What a run left behind.
  struct Outcome {
    let status: Int32
    let output: String
    let errors: String
  }

  init() throws {
    root = FileManager.default.temporaryDirectory.appending(path: "learn-tests-\(UUID())")
    try FileManager.default.createDirectory(
      at: root.appending(path: "Lessons"), withIntermediateDirectories: true)
  }

  /// The learner's data.
  var data: URL { root.appending(path: "data") }

  /// Where the tool finds the bank.
  var bank: URL { root.appending(path: "Lessons/interview.json") }

  /// Removes everything.
  func clean() { try? FileManager.default.removeItem(at: root) }

  /// Runs the tool, fed from a pipe.
  ///
  /// - Parameters:
  ///   - arguments: What follows the name of the tool.
  ///   - input: What it reads.
  ///   - environment: Variables that are set beside those of the test and of the folders.
  ///   - diskIsFull: Whether no file can take a byte. A limit on the size of files stands for it, which
  ///     needs no rights.
  /// - Returns: What it left behind.
  /// - Throws: An error if it cannot be started.
  func run(
    _ arguments: [String], input: String = "", environment: [String: String] = [:],
    diskIsFull: Bool = false
  ) throws -> Outcome {
    let process = Process()
    let program = URL(fileURLWithPath: CommandLine.arguments[0])
      .deletingLastPathComponent().appending(path: "learn")
    process.executableURL = diskIsFull ? URL(fileURLWithPath: "/bin/sh") : program
    let limited = ["-c", #"trap '' XFSZ; ulimit -f 0; exec "$0" "$@""#, program.path]
    process.arguments = (diskIsFull ? limited : []) + arguments
    process.environment = ProcessInfo.processInfo.environment.merging([
      "LEARN_ROOT": root.path, "LEARN_DATA": data.path,
    ]) { $1 }.merging(environment) { $1 }
    let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
    process.standardInput = stdin
    process.standardOutput = stdout
    process.standardError = stderr
    try process.run()
    stdin.fileHandleForWriting.write(Data(input.utf8))
    try stdin.fileHandleForWriting.close()
    let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
    let errors = try stderr.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: String(decoding: output, as: UTF8.self),
      errors: String(decoding: errors, as: UTF8.self))
  }
}
