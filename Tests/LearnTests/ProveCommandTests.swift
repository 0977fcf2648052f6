import Course
import Foundation
import Testing

/// `learn prove`, with a `swift` that only leaves what a proof would leave.
@Suite struct ProveCommandTests {
  /// What the command says of a proof that measured a size and ended with a status.
  private func prove(size: Double, status: Int) throws -> LearnTool.Outcome {
    let tool = try LearnTool()
    defer { tool.clean() }
    let stored = try question("01.03")
    let evidence = [Evidence("size", size), stored.evidence[1]]
    let fresh = ProvenQuestion(question: stored.question, evidence: evidence, proof: stored.proof)
    try Data(try smallBank().json.utf8).write(to: tool.bank)
    try Data(InterviewBank([fresh]).json.utf8).write(to: tool.root.appending(path: "fresh.json"))
    let swift = tool.root.appending(path: "swift")
    let script = #"cp "$LEARN_ROOT/fresh.json" "$LEARN_EXPORT/"; echo "✘ $*"; exit \#(status)"#
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: swift)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: swift.path)
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return try tool.run(
      ["prove", "01.03"], environment: ["PATH": "\(tool.root.path):\(path)", "COLUMNS": "80"])
  }

  @Test func `a proof that holds shows what it measures`() throws {
    let outcome = try prove(size: 0.25, status: 0)
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("01.03 What is 01.03?\n"))
    #expect(outcome.output.contains(#/size +0\.25\n/#))
    #expect(!outcome.output.contains("The bank says otherwise"))
  }

  @Test func `a proof that measures something else is told`() throws {
    let outcome = try prove(size: 0.5, status: 0)
    #expect(outcome.status == 0 && outcome.output.contains(#/size +0\.5\n/#))
    #expect(outcome.output.contains("The bank says otherwise"))
  }

  @Test func `a proof that fails shows its failure and no numbers`() throws {
    let outcome = try prove(size: 0.25, status: 1)
    #expect(outcome.status == 1 && outcome.output.isEmpty)
    #expect(outcome.errors.contains("✘ test --disable-xctest --filter Lesson01Interview/.What is"))
    #expect(outcome.errors.contains("The proofs failed or could not be built."))
  }
}
