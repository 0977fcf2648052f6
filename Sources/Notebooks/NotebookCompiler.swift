import Course
public import Foundation

/// The Swift compiler, set to the modules that the learner's tool was built from.
///
/// Nothing is built again: a program for a page is compiled against the modules and linked with the
/// objects of the build that made that tool, which takes two to three seconds.
public struct NotebookCompiler: Sendable {
  /// A message of the compiler.
  public struct Message: Hashable, Sendable {
    /// The file, as the source names it.
    public let path: String
    /// The line in the file, from 1.
    public let line: Int
    /// Whether the program cannot be compiled because of it.
    public let isError: Bool
    /// The words.
    public let text: String
  }

  /// Why nothing can be compiled.
  public enum Failure: Error, CustomStringConvertible {
    /// The tool was not built as `./learn` builds it.
    case unfitBuild(String)

    /// What to do.
    public var description: String {
      switch self {
      case .unfitBuild(let reason):
        "\(reason): cells run in double precision against a debug build. Start the tool with ./learn."
      }
    }
  }

  /// The folder of the build that the learner's tool belongs to.
  private let build: URL

  /// The modules that a cell may import.
  public let modules: [String]

  /// The modules of the course without those that are tools or hold answers.
  public static var library: [String] {
    ["Text", "TensorCore", "Autograd", "Course", "Datasets", "Plots", "Overview"]
      + Curriculum.outline.map(\.module)
  }

  /// The checkout.
  private let root: URL

  /// What runs the compiler, and the programs that it makes.
  let runner: any ProgramRunner

  /// Finds the build that the learner's tool belongs to.
  ///
  /// - Parameters:
  ///   - root: The checkout.
  ///   - runner: What runs the compiler, and the programs that it makes.
  ///   - tool: The learner's tool; `nil` if it is the program that asks.
  /// - Throws: `Failure`, if cells cannot be compiled against the build.
  public init(in root: URL, running runner: any ProgramRunner, of tool: URL? = nil) throws {
    self.root = root
    self.runner = runner
    #if SinglePrecision
      throw Failure.unfitBuild("This is a build in single precision")
    #elseif !DEBUG
      throw Failure.unfitBuild("This is a release build")
    #else
      let program =
        tool ?? Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
      let folder = program.resolvingSymlinksInPath().deletingLastPathComponent()
      build = folder
      modules = Self.library.filter { name in
        FileManager.default.fileExists(
          atPath: folder.appending(path: "Modules/\(name).swiftmodule").path)
      }
      guard modules.contains("TensorCore") else {
        throw Failure.unfitBuild("The modules of the course are not in \(folder.path)/Modules")
      }
    #endif
  }

  /// Compiles and links a program.
  ///
  /// - Parameters:
  ///   - sources: The text of each file by its name; `main.swift` is the one that runs.
  ///   - folder: Where the program is made.
  /// - Returns: The program, or the messages that stand in its way; warnings do so too.
  /// - Throws: If files cannot be written or the compiler cannot be started.
  public func compile(
    _ sources: [String: String], in folder: TemporaryFolder
  ) async throws -> (program: String?, messages: [Message]) {
    let program = folder.url.appending(path: "notebook").path
    let files = try sources.map { name, text in try folder.write(text, to: name) }
    let outcome = try await runner.run(
      ["swiftc"] + files + Self.flags + moduleFlags + ["-warnings-as-errors"] + (try objects())
        + ["-lopenblas", "-o", program], environment: [:])
    if outcome.succeeded { return (program, []) }
    return (nil, messages(of: outcome))
  }

  /// Looks for errors without making a program.
  ///
  /// - Parameter source: The text of the file `main.swift`.
  /// - Returns: The messages of the compiler.
  /// - Throws: If files cannot be written or the compiler cannot be started.
  public func messages(for source: String) async throws -> [Message] {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let file = try folder.write(source, to: "main.swift")
    let outcome = try await runner.run(
      ["swiftc", file] + Self.flags + moduleFlags
        + ["-emit-sil", "-o", folder.url.appending(path: "sil").path], environment: [:])
    return outcome.succeeded ? [] : messages(of: outcome)
  }

  // MARK: - The command line

  // One actor for all cells, so that a function of one may use a variable of another.
  private static var flags: [String] {
    [
      "-module-name", "Notebook", "-swift-version", "6", "-default-isolation", "MainActor",
      "-O", "-assert-config", "Debug", "-diagnostic-style", "llvm", "-no-color-diagnostics",
      "-Xcc", "-fno-math-errno",
    ]
  }

  private var moduleFlags: [String] {
    let moduleMap = root.appending(path: "Sources/COpenBLAS/module.modulemap").path
    #if arch(x86_64)
      let machine = ["-Xcc", "-march=native"]
    #else
      let machine: [String] = []
    #endif
    return machine + [
      "-I", build.appending(path: "Modules").path, "-Xcc", "-fmodule-map-file=\(moduleMap)",
      "-L/opt/homebrew/opt/openblas/lib",
    ]
  }

  /// The compiled files of all modules, as the build lists them; files of deleted, renamed or moved
  /// sources lie beside them and are not listed.
  private func objects() throws -> [String] {
    try modules.flatMap { name -> [String] in
      let list = build.appending(path: "\(name).build/output-file-map.json")
      let files = try JSONDecoder().decode([String: BuiltFile].self, from: Data(contentsOf: list))
      return files.values.compactMap(\.object)
        .filter { FileManager.default.fileExists(atPath: $0) }.sorted()
    }
  }

  /// What the build makes of one source.
  private struct BuiltFile: Decodable {
    let object: String?
  }

  // MARK: - The compiler's words

  private func messages(of outcome: ProgramOutcome) -> [Message] {
    let messages = Self.messages(in: outcome.errors + outcome.output)
    if messages.contains(where: \.isError) { return messages }
    let words = outcome.tookTooLong ? "The compiler took too long." : outcome.errors
    return [Message(path: "swiftc", line: 1, isError: true, text: words)]
  }

  /// The errors and warnings in the output of the compiler.
  ///
  /// - Parameter text: The output.
  /// - Returns: The messages in order, each once.
  static func messages(in text: String) -> [Message] {
    var messages: [Message] = []
    for line in text.split(separator: "\n") {
      guard
        let match = line.wholeMatch(of: /(.+?):([0-9]+):[0-9]+: (error|warning): (.*)/)
      else { continue }
      let message = Message(
        path: String(match.1), line: Int(match.2) ?? 1, isError: match.3 == "error",
        text: String(match.4))
      if !messages.contains(message) { messages.append(message) }
    }
    return messages
  }
}
