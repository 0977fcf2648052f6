import Foundation
import Testing

@testable import Book

@Suite struct BookPartTests {
  @Test func `a folder that is no book is not emptied`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "mine.txt")
    try Data("a".utf8).write(to: file)
    let refusal = #expect(throws: BookFolder.Refused.self) { _ = try BookFolder(emptying: folder) }
    #expect(refusal?.description.contains("not a book") == true)
    #expect(FileManager.default.fileExists(atPath: file.path))
    #expect(throws: BookFolder.Refused.self) { _ = try BookFolder(emptying: file) }
  }

  @Test func `an old book makes room for a new one`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try BookFolder(emptying: folder).write(Data("a".utf8), to: "b/c.html")
    _ = try BookFolder(emptying: folder)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(names == [BookFolder.marker])
  }

  @Test(arguments: [
    ("Layer+Grids.swift", "Layer<wbr>+Grids.swift"),
    ("Sources/Exercises", "Sources/<wbr>Exercises"), ("map(a:b:)", "map(a:<wbr>b:<wbr>)"),
    ("BatchNorm1dTests", "Batch<wbr>Norm1d<wbr>Tests"), ("a/", "a/"), ("a < B", "a &lt; B"),
  ])
  func `a long name breaks between its words`(name: String, html: String) {
    #expect(HTML.breakable(name) == html)
  }

  @Test func `addresses go from page to page`() {
    #expect(SiteMap.relative("lessons/a.html", from: "lessons/b.html") == "a.html")
    #expect(SiteMap.relative("a.html", from: "lessons/b.html") == "../a.html")
    #expect(SiteMap.relative("sources/A/b.html", from: "index.html") == "sources/A/b.html")
    #expect(SiteMap.relative("s/A/b.html", from: "s/C/D/e.html") == "../../A/b.html")
  }

  @Test func `declarations are found with the types around them`() {
    let file = SourceFile(
      path: "A.swift",
      text: """
        /// A type.
        public struct A {
          /// Of A.
          public init(_ b: Int) {
            let local = b
          }
          private var c: Int { 1 }
        }

        extension A.B {
          static func d() {}
        }
        """)
    #expect(file.declarations.map(\.name) == ["A", "A.init", "A.c", "A.B", "A.B.d"])
    #expect(file.declaration(at: 5)?.name == "A.init")
    #expect(file.declaration(at: 3)?.name == "A.init")
  }

  @Test func `signs are replaced by what was set`() throws {
    let typesetter = Typesetter()
    let page =
      typesetter.formula("x") + "-" + typesetter.code("y", language: "swift")
      + typesetter.formula("x")
    try typesetter.take(Data(#"{"formulas":["F"],"code":["C"],"faults":[]}"#.utf8))
    #expect(typesetter.settled(page) == "F-CF")
    #expect(throws: Typesetter.Failure.self) {
      try typesetter.take(Data(#"{"formulas":[],"code":[],"faults":["x: no"]}"#.utf8))
    }
  }

  @Test func `a flow chart is read with its arrows`() throws {
    let chart = try #require(
      Flowchart("flowchart LR\n  a[One] & b --> c[\"x = −1\"]\n  a -.->|why| c\n"))
    #expect(chart.words == ["a": "One", "b": "b", "c": "x = −1"])
    #expect(chart.arrows.map { "\($0.from)\($0.to)\($0.label)" } == ["ac", "bc", "acwhy"])
    let drawing = FlowchartDrawing(chart).html
    #expect(drawing.contains("One leads to x = −1 (why)") && drawing.contains("stroke-dasharray"))
    #expect(Flowchart("sequenceDiagram\n a->>b: c") == nil)
  }

  @Test func `tests are known by name, file and line`() throws {
    let tests = TestIndex(in: [
      (
        "Tests/Lesson05ATests/Lesson05B.swift",
        "struct B {\n  @Test func `it holds`() { use() }\n}\n"
      )
    ])
    let test = try #require(tests.test(of: "Lesson05ATests.Lesson05B/it holds"))
    #expect(test.line == 2 && test.suite == "Lesson05B" && test.words.contains("use"))
    #expect(tests.tests(ofLesson: "05") == [test])
  }
}
