package import Notebooks
import SwiftSyntax

/// What counts as the interface of a module though nobody outside may use it.
///
/// A stored value, a private function or a private type at file scope, and a stored `static let`, change the
/// module's interface for the build: an edit rebuilds everything that depends on the module. A computed
/// `static var` does not, and helpers that live in the type that they help stand where they are looked for.
package enum FileScopeRule {
  /// Whether a file belongs to a library of the course: to no program, and not to what learners edit.
  ///
  /// - Parameter path: The path, relative to the checkout.
  /// - Returns: Whether it does.
  package static func isLibrary(_ path: String) -> Bool {
    let parts = path.split(separator: "/")
    return parts.count > 2 && parts[0] == "Sources" && !["learn", "Exercises"].contains(parts[1])
  }

  /// Whether the rule holds for a file: in all targets that others depend on, which programs are for their tests.
  ///
  /// - Parameter path: The path, relative to the checkout.
  /// - Returns: Whether it does.
  package static func applies(to path: String) -> Bool {
    let others = [
      "Sources/learn/", "Tools/Sources/", "Tests/TestSupport/", "Tests/EngineSupport/",
      "Tests/RefusalSupport/",
    ]
    return isLibrary(path) || others.contains(where: path.hasPrefix)
  }

  /// What a file holds against the rule.
  ///
  /// - Parameter file: The file.
  /// - Returns: The findings, in order.
  package static func findings(in file: LintedFile) -> [PageFinding] {
    var findings: [PageFinding] = []
    for declaration in file.declarations {
      if let variable = declaration.as(VariableDeclSyntax.self), variable.isStored {
        findings.append(
          file.finding(
            at: variable,
            """
            \(variable.names) is stored at file scope, and every edit of it rebuilds all that depends on \
            the module: make it a computed static var of the type that uses it.
            """))
      }
      if let function = declaration.as(FunctionDeclSyntax.self), function.modifiers.hidesFromFiles {
        findings.append(
          file.finding(
            at: function,
            """
            \(function.name.text) is a private function at file scope, and adding one rebuilds all that \
            depends on the module: make it a member of a type.
            """))
      }
      if let name = declaration.nameOfPrivateType {
        findings.append(
          file.finding(
            at: declaration,
            """
            \(name) is a private type at file scope, and adding one rebuilds all that depends on the \
            module: put it into an extension of the type that it helps.
            """))
      }
    }
    // A program stores what its commands are called; nothing is built upon it.
    guard isLibrary(file.path) else { return findings.sorted() }
    let statics = StaticFinder()
    statics.walk(file.tree)
    findings += statics.stored.map { variable in
      file.finding(
        at: variable,
        """
        \(variable.names) is a stored static: make it a computed static var, or say why not in the line \
        above, in a comment that begins with “// Stored:”.
        """)
    }
    return findings.sorted()
  }
}

extension DeclModifierListSyntax {
  /// Whether other files do not see the declaration.
  fileprivate var hidesFromFiles: Bool {
    contains { ["private", "fileprivate"].contains($0.name.text) }
  }
}

extension DeclSyntax {
  /// The name of the type that is declared, if only its file sees it.
  fileprivate var nameOfPrivateType: String? {
    guard let named = asProtocol((any NamedDeclSyntax).self),
      let group = asProtocol((any DeclGroupSyntax).self), group.modifiers.hidesFromFiles
    else { return nil }
    return named.name.text
  }
}

extension FileScopeRule {
  /// Finds stored statics without a reason.
  private final class StaticFinder: SyntaxVisitor {
    private(set) var stored: [VariableDeclSyntax] = []

    init() { super.init(viewMode: .sourceAccurate) }

    override func visit(_ node: VariableDeclSyntax) -> SyntaxVisitorContinueKind {
      let isStatic = node.modifiers.contains { ["static", "class"].contains($0.name.text) }
      if isStatic, node.isStored, !node.saysWhyStored { stored.append(node) }
      return .visitChildren
    }
  }
}

extension VariableDeclSyntax {
  /// Whether a remark just above, or above the doc comment, begins with `// Stored:` and a reason.
  fileprivate var saysWhyStored: Bool {
    var remark: [String] = []
    for piece in leadingTrivia.pieces.reversed() {
      switch piece {
      case .lineComment(let text): remark.append(text)
      case .newlines(1), .spaces, .tabs, .docLineComment: continue
      default: return Self.isReason(remark)
      }
    }
    return Self.isReason(remark)
  }

  private static func isReason(_ remark: [String]) -> Bool {
    remark.contains { $0.wholeMatch(of: /\/\/ Stored:\s*\S.*/) != nil }
  }
}
