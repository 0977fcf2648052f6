import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// What the process of one batch does.
public enum FuzzBatch {
  /// Reads damaged files, and prints the tally for the process that asked for it.
  ///
  /// - Parameters:
  ///   - reader: The reader.
  ///   - numbers: The numbers of the files.
  ///   - seed: The seed of all files.
  ///   - progress: The path of a file that every number is written to before its file is read.
  public static func read(
    _ reader: FuzzedReader, _ numbers: Range<Int>, seed: UInt64, progress: String
  ) {
    limitMemory()
    let file = open(progress, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    defer { close(file) }
    let tally = FuzzTally(
      of: reader, numbers: numbers, seed: seed, path: progress + ".input",
      begin: { number in
        var number = number
        _ = withUnsafeBytes(of: &number) { pwrite(file, $0.baseAddress, $0.count, 0) }
      })
    FileHandle.standardOutput.write(tally.json)
  }

  /// The number that stands in a file of progress.
  static func number(in progress: String) -> Int? {
    guard let data = FileManager.default.contents(atPath: progress), data.count == 8 else {
      return nil
    }
    return data.withUnsafeBytes { $0.loadUnaligned(as: Int.self) }
  }

  /// Lets the process have a gigabyte: a reader that needs more of a small file is wrong.
  private static func limitMemory() {
    #if os(Linux)
      var limit = rlimit(rlim_cur: 1 << 30, rlim_max: 1 << 30)
      _ = setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit)
    #endif
  }
}
