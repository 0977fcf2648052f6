import SwiftParser
import SwiftSyntax

/// A declaration in Swift source: where it stands and what it is called.
package struct SwiftDeclaration: Hashable, Sendable {
  /// The names of the types and extensions around it, and its own.
  package let path: [String]

  /// The labels of the arguments, such as `_:axis:`; empty for what takes none.
  package let labels: String

  /// The indices of its lines, attributes included, the doc comment not.
  package let lines: Range<Int>

  /// The name as a listing asks for it, such as `Tensor.sum(axis:)`.
  package var name: String { path.joined(separator: ".") + (labels.isEmpty ? "" : "(\(labels))") }

  /// The declarations of a source file and of the types in it, in order.
  ///
  /// - Parameter source: The text of the file.
  /// - Returns: The declarations; local ones are left out.
  package static func all(in source: String) -> [SwiftDeclaration] {
    let tree = Parser.parse(source: source)
    let finder = DeclarationFinder(lines: SourceLocationConverter(fileName: "", tree: tree))
    finder.walk(tree)
    return finder.declarations
  }
}

extension SwiftDeclaration {
  /// Walks through a source, into types and not into bodies.
  private final class DeclarationFinder: SyntaxVisitor {
    private let lines: SourceLocationConverter
    private var path: [String] = []
    private(set) var declarations: [SwiftDeclaration] = []

    init(lines: SourceLocationConverter) {
      self.lines = lines
      super.init(viewMode: .sourceAccurate)
    }

    private func add(_ name: String, _ labels: String, _ node: some SyntaxProtocol) {
      let first = lines.location(for: node.positionAfterSkippingLeadingTrivia).line
      let last = lines.location(for: node.endPositionBeforeTrailingTrivia).line
      declarations.append(
        SwiftDeclaration(path: path + [name], labels: labels, lines: (first - 1)..<last))
    }

    private func enter(_ name: String, _ node: some SyntaxProtocol) -> SyntaxVisitorContinueKind {
      add(name, "", node)
      path.append(name)
      return .visitChildren
    }

    private func labels(_ parameters: FunctionParameterClauseSyntax) -> String {
      parameters.parameters.map { $0.firstName.text + ":" }.joined()
    }

    // MARK: - Types

    override func visit(_ node: StructDeclSyntax) -> SyntaxVisitorContinueKind {
      enter(node.name.text, node)
    }
    override func visitPost(_ node: StructDeclSyntax) { path.removeLast() }

    override func visit(_ node: ClassDeclSyntax) -> SyntaxVisitorContinueKind {
      enter(node.name.text, node)
    }
    override func visitPost(_ node: ClassDeclSyntax) { path.removeLast() }

    override func visit(_ node: EnumDeclSyntax) -> SyntaxVisitorContinueKind {
      enter(node.name.text, node)
    }
    override func visitPost(_ node: EnumDeclSyntax) { path.removeLast() }

    override func visit(_ node: ProtocolDeclSyntax) -> SyntaxVisitorContinueKind {
      enter(node.name.text, node)
    }
    override func visitPost(_ node: ProtocolDeclSyntax) { path.removeLast() }

    override func visit(_ node: ActorDeclSyntax) -> SyntaxVisitorContinueKind {
      enter(node.name.text, node)
    }
    override func visitPost(_ node: ActorDeclSyntax) { path.removeLast() }

    override func visit(_ node: ExtensionDeclSyntax) -> SyntaxVisitorContinueKind {
      path += names(of: node)
      return .visitChildren
    }
    override func visitPost(_ node: ExtensionDeclSyntax) { path.removeLast(names(of: node).count) }

    private func names(of node: ExtensionDeclSyntax) -> [String] {
      node.extendedType.trimmedDescription.split(separator: ".").map { String($0) }
    }

    // MARK: - Members

    override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
      add(node.name.text, labels(node.signature.parameterClause), node)
      return .skipChildren
    }

    override func visit(_ node: InitializerDeclSyntax) -> SyntaxVisitorContinueKind {
      add("init", labels(node.signature.parameterClause), node)
      return .skipChildren
    }

    override func visit(_ node: DeinitializerDeclSyntax) -> SyntaxVisitorContinueKind {
      add("deinit", "", node)
      return .skipChildren
    }

    override func visit(_ node: SubscriptDeclSyntax) -> SyntaxVisitorContinueKind {
      add("subscript", labels(node.parameterClause), node)
      return .skipChildren
    }

    override func visit(_ node: VariableDeclSyntax) -> SyntaxVisitorContinueKind {
      for binding in node.bindings {
        if let name = binding.pattern.as(IdentifierPatternSyntax.self)?.identifier.text {
          add(name, "", node)
        }
      }
      return .skipChildren
    }

    override func visit(_ node: EnumCaseDeclSyntax) -> SyntaxVisitorContinueKind {
      for element in node.elements { add(element.name.text, "", node) }
      return .skipChildren
    }

    override func visit(_ node: TypeAliasDeclSyntax) -> SyntaxVisitorContinueKind {
      add(node.name.text, "", node)
      return .skipChildren
    }

    override func visit(_ node: AssociatedTypeDeclSyntax) -> SyntaxVisitorContinueKind {
      add(node.name.text, "", node)
      return .skipChildren
    }

    // What runs is not looked into.
    override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  }
}
