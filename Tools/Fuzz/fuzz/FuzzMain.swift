import ArgumentParser
import Foundation
import FuzzInputs
import Fuzzing

/// Tries a reader on damaged files, in batches that run in processes of their own.
@main
struct FuzzMain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fuzz", abstract: "Tries a reader on damaged files of the repository.",
    discussion: """
      A file that stops the reader, takes it more than ten seconds or a gigabyte, or is refused badly is kept in \
      .build/fuzz, and its number and the seed are printed.
      """)

  @Argument(
    help: "The reader; “all” for one after the other, “list” for their names; or “derivatives”.")
  var reader: String

  @Option(help: "How many damaged files.")
  var count = 100_000

  @Option(help: "The seed of all of them.")
  var seed: UInt64 = 1

  @Option(help: "How many files a process reads.")
  var batch = 10_000

  @Option(
    help: """
      A file for other programs: with “derivatives” for derivatives.py, with csv, idx and safetensors for peers.py.
      """)
  var to: String?

  @Option(help: .hidden) var from: Int?
  @Option(help: .hidden) var progress: String?

  static var root: URL {
    URL(fileURLWithPath: ProcessInfo.processInfo.environment["LEARN_ROOT"] ?? ".")
  }

  func validate() throws {
    guard count > 0, batch > 0 else {
      throw ValidationError("--count and --batch must be positive.")
    }
  }

  func run() throws {
    if reader == "derivatives" {
      if let to { return try FuzzDerivatives.write(count, seed: seed, to: to) }
      if !FuzzDerivatives.compare(count, seed: seed) { throw ExitCode.failure }
      return
    }
    let readers = FuzzedReader.all(in: Self.root)
    if reader == "list" { return print(readers.map(\.name).joined(separator: "\n")) }
    let chosen = readers.filter { reader == "all" || $0.name == reader }
    guard !chosen.isEmpty else {
      let names = readers.map(\.name).joined(separator: ", ")
      throw ValidationError("There is no reader “\(reader)”; there are \(names).")
    }
    if let to {
      guard chosen.count == 1, FuzzPeers.names.contains(reader) else {
        throw ValidationError("Other programs read \(FuzzPeers.names.joined(separator: ", ")).")
      }
      return try FuzzPeers.write(chosen[0], count, seed: seed, to: to)
    }
    if let from, let progress {
      return FuzzBatch.read(chosen[0], from..<from + count, seed: seed, progress: progress)
    }
    var failed = false
    for reader in chosen {
      var run = try FuzzBatches(
        reader, seed: seed, size: batch, words: [reader.name], root: Self.root)
      try run.read(count)
      print(run.summary)
      failed = failed || !run.isClean
    }
    if failed { throw ExitCode.failure }
  }
}
