import Foundation
import Notebooks
import Synchronization
import Testing

@testable import Book

@Suite struct ApiDocumentationTests {
  /// Answers for programs by their names, and writes the pages where Node would.
  private final class Answers: ProgramRunner {
    let outcomes: [String: ProgramOutcome]
    let asked = Mutex<[[String]]>([])

    init(_ outcomes: [String: ProgramOutcome]) { self.outcomes = outcomes }

    func run(_ words: [String], environment: [String: String]) async throws -> ProgramOutcome {
      asked.withLock { $0.append(words) }
      if words[0] == "node" {
        let page = """
          {"pages": [{"path": "api/A.html", "title": "A", "abstract": "", "html": "", "sections": [], "symbols": []}],
          "files": ["Sources/A.swift"]}
          """
        try Data(page.utf8).write(to: URL(fileURLWithPath: words[3]))
      }
      let target = ProgramOutcome(
        status: 0, output: #"{"target": {"triple": "x86_64-unknown-linux-gnu"}}"#)
      return outcomes[words[0]] ?? (words[0] == "swiftc" ? target : ProgramOutcome(status: 0))
    }
  }

  /// A checkout with two lessons, one of which has a catalog.
  private func checkout() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    for name in ["Sources/02-Second/Second.docc", "Sources/01-First", "Sources/learn"] {
      try FileManager.default.createDirectory(
        at: folder.appending(path: name), withIntermediateDirectories: true)
    }
    return folder
  }

  private func pages(
    _ outcomes: [String: ProgramOutcome]
  ) async throws -> (pages: ApiPages, asked: [[String]]) {
    let folder = try checkout()
    defer { try? FileManager.default.removeItem(at: folder) }
    let answers = Answers(outcomes)
    let documentation = ApiDocumentation(
      checkout: folder, tool: folder.appending(path: "built/learn"),
      scratch: folder.appending(path: "scratch"), programs: answers)
    return (try await documentation.pages(), answers.asked.withLock { $0 })
  }

  @Test func `lessons stand in order between the core and the rest`() throws {
    let folder = try checkout()
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(
      try ApiDocumentation.modules(in: folder).map(\.name) == [
        "TensorCore", "Datasets", "Autograd", "First", "Second", "Course", "Text", "Plots",
        "Notebooks",
      ])
  }

  @Test func `a catalog is compiled with its module`() async throws {
    let asked = try await pages([:]).asked
    let catalogs = asked.filter { $0[0] == "docc" && $0[2].hasSuffix(".docc") }
    #expect(catalogs.map { $0[2].suffix(21) } == ["02-Second/Second.docc"])
    // Without the option DocC does not see what a module adds to the types of others.
    let extractions = asked.filter { $0[0] == "swift-symbolgraph-extract" }
    #expect(!extractions.isEmpty)
    #expect(extractions.allSatisfy { $0.contains("-emit-extension-block-symbols") })
  }

  @Test func `what DocC warns of is handed on`() async throws {
    let words = "A.swift:1:2: warning: 'B' doesn't exist\nConverting documentation…\n"
    let warnings = try await pages(["docc": ProgramOutcome(status: 0, errors: words)]).pages
      .warnings
    #expect(Set(warnings) == ["A.swift:1:2: warning: 'B' doesn't exist"])
  }

  @Test func `a missing or failing program is named`() async throws {
    await #expect(throws: ApiDocumentation.Failure.missing(program: "docc")) {
      try await pages(["docc": ProgramOutcome(status: 127)])
    }
    let failure = ApiDocumentation.Failure.failed(
      program: "node", subject: "all modules", words: "no")
    await #expect(throws: failure) {
      try await pages(["node": ProgramOutcome(status: 1, errors: "no\n")])
    }
  }

  @Test func `pages are read as they were made`() async throws {
    let pages = try await pages([:]).pages
    #expect(pages.pages.map(\.path) == ["api/A.html"])
    #expect(pages.files == ["Sources/A.swift"])
  }
}
