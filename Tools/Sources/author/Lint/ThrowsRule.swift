package import Notebooks
import SwiftSyntax

/// What a public function throws stands in its doc comment.
///
/// swift-format asks for it only where the comment lists parameters as well.
package enum ThrowsRule {
  /// The public functions and initializers of a file that throw and do not say what.
  ///
  /// One that is marked `throws` because a protocol asks for it, and neither tries nor throws, is let pass, and
  /// so is what the compiler's own coding calls.
  ///
  /// - Parameter file: The file.
  /// - Returns: The findings, in order.
  package static func findings(in file: LintedFile) -> [PageFinding] {
    let finder = ThrowingFinder()
    finder.walk(file.tree)
    return finder.silent.map { name, node in
      file.finding(
        at: node,
        "\(name) throws, and its comment does not say what: add “- Throws:” with the error and when."
      )
    }
  }
}

extension ThrowsRule {
  /// Finds public functions that throw without a word.
  private final class ThrowingFinder: SyntaxVisitor {
    private(set) var silent: [(name: String, node: Syntax)] = []

    /// Whether the members of each protocol or extension around are public without saying so.
    private var arePublic: [Bool] = []

    init() { super.init(viewMode: .sourceAccurate) }

    override func visit(_ node: ProtocolDeclSyntax) -> SyntaxVisitorContinueKind {
      arePublic.append(node.modifiers.isPublic)
      return .visitChildren
    }
    override func visitPost(_ node: ProtocolDeclSyntax) { arePublic.removeLast() }

    override func visit(_ node: ExtensionDeclSyntax) -> SyntaxVisitorContinueKind {
      arePublic.append(node.modifiers.isPublic)
      return .visitChildren
    }
    override func visitPost(_ node: ExtensionDeclSyntax) { arePublic.removeLast() }

    override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
      note(node.name.text, node.modifiers, node.signature, node.body, Syntax(node))
    }

    override func visit(_ node: InitializerDeclSyntax) -> SyntaxVisitorContinueKind {
      note("init", node.modifiers, node.signature, node.body, Syntax(node))
    }

    private func note(
      _ name: String, _ modifiers: DeclModifierListSyntax, _ signature: FunctionSignatureSyntax,
      _ body: CodeBlockSyntax?, _ node: Syntax
    ) -> SyntaxVisitorContinueKind {
      let labels = signature.parameterClause.parameters.map(\.firstName.text)
      let isCoding = (name, labels) == ("init", ["from"]) || (name, labels) == ("encode", ["to"])
      if modifiers.isPublic || arePublic.last == true, !isCoding,
        signature.effectSpecifiers?.throwsClause?.throwsSpecifier.text == "throws",
        body?.canThrow != false, !node.leadingTrivia.saysWhatIsThrown
      {
        silent.append(("\(name)(\(labels.map { $0 + ":" }.joined()))", node))
      }
      return .skipChildren
    }
  }
}

extension DeclModifierListSyntax {
  fileprivate var isPublic: Bool { contains { $0.name.text == "public" } }
}

extension CodeBlockSyntax {
  /// Whether it tries or throws anything.
  fileprivate var canThrow: Bool {
    tokens(viewMode: .sourceAccurate).contains {
      $0.tokenKind == .keyword(.try) || $0.tokenKind == .keyword(.throw)
    }
  }
}

extension Trivia {
  fileprivate var saysWhatIsThrown: Bool {
    pieces.contains { piece in
      guard case .docLineComment(let line) = piece else { return false }
      return line.contains("- Throws:")
    }
  }
}
