import ArgumentParser
import Foundation
import Notebooks

/// `learn docs`: holds the pages against the sources, the measurements and each other.
struct DocsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "docs",
    abstract: "Compares the pages with what they are drawn from, and fills them in anew.",
    discussion: """
      Listings come from the sources, numbers from proofs and failure modes, the interview section \
      from the bank of questions, the README's table from the outline. Links must lead somewhere, and \
      equations are cited by the sources that compute them. Examples in the README and in doc comments \
      must compile. Lessons/README.md says how to write.
      """,
    subcommands: [Check.self, Sync.self])

  /// `learn docs check`.
  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Fails if a page differs from what it is drawn from.")

    func run() async throws {
      let (results, stray) = try await DocsCheck().results()
      let edits = results.flatMap { result in
        result.edits.map { PageFinding(result.page.path, $0.lines.lowerBound + 1, $0.message) }
      }
      let findings = (results.flatMap(\.findings) + stray).sorted()
      for finding in (edits + findings).sorted() { print(finding) }
      guard edits.isEmpty && findings.isEmpty else {
        if !edits.isEmpty { print("\(edits.count) of these are put right by ./learn docs sync") }
        throw ExitCode.failure
      }
      print("\(results.count) pages agree with what they are drawn from.")
    }
  }

  /// `learn docs sync`.
  struct Sync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Fills in listings, numbers, interview sections and the README's table.",
      discussion: """
        Only what stands between markers changes, and numbers that a section lists with their \
        origins. What is left to put right is printed.
        """)

    func run() async throws {
      let (results, stray) = try await DocsCheck().results()
      for result in results where !result.edits.isEmpty {
        let file = Repository.root.appending(path: result.page.path)
        try Data(result.page.applying(result.edits).utf8).write(to: file, options: .atomic)
        for edit in result.edits {
          print(
            PageFinding(result.page.path, edit.lines.lowerBound + 1, "filled in. \(edit.message)"))
        }
      }
      let findings = (results.flatMap(\.findings) + stray).sorted()
      for finding in findings { print(finding) }
      if !findings.isEmpty { throw ExitCode.failure }
    }
  }
}
