import Course
import Notebooks
import Testing
import author

@Suite struct PageEquationTests {
  private func page(_ text: String, _ path: String = "Lessons/05-X.md") -> Page {
    Page(path: path, text: text)
  }

  @Test func `tags are read from mathematics and not from examples`() {
    let text =
      "$$ a \\tag{5.1} $$\n`\\tag{5.2}`\n```math\nb \\tag{5.3}\n```\n```markdown\n\\tag{5.4}\n```"
    #expect(PageEquations.tags(in: page(text)).map(\.number) == ["5.1", "5.3"])
    #expect(PageEquations.tags(in: page(text)).map(\.line) == [1, 4])
  }

  @Test(arguments: [
    ("x  // (equation 5.2)", ["5.2"]), ("(equations 5.1 and 5.2)", ["5.1", "5.2"]),
    ("equations 5.1 to 5.4", ["5.1", "5.2", "5.3", "5.4"]),
    ("Equations 5.1, 5.3, and 6.1", ["5.1", "5.3", "6.1"]),
    ("equation 5", []), ("see equation\n5.2", ["5.2"]), ("in section 5.2", []),
  ])
  func `citations are read with ranges and lists`(text: String, numbers: [String]) {
    #expect(PageEquations.citations(in: text, path: "F").map(\.number) == numbers)
  }

  @Test func `uncited tags and citations without a tag are found`() {
    let sources = [
      5: [(path: "Sources/05-X/A.swift", text: "// (equation 5.1)\n// (equation 5.7)")]
    ]
    let findings = PageEquations.findings(
      in: [page("$$ a \\tag{5.1} $$\n$$ b \\tag{5.2} $$\nsee equation 5.9")], sources: sources)
    #expect(findings.count == 3)
    #expect(findings.contains { $0.line == 2 && $0.message.contains("No source") })
    #expect(findings.contains { $0.path == "Sources/05-X/A.swift" && $0.line == 2 })
    #expect(findings.contains { $0.path == "Lessons/05-X.md" && $0.line == 3 })
  }

  @Test func `a citation of a lesson without a page waits for the page`() {
    let sources = [6: [(path: "S", text: "// equation 6.1")]]
    #expect(PageEquations.findings(in: [page("")], sources: sources) == [])
  }

  @Test func `tags ascend and bear the number of their lesson`() {
    let sources = [5: [(path: "S", text: "// equations 5.1 to 5.3 and 4.1")]]
    let text = "\\tag{5.2}\n\\tag{5.1}\n\\tag{5.2}\n\\tag{4.1}\n\\tag{5.3}"
    let findings = PageEquations.findings(in: [page(text)], sources: sources)
    #expect(findings.map(\.line) == [2, 3, 4])
  }
}

@Suite struct PageLinkTests {
  private let files: Set = ["Lessons/01-A.md", "Sources/A.swift", "README.md", "Sources"]

  private func findings(_ text: String) -> [PageFinding] {
    PageLinks.findings(
      in: Page(path: "Lessons/01-A.md", text: text), exists: files.contains,
      read: {
        $0 == "README.md" ? Page(path: $0, text: "# How to read `this`, twice?\n## A\n## A") : nil
      })
  }

