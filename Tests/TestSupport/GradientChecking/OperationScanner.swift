import Foundation

/// The names of the operations that a lesson's sources record, found by reading them.
///
/// A registry of gradient checks that is written by hand is complete only until somebody adds an
/// operation. The scanner reads the sources for every call that gives a recorded operation its
/// name, `.result(of: "exp", …)` or `elementwise("exp", …)`, on one line or on several.
///
/// It need not be told of such functions as `elementwise`: the name of an operation ends in the
/// creation of a node, `Node(operation: …)`. Where a function passes a name on instead of writing
/// it, calls of that function are searched too, through any number of functions.
public struct OperationScanner: Sendable {
  /// A recorded operation and the file that records it.
  public struct Operation: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The name of the operation.
    public let name: String

    /// The path of the file.
    public let file: String

    /// The name and the file.
    public var description: String { "\(name) (\(file))" }

    /// Orders operations by file, then by name.
    public static func < (a: Operation, b: Operation) -> Bool {
      (a.file, a.name) < (b.file, b.name)
    }
  }

  /// The texts of the sources by path, without their comments.
  private let texts: [String: String]

  /// The functions whose first argument, or whose argument `of:` or `operation:`, is the name.
  public let recordingFunctions: Set<String>

  /// Creates a scanner of sources that are given as texts.
  ///
  /// - Parameter sources: The texts by path; they include the functions that record operations.
  public init(sources: [String: String]) {
    texts = sources.mapValues(Self.withoutComments)
    var known: Set<String> = []
    var found: Set<String> = ["Node"]
    while !found.isEmpty {
      known.formUnion(found)
      found = Set(texts.values.flatMap { Self.functionsPassingNames(to: found, in: $0) })
        .subtracting(known)
    }
    recordingFunctions = known
  }

  /// Creates a scanner of all Swift files in a folder and below it.
  ///
  /// - Parameter folder: The path of the folder; paths in reports begin behind it.
  /// - Throws: An error of the file system.
  public init(folder: String) throws {
    var sources: [String: String] = [:]
    for path in FileManager.default.enumerator(atPath: folder) ?? .init() {
      guard let path = path as? String, path.hasSuffix(".swift") else { continue }
      sources[path] = try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8)
    }
    self.init(sources: sources)
  }

  /// The folder `Sources` of this package.
  public static let sourcesFolder: String = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Sources").path(percentEncoded: false)
}

// MARK: - Findings

extension OperationScanner {
  /// Every recorded operation, by file.
  ///
  /// - Parameter folder: Only files whose path begins with it; the empty string for all.
  /// - Returns: The operations, in order.
  public func operations(in folder: String = "") -> [Operation] {
    let functions = recordingFunctions.sorted().joined(separator: "|")
    let found = texts.filter { $0.key.hasPrefix(folder) }.flatMap { path, text in
      Self.captures(
        of: #"\b(?:\#(functions))\(\s*(?:(?:of|operation):\s*)?"((?:[^"\\]|\\.)*)""#, in: text
      )
      .map { Operation(name: $0.text, file: path) }
    }
    return Set(found).filter { !$0.name.isEmpty }.sorted()
  }

  /// Every type that says it is a layer, by file: `class Linear: Layer`.
  ///
  /// - Parameter folder: Only files whose path begins with it; the empty string for all.
  /// - Returns: The types, in order.
  public func layers(in folder: String = "") -> [Operation] {
    let found = texts.filter { $0.key.hasPrefix(folder) }.flatMap { path, text in
      Self.captures(
        of: #"\b(?:class|struct|enum|extension)\s+(\w+)(?:<[^>]*>)?\s*:[^{]*\bLayer\b[^{]*\{"#,
        in: text
      ).map { Operation(name: $0.text, file: path) }
    }
    return Set(found).sorted()
  }

  /// The operations and layers that have no check.
  ///
  /// - Parameters:
  ///   - names: The names of the checks.
  ///   - folder: Only files whose path begins with it; the empty string for all.
  /// - Returns: What is missing, in order.
  public func unchecked(names: [String], in folder: String = "") -> [Operation] {
    let names = Set(names)
    return (operations(in: folder) + layers(in: folder)).filter { !names.contains($0.name) }
  }

  /// The checks whose name is neither an operation nor declared anywhere in the sources.
  ///
  /// A check may bear the name of a function made of several operations, such as `variance`.
  ///
  /// - Parameter names: The names of the checks.
  /// - Returns: The names that nothing bears any more, in the given order.
  public func stale(names: [String]) -> [String] {
    let recorded = Set(operations().map(\.name))
    let declared = Set(
      texts.values.flatMap {
        Self.captures(of: #"\b(?:func|var|let|class|struct|enum)\s+(\w+)"#, in: $0).map(\.text)
      })
    // `batchNorm(training)` is a check of `batchNorm`.
    return names.filter { name in
      let stem = String(name.prefix { $0 != "(" })
      return !recorded.contains(name) && !recorded.contains(stem) && !declared.contains(stem)
    }
  }
}

// MARK: - Reading

extension OperationScanner {
  /// The functions in a text that pass the name of an operation on to one of the given functions.
  private static func functionsPassingNames(to functions: Set<String>, in text: String) -> [String]
  {
    let names = functions.sorted().joined(separator: "|")
    let calls = captures(
      of: #"(?<!func )\b(?:\#(names))\(\s*(?:(?:of|operation):\s*)?([a-z]\w*)\s*[,)]"#, in: text)
    let declarations = captures(of: #"\bfunc\s+(\w+)"#, in: text)
    return calls.compactMap { call in
      guard let declaration = declarations.last(where: { $0.offset < call.offset }) else {
        return nil
      }
      // Only a parameter of the function is passed on; another word is a value, not a name.
      let head = text.utf16Slice(from: declaration.offset, to: call.offset)
      return head.contains("\(call.text): String") ? declaration.text : nil
    }
  }

  /// What the first group of a pattern matches, and where the match begins.
  private static func captures(of pattern: String, in text: String) -> [(text: String, offset: Int)]
  {
    guard let expression = try? NSRegularExpression(pattern: pattern) else {
      preconditionFailure("OperationScanner: not a pattern: \(pattern)")
    }
    let whole = NSRange(text.startIndex..., in: text)
    return expression.matches(in: text, range: whole).compactMap { match in
      Range(match.range(at: 1), in: text).map { (String(text[$0]), match.range.location) }
    }
  }

  /// The text without its comments; strings stay as they are.
  private static func withoutComments(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var isInString = false
      var previous: Character = " "
      for index in line.indices {
        let character = line[index]
        if character == "\"", previous != "\\" { isInString.toggle() }
        if character == "/", previous == "/", !isInString {
          return line[..<line.index(before: index)]
        }
        previous = character
      }
      return line
    }.joined(separator: "\n")
  }
}

extension String {
  fileprivate func utf16Slice(from start: Int, to end: Int) -> String {
    (self as NSString).substring(with: NSRange(location: start, length: end - start))
  }
}
