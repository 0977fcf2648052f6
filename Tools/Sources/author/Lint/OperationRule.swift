package import Notebooks
import SwiftSyntax

/// Every enumeration of operations in a lesson's sources is among the operations of a lesson.
///
/// The compiler asks for a check of every operation; that the checks are run, it does not see.
package enum OperationRule {
  /// The enumerations in a file that no lesson lists.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - listed: The names of the enumerations that lessons list.
  /// - Returns: The findings, in order.
  package static func findings(in file: LintedFile, listed: Set<String>) -> [PageFinding] {
    let finder = OperationFinder()
    finder.walk(file.tree)
    return finder.enumerations.filter { !listed.contains($0.name) }.map { name, node in
      file.finding(
        at: node,
        "The operations \(name) are not checked: add the enumeration to its lesson's operations.")
    }
  }
}

extension OperationRule {
  /// Finds types that conform to `DifferentiableOperation`, where they are declared or in an extension.
  private final class OperationFinder: SyntaxVisitor {
    private(set) var enumerations: [(name: String, node: Syntax)] = []

    init() { super.init(viewMode: .sourceAccurate) }

    override func visit(_ node: EnumDeclSyntax) -> SyntaxVisitorContinueKind {
      note(node.name.text, node.inheritanceClause, Syntax(node))
    }

    override func visit(_ node: ExtensionDeclSyntax) -> SyntaxVisitorContinueKind {
      note(node.extendedType.trimmedDescription, node.inheritanceClause, Syntax(node))
    }

    private func note(
      _ name: String, _ clause: InheritanceClauseSyntax?, _ node: Syntax
    ) -> SyntaxVisitorContinueKind {
      let names = clause?.inheritedTypes.map(\.type.trimmedDescription) ?? []
      if names.contains(where: { $0.split(separator: ".").last == "DifferentiableOperation" }) {
        enumerations.append((name, node))
      }
      return .visitChildren
    }
  }
}