  @Test(arguments: [
    "[a](../Sources/A.swift)", "[a](../README.md#how-to-read-this-twice)", "[a](../README.md#a-1)",
    "[a](https://x.y/z)", "`[a](nowhere)`", "```\n[a](nowhere)\n```", "# Title\n[a](#title)",
    "[a](../Sources)",
    "[`code`](../Sources/A.swift \"title\")", "[a](mailto:x@y.z)",
  ])
  func `links that lead somewhere`(text: String) { #expect(findings(text) == []) }

  @Test(arguments: [
    "[a](../Sources/B.swift)", "[a](A.swift)", "[a](../README.md#nothing)", "[a](../README.md#a-2)",
    "![a](figures/x.svg)", "[a](#title)", "[a](../../README.md)", "[`code`](nowhere)",
  ])
  func `links that do not`(text: String) { #expect(findings(text).count == 1) }
}

@Suite struct PageSectionTests {
  @Test func `what stands between markers is replaced, and nothing else`() throws {
    let page = Page(path: "P.md", text: "before\n<!-- a -->\nold\n<!-- b -->\nafter")
    let edit = try #require(
      try PageSections.edit(
        page, between: "<!-- a -->", and: "<!-- b -->", text: "new\nlines\n", name: "the part"
      ).get())
    #expect(page.applying([edit]) == "before\n<!-- a -->\nnew\nlines\n<!-- b -->\nafter")
    #expect(edit.message == "The part differs from “old” on.")
    let same = try PageSections.edit(
      page, between: "<!-- a -->", and: "<!-- b -->", text: "old\n", name: "the part"
    ).get()
    #expect(same == nil)
    let reworded = try PageSections.edit(
      page, between: "<!-- a -->", and: "<!-- b -->", text: "odd\n", name: "the part"
    ).get()
    #expect(reworded?.replacement == ["odd"])
  }

  @Test(arguments: [
    "", "<!-- a -->", "<!-- b -->\n<!-- a -->", "<!-- a -->\n<!-- a -->\n<!-- b -->",
  ])
  func `nothing changes unless both markers stand once, in order`(text: String) {
    let result = PageSections.edit(
      Page(path: "P.md", text: text), between: "<!-- a -->", and: "<!-- b -->", text: "x",
      name: "the part")
    #expect(throws: PageSections.Missing.self) { try result.get() }
  }

  @Test func `the table links to the page, to the sources, or to nothing`() {
    let table = PageSections.lessonTable(Curriculum.outline, built: [1, 2]) {
      $0 == "Lessons/02-Backprop.md"
    }
    let rows = table.split(separator: "\n")
    #expect(rows.count == 12)
    #expect(rows[2].hasPrefix("| 01 | [Perceptron and MLP](Sources/01-Perceptron) |"))
    #expect(rows[3].hasPrefix("| 02 | [Backpropagation](Lessons/02-Backprop.md) |"))
    #expect(rows[4].hasPrefix("| 03 | Activation functions |") && rows[4].hasSuffix("| to come |"))
  }

  @Test func `several changes of a page are made at once`() {
    let page = Page(path: "P.md", text: "a\nb\nc")
    #expect(
      page.applying([
        PageEdit(0..<1, ["x", "y"], ""), PageEdit(2..<3, [], ""), PageEdit(1..<1, ["n"], ""),
      ]) == "x\ny\nn\nb")
  }

  @Test func `fences nest by length, and an open one reaches to the end`() {
    let text = "````md\n```swift\n```\n````\n~~~\nx"
    let fences = Page(path: "P.md", text: text).fences
    #expect(fences.map(\.start) == [0, 4])
    #expect(fences.map(\.isClosed) == [true, false])
    #expect(fences[0].body == ["```swift", "```"])
    #expect(fences.map(\.end) == [3, 6])
    #expect(Fence.mark(around: ["```"]) == "````")
  }
}

@Suite struct SourceExampleTests {
  private let source = """
    /// A thing.
    ///
    /// ```swift
    /// let thing = Thing()
    ///
    ///   thing.use()
    /// ```
    struct Thing {
      /// ```
      /// no Swift
      /// ```
      let name = "```swift"
      /// ```swift
      /// thing.name
      /// ```
      //  ```swift
      //  for those who write this
      //  ```
    }
    """

  @Test func `examples are the Swift blocks of doc comments, unmarked`() {
    let examples = SourceExamples(in: [(path: "Thing.swift", text: source)]).examples
    #expect(
      examples.map(\.code) == [["let thing = Thing()", "", "  thing.use()"], ["thing.name"]])
    #expect(examples.map(\.line) == [4, 14])
  }

  @Test func `the compiler counts the lines of the source`() {
    let program = SourceExamples(in: [(path: "Thing.swift", text: source)])
      .program(importing: ["Things"])
    #expect(program.hasPrefix("import Things\n"))
    #expect(
      program.contains("#sourceLocation(file: \"Thing.swift\", line: 4)\nlet thing = Thing()\n"))
    #expect(program.contains("#sourceLocation(file: \"Thing.swift\", line: 14)\nthing.name\n"))
  }
}
