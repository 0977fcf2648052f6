import Course
import Dynamics
import Foundation
import Testing

/// Files that are no logs, and what is said of them.
@Suite struct Lesson09LogsRefusals {
  private func error(of text: String) -> LogError? {
    do {
      _ = try LogReader.run(of: text, path: "x.log")
      return nil
    } catch { return error }
  }

  @Test func `an empty file is empty`() {
    #expect(error(of: "") == .empty(path: "x.log"))
    #expect(error(of: " \n\r\n") == .empty(path: "x.log"))
  }

  @Test(arguments: [
    "Dear diary,\n", "1,2,3\n4,5,6\n", "[1, 2]\n", "{}\n", "{\"a\": \n", "\u{0}\u{1}\n",
  ])
  func `what is no log is refused with its first line`(text: String) {
    switch error(of: text) {
    case .unknownFormat(let path, _): #expect(path == "x.log")
    case .withoutLosses: #expect(text.hasPrefix("["))
    case let other: Issue.record("\(String(describing: other))")
    }
  }

  @Test func `a table without losses lists its names`() {
    #expect(
      error(of: "epoch,f1\n0,0.5\n") == .withoutLosses(path: "x.log", names: ["epoch", "f1"]))
  }

  @Test func `many damaged lines are another kind of file`() {
    let good = (0..<20).map { #"{"event":"step","step":\#($0),"loss":2}"# }
    let text = (good + ["oops", "oops", "oops", "oops"]).joined(separator: "\n") + "\n"
    guard case .damaged(_, let line, _, let found) = error(of: text) else {
      Issue.record("no damage was seen")
      return
    }
    #expect(line == 21 && found == "“oops”")
  }

  @Test func `a broken state names the line`() {
    let text = "{\"log_history\": [\n{\"loss\": 2, \"step\": 1},\n{\"loss\": 1 \"step\": 2}\n]}"
    guard case .damaged(_, let line, let expected, _) = error(of: text) else {
      Issue.record("no damage was seen")
      return
    }
    #expect(line == 3 && expected == "“}”")
  }

  @Test func `a file that is not there, and a folder, are unreadable`() throws {
    let folder = FileManager.default.temporaryDirectory
    for file in [folder, folder.appending(path: "no-such-file-\(UUID())")] {
      do {
        _ = try LogReader.run(at: file)
        Issue.record("\(file.path) was read")
      } catch {
        guard case .unreadable(let path, _) = error else {
          Issue.record("\(error)")
          continue
        }
        #expect(path == file.path)
      }
    }
  }

  @Test func `names of the file fit the line of the message`() throws {
    let long = String(repeating: "x", count: 5_000)
    let names = try #require(error(of: "epoch,\u{1B}[31m,a\u{2028}b,\(long)\n0,1,2,3\n"))
      .description
    #expect(names.hasSuffix("found: epoch, ·[31m, a·b, \(long.prefix(40))…"))
    let columns = (0..<30).map { "f\($0)" }.joined(separator: ",")
    let many = try #require(error(of: "epoch,\(columns)\n0\n")).description
    #expect(many.hasSuffix("f18 and 11 more"))
  }

  @Test func `a quote that is left open ends within a hundred lines`() {
    let text = "epoch,loss\n0,1\n\"" + String(repeating: "\"\"\n", count: 50_000)
    guard case .damaged(_, let line, let expected, _) = error(of: text) else {
      Issue.record("no damage was seen")
      return
    }
    #expect(line == 3 && expected == "a closing quote")
  }

  @Test func `a step beyond what a Double counts is no number`() throws {
    // From the last number below 2⁶³ counting on would overflow.
    let first = #"{"step":9223372036854774784,"loss":1}"#
    let text = ([first] + (0..<2_000).map { _ in #"{"loss":1}"# }).joined(separator: "\n") + "\n"
    let run = try LogReader.run(of: text)
    #expect(run.record.steps.count == 2_001 && run.facts.stepNumbers.isEmpty)
  }

  @Test func `nesting has a limit, not the stack`() {
    let text = String(repeating: "[", count: 100_000)
    #expect(error(of: text) != nil)
    #expect(error(of: #"{"event":"step","loss":"# + text) != nil)
  }
}
