import Notebooks
import Testing
import author

/// A source file with what makes its structure hard to see.
private let source = #"""
  import A

  /// A doc comment with { and func fake() {
  public struct Outer: Hashable,
    Sendable
  {
    let text = "a } brace \(values.map { "}" }.joined()) in a string"
    var computed: Int { text.count }  // } not here

    /// Sums.
    @inlinable
    @discardableResult
    public func sum(_ x: Int, axis: Int = 0) -> Int {
      let pattern = /[{"]/
      return x /* { */ + axis
    }

    func sum(_ x: Int) -> Int { x }

    struct Inner {
      // region: part
      static let table = [
        "a": 1
      ]
      // end region
      static let long = """
        { not code
        func fake() {
        """
    }
  }

  extension Outer {
    subscript(index: Int) -> Int { index }

    static func + (a: Outer, b: Outer) -> Outer { a }

    init<T>(making value: T, using generator: inout some Generator) where T: Sendable {
      self.init()
    }
  }

  let sentence =
    flag
    ? "yes"
    : "no"

  func tail<T>(
    _ x: T
  ) -> T
  where T: Sendable {
    x
  }

  protocol Shape {
    func area(of x: Int) -> Int
    var name: String { get }
  }

  enum Kind: String {
    case first, second
    case third = "3"
  }
  """#

@Suite struct ListingTests {
  private func listing(_ part: String) throws -> String {
    try Listing("F.swift#\(part)").lines(in: source).joined(separator: "\n")
  }

  @Test func `strings, comments and patterns hide no declaration`() {
    #expect(
      SwiftDeclaration.all(in: source).map(\.name) == [
        "Outer", "Outer.text", "Outer.computed", "Outer.sum(_:axis:)", "Outer.sum(_:)",
        "Outer.Inner", "Outer.Inner.table", "Outer.Inner.long", "Outer.subscript(index:)",
        "Outer.+(a:b:)", "Outer.init(making:using:)", "sentence", "tail(_:)", "Shape",
        "Shape.area(of:)", "Shape.name", "Kind", "Kind.first", "Kind.second", "Kind.third",
      ])
  }

  @Test func `a member is shown unindented, with attributes, without doc`() throws {
    #expect(
      try listing("Outer.sum(_:axis:)") == #"""
        @inlinable
        @discardableResult
        public func sum(_ x: Int, axis: Int = 0) -> Int {
          let pattern = /[{"]/
          return x /* { */ + axis
        }
        """#)
  }

  @Test func `what spans lines is shown to its end`() throws {
    #expect(try listing("sentence") == "let sentence =\n  flag\n  ? \"yes\"\n  : \"no\"")
    #expect(try listing("tail").hasSuffix("where T: Sendable {\n  x\n}"))
    #expect(try listing("Inner.table") == "static let table = [\n  \"a\": 1\n]")
    #expect(try listing("long").hasSuffix("func fake() {\n  \"\"\""))
    #expect(try listing("Outer").hasPrefix("public struct Outer"))
    #expect(try listing("Outer").contains("static let long"))
    #expect(try listing("area") == "func area(of x: Int) -> Int")
  }

  @Test func `a region is what stands between its two comments`() throws {
    #expect(try listing("region:part") == "static let table = [\n  \"a\": 1\n]")
    #expect(throws: Listing.Failure.noRegion("other")) { try listing("region:other") }
  }

  @Test func `a name that fits nothing or several says what there is`() {
    #expect(
      throws: Listing.Failure.ambiguous("sum", candidates: ["Outer.sum(_:axis:)", "Outer.sum(_:)"])
    ) {
      try listing("sum")
    }
    #expect(
      throws: Listing.Failure.missing(
        "Inner.sum", candidates: ["Outer.sum(_:axis:)", "Outer.sum(_:)"])
    ) {
      try listing("Inner.sum")
    }
  }

  @Test func `a path without a part is the whole file`() throws {
    #expect(try Listing("F.swift").lines(in: "\na\n  b\n\n") == ["a", "  b"])
  }

  @Test func `a page's listings are filled, kept or reported`() {
    let text = """
      <!-- listing: F.swift#sentence -->
      ```swift
      let sentence = 1
      ```

      <!-- listing: F.swift#area -->

      <!-- listing: G.swift#x -->
      <!-- listing: F.swift#nothing -->
      """
    let page = Page(path: "Lessons/01-X.md", text: text)
    let listings = PageListings(
      of: page, source: { $0 == "F.swift" ? source : nil }, twin: { _, _ in [] })
    #expect(listings.edits.map(\.lines) == [1..<4, 6..<6])
    #expect(listings.findings.map(\.line) == [8, 9])
    let synced = Page(path: page.path, text: page.applying(listings.edits))
    #expect(
      PageListings(
        of: synced, source: { $0 == "F.swift" ? source : nil }, twin: { _, _ in [] }
      ).edits == [])
    #expect(synced.lines.contains("  ? \"yes\""))
  }

  @Test func `an example of a marker within a fence is no listing`() {
    let page = Page(path: "Lessons/README.md", text: "```text\n<!-- listing: F.swift#x -->\n```")
    #expect(PageListings(of: page, source: { _ in nil }, twin: { _, _ in [] }).findings == [])
  }
}
