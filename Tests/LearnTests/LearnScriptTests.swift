import Foundation
import Notebooks
import TestSupport
import Testing
import learn

/// The script `learn`, called as people call it.
@Suite struct LearnScriptTests {
  private var script: String { Checkout.root.appending(path: "learn").path }

  @Test func `a link to the script finds the checkout`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "links-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let link = folder.appending(path: "course").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: script)
    // A link to a link, and relative.
    let second = folder.appending(path: "again").path
    try FileManager.default.createSymbolicLink(atPath: second, withDestinationPath: "course")
    for path in [link, second] {
      let outcome = try Program(words: [path, "test", "42"]).run()
      #expect(outcome.status == 69)
      let words = "there is no lesson 42: the self-check 00 and 01-Perceptron"
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
  }

  @Test func `a missing folder for temporary files is named`() throws {
    let outcome = try Program(
      words: [script, "status"], environment: ["TMPDIR": "/no/such/folder"]
    ).run()
    #expect(outcome.status == 69)
    #expect(outcome.errors.contains("temporary files, /no/such/folder, is missing"))
  }

  @Test(arguments: [
    (["--sizes", "784,99999999999,10"], "more than 2,000,000,000 numbers"),
    (["--sizes", "9223372036854775807,9223372036854775807"], "more than 2,000,000,000 numbers"),
    (["--batch", "9223372036854775807"], "more than 2,000,000,000 numbers"),
    (["--threads", "9999999999"], "at most 4096"),
    (["--threads", "0"], "must be positive"),
  ])
  func `a benchmark that no machine can run is refused`(options: [String], words: String) throws {
    let tool = try LearnTool()
    defer { tool.clean() }
    let outcome = try tool.run(["bench"] + options)
    let text = outcome.errors.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(outcome.status == 64)
    #expect(text.contains(words), "\(outcome.errors)")
  }
}
