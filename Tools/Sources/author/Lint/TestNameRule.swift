package import Notebooks
import SwiftSyntax

/// Names of tests are claims that fit into one line of a report.
package enum TestNameRule {
  /// The greatest number of characters in a name.
  package static var limit: Int { 60 }

  /// Whether the rule holds for a file.
  ///
  /// - Parameter path: The path, relative to the checkout.
  /// - Returns: Whether it holds tests.
  package static func applies(to path: String) -> Bool {
    path.hasPrefix("Tests/") || path.hasPrefix("Tools/Tests/")
  }

  /// The names in a file that are too long.
  ///
  /// - Parameter file: The file.
  /// - Returns: The findings, in order.
  package static func findings(in file: LintedFile) -> [PageFinding] {
    let finder = TestFinder()
    finder.walk(file.tree)
    return finder.tests.compactMap { test in
      let name = test.name.text.filter { $0 != "`" }
      guard name.count > limit else { return nil }
      return file.finding(
        at: test.name,
        "The name has \(name.count) characters, \(limit) are allowed: \(name)")
    }
  }
}

extension TestNameRule {
  /// Finds functions with the attribute `@Test`.
  private final class TestFinder: SyntaxVisitor {
    private(set) var tests: [FunctionDeclSyntax] = []

    init() { super.init(viewMode: .sourceAccurate) }

    override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
      let isTest = node.attributes.contains {
        $0.as(AttributeSyntax.self)?.attributeName.trimmedDescription == "Test"
      }
      if isTest { tests.append(node) }
      return .skipChildren
    }
  }
}
