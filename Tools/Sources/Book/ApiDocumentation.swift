public import Foundation
public import Notebooks

/// The documentation of the public modules, compiled by the toolchain's DocC and laid out as pages of the book.
///
/// The pages that DocC itself makes are a program that fetches its data from a server: they open neither from the
/// file system nor without scripts. Here DocC compiles, resolves links and warns, and `Tools/Book/api.cjs` makes
/// plain pages of what it leaves.
public struct ApiDocumentation: Sendable {
  /// The checkout, whose modules are built.
  let checkout: URL

  /// Where the compiler has left the modules of the course.
  let modules: URL

  /// A folder for what is made in between; it is emptied first.
  let scratch: URL

  /// How programs are run.
  let programs: any ProgramRunner

  /// Says where everything is.
  ///
  /// - Parameters:
  ///   - checkout: The checkout of the course.
  ///   - tool: The learner's tool as it was built, beside which the compiler has left the modules.
  ///   - scratch: A folder for what is made in between; it is emptied first.
  ///   - programs: How programs are run.
  public init(checkout: URL, tool: URL, scratch: URL, programs: any ProgramRunner) {
    self.checkout = checkout
    modules = tool.deletingLastPathComponent().appending(path: "Modules")
    self.scratch = scratch
    self.programs = programs
  }

  /// Compiles the documentation of all public modules.
  ///
  /// - Returns: The pages, the sources that they lead to, and what DocC warns of.
  /// - Throws: `Failure`, and what the file system says.
  public func pages() async throws -> ApiPages {
    try? FileManager.default.removeItem(at: scratch)
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    let modules = try Self.modules(in: checkout)
    let options = try await compilerOptions()
    var warnings: [String] = []
    try await withThrowingTaskGroup(of: [String].self) { group in
      for (index, module) in modules.enumerated() {
        // As many at once as there are processors.
        if index >= ProcessInfo.processInfo.activeProcessorCount {
          warnings += try await group.next() ?? []
        }
        group.addTask { try await compile(module, options: options) }
      }
      for try await more in group { warnings += more }
    }
    var result = try await laidOut(modules)
    result.warnings = warnings.sorted()
    return result
  }
}

// MARK: - Compiling

extension ApiDocumentation {
  /// What the compiler has to know to find the modules.
  private func compilerOptions() async throws -> [String] {
    let printed = try await run(["swiftc", "-print-target-info"], for: "this machine")
    guard
      let target = try? JSONDecoder().decode(TargetInfo.self, from: Data(printed.utf8)).target
    else {
      throw Failure.failed(program: "swiftc", subject: "this machine", words: "it names no target")
    }
    var options = ["-target", target.triple, "-I", modules.path]
    options += ["-I", checkout.appending(path: "Sources/COpenBLAS").path]
    let flags = try await programs.run(["pkg-config", "--cflags", "openblas"], environment: [:])
    if flags.succeeded {
      options += flags.output.split(whereSeparator: \.isWhitespace).flatMap {
        ["-Xcc", String($0)]
      }
    }
    #if canImport(Darwin)
      options += ["-sdk", try await run(["xcrun", "--show-sdk-path"], for: "this machine")]
    #endif
    return options
  }

  private struct TargetInfo: Decodable {
    struct Target: Decodable { let triple: String }
    let target: Target
  }

  /// Compiles the documentation of a module, and hands on what DocC warns of.
  private func compile(_ module: Module, options: [String]) async throws -> [String] {
    let graphs = graphs(of: module)
    try FileManager.default.createDirectory(at: graphs, withIntermediateDirectories: true)
    try await run(
      ["swift-symbolgraph-extract", "-module-name", module.name] + options + [
        "-minimum-access-level", "public", "-skip-inherited-docs", "-skip-synthesized-members",
        // Without it DocC leaves out what a module adds to the types of others.
        "-emit-extension-block-symbols",
        "-output-dir", graphs.path,
      ], for: module.name)
    let catalog = checkout.appending(path: "\(module.folder)/\(module.name).docc").path
    let inputs = FileManager.default.fileExists(atPath: catalog) ? [catalog] : []
    let outcome = try await programs.run(
      ["docc", "convert"] + inputs + [
        "--additional-symbol-graph-dir", graphs.path, "--fallback-display-name", module.name,
        "--fallback-bundle-identifier", module.name, "--no-transform-for-static-hosting",
        "--output-dir", archive(of: module).path, "--ide-console-output",
      ], environment: [:])
    guard outcome.succeeded else { throw failure("docc", module.name, outcome) }
    return (outcome.output + "\n" + outcome.errors).split(separator: "\n")
      .filter { $0.contains(": warning:") || $0.hasPrefix("warning:") }
      .map { String($0).replacing(checkout.path + "/", with: "") }
  }

  private func graphs(of module: Module) -> URL { scratch.appending(path: "graphs/\(module.name)") }

  private func archive(of module: Module) -> URL {
    scratch.appending(path: "\(module.name).doccarchive")
  }
}

// MARK: - Pages

extension ApiDocumentation {
  private struct Request: Encodable {
    struct Module: Encodable { let name, archive, graphs, group: String }
    let modules: [Module]
    let checkout: String
  }

  /// Makes pages of what DocC has left.
  private func laidOut(_ modules: [Module]) async throws -> ApiPages {
    let request = Request(
      modules: modules.map {
        Request.Module(
          name: $0.name, archive: archive(of: $0).path, graphs: graphs(of: $0).path, group: $0.group
        )
      }, checkout: checkout.path)
    let (asked, answered) = (
      scratch.appending(path: "request.json"), scratch.appending(path: "pages.json")
    )
    try JSONEncoder().encode(request).write(to: asked)
    let script = checkout.appending(path: "Tools/Book/api.cjs").path
    try await run(["node", script, asked.path, answered.path], for: "all modules")
    return try JSONDecoder().decode(ApiPages.self, from: Data(contentsOf: answered))
  }

  /// Runs a program that has to succeed, and returns what it printed.
  @discardableResult
  private func run(_ words: [String], for subject: String) async throws -> String {
    let outcome = try await programs.run(words, environment: [:])
    guard outcome.succeeded else { throw failure(words[0], subject, outcome) }
    return outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private func failure(_ program: String, _ subject: String, _ outcome: ProgramOutcome) -> Failure {
    guard outcome.status != 127 else { return .missing(program: program) }
    let words = (outcome.errors.isEmpty ? outcome.output : outcome.errors)
    return .failed(
      program: program, subject: subject,
      words: words.trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
