import ArgumentParser
import Course
import Dispatch
package import Notebooks
import Synchronization

/// `learn lint`: the rules of the house that swift-format does not know.
struct LintCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint",
    abstract: "Looks for what the rules of the house forbid in sources and tests.",
    discussion: """
      Targets hold no stored value and nothing private at file scope, libraries no stored static without \
      a reason in a comment “// Stored: …”; names of tests have 60 characters at most; every layer of a \
      lesson has a gradient check of its name, and every enumeration of operations stands in its lesson; \
      what a public function throws stands in its comment. CONTRIBUTING.md says why.
      """)

  func run() async throws {
    let lessons = try await CourseCatalog.read().lessons
    let lint = Lint(
      checks: Set(lessons.flatMap(\.gradientChecks)),
      operations: Set(lessons.flatMap(\.operations)))
    let findings = try lint.findings(
      in: ["Sources", "Tests", "Tools/Sources", "Tools/Tests", "Tools/Fuzz"].flatMap(
        Repository.swiftFiles))
    for finding in findings { print(finding) }
    guard findings.isEmpty else {
      print("\(findings.count) \(findings.count == 1 ? "finding" : "findings")")
      throw ExitCode.failure
    }
    print("Sources and tests keep the rules of the house.")
  }
}

/// All rules.
package struct Lint {
  /// The names of the gradient checks of all lessons.
  let checks: Set<String>

  /// The enumerations of operations that lessons list.
  let operations: Set<String>

  /// Chooses what layers and operations are held against.
  ///
  /// - Parameters:
  ///   - checks: The names of the gradient checks of all lessons.
  ///   - operations: The names of the enumerations of operations that lessons list.
  package init(checks: Set<String>, operations: Set<String>) {
    self.checks = checks
    self.operations = operations
  }

  /// What files hold against the rules.
  ///
  /// - Parameter files: Paths, relative to the checkout, and texts.
  /// - Returns: The findings, in order.
  package func findings(in files: [(path: String, text: String)]) -> [PageFinding] {
    let found = Mutex<[PageFinding]>([])
    DispatchQueue.concurrentPerform(iterations: files.count) { index in
      let findings = findings(in: files[index])
      found.withLock { $0 += findings }
    }
    return found.withLock { $0.sorted() }
  }

  private func findings(in file: (path: String, text: String)) -> [PageFinding] {
    let path = file.path
    let rules = (
      fileScope: FileScopeRule.applies(to: path), names: TestNameRule.applies(to: path),
      layers: LayerCheckRule.applies(to: path)
    )
    // Parsing takes most of the time.
    guard rules.fileScope || rules.names || rules.layers else { return [] }
    let parsed = LintedFile(path: path, text: file.text)
    var findings: [PageFinding] = []
    if rules.fileScope {
      findings += FileScopeRule.findings(in: parsed)
      if FileScopeRule.isLibrary(path) { findings += ThrowsRule.findings(in: parsed) }
    }
    if rules.names { findings += TestNameRule.findings(in: parsed) }
    if rules.layers {
      findings += LayerCheckRule.findings(in: parsed, checks: checks)
      findings += OperationRule.findings(in: parsed, listed: operations)
    }
    return findings
  }
}
