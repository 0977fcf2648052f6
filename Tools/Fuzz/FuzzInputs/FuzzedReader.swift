/// A reader of files, and what it takes to try it on damaged ones.
public struct FuzzedReader: Sendable {
  /// What a reader made of a file.
  public enum Verdict: Hashable, Sendable {
    /// It was read.
    case read
    /// It was refused with an error of ours; the message.
    case refused(String)
    /// It was refused with an error that no reader should throw, or in words that help nobody.
    case badlyRefused(String)
  }

  /// What a person is told of an error whose caller knows the file.
  public struct Told: Error, CustomStringConvertible {
    /// The words.
    public let description: String

    /// Creates an error.
    public init(description: String) { self.description = description }
  }

  /// The name on the command line.
  public let name: String

  /// The maker of damaged files.
  public let mutator: Mutator

  /// Puts right what would have every damaged file refused for the same reason, such as a length.
  private let mend: @Sendable ([UInt8]) -> [UInt8]

  /// Reads bytes as the contents of a file of that path.
  private let read: @Sendable ([UInt8], String) throws -> Void

  /// Creates a reader.
  ///
  /// - Parameters:
  ///   - name: The name on the command line.
  ///   - originals: Files that it accepts.
  ///   - words: What means something in the format.
  ///   - mend: Puts right what would have every damaged file refused for the same reason.
  ///   - read: Reads bytes as the contents of a file of that path, and does with it what the course does.
  public init(
    _ name: String, originals: [[UInt8]], words: [String] = [],
    mend: @escaping @Sendable ([UInt8]) -> [UInt8] = { $0 },
    read: @escaping @Sendable ([UInt8], String) throws -> Void
  ) {
    self.name = name
    mutator = Mutator(originals: originals, words: words)
    self.mend = mend
    self.read = read
  }

  /// A damaged file.
  ///
  /// - Parameters:
  ///   - number: The number of the file.
  ///   - seed: The seed of all files.
  /// - Returns: The bytes; of four files three are mended.
  public func input(_ number: Int, seed: UInt64) -> [UInt8] {
    let bytes = mutator.input(number, seed: seed)
    return number % 4 == 0 ? bytes : mend(bytes)
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - bytes: The contents.
  ///   - path: The path that messages are to name.
  /// - Returns: What became of it.
  public func verdict(on bytes: [UInt8], path: String) -> Verdict {
    do {
      try read(bytes, path)
      return .read
    } catch {
      let message = "\(error)"
      let type = String(reflecting: Swift.type(of: error))
      let isForeign = ["Swift.", "Foundation", "__C."].contains { type.hasPrefix($0) }
      let isGood =
        !isForeign && message.contains(path) && message.utf8.count < 1_200
        && !message.unicodeScalars.contains { $0.value < 32 || $0.value == 0x2028 }
        && !["DecodingError", "Context(", "NSError", "Optional("].contains { message.contains($0) }
      return isGood ? .refused(message) : .badlyRefused("\(type): \(message)")
    }
  }
}
