import Foundation
import FuzzInputs
import Fuzzing

extension FuzzedReader {
  /// The checkout.
  static var root: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }

  /// The readers of the libraries and of the learner's tool.
  static var everywhere: [FuzzedReader] { all(in: root) + learner(in: root) }

  /// The reader that the environment asks for; all, if it asks for none.
  static var chosen: [FuzzedReader] {
    let name = ProcessInfo.processInfo.environment["FUZZ_READER"]
    return everywhere.filter { name == nil || $0.name == name }
  }

  /// How many damaged files each reads.
  static var count: Int {
    ProcessInfo.processInfo.environment["FUZZ_COUNT"].flatMap { Int($0) } ?? 250
  }

  /// The seed of all of them.
  static var seed: UInt64 {
    ProcessInfo.processInfo.environment["FUZZ_SEED"].flatMap { UInt64($0) } ?? 1
  }

  /// Where the files are that once stopped a reader; the names begin with the reader's.
  static var inputFolder: URL { root.appending(path: "Tests/Fixtures/Fuzz") }

  /// Their names.
  static var keptInputs: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: inputFolder.path)) ?? []).sorted()
  }
}
