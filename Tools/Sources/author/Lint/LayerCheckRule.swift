package import Notebooks
import SwiftSyntax

/// Every class that is a layer has a gradient check of its name.
package enum LayerCheckRule {
  /// Whether the rule holds for a file: in the sources of lessons, but for layers that are wrong on purpose.
  ///
  /// - Parameter path: The path, relative to the checkout.
  /// - Returns: Whether it does.
  package static func applies(to path: String) -> Bool {
    path.prefixMatch(of: /Sources\/(?:[0-9]{2}-|Autograd\/)/) != nil
      && !path.contains("/FailureModes/")
  }

  /// The layers in a file that have no check.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - checks: The names of the gradient checks of all lessons.
  /// - Returns: The findings, in order.
  package static func findings(in file: LintedFile, checks: Set<String>) -> [PageFinding] {
    let finder = LayerFinder()
    finder.walk(file.tree)
    return finder.layers.filter { !checks.contains($0.name) }.map { name, node in
      file.finding(
        at: node,
        "The layer \(name) has no gradient check of its name: add one to its lesson's checks.")
    }
  }
}

extension LayerCheckRule {
  /// Finds types that conform to `Layer`, where they are declared or in an extension.
  private final class LayerFinder: SyntaxVisitor {
    private(set) var layers: [(name: String, node: Syntax)] = []

    init() { super.init(viewMode: .sourceAccurate) }

    override func visit(_ node: ClassDeclSyntax) -> SyntaxVisitorContinueKind {
      if node.inheritanceClause.namesLayer { layers.append((node.name.text, Syntax(node))) }
      return .visitChildren
    }

    override func visit(_ node: ExtensionDeclSyntax) -> SyntaxVisitorContinueKind {
      let name = node.extendedType.trimmedDescription
      if node.inheritanceClause.namesLayer { layers.append((name, Syntax(node))) }
      return .visitChildren
    }
  }
}

extension InheritanceClauseSyntax? {
  fileprivate var namesLayer: Bool {
    self?.inheritedTypes.contains {
      ["Layer", "Autograd.Layer"].contains($0.type.trimmedDescription)
    } ?? false
  }
}
