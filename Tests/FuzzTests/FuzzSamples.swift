import Foundation
import FuzzInputs
import Fuzzing
import Testing

/// A sample of what `./learn author fuzz` does at length.
///
/// With `FUZZ_COUNT=1000000` in the environment it is that: the script runs the readers of the learner's tool so, and
/// `FUZZ_SEED` and `FUZZ_READER` say with which seed and reader.
@Suite struct FuzzSamples {
  @Test(arguments: FuzzedReader.chosen.map(\.name))
  func `damaged files are read, or refused in a sentence`(name: String) async {
    let (count, seed) = (FuzzedReader.count, FuzzedReader.seed)
    for start in stride(from: 0, to: count, by: 10_000) {
      let end = min(count, start + 10_000)
      // In a process of its own: a reader that stops takes no other test with it.
      await #expect(processExitsWith: .success) {
        [name, start = start as Int, end = end as Int, seed = seed as UInt64] in
        let reader = try #require(FuzzedReader.everywhere.first { $0.name == name })
        let path = FileManager.default.temporaryDirectory.appending(path: "fuzz-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        for number in start..<end {
          let tally = FuzzTally(of: reader, numbers: number..<number + 1, seed: seed, path: path)
          guard tally.badCount == 0 else {
            fatalError("seed \(seed), number \(number): \(tally.badRefusals[number] ?? "")")
          }
        }
      }
    }
  }

  @Test(arguments: FuzzedReader.keptInputs)
  func `files that once stopped a reader are read or refused`(file: String) async {
    await #expect(processExitsWith: .success) { [file] in
      let name = String(file.prefix { $0 != "-" })
      let reader = try #require(FuzzedReader.everywhere.first { $0.name == name })
      let bytes = try Data(contentsOf: FuzzedReader.inputFolder.appending(path: file))
      let path = FileManager.default.temporaryDirectory.appending(path: "fuzz-\(UUID())").path
      defer { try? FileManager.default.removeItem(atPath: path) }
      if case .badlyRefused(let words) = reader.verdict(on: Array(bytes), path: path) {
        fatalError("\(file): \(words)")
      }
    }
  }

  @Test func `every reader accepts the files that are damaged`() {
    for reader in FuzzedReader.everywhere {
      let path = FileManager.default.temporaryDirectory.appending(path: "fuzz-\(UUID())").path
      defer { try? FileManager.default.removeItem(atPath: path) }
      let accepted = reader.mutator.originals.count { reader.verdict(on: $0, path: path) == .read }
      #expect(accepted > 0, "\(reader.name)")
    }
  }

  @Test func `an input is the same whenever it is made`() throws {
    let reader = try #require(FuzzedReader.everywhere.first)
    let first = (0..<50).map { reader.input($0, seed: 3) }
    #expect(first == (0..<50).map { reader.input($0, seed: 3) })
    #expect(Set(first).count > 40 && first != (0..<50).map { reader.input($0, seed: 4) })
  }

  @Test func `an error of another's, or of many lines, is a bad refusal`() {
    struct Ours: Error, CustomStringConvertible { let description: String }
    func verdict(_ error: any Error) -> FuzzedReader.Verdict {
      FuzzedReader("x", originals: [[1]]) { _, _ in throw error }.verdict(on: [], path: "a.csv")
    }
    #expect(verdict(Ours(description: "a.csv: torn")) == .refused("a.csv: torn"))
    let foreign = DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "a.csv"))
    let long = Ours(description: "a.csv: " + String(repeating: "x", count: 5_000))
    for bad in [Ours(description: "torn"), Ours(description: "a.csv:\ntorn"), foreign, long]
      as [any Error]
    {
      guard case .badlyRefused = verdict(bad) else {
        Issue.record("\(bad)")
        continue
      }
    }
  }
}
