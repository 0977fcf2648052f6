public import Foundation

/// The batches of one reader, each in a process of its own, and what became of them.
public struct FuzzBatches {
  /// A file at which a process ended.
  private struct Stop {
    let number: Int
    let reason: String
  }

  private let reader: FuzzedReader
  private let seed: UInt64
  private let size: Int
  private let words: [String]
  private let folder: URL
  private let scratch: URL
  private var tally = FuzzTally()
  private var stops: [Stop] = []
  private let start = Date()

  /// Prepares to try a reader.
  ///
  /// - Parameters:
  ///   - reader: The reader.
  ///   - seed: The seed of all files.
  ///   - size: How many files a process reads.
  ///   - words: What this program is told to read a batch, before the numbers: its command and the reader's name.
  ///   - root: The checkout; files that a reader does not get over are kept in its `.build/fuzz`.
  /// - Throws: An error if that folder cannot be made.
  public init(
    _ reader: FuzzedReader, seed: UInt64, size: Int, words: [String], root: URL
  ) throws {
    (self.reader, self.seed, self.size, self.words) = (reader, seed, size, words)
    // A million files are written: to memory, where the system has such a folder.
    let memory = URL(fileURLWithPath: "/dev/shm")
    let hasMemory = FileManager.default.isWritableFile(atPath: memory.path)
    scratch = hasMemory ? memory : FileManager.default.temporaryDirectory
    folder = root.appending(path: ".build/fuzz")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// Whether every file was read, or refused as it should be.
  public var isClean: Bool { stops.isEmpty && tally.badCount == 0 }

  /// Reads files, until the reader was stopped twenty times.
  ///
  /// - Parameter count: How many.
  /// - Throws: An error if a process cannot be started, or a file not be kept.
  public mutating func read(_ count: Int) throws {
    var next = 0
    while next < count, stops.count < 20 {
      next = try readBatch(next..<min(next + size, count))
    }
    for number in stops.map(\.number) + tally.badRefusals.keys {
      let file = folder.appending(path: "\(reader.name)-\(seed)-\(number)")
      try Data(reader.input(number, seed: seed)).write(to: file)
    }
  }

  /// Reads a batch in a process of its own.
  ///
  /// - Returns: The first number that is still to be read.
  private mutating func readBatch(_ numbers: Range<Int>) throws -> Int {
    let name = "fuzz-\(reader.name)-\(ProcessInfo.processInfo.processIdentifier)"
    let progress = scratch.appending(path: name).path
    defer {
      for end in ["", ".input"] { try? FileManager.default.removeItem(atPath: progress + end) }
    }
    let process = Process()
    let output = Pipe()
    process.executableURL = Bundle.main.executableURL
    process.arguments =
      words + [
        "--from", "\(numbers.lowerBound)", "--count", "\(numbers.count)", "--seed", "\(seed)",
      ]
      + ["--progress", progress]
    // A trace of every stop would take a second.
    process.environment = ProcessInfo.processInfo.environment
      .merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let watch = FuzzWatch(process, progress: progress)
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let hung = watch.stop()
    if process.terminationStatus == 0,
      let part = try? JSONDecoder().decode(FuzzTally.self, from: text)
    {
      tally.add(part)
      return numbers.upperBound
    }
    let number = FuzzBatch.number(in: progress) ?? numbers.lowerBound
    let end = "ended the process with \(process.terminationStatus)"
    stops.append(Stop(number: number, reason: hung ? "took more than ten seconds" : end))
    // What was read before it is counted by reading it again.
    if number > numbers.lowerBound { _ = try readBatch(numbers.lowerBound..<number) }
    return number + 1
  }

  /// The counts, and every file that the reader did not get over.
  public var summary: String {
    let seconds = Int(Date().timeIntervalSince(start).rounded())
    let counts =
      "\(reader.name): \(tally.readCount) read, \(tally.refusedCount) refused, "
      + "\(tally.badCount) refused badly, \(stops.count) stops; seed \(seed), \(seconds) s"
    let bad = tally.badRefusals.sorted { $0.key < $1.key }.prefix(20)
    let lines = [counts] + stops.map { "  \($0.number): \($0.reason)" }
    return (lines + bad.map { "  \($0.key): \($0.value.prefix(300))" }).joined(separator: "\n")
  }
}
