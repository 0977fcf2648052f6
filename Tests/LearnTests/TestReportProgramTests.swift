import Foundation
import Notebooks
import Testing
import learn

/// The program that runs `swift test`, with a `swift` that only says so.
@Suite struct TestReportProgramTests {
  /// What the program printed, and its status.
  private func report(
    _ script: String, events: [String] = [], environment: [String: String] = [:]
  ) throws -> ProgramOutcome {
    let folder = FileManager.default.temporaryDirectory.appending(path: "report-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let swift = folder.appending(path: "swift")
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: swift)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: swift.path)
    let lines = events.map { $0 + "\n" }.joined()
    try Data(lines.utf8).write(to: folder.appending(path: "events"))
    let program = URL(fileURLWithPath: CommandLine.arguments[0])
      .deletingLastPathComponent().appending(path: "TestReport")
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return try Program(
      words: [program.path, "/course", "./learn test 02", "test", "--filter", "A"],
      environment: environment.merging(["PATH": "\(folder.path):\(path)"]) { $1 }
    ).run()
  }

  @Test(arguments: [("60", 60), ("80", 80), ("200", 80), ("7", 40), ("wide", 80)])
  func `a report is as wide as the terminal, from 40 to 80`(columns: String, width: Int) throws {
    let word = String(repeating: "x", count: 300)
    let outcome = try report("echo 'error: \(word)'; exit 3", environment: ["COLUMNS": columns])
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.first == "It does not compile, so no test ran.")
    #expect(lines.map { $0.count }.max() == width)
    #expect(lines.contains { $0.hasPrefix("`./learn test 02 --verbose`") })
    #expect(outcome.status == 3)
  }

  @Test func `the events of the run are what is reported`() throws {
    let event = #"{"kind":"event","payload":{"instant":{"absolute":1.5,"since1970":0},"kind":"#
    let id = #"Lesson02BackpropTests.Lesson02Parity/`holds`()/Parity.swift:1:2"#
    let events = [
      #"{"kind":"test","payload":{"id":"\#(id)","kind":"function","name":"`holds`()"}}"#,
      #"\#(event)"testStarted","testID":"\#(id)"}}"#, #"\#(event)"testEnded","testID":"\#(id)"}}"#,
      #"\#(event)"runEnded"}}"#,
    ]
    // The last word names the file of the events.
    let script = #"for last; do :; done; sleep 0.5; cp "${0%/*}/events" "$last""#
    let outcome = try report(script, events: events)
    // That it has begun is said at once.
    #expect(outcome.errors.hasPrefix("building: looking at what has changed, "))
    #expect(outcome.output == "1 test passed in 0 s.\n  lesson 02  1 test\n")
    #expect(outcome.status == 0)
  }

  @Test func `a program without words says how it is called`() throws {
    let program = URL(fileURLWithPath: CommandLine.arguments[0])
      .deletingLastPathComponent().appending(path: "TestReport")
    let outcome = try Program(words: [program.path, "/course", "./learn test"]).run()
    #expect(outcome.status == 64 && outcome.errors.hasPrefix("usage: test-report ROOT"))
  }
}
