import SwiftOperators
import SwiftParser
import SwiftSyntax

extension Mutant {
  /// The changes of a source, in order.
  ///
  /// - Parameters:
  ///   - path: The file, relative to the checkout.
  ///   - text: The source.
  /// - Returns: The changes; texts, names, attributes and what only the compiler reads have none.
  package static func all(in path: String, _ text: String) -> [Mutant] {
    let parsed = Parser.parse(source: text)
    // Operators that are not Swift's own leave what contains them unfolded.
    let tree = OperatorTable.standardOperators.foldAll(parsed) { _ in }
    let finder = MutantFinder(path, text, tree)
    finder.walk(tree)
    return finder.mutants.sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
  }
}

/// Finds all changes of a source that are tried.
final class MutantFinder: SyntaxVisitor {
  private let path: String
  let bytes: [UInt8]
  private let lines: SourceLocationConverter
  private(set) var mutants: [Mutant] = []

  /// In how many clauses it is that only the build in single precision compiles.
  private var otherBuildCount = 0

  init(_ path: String, _ text: String, _ tree: Syntax) {
    self.path = path
    bytes = Array(text.utf8)
    lines = SourceLocationConverter(fileName: path, tree: tree)
    super.init(viewMode: .sourceAccurate)
  }

  // MARK: - What is left alone

  override func visit(_ node: StringLiteralExprSyntax) -> SyntaxVisitorContinueKind {
    .skipChildren
  }
  override func visit(_ node: KeyPathExprSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: AttributeSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: MacroExpansionExprSyntax) -> SyntaxVisitorContinueKind {
    .skipChildren
  }
  override func visit(_ node: GenericArgumentClauseSyntax) -> SyntaxVisitorContinueKind {
    .skipChildren
  }
  override func visit(_ node: EnumCaseDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }

  override func visit(_ node: IfConfigClauseSyntax) -> SyntaxVisitorContinueKind {
    let isOther = node.condition?.trimmedDescription == "SinglePrecision"
    otherBuildCount += isOther ? 1 : 0
    if let elements = node.elements { walk(elements) }
    otherBuildCount -= isOther ? 1 : 0
    return .skipChildren
  }

  // MARK: - What is changed

  override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
    if let name = node.calledName, MutantTables.skippedCalls.contains(name) { return .skipChildren }
    addCall(node)
    return .visitChildren
  }

  override func visit(_ node: LabeledExprSyntax) -> SyntaxVisitorContinueKind {
    guard let label = node.label?.text else { return .visitChildren }
    if MutantTables.skippedLabels.contains(label) { return .skipChildren }
    if node.parent?.parent?.is(FunctionCallExprSyntax.self) == true,
      !node.expression.is(ClosureExprSyntax.self), !node.expression.hasNoSize,
      let (kind, values) = MutantTables.training(label, node.expression.trimmedDescription)
    {
      for value in values { add(kind, node.expression, value, outer: node.expression) }
    }
    return .visitChildren
  }

  override func visit(_ node: InfixOperatorExprSyntax) -> SyntaxVisitorContinueKind {
    addInfix(node)
    return .visitChildren
  }

  override func visit(_ node: PrefixOperatorExprSyntax) -> SyntaxVisitorContinueKind {
    let inner = node.expression.trimmedDescription
    switch node.operator.text {
    case "-": add(.sign, node, inner, outer: node)
    case "!": add(.condition, node, inner, outer: node)
    default: break
    }
    return .visitChildren
  }

  override func visit(_ node: IntegerLiteralExprSyntax) -> SyntaxVisitorContinueKind {
    addNumber(node)
    return .skipChildren
  }

  override func visit(_ node: FloatLiteralExprSyntax) -> SyntaxVisitorContinueKind {
    addNumber(node)
    return .skipChildren
  }

  override func visit(_ node: BooleanLiteralExprSyntax) -> SyntaxVisitorContinueKind {
    let flipped = node.literal.text == "true" ? "false" : "true"
    add(node.isDefault ? .defaultValue : .constant, node, flipped, outer: node)
    return .skipChildren
  }

  override func visit(_ node: SubscriptCallExprSyntax) -> SyntaxVisitorContinueKind {
    for argument in node.arguments where argument.label == nil && argument.isComputedIndex {
      let text = argument.expression.trimmedDescription
      add(.index, argument.expression, "(\(text)) + 1", outer: argument.expression)
    }
    return .visitChildren
  }

  override func visit(_ node: ConditionElementSyntax) -> SyntaxVisitorContinueKind {
    guard case .expression(let condition) = node.condition, !condition.isComparison else {
      return .visitChildren
    }
    add(.condition, condition, "!(\(condition.trimmedDescription))", outer: condition)
    return .visitChildren
  }

  override func visit(_ node: CodeBlockItemSyntax) -> SyntaxVisitorContinueKind {
    if node.mayBeDeleted { add(.statement, node.item, "", outer: node.item, .statement) }
    return .visitChildren
  }

  override func visit(_ node: DeclReferenceExprSyntax) -> SyntaxVisitorContinueKind {
    let isMember = node.parent?.as(MemberAccessExprSyntax.self)?.declName.id == node.id
    guard !isMember, let other = MutantTables.activation(for: node.baseName.text) else {
      return .visitChildren
    }
    // A function of many types is easier to choose where it is called.
    if let call = node.parent?.as(FunctionCallExprSyntax.self), call.calledExpression.id == node.id
    {
      add(.activation, node, other, outer: call)
    } else {
      add(.activation, node, other, outer: node, .function)
    }
    return .visitChildren
  }

  // MARK: - Adding

  /// Adds a change.
  ///
  /// - Parameters:
  ///   - kind: What is changed.
  ///   - node: What is replaced.
  ///   - replacement: What it is replaced by.
  ///   - outer: What there are two of.
  ///   - choice: Whether that is an expression or a statement.
  func add(
    _ kind: Mutant.Kind, _ node: some SyntaxProtocol, _ replacement: String,
    outer: some SyntaxProtocol, _ choice: Mutant.Choice = .expression
  ) {
    let (range, whole) = (node.trimmedRange.offsets, outer.trimmedRange.offsets)
    let line = lines.location(for: node.positionAfterSkippingLeadingTrivia).line
    mutants.append(
      Mutant(
        path: path, line: line, kind: kind, range: range, original: node.trimmedDescription,
        replacement: replacement, choice: choice, outer: whole, scope: Syntax(node).scope,
        isCompiled: otherBuildCount == 0, before: wholeLine(range, nil),
        after: wholeLine(range, replacement)))
  }
}
