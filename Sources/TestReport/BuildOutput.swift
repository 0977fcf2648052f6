/// What the package manager and the tests wrote as text: how far the build is, what does not compile,
/// and the last words of a program that was stopped.
package struct BuildOutput: Sendable {
  /// An error of the compiler.
  package struct CompileError: Hashable, Sendable {
    /// The file and line, such as `Sources/Autograd/Operations/Elementwise.swift:12`.
    package let place: String
    /// What is wrong there.
    package let message: String
  }

  /// The step that the build is at and how many there are, if one was written yet.
  package private(set) var step: (done: Int, count: Int)?

  /// Whether the build has ended.
  package private(set) var isBuilt = false

  /// The errors of the compiler, each once, in their order.
  package private(set) var errors: [CompileError] = []

  /// Other errors, such as those of the linker or of the manifest.
  package private(set) var otherErrors: [String] = []

  /// The last message of a trap, such as `Precondition failed: matmul: …`.
  package private(set) var trap: String?

  /// The file of the trap, such as `Autograd/Backward.swift`.
  private var trapFile: String?

  /// The innermost lines of a backtrace by folder, `Sources` or `Tests`.
  private var places: [String: String] = [:]

  /// The line that led to the trap: of a source outside the core and the file that trapped, or of a test.
  package var trapPlace: String? { places["Sources"] ?? places["Tests"] }

  /// Whether the program was stopped for an access to memory that is not its own.
  ///
  /// Swift code without unsafe parts does that when its stack runs over.
  package private(set) var hasBadAccess = false

  private var arguments: [String: String] = [:]
  private let root: String

  /// Creates what has been read of a run before its first line.
  ///
  /// - Parameter root: The folder of the checkout; places are given from there.
  package init(root: String) { self.root = root.hasSuffix("/") ? root : root + "/" }

  /// Takes note of a line.
  ///
  /// - Parameter line: The line, without its end.
  package mutating func note(_ line: Substring) {
    if line.hasPrefix("["), let end = line.firstIndex(of: "]") {
      let numbers = line[line.index(after: line.startIndex)..<end].split(separator: "/")
      if numbers.count == 2, let done = Int(numbers[0]), let count = Int(numbers[1]) {
        step = (done, count)
      }
    } else if line.hasPrefix("Build complete!") {
      isBuilt = true
    }
    noteError(line)
    noteArgument(line)
    noteTrap(line)
  }

  private mutating func noteError(_ line: Substring) {
    guard !isBuilt, let mark = line.firstRange(of: "error: ") else { return }
    let message = String(line[mark.upperBound...])
    var before = line[..<mark.lowerBound]
    while before.last == " " || before.last == ":" { before.removeLast() }
    guard let file = before.firstRange(of: ".swift:") else {
      if !message.contains("fatalError"), !otherErrors.contains(message) {
        otherErrors.append(message)
      }
      return
    }
    let number = before[file.upperBound...].prefix { $0.isNumber }
    let error = CompileError(
      place: shortened(before[..<file.upperBound]) + number, message: message)
    if !errors.contains(error) { errors.append(error) }
  }

  /// For which argument a test failed stands in the text alone, not in the events.
  private mutating func noteArgument(_ line: Substring) {
    let pattern = /Test "?(.+?)"? recorded an issue with \d+ arguments? (.+?) at \S+?:\d+:\d+/
    guard line.contains("recorded an issue with"),
      let match = line.firstMatch(of: pattern)
    else { return }
    let name = String(match.1).filter { $0 != "`" }
    if arguments[name] == nil { arguments[name] = String(match.2) }
  }

  /// The first argument for which a test failed.
  ///
  /// - Parameter name: The name of the test.
  /// - Returns: Such as `check → tanh`, or `nil` if the test has no arguments.
  package func argument(of name: String) -> String? {
    arguments[name].map { text in
      // The name of the parameter says nothing that the argument does not.
      text.firstRange(of: " → ").map { String(text[$0.upperBound...]) } ?? text
    }
  }

  private mutating func noteTrap(_ line: Substring) {
    for mark in ["Fatal error", "Precondition failed", "Assertion failed"] {
      guard let found = line.firstRange(of: mark), !line.contains("Program crashed") else {
        continue
      }
      trap = String(line[found.lowerBound...])
      // `Autograd/Backward.swift:119: `, of the module and not of the folder.
      trapFile = line[..<found.lowerBound].split(separator: ":").first.map(String.init)
    }
    if line.contains("unexpected signal code 11") { hasBadAccess = true }
    // Frames of a backtrace: `3 [ra] [inlined] name in Module at /path/File.swift:12:3`.
    guard let mark = line.firstRange(of: " at \(root)") else { return }
    let words = shortened(line[line.index(mark.lowerBound, offsetBy: 4)...]).split(separator: ":")
    guard words.count > 1, let folder = words[0].split(separator: "/").first,
      let file = words[0].split(separator: "/").last, trapFile?.hasSuffix("/\(file)") != true,
      !words[0].hasPrefix("Sources/TensorCore/")
    else { return }
    places[String(folder)] = places[String(folder)] ?? "\(words[0]):\(words[1])"
  }

  private func shortened(_ path: Substring) -> String {
    path.hasPrefix(root) ? String(path.dropFirst(root.count)) : String(path)
  }
}
