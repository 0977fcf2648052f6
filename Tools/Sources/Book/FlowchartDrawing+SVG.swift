// The drawing itself.

extension FlowchartDrawing {
  /// The drawing, with its arrows in words for those who do not see it.
  var html: String {
    let words = chart.arrows.map { arrow in
      let label = arrow.label.isEmpty ? "" : " (\(arrow.label))"
      return "\(chart.words[arrow.from] ?? "") leads to \(chart.words[arrow.to] ?? "")\(label)"
    }
    let title = HTML.escaped("A flow chart. " + words.joined(separator: "; "))
    let size = "\(Int(width.rounded(.up))) \(Int(height.rounded(.up)))"
    return """
      <div class="flowchart" tabindex="0"><svg role="img" aria-label="\(title)" viewBox="0 0 \(size)" \
      width="\(Int(width.rounded(.up)))" height="\(Int(height.rounded(.up)))">
      \(zip(chart.arrows, ways).map(line).joined())\(chart.names.map(box).joined())</svg></div>
      """
  }

  private func box(_ name: String) -> String {
    guard let box = boxes[name] else { return "" }
    let top = box.y - Double(box.lines.count - 1) * 9 + 5
    let text = box.lines.enumerated().map { index, line in
      "<text x=\"\(tenth(box.x))\" y=\"\(tenth(top + Double(index) * 18))\">\(HTML.escaped(line))</text>"
    }.joined()
    return """
      <rect x="\(tenth(box.x - box.width / 2))" y="\(tenth(box.y - box.height / 2))" \
      width="\(tenth(box.width))" height="\(tenth(box.height))" rx="5"/>\(text)

      """
  }

  private func line(_ arrow: Flowchart.Arrow, _ way: [String]) -> String {
    let points = way.compactMap { boxes[$0] }
    guard let first = points.first, let last = points.last, points.count > 1 else { return "" }
    let right = goesRight
    var stops = points.dropFirst().dropLast().map { (x: $0.x, y: $0.y) }
    stops.insert(
      right ? (first.x + first.width / 2, first.y) : (first.x, first.y + first.height / 2), at: 0)
    let end =
      right ? (x: last.x - last.width / 2, y: last.y) : (x: last.x, y: last.y - last.height / 2)
    stops.append(end)
    var path = "M\(tenth(stops[0].x)) \(tenth(stops[0].y))"
    for (a, b) in zip(stops, stops.dropFirst()) {
      let (c, d) =
        right
        ? ((x: (a.x + b.x) / 2, y: a.y), (x: (a.x + b.x) / 2, y: b.y))
        : ((x: a.x, y: (a.y + b.y) / 2), (x: b.x, y: (a.y + b.y) / 2))
      path += "C\(tenth(c.x)) \(tenth(c.y)) \(tenth(d.x)) \(tenth(d.y)) \(tenth(b.x)) \(tenth(b.y))"
    }
    let head = right ? "m-8 -4 8 4 -8 4" : "m-4 -8 4 8 4 -8"
    let middle = (x: (stops[0].x + stops[1].x) / 2, y: (stops[0].y + stops[1].y) / 2 - 6)
    let label =
      arrow.label.isEmpty
      ? ""
      : "<text class=\"label\" x=\"\(tenth(middle.x))\" y=\"\(tenth(middle.y))\">\(HTML.escaped(arrow.label))</text>"
    return """
      <path\(arrow.isDotted ? " stroke-dasharray=\"3 4\"" : "") d="\(path)"/>\
      <path d="M\(tenth(end.x)) \(tenth(end.y))\(head)"/>\(label)

      """
  }

  private func tenth(_ value: Double) -> String {
    let whole = (value * 10).rounded() / 10
    return whole == whole.rounded() ? "\(Int(whole))" : "\(whole)"
  }
}
