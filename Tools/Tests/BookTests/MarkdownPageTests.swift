import Course
import Foundation
import Markdown
import Testing

@testable import Book

@Suite struct MarkdownPageTests {
  /// The HTML of a lesson's page in which formulas and code stand as signs.
  private func html(_ text: String) -> String {
    let map = SiteMap(pages: ["Lessons/05-A.md": "lessons/05-A.html", "README.md": "readme.html"]) {
      $0 == "Sources/A" ? true : false
    }
    let source = SourceFile(
      path: "Sources/A/B.swift", text: "public struct B {\n  // (equation 5.1)\n}\n")
    let citation = EquationOrigins.Citation(number: "5.1", path: source.path, line: 2)
    let site = Site(
      root: URL(fileURLWithPath: "/nowhere"), map: map,
      references: CrossReferences(
        ids: ["F5.1", "E05.1", "05.01"],
        equations: ["5.1": "lessons/05-A.html", "4.1": "lessons/04-B.html"]),
      equations: EquationOrigins(
        [citation], sources: [source.path: source], tests: TestIndex(in: []), map: map),
      sliders: [], place: { $0 == "Sources/A/B.swift#B" ? 1...3 : nil })
    let renderer = MarkdownRenderer(site: site, file: "Lessons/05-A.md", page: "lessons/05-A.html")
    return renderer.html(of: MarkdownDocument(text).root.children)
  }

  @Test func `names in a text lead to what they name`() {
    let page = html("F5.1, E05.1, equations 5.1 and 4.1, F9.9. [05.01](a.md)")
    #expect(page.contains("<a href=\"../failures/05.html#F5.1\">F5.1</a>"))
    #expect(page.contains("<a href=\"../exercises/05.html#E05.1\">E05.1</a>"))
    #expect(page.contains("<a href=\"../questions/05.html#q-05.01\">05.01</a>"))
    #expect(page.contains("<a href=\"#eq-5.1\">5.1</a>"))
    #expect(page.contains("<a href=\"04-B.html#eq-4.1\">4.1</a>"))
    #expect(page.contains(", F9.9."))
  }

  @Test func `words lead to figures and sections that are there`() {
    let page = html(
      "See figure 5.1, figure 5.2, section 3.\n\n## 3. A\n\n![x](a.svg)\n\n*Figure 5.1. B*\n")
    #expect(
      page.contains(
        "<a href=\"#fig-5.1\">figure 5.1</a>, figure 5.2, <a href=\"#3-a\">section 3</a>"))
    #expect(page.contains("<figcaption>Figure 5.1. B</figcaption>"))
  }

  @Test func `an equation's number opens what computes it`() {
    let page = html("$$ a \\tag{5.1} $$")
    #expect(page.contains("id=\"eq-5.1\""))
    #expect(
      page.contains(
        "<a href=\"../sources/Sources/A/B.swift.html#L2\">B.swift, line 2</a>, in <code>B</code>"))
    #expect(!page.contains("tag{"))
  }

  @Test func `a file of tests knows the equations that it holds`() throws {
    let source = SourceFile(
      path: "Sources/A/B.swift",
      text: "/// (equations 5.10, 5.2)\npublic struct Mean {\n  func total() {}\n}\n")
    let tests = TestIndex(in: [
      ("Tests/Lesson05A/B.swift", "  @Test func `a mean`() { Mean() }\n  func `no`() {}\n"),
      ("Tests/Lesson04A/C.swift", "  @Test func `another lesson`() { Mean() }\n"),
    ])
    let citations = ["5.10", "5.2"].map { number in
      EquationOrigins.Citation(number: number, path: source.path, line: 1)
    }
    let held = EquationOrigins(
      citations, sources: [source.path: source], tests: tests, map: SiteMap(pages: [:]) { _ in nil }
    ).heldByFile()
    #expect(held.keys.sorted() == ["Tests/Lesson05A/B.swift"])
    let found = try #require(held["Tests/Lesson05A/B.swift"])
    #expect(found.map(\.number) == ["5.2", "5.10"])
    #expect(found.map(\.test.name) == ["a mean", "a mean"])
  }

  @Test func `a listing leads to its file and line`() {
    let page = html("<!-- listing: Sources/A/B.swift#B -->\n\n```swift\nlet a = 1\n```\n")
    #expect(page.contains("<a href=\"../sources/Sources/A/B.swift.html#L1\">B.swift, line 1</a>"))
    #expect(page.contains("figure class=\"code listing\""))
  }

  @Test func `comments do not reach the page`() {
    let page = html("a <!-- b --> c\n\n<!-- numbers\n1 F5.1 broken\n-->\n")
    #expect(!page.contains("--") && page.contains("<p>a  c</p>"))
  }

  @Test func `links between files are links between pages`() {
    let page = html(
      "[a](../README.md#b) [c](../Sources/A) [d](../Sources/A/B.swift) [e](https://f.g)")
    #expect(page.contains("href=\"../readme.html#b\""))
    #expect(page.contains("href=\"../sources/Sources/A/index.html\""))
    #expect(page.contains("href=\"../sources/Sources/A/B.swift.html\""))
    #expect(page.contains("href=\"https://f.g\""))
  }

  @Test func `a number is not broken at its exponent`() {
    let page = html("1.5e-6, `1e-5` and `a-piece-of-code`")
    #expect(page.contains("1.5e\u{2011}6"))
    #expect(page.contains("<code class=\"short\">1e-5</code>"))
    #expect(page.contains("<code>a-piece-of-code</code>"))
  }

  @Test func `tables keep their heads and their sides`() {
    let page = html("| a | b |\n|---|---:|\n| 1 < 2 | `c` |\n")
    #expect(page.contains("<th scope=\"col\">a</th><th scope=\"col\" class=\"number\">b</th>"))
    #expect(page.contains("<td>1 &lt; 2</td><td class=\"number\"><code>c</code></td>"))
  }

  @Test func `a table asks for the room of its words`() {
    let short = html("| a | b |\n|---|---|\n| 1 | 2 |\n")
    let long = html("| a | b |\n|---|---|\n| \(String(repeating: "word ", count: 9)) | 2 |\n")
    #expect(short.contains("--room: 3em") && long.contains("--room: 12em"))
  }

  @Test func `the name of a run stands in its caption alone`() {
    let page = html("**broken**\n\n<!-- twin: F1.3 broken -->\n\n```python\nx\n```\n")
    #expect(!page.contains("<strong>") && page.contains("twin broken"))
  }

  @Test func `a number stays in one line with its sign`() {
    #expect(html("5 % of it") == "<p>5\u{A0}% of it</p>\n")
  }

  @Test func `formulas are found between dollars as GitHub finds them`() {
    let parts = InlinePart.parts(
      of: MarkdownDocument("a $x_1$ and $`\\{y\\}`$ and $$z$$").root.children[0].children)
    #expect(
      parts == [
        .text("a "), .formula("x_1", isDisplay: false), .text(" and "),
        .formula("\\{y\\}", isDisplay: false), .text(" and "), .formula("z", isDisplay: true),
      ])
  }
}
