import Testing

@testable import Markdown

@Suite struct MarkdownTests {
  private func kinds(_ text: String) -> [MarkdownKind] {
    MarkdownDocument(text).nodes.dropFirst().map(\.kind)
  }

  private func first(_ kind: MarkdownKind, in text: String) throws -> MarkdownNode {
    try #require(MarkdownDocument(text).nodes.first { $0.kind == kind })
  }

  @Test func `blocks have their kinds`() {
    #expect(kinds("# A") == [.heading(level: 1), .text])
    #expect(kinds("> a") == [.blockQuote, .paragraph, .text])
    #expect(kinds("- a") == [.list, .listItem, .paragraph, .text])
    #expect(kinds("```swift trap\n1\n```") == [.codeBlock(info: "swift trap", fenceLength: 3)])
    #expect(kinds("    a") == [.codeBlock(info: "", fenceLength: 0)])
    #expect(kinds("<!-- a -->") == [.htmlBlock])
    #expect(kinds("***") == [.thematicBreak])
  }

  @Test func `parts of lines have their kinds`() {
    #expect(kinds("a `b` *c*") == [.paragraph, .text, .code, .text, .emphasis, .text])
    #expect(
      kinds("**a**\n![b](c.svg)") == [
        .paragraph, .strong, .text, .softBreak, .image(source: "c.svg"), .text,
      ])
    #expect(kinds("[`a`](b.md#c)") == [.paragraph, .link(destination: "b.md#c"), .code])
    #expect(kinds("a <!-- b --> c") == [.paragraph, .text, .html, .text])
  }

  @Test func `tables, struck-out words and bare links are GitHub's`() {
    #expect(
      kinds("| a |\n|---|\n| b |") == [
        .table, .tableRow, .tableCell, .text, .tableRow, .tableCell, .text,
      ])
    #expect(kinds("~~a~~") == [.paragraph, .strikethrough, .text])
    #expect(kinds("https://a.b").contains(.link(destination: "https://a.b")))
  }

  @Test func `places are lines and bytes from 1`() throws {
    let text = "é `b`\n\n- x\n\n  ```swift\n  1\n  ```\n"
    let code = try first(.code, in: text)
    #expect(code.start == MarkdownPosition(line: 1, column: 5))
    #expect(code.end == MarkdownPosition(line: 1, column: 5))
    let block = try first(.codeBlock(info: "swift", fenceLength: 3), in: text)
    #expect(block.lines == 4..<7)
    #expect(block.literal == "1\n")
    #expect(block.start < block.end)
  }

  @Test(arguments: [
    ("<!-- a -->\n```\n```", 0..<1), ("<!-- a\nb -->\nc", 0..<2), ("<div>\na\n\nb", 0..<2),
    ("a\n<!-- b -->", 1..<2),
  ])
  func `a block of HTML ends where it is closed`(text: String, lines: Range<Int>) throws {
    #expect(try first(.htmlBlock, in: text).lines == lines)
  }

  @Test func `plain text is what is read aloud`() throws {
    let heading = try first(.heading(level: 2), in: "## A `b` of [*c*](d.md)")
    #expect(heading.plainText == "A b of c")
    #expect(try first(.paragraph, in: "a\nb").plainText == "a b")
  }

  @Test func `an empty text is a page without parts`() {
    #expect(MarkdownDocument("").root.children == [])
    #expect(MarkdownDocument("").root.kind == .document)
  }
}
