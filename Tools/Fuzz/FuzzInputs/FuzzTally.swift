public import Foundation

/// How many damaged files a reader read and refused.
public struct FuzzTally: Codable, Hashable, Sendable {
  /// How many were read.
  public var readCount = 0

  /// How many were refused with an error of ours.
  public var refusedCount = 0

  /// How many were refused badly.
  public var badCount = 0

  /// The numbers of files that were refused badly, and the messages; not more than are looked at.
  public var badRefusals: [Int: String] = [:]

  /// Creates an empty tally.
  public init() {}

  /// Counts those of another tally, too.
  public mutating func add(_ other: FuzzTally) {
    readCount += other.readCount
    refusedCount += other.refusedCount
    badCount += other.badCount
    if badRefusals.count < 20 { badRefusals.merge(other.badRefusals) { $1 } }
  }

  /// Reads damaged files one after the other.
  ///
  /// - Parameters:
  ///   - reader: The reader.
  ///   - numbers: The numbers of the files.
  ///   - seed: The seed of all files.
  ///   - path: The path of a file that the reader may write to.
  ///   - begin: Told of every number before its file is read, so that a crash has a number.
  public init(
    of reader: FuzzedReader, numbers: Range<Int>, seed: UInt64, path: String,
    begin: (Int) -> Void = { _ in }
  ) {
    for number in numbers {
      begin(number)
      switch reader.verdict(on: reader.input(number, seed: seed), path: path) {
      case .read: readCount += 1
      case .refused: refusedCount += 1
      case .badlyRefused(let message):
        badCount += 1
        if badRefusals.count < 5 { badRefusals[number] = message }
      }
    }
  }

  /// The tally as JSON, for the process that asked for it.
  public var json: Data { (try? JSONEncoder().encode(self)) ?? Data() }
}
