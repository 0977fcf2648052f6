import Testing
import author

@Suite struct SwiftCommentTests {
  private let source = #"""
    // One
    // thought.

    /// Said of `a`:
    ///
    ///     y = x                                      (equation 1.1)
    let a = "words \(b) more"  // behind (equation
    // 1.2)
    /* a
       block */
    let c = "// no comment"
    """#

  @Test func `lines that follow each other are one text`() {
    let comments = SwiftComment.all(in: source)
    #expect(comments.map(\.line) == [1, 4, 7, 7, 7, 9, 11])
    #expect(comments[0].text == "One\nthought.")
    #expect(comments[1].kind == .documentation)
    #expect(comments[1].text.hasPrefix("Said of `a`:\n\n    y = x"))
    #expect(comments[2].kind == .string && comments[2].text == "words ")
  }

  @Test func `citations are read across the lines of a comment`() {
    let mentions = PageEquations.citations(inSource: source, path: "A.swift")
    #expect(mentions.map(\.number) == ["1.1", "1.2"])
    #expect(mentions.map(\.line) == [6, 7])
  }

  @Test func `code is no citation`() {
    #expect(PageEquations.citations(inSource: "let equation = 1.1", path: "A.swift") == [])
  }
}
