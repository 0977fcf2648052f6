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

  @Test func `what was built elsewhere is removed, and that is said`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "moved-\(UUID())")
    let built = ["course/.build/old", "course/Tools/.build/old"].map {
      folder.appending(path: $0)
    }
    for place in built {
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    }
    defer { try? FileManager.default.removeItem(at: folder) }
    let copy = folder.appending(path: "course/learn").path
    try FileManager.default.copyItem(atPath: script, toPath: copy)
    try Data("/elsewhere\n".utf8).write(to: folder.appending(path: "course/.build/place"))
    let words = "the checkout was at /elsewhere before: it is built anew."
    #expect(try Program(words: [copy, "test", "42"]).run().errors.contains(words))
    #expect(built.allSatisfy { !FileManager.default.fileExists(atPath: $0.path) })
    #expect(try !Program(words: [copy, "test", "42"]).run().errors.contains("built anew"))
  }

  /// Read-only for who owns it; for root, who may write everywhere, somebody else's.
  @Test(arguments: [false, true])
  func `a checkout that cannot be written to is refused`(wasBuilt: Bool) throws {
    let files = FileManager.default
    let folder = files.temporaryDirectory.appending(path: "foreign-\(UUID())")
    let (checkout, temporary) = (folder.appending(path: "course"), folder.appending(path: "tmp"))
    let mode = getuid() == 0 ? 0o755 : 0o555
    for place in [checkout, temporary] + (wasBuilt ? [checkout.appending(path: ".build")] : []) {
      try files.createDirectory(at: place, withIntermediateDirectories: true)
    }
    try files.copyItem(atPath: script, toPath: checkout.appending(path: "learn").path)
    defer {
      try? files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: checkout.path)
      try? files.removeItem(at: folder)
    }
    try files.setAttributes([.posixPermissions: 0o777], ofItemAtPath: temporary.path)
    for place in (wasBuilt ? [checkout.appending(path: ".build")] : []) + [checkout] {
      try files.setAttributes([.posixPermissions: mode], ofItemAtPath: place.path)
    }
    let nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    let outcome = try Program(
      words: (getuid() == 0 ? nobody : []) + [checkout.appending(path: "learn").path, "status"],
      environment: ["TMPDIR": temporary.path]
    ).run()
    #expect(outcome.status == 69)
    let words = "\(checkout.path) cannot be written to, and what is built goes to its folder"
    #expect(outcome.errors.contains(words) && outcome.errors.contains("copy the checkout"))
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
