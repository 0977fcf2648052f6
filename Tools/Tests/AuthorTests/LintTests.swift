import Notebooks
import Testing
import author

@Suite struct LintTests {
  private func findings(_ text: String, in path: String = "Sources/Core/A.swift") -> [String] {
    Lint(checks: ["Linear"], operations: ["Primitive"]).findings(in: [(path: path, text: text)])
      .map(\.description)
  }

  @Test(arguments: [
    "let a = 1", "private let a = 1", "public var a = 1", "var a: Int = 1 { didSet { print(a) } }",
    "#if DEBUG\nlet a = 1\n#endif", "let (a, b) = (1, 2)",
  ])
  func `a stored value at file scope is found`(text: String) {
    #expect(findings(text).count == 1)
    #expect(findings(text).first?.contains("stored at file scope") == true)
  }

  @Test(arguments: [
    "var a: Int { 1 }", "var a: Int { get { 1 } set { print(newValue) } }",
    "struct S { let a = 1; var b = 2 }", "func f() { let a = 1; print(a) }",
    "public func f() {}", "extension Int { private func f() {} }", "enum E { case a }",
  ])
  func `what is computed or a member is let pass`(text: String) { #expect(findings(text) == []) }

  @Test(arguments: [
    "private func f() {}", "fileprivate func f() {}", "@inlinable private func f() {}",
  ])
  func `a private function at file scope is found`(text: String) {
    #expect(findings("\n" + text).count == 1)
    #expect(
      findings("\n" + text).first?.hasPrefix("Sources/Core/A.swift:2: f is a private") == true)
  }

  @Test(arguments: [
    "private struct S {}", "fileprivate enum S { case a }", "private final class S {}",
    "private actor S {}", "#if DEBUG\nprivate struct S {}\n#endif",
  ])
  func `a private type at file scope is found`(text: String) {
    #expect(findings(text).count == 1)
    #expect(findings(text).first?.contains("S is a private type") == true)
  }

  @Test(arguments: [
    "struct S {}", "extension Int { private struct S {} }", "struct T { private enum S {} }",
    "private extension Int {}",
  ])
  func `a type that others see, or a nested one, is let pass`(text: String) {
    #expect(findings(text) == [])
  }

  @Test(arguments: [
    "enum E { static let a = 1 }", "enum E { private static var a = 1 }",
    "struct S {\n  // Shared.\n  static let a = 1\n}",
    "enum E {\n  // Stored:\n  static let a = 1\n}",
    "enum E {\n  // Stored: once.\n\n  static let a = 1\n}",
    "extension E {\n  /// Stored: said to readers.\n  static let a = 1\n}",
  ])
  func `a stored static without a reason is found`(text: String) {
    #expect(findings(text).count == 1)
    #expect(findings(text).first?.contains("is a stored static") == true)
  }

  @Test(arguments: [
    "enum E { static var a: Int { 1 } }",
    "enum E {\n  // Stored: it is made once.\n  static let a = 1\n}",
    "enum E {\n  // Stored: it is made once.\n  /// A.\n  static let a = 1\n}",
    "enum E {\n  /// A.\n  // Stored: it takes a second,\n  // and is the same each time.\n  static let a = 1\n}",
    "enum E { static func f() {} }",
  ])
  func `a computed static, or one with a reason, is let pass`(text: String) {
    #expect(findings(text) == [])
  }

  @Test(arguments: [
    ("Sources/Core/A.swift", 2), ("Sources/learn/A.swift", 1), ("Tools/Sources/author/A.swift", 1),
    ("Tests/TestSupport/A.swift", 1), ("Tests/RefusalSupport/A.swift", 1),
    ("Tests/CourseTests/A.swift", 0), ("Sources/Exercises/Lesson01/A.swift", 0),
  ])
  func `programs may store statics, learners and tests anything`(path: String, count: Int) {
    #expect(findings("struct S { static let a = 1 }\nprivate struct T {}", in: path).count == count)
  }

  @Test(arguments: [(60, 0), (61, 1)])
  func `names of tests are counted to the letter`(length: Int, count: Int) {
    let name =
      String(repeating: "a ", count: length / 2) + String(repeating: "b", count: length % 2)
    let test = "struct T {\n  @Test(arguments: [1])\n  func `\(name)`(x: Int) {}\n}"
    #expect(findings(test, in: "Tests/A/B.swift").count == count)
    #expect(findings(test, in: "Tools/Tests/A/B.swift").count == count)
    #expect(
      findings(test.replacing("@Test(arguments: [1])", with: ""), in: "Tests/A/B.swift") == [])
    if count > 0 {
      #expect(
        findings(test, in: "Tests/A/B.swift")[0].hasPrefix("Tests/A/B.swift:3: The name has 61"))
    }
  }

  @Test(arguments: [
    ("final class BatchNorm: Layer {}", 1), ("class A: Base, Layer {}", 1),
    ("class A {}\nextension A: Layer {}", 1), ("final class Linear: Layer {}", 0),
    ("class A: LayerLike {}", 0), ("struct Spec {}", 0),
  ])
  func `a layer without a gradient check of its name is found`(text: String, count: Int) {
    #expect(findings(text, in: "Sources/06-Norm/A.swift").count == count)
    #expect(findings(text, in: "Sources/Course/A.swift") == [])
  }

  @Test(arguments: [
    ("enum Later: String, DifferentiableOperation { case a }", 1),
    ("enum Later: String {}\nextension Later: Course.DifferentiableOperation {}", 1),
    ("enum Primitive: String, DifferentiableOperation { case a }", 0), ("enum Later: String {}", 0),
  ])
  func `operations that no lesson lists are found`(text: String, count: Int) {
    #expect(findings(text, in: "Sources/06-Norm/A.swift").count == count)
    #expect(findings(text, in: "Sources/Course/A.swift") == [])
  }

  @Test(arguments: [
    "public func f() throws { try g() }", "public func f() throws(E) { throw E.a }",
    "struct S { public init(_ path: String) throws { try read(path) } }",
    "public protocol P { /// A.\n  func f() throws }",
    "public extension Int { func f() throws { try g() } }",
    "/// A.\n/// - Parameter a: B.\npublic func f(a: Int) throws { try g() }",
  ])
  func `a public function that throws without a word is found`(text: String) {
    #expect(findings(text).count == 1)
    #expect(findings(text).first?.contains("throws, and its comment") == true)
    #expect(findings(text, in: "Sources/learn/A.swift") == [])
  }

  @Test(arguments: [
    "/// A.\n///\n/// - Throws: B.\npublic func f() throws { try g() }",
    "func f() throws { try g() }",
    "public func f() throws { g() }", "public func f(_ g: () throws -> Void) rethrows { try g() }",
    "public func f(_ g: () throws -> Void) {}", "protocol P { func f() throws }",
    "extension S { public init(from decoder: any Decoder) throws { try g() } }",
  ])
  func `what is said, or throws nothing, is let pass`(text: String) {
    #expect(findings(text) == [])
  }
}
