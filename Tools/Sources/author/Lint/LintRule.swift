import Notebooks
import SwiftParser
package import SwiftSyntax

/// A source file of the checkout, parsed once for all rules.
package struct LintedFile {
  /// The path, relative to the checkout.
  package let path: String

  /// The source as a tree.
  package let tree: SourceFileSyntax

  private let lines: SourceLocationConverter

  /// Parses a file.
  ///
  /// - Parameters:
  ///   - path: The path, relative to the checkout.
  ///   - text: The text.
  package init(path: String, text: String) {
    self.path = path
    tree = Parser.parse(source: text)
    lines = SourceLocationConverter(fileName: path, tree: tree)
  }

  /// A finding at the first line of a node, attributes included and comments not.
  ///
  /// - Parameters:
  ///   - node: The node.
  ///   - message: What is wrong and what to do.
  /// - Returns: The finding.
  func finding(at node: some SyntaxProtocol, _ message: String) -> PageFinding {
    let place = lines.location(for: node.positionAfterSkippingLeadingTrivia)
    return PageFinding(path, place.line, message)
  }
}

extension LintedFile {
  /// The declarations at file scope, in order; those within `#if` as well.
  var declarations: [DeclSyntax] {
    Self.declarations(in: tree.statements)
  }

  private static func declarations(in items: CodeBlockItemListSyntax) -> [DeclSyntax] {
    items.flatMap { item -> [DeclSyntax] in
      guard let declaration = item.item.as(DeclSyntax.self) else { return [] }
      guard let condition = declaration.as(IfConfigDeclSyntax.self) else { return [declaration] }
      return condition.clauses.flatMap { clause -> [DeclSyntax] in
        clause.elements?.as(CodeBlockItemListSyntax.self).map { declarations(in: $0) } ?? []
      }
    }
  }
}

extension VariableDeclSyntax {
  /// Whether a value is stored, rather than computed by a getter.
  var isStored: Bool {
    bindings.contains { binding in
      switch binding.accessorBlock?.accessors {
      case nil: true
      case .getter: false
      case .accessors(let accessors):
        accessors.allSatisfy { ["willSet", "didSet"].contains($0.accessorSpecifier.text) }
      }
    }
  }

  /// The names that it declares.
  var names: String {
    bindings.map { $0.pattern.trimmedDescription }.joined(separator: ", ")
  }
}
