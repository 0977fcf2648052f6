import SwiftSyntax

extension MutantFinder {
  /// Changes of an operator between two values.
  func addInfix(_ node: InfixOperatorExprSyntax) {
    guard let written = node.operator.as(BinaryOperatorExprSyntax.self) else { return }
    let text = written.operator.text
    let isText = [node.leftOperand, node.rightOperand].contains {
      $0.is(StringLiteralExprSyntax.self)
    }
    guard !isText else { return }
    for other in MutantTables.comparisons(for: text) {
      add(.comparison, written, other, outer: node)
    }
    let isAssignment = text.hasSuffix("=") && MutantTables.comparisons(for: text).isEmpty
    for other in MutantTables.operators(for: text) {
      if !isAssignment {
        add(.operation, written, other, outer: node)
      } else if let statement = node.asStatement {
        add(.operation, written, other, outer: statement, .statement)
      }
    }
    // Another kind of range would have another type.
    if text == "..<" || text == "..." {
      let bound = node.rightOperand
      let other = "(\(bound.trimmedDescription)) \(text == "..." ? "-" : "+") 1"
      add(.operation, bound, other, outer: bound)
    }
    if text == "??" {
      add(.defaultValue, node, node.rightOperand.trimmedDescription, outer: node)
    }
  }

  /// Changes of a number: its double if it is a fraction, a neighbor if it is whole.
  func addNumber(_ node: some ExprSyntaxProtocol) {
    let text = node.trimmedDescription
    let kind: Mutant.Kind =
      node.isDefault ? .defaultValue : node.isIndex ? .index : .constant
    let digits = text.replacing("_", with: "")
    let isHexadecimal = digits.hasPrefix("0x") && node.is(IntegerLiteralExprSyntax.self)
    if let whole = isHexadecimal ? Int(digits.dropFirst(2), radix: 16) : Int(digits) {
      add(kind, node, "\(whole + 1)", outer: node)
      if whole > 0 { add(kind, node, "\(whole - 1)", outer: node) }
    } else if let number = Double(digits) {
      add(kind, node, number == 0 ? "1.0" : "\(number * 2)", outer: node)
    }
  }

  /// Changes of a call: another function, and those that belong to training.
  func addCall(_ node: FunctionCallExprSyntax) {
    guard let name = node.calledName else { return }
    let called = node.calledExpression
    if let other = MutantTables.neighbor(of: name), let token = called.lastNameNode {
      add(.operation, token, other, outer: node)
    }
    let text = node.trimmedDescription
    if let other = MutantTables.optimizer(for: name), called.is(DeclReferenceExprSyntax.self) {
      // Two types are chosen between as what they have in common.
      let changed = "\(other)\(text.dropFirst(name.count)) as any Optimizer"
      add(.optimizer, node, changed, outer: node)
    }
    switch name {
    case "normal", "uniform":
      // One number is no initialization.
      guard !(node.arguments.first?.label?.text == "below"), node.arguments.count > 1 else {
        return
      }
      for factor in ["10", "0"] {
        add(.initialization, node, "(\(text)) * \(factor)", outer: node)
      }
    case "selecting":
      guard let rows = node.arguments.first?.expression else { return }
      for change in ["thinned", "repeated"] {
        add(.data, rows, "\(MutantSwitch.name).\(change)(\(rows.trimmedDescription))", outer: rows)
      }
    case "Variable":
      guard node.arguments.count == 1, let value = node.arguments.first?.expression,
        value.trimmedDescription.contains(/[xX]$|features$|inputs$|images$/)
      else { return }
      add(.data, value, "\(MutantSwitch.name).noisy(\(value.trimmedDescription))", outer: value)
    case "softmaxCrossEntropy", "meanSquaredError", "binaryCrossEntropy":
      add(.loss, node, "(\(text)) * (\(text))", outer: node)
    default: break
    }
  }

  /// The lines that a range stands in, as they are or with something else in its place, in one line.
  func wholeLine(_ range: Range<Int>, _ replacement: String?) -> String {
    let newline = UInt8(ascii: "\n")
    let start = bytes[..<range.lowerBound].lastIndex(of: newline).map { $0 + 1 } ?? 0
    let end = bytes[range.upperBound...].firstIndex(of: newline) ?? bytes.count
    let middle = replacement.map { Array($0.utf8) } ?? Array(bytes[range])
    let text = String(
      decoding: bytes[start..<range.lowerBound] + middle + bytes[range.upperBound..<end],
      as: UTF8.self)
    return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

extension FunctionCallExprSyntax {
  /// The last word of what is called.
  var calledName: String? { calledExpression.lastNameNode?.baseName.text }
}

extension ExprSyntax {
  /// The last name of a reference, such as `mean` of `values.mean`.
  var lastNameNode: DeclReferenceExprSyntax? {
    self.as(DeclReferenceExprSyntax.self) ?? self.as(MemberAccessExprSyntax.self)?.declName
  }

  /// Whether an operator compares, so that the operator itself is changed.
  var isComparison: Bool {
    guard let infix = self.as(InfixOperatorExprSyntax.self) else {
      return self.is(PrefixOperatorExprSyntax.self) || self.is(BooleanLiteralExprSyntax.self)
    }
    let text = infix.operator.trimmedDescription
    return !MutantTables.comparisons(for: text).isEmpty || ["&&", "||"].contains(text)
  }
}
