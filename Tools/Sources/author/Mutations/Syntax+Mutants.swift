import SwiftSyntax

extension Range<AbsolutePosition> {
  /// In bytes of UTF-8.
  var offsets: Range<Int> { lowerBound.utf8Offset..<upperBound.utf8Offset }
}

extension SyntaxProtocol {
  /// Whether it is the whole default of a parameter, with or without a sign.
  var isDefault: Bool {
    guard let parent else { return false }
    if parent.is(PrefixOperatorExprSyntax.self) { return parent.isDefault }
    return parent.is(InitializerClauseSyntax.self)
      && (parent.parent?.is(FunctionParameterSyntax.self) == true)
  }

  /// Whether it is the whole argument of a subscript.
  var isIndex: Bool {
    guard let argument = parent?.as(LabeledExprSyntax.self) else { return false }
    return argument.parent?.parent?.is(SubscriptCallExprSyntax.self) == true
  }
}

extension InfixOperatorExprSyntax {
  /// The statement that it is, with a `try` before it.
  var asStatement: Syntax? {
    var node = Syntax(self)
    while let parent = node.parent, parent.is(TryExprSyntax.self) || parent.is(AwaitExprSyntax.self)
    {
      node = parent
    }
    return node.parent?.is(CodeBlockItemSyntax.self) == true ? node : nil
  }
}

extension ExprSyntax {
  /// Whether it is a zero, which no factor changes, or no number at all.
  var hasNoSize: Bool { self.is(NilLiteralExprSyntax.self) || Double(trimmedDescription) == 0 }
}

extension LabeledExprSyntax {
  /// Whether it is an index that a number can be added to: no number, no range, and no key of text.
  var isComputedIndex: Bool {
    if let infix = expression.as(InfixOperatorExprSyntax.self) {
      return !["..<", "..."].contains(infix.operator.trimmedDescription)
    }
    return expression.is(DeclReferenceExprSyntax.self) || expression.is(MemberAccessExprSyntax.self)
  }
}

extension CodeBlockItemSyntax {
  /// Whether it is a statement that can be left out: a call, an assignment, `continue` or `break`, in a block
  /// whose value it is not.
  var mayBeDeleted: Bool {
    guard let list = parent?.as(CodeBlockItemListSyntax.self), let block = list.parent else {
      return false
    }
    switch item {
    case .stmt(let statement):
      return statement.is(ContinueStmtSyntax.self) && !block.endsGuard
        || statement.is(BreakStmtSyntax.self) && block.isBodyOfIf
    case .expr(var expression):
      if let attempt = expression.as(TryExprSyntax.self) { expression = attempt.expression }
      if let infix = expression.as(InfixOperatorExprSyntax.self) {
        guard infix.isAssignment, !setsPropertyInInitializer(infix) else { return false }
      } else if !expression.is(FunctionCallExprSyntax.self) {
        return false
      }
      if expression.as(FunctionCallExprSyntax.self)?.calledName == "fatalError" { return false }
      return list.count > 1 && !block.endsGuard
        || block.isBodyOfIf || block.parent?.is(ForStmtSyntax.self) == true
    default: return false
    }
  }

  private func setsPropertyInInitializer(_ infix: InfixOperatorExprSyntax) -> Bool {
    guard infix.operator.is(AssignmentExprSyntax.self) else { return false }
    var node = Syntax(self)
    while let parent = node.parent {
      if parent.is(InitializerDeclSyntax.self) { return true }
      if parent.is(FunctionDeclSyntax.self) || parent.is(ClosureExprSyntax.self) { return false }
      node = parent
    }
    return false
  }
}

extension InfixOperatorExprSyntax {
  /// Whether it changes what stands at its left.
  var isAssignment: Bool {
    if self.operator.is(AssignmentExprSyntax.self) { return true }
    let text = self.operator.trimmedDescription
    return text.hasSuffix("=") && MutantTables.comparisons(for: text).isEmpty
  }
}

extension Syntax {
  /// The names of the types, functions and properties around it, from the outermost.
  var scope: String {
    var names: [String] = []
    var node = parent
    while let current = node {
      if let type = current.as(ExtensionDeclSyntax.self) {
        names.append(type.extendedType.trimmedDescription)
      } else if current.is(InitializerDeclSyntax.self) {
        names.append("init")
      } else if current.is(SubscriptDeclSyntax.self) {
        names.append("subscript")
      } else if let variable = current.as(VariableDeclSyntax.self) {
        if current.parent?.is(MemberBlockItemSyntax.self) == true {
          names += variable.bindings.map { $0.pattern.trimmedDescription }
        }
      } else if let declaration = current.asProtocol((any NamedDeclSyntax).self) {
        names.append(declaration.name.text)
      }
      node = current.parent
    }
    return names.reversed().joined(separator: ".")
  }

  /// Whether it is what a `guard` does otherwise, which has to leave.
  fileprivate var endsGuard: Bool { parent?.is(GuardStmtSyntax.self) == true }

  /// Whether it is what an `if` that is no value does.
  fileprivate var isBodyOfIf: Bool {
    guard let choice = parent?.as(IfExprSyntax.self) else { return false }
    return choice.parent?.is(ExpressionStmtSyntax.self) == true
      || choice.parent?.is(CodeBlockItemSyntax.self) == true && choice.elseBody == nil
  }
}
