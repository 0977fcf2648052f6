import Notebooks
import Testing
import author

@Suite struct RenderedPageTests {
  private func page(_ text: String) -> Page { Page(path: "Lessons/01-X.md", text: text) }

  @Test(arguments: [
    ("It stops at\n<!-- figure: F1.3 broken -->1.46<!-- end --> and stays.", 2),
    ("It stops at\n<!-- a -->\nthe floor.", 2), ("| a |\n|---|\n| b |\n<!-- a -->\nwords", 4),
    ("<!-- source: me --> **Leaky** units.", 1), ("<!--\na\n--> words", 3),
  ])
  func `a line that begins with a comment cuts its paragraph`(text: String, line: Int) {
    #expect(RenderedPage.cutParagraphs(in: page(text)).map(\.line) == [line])
  }

  @Test(arguments: [
    "It stops <!-- a --> there.", "<!-- source: me -->\nwords",
    "words\n<!-- source: me -->\n\nmore",
    "words\n\n<!-- numbers\n5  F1.3 broken\n-->\n\n## A",
    "words\n\n<!-- listing: a#b -->\n```swift\n```",
    "a\n\n<!-- a --> <!-- b -->\n\nc", "```\na\n<!-- b -->\nc\n```", "Words:\n<!-- a -->\n- item",
  ])
  func `a comment between words or paragraphs cuts nothing`(text: String) {
    #expect(RenderedPage.cutParagraphs(in: page(text)) == [])
  }

  @Test(arguments: [
    ("a **b", "**"), ("a `b", "`"), ("learning_rate", "_"), ("a * b", "*"), ("a ~~b", "~~"),
    ("[a](b c)", "]("), ("<details><summary>A</summary>\n**b**\n</details>", "**"),
    ("| a |\n|---|\n| **b |", "**"), ("# A **b", "**"),
  ])
  func `a mark that a reader sees is found`(text: String, mark: String) {
    let findings = RenderedPage.literalMarks(in: page(text))
    #expect(findings.count == 1)
    #expect(findings.first?.message.contains("the mark \(mark) ") == true)
  }

  @Test(arguments: [
    "a **b** *c* `d_e*` ~~f~~ [g](h_i)", "$w_1 * x_1$ and $$ a_{ij} * b $$", "https://a.b/c_d",
    "```\na_b\n```", "a \\* b and c\\_d", "<details><summary>A</summary>\n\n**b**\n\n</details>",
    "$`x'_{nj} * x_n`$", "<!-- a_b -->",
  ])
  func `marks that mark, and those in code and formulas, are none`(text: String) {
    #expect(RenderedPage.literalMarks(in: page(text)) == [])
  }

  @Test func `the line of a literal mark is its own`() {
    let findings = RenderedPage.literalMarks(in: page("# A\n\na `c_d`\nb\nc_d"))
    #expect(findings.map(\.line) == [5])
  }

  @Test(arguments: [
    "with $x'_{nj}$ and $x'_{ni}$", "$a*b$ times $c*d$", "$a<b>c$", "$\\{ x \\}$",
    "$$ a \\\\ b $$", "| $x'_{n}$ and $x'_{m}$ |\n|---|",
  ])
  func `a formula that Markdown changes is found`(text: String) {
    #expect(RenderedPage.touchedFormulas(in: page(text)).count == 1)
  }

  @Test(arguments: [
    "$x_{nj}$ and $y_{nj}$", "$`x'_{nj}`$ and $`x'_{ni}`$", "$$\na \\tag{1.1}\n$$",
    "$w \\cdot x$ of\n$1/K$ parts", "| $\\lVert x \\rVert$ | $a \\| b$ |\n|---|---|",
    "`$x'_{n}$ $x'_{m}$`",
    "- a $x_1$\n  b $x_2$", "> $x_1$\n> $x_2$",
  ])
  func `a formula that survives Markdown is not`(text: String) {
    #expect(RenderedPage.touchedFormulas(in: page(text)) == [])
  }

  @Test(arguments: [
    ("| a | b |\n|---|---|\n| c |", 3), ("| a | b |\n|---|---|\n| c | d | e |", 3),
    ("| a | b |\n|---|---|\n| $|c|$ | d |", 3), ("| a | b |\n|---|---|\n| `c|d` | e |", 3),
    ("| a | b |\n|---|\n| c | d |", 2),
  ])
  func `a row that lost or gained a cell is found`(text: String, line: Int) {
    let findings = RenderedPage.findings(in: page(text))
    #expect(findings.contains { $0.line == line && $0.message.contains("cells") })
  }

  @Test(arguments: [
    "| a | b |\n|---|---:|\n| c\\|d | e |", "a | b\n---|---\nc | d", "| a |\n|---|\n| |",
    "| | b |\n|---|---|\n| c | |", "words\n\n---\n\nwords",
  ])
  func `whole tables have no finding`(text: String) {
    #expect(RenderedPage.findings(in: page(text)) == [])
  }
}

@Suite struct WordCountTests {
  @Test func `words are text, code, and formulas, up to the questions`() {
    let text = """
      # Two words

      One `two three` $a + b$ of **four** – <!-- not this --> words
      https://a.b/c

      ![no word](a.svg)

      $$ x = y $$

      <!-- nor this -->

      ```swift
      let a = b
      ```

      | a | b |
      |---|---|
      | c | d |

      <!-- interview:begin -->
      not these
      <!-- interview:end -->
      """
    #expect(WordCount.count(in: Page(path: "Lessons/01-X.md", text: text)) == 2 + 7 + 1 + 4)
  }

  @Test func `a page of more than 5,200 words is too long`() {
    func page(_ count: Int) -> Page {
      Page(path: "P.md", text: Array(repeating: "word", count: count).joined(separator: "\n"))
    }
    #expect(WordCount.findings(in: page(5200)) == [])
    #expect(WordCount.findings(in: page(5201)).count == 1)
  }
}
