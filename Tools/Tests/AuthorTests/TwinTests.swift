import Foundation
import Notebooks
import Testing
import author

@Suite struct TwinTests {
  private let twins = TwinFiles { path in
    path != "Tests/Fixtures/Twins01.json"
      ? nil
      : Data(
        """
        {"twins": {"F1.3": {
          "broken": {"value": "inf", "lines": ["a", "b"]}, "cured": {"value": 0.5, "lines": ["c"]},
          "also": [{"name": "by hand", "value": null, "lines": ["d"]}]}}}
        """.utf8)
  }

  private func listings(_ text: String) -> (page: Page, listings: PageListings) {
    let page = Page(path: "Lessons/01-X.md", text: text)
    return (
      page,
      PageListings(of: page, source: { _ in nil }, twin: { try twins.run($0, $1).lines })
    )
  }

  @Test func `runs have lines, and values that may be words or missing`() throws {
    #expect(try twins.run("F1.3", "broken").value == .infinity)
    #expect(try twins.run("F1.3", "cured").value == 0.5)
    #expect(try twins.run("F1.3", "by hand").value == nil)
    #expect(try twins.run("F1.3", "by hand").lines == ["d"])
  }

  @Test(arguments: [("F1.3", "other"), ("F1.4", "broken"), ("F2.1", "broken")])
  func `a run that is not recorded is missing`(id: String, name: String) {
    #expect(throws: TwinFiles.Missing.self) { try twins.run(id, name) }
  }

  @Test func `the fence below a twin's marker is filled`() {
    let (page, listings) = listings(
      "<!-- twin: F1.3 broken -->\n\n```python\nold\n```\n\n<!-- twin: F1.3 cured -->\n```python\nc\n```"
    )
    #expect(listings.findings == [])
    #expect(listings.edits.map(\.lines) == [2..<5])
    #expect(
      page.applying(listings.edits).hasPrefix(
        "<!-- twin: F1.3 broken -->\n\n```python\na\nb\n```\n\n<!-- twin"))
  }

  @Test(arguments: ["F1.3 other", "F1.9 broken"])
  func `a marker without a recorded twin is reported`(marker: String) {
    let listings = listings("\n<!-- twin: \(marker) -->\n```python\n```").listings
    #expect(listings.findings.map(\.line) == [2])
    #expect(listings.edits == [])
  }

  @Test(arguments: [
    ("## F1.3 A\n\n<!-- twin: F1.3 broken -->\n\n<!-- twin: F1.3 cured -->", 0),
    ("## F1.3 A\n\n<!-- twin: F1.3 broken -->", 1), ("## F1.3 A", 1),
    ("<!-- no twin: F1.3 PyTorch cannot have it -->", 0), ("<!-- no twin: F1.3 -->", 1),
    ("<!-- no twin: F1.4 because -->\n## F1.3 A", 1),
  ])
  func `a failure is shown in PyTorch, or has a reason`(text: String, count: Int) {
    let findings = PageTwins.findings(
      in: Page(path: "Lessons/01-X.md", text: text), failures: ["F1.3"]
    ) { _ = try twins.run($0, $1) }
    #expect(findings.count == count)
    if text.hasPrefix("## F1.3") { #expect(findings.allSatisfy { $0.line == 1 }) }
  }

  @Test func `a failure without a recorded twin is reported`() {
    let page = Page(
      path: "Lessons/01-X.md", text: "<!-- twin: F1.4 broken -->\n\n<!-- twin: F1.4 cured -->")
    let findings = PageTwins.findings(in: page, failures: ["F1.4"]) { _ = try twins.run($0, $1) }
    #expect(findings.count == 1)
    #expect(findings.allSatisfy { $0.message.contains("Twins01.json") })
  }
}
