import TensorCore
import Text

// A graph as text: a table for the terminal, and Graphviz's language for a drawing.

extension ComputationGraph: CustomStringConvertible {
  /// A table of at most 80 columns with a line for every node; what does not fit ends with `…`.
  ///
  /// A node without a name has its position as one: `#2`.
  public var description: String {
    let names = nodes.enumerated().map { $1.name ?? "#\($0)" }
    var operands: [[String]] = nodes.map { _ in [] }
    for edge in edges { operands[edge.result].append(names[edge.operand]) }
    var rows = [["", "operation", "shape", "value", "gradient"]]
    for (index, node) in nodes.enumerated() {
      rows.append([
        names[index],
        node.operation.map { "\($0)(\(operands[index].joined(separator: ", ")))" } ?? "leaf",
        "\(node.shape)", Self.text(node.value, rowsBy: "; ") ?? "…",
        Self.text(node.gradient, rowsBy: "; ") ?? "…",
      ])
    }
    return Self.table(rows, width: 80)
  }

  /// Columns side by side, shortened so that they fit: names to the left, numbers to the right.
  private static func table(_ rows: [[String]], width: Int) -> String {
    let natural = (0..<5).map { column in rows.map { $0[column].count }.max() ?? 0 }
    var widths = natural
    let gaps = 2 * 4
    if natural.reduce(gaps, +) > width {
      for (column, most) in [12, 26, 14].enumerated() {
        widths[column] = min(natural[column], most)
      }
      let left = width - gaps - widths[..<3].reduce(0, +)
      // The narrower of both columns of numbers keeps what it needs, up to half.
      widths[3] = max(left / 2, left - natural[4])
      widths[3] = min(natural[3], widths[3])
      widths[4] = min(natural[4], left - widths[3])
    }
    return rows.map { row in
      zip(row, widths).enumerated().map { column, cell in
        let text = cell.0.shortened(to: cell.1)
        return column < 3 ? text.leftAligned(width: cell.1) : text.rightAligned(width: cell.1)
      }.joined(separator: "  ").withoutSpacesAtEnd
    }.joined(separator: "\n")
  }

  /// The graph in Graphviz's language: inputs on top, values in black, gradients in red.
  ///
  /// With tensors in it, boxes show shapes, and arrows the shares that are one number. `dot -Tsvg` draws it.
  public var dot: String {
    let font = "fontname=\"Helvetica,Arial,sans-serif\", fontsize=15"
    let hasTensors = nodes.contains { $0.shape.axisCount > 0 }
    var lines = [
      "digraph {", "  graph [bgcolor=\"white\", pad=\"0.12\", nodesep=\"0.35\", ranksep=\"0.3\"]",
      "  node [shape=plain, \(font), fontcolor=\"#1a1a1a\"]",
      "  edge [\(font), fontcolor=\"#b02318\", color=\"#555555\", arrowsize=0.7]",
    ]
    for (index, node) in nodes.enumerated() {
      lines.append("  n\(index) [label=<\(Self.box(of: node, showingShape: hasTensors))>]")
    }
    for edge in edges {
      let isLabeled = !hasTensors || edge.share.elementCount == 1
      let share = Self.text(edge.share, rowsBy: "<br/>") ?? ""
      lines.append(
        "  n\(edge.operand) -> n\(edge.result)"
          + (isLabeled ? " [label=<<i>&#8593; \(share)</i>>]" : ""))
    }
    return (lines + ["}", ""]).joined(separator: "\n")
  }

  /// The box of a node, a table in Graphviz's HTML.
  private static func box(of node: Node, showingShape: Bool) -> String {
    func red(_ text: String) -> String { "<font color=\"#b02318\"><i>\(text)</i></font>" }
    func cell(_ text: String, _ align: String) -> String { "<td align=\"\(align)\">\(text)</td>" }
    var title = [node.name, node.operation].compactMap { $0?.escapedForHTML }
      .joined(separator: " = ")
    if title.isEmpty { title = "leaf" }
    let value = text(node.value, rowsBy: "<br/>")
    let gradient = text(node.gradient, rowsBy: "<br/>")
    var rows: [String?]
    if showingShape {
      title += " \(node.shape)"
      rows = [
        value.map { cell($0, "center") }, gradient.map { cell(red("&#8593; \($0)"), "center") },
      ]
    } else {
      rows = [
        value.map { cell("value", "left") + cell($0, "right") },
        gradient.map { cell(red("gradient"), "left") + cell(red($0), "right") },
      ]
    }
    rows.insert("<td\(showingShape ? "" : " colspan=\"2\"")><b>\(title)</b></td>", at: 0)
    let fill = node.operation == nil ? "#e4edf8" : "white"
    return "<table border=\"1\" cellborder=\"0\" cellspacing=\"0\" cellpadding=\"3\" "
      + "bgcolor=\"\(fill)\" color=\"#555555\" style=\"rounded\">"
      + rows.compactMap { $0 }.map { "<tr>\($0)</tr>" }.joined() + "</table>"
  }

  /// A small tensor as text, row by row; `nil` for one that is not kept or too large to read.
  private static func text(_ tensor: Tensor?, rowsBy separator: String) -> String? {
    guard let tensor, tensor.elementCount <= Autograd.Node.shownScalarLimit else { return nil }
    let width = max(1, tensor.shape.axisCount > 0 ? tensor.shape[-1] : 1)
    let numbers = tensor.scalars.map { number(Double($0)) }
    return stride(from: 0, to: numbers.count, by: width).map { start in
      numbers[start..<min(start + width, numbers.count)].joined(separator: " ")
    }.joined(separator: separator)
  }

  /// Three significant digits, or four where they say it exactly.
  private static func number(_ x: Double) -> String {
    let isExact =
      abs(x.rounded(significantDigits: 4) - x) <= 64 * Double(Scalar.ulpOfOne) * abs(x)
    return x.proseText(significantDigits: isExact ? 4 : 3)
  }
}

extension String {
  /// The words that fit, and `…` for the rest.
  fileprivate func shortened(to width: Int) -> String {
    guard count > width else { return self }
    var kept = ""
    for word in split(separator: " ") {
      let next = kept.isEmpty ? String(word) : "\(kept) \(word)"
      if next.count + 2 > width { break }
      kept = next
    }
    return kept.isEmpty ? prefix(max(0, width - 1)) + "…" : kept + " …"
  }

  /// The text as it may stand in Graphviz's HTML.
  fileprivate var escapedForHTML: String {
    replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }

  /// The text up to its last character that is no space.
  fileprivate var withoutSpacesAtEnd: String {
    String(self[..<(lastIndex { $0 != " " }.map { index(after: $0) } ?? startIndex)])
  }
}
