// The tables of the page, as Markdown.

extension FaultBenchmark {
  /// A row for each fault: what is wrong, what was found, and the errors before and after.
  public var faultTable: String {
    let lines = RealFault.all.compactMap { fault -> String? in
      guard let row = rows.first(where: { $0.id == fault.id }) else { return nil }
      let cells = [
        fault.id + (fault.isHeldOut ? " ‡" : ""), fault.title, Self.mark(row.isDetected),
        Self.mark(row.namesCause), Self.mark(row.namesPlace), Self.range(row.errors[0]),
        Self.range(row.errors[1]),
      ]
      return "| " + cells.joined(separator: " | ") + " |"
    }
    return """
      | question | fault | detected | cause | place | error, broken | error, repaired |
      |---|---|---|---|---|---|---|
      \(lines.joined(separator: "\n"))
      """
  }

  /// Ours beside the published tools, each with whose figures they are.
  public var comparisonTable: String {
    func ours(_ name: String, _ isHeldOut: Bool?) -> String {
      let cells = [
        name, "\(count(heldOut: isHeldOut) { _ in true }.of) rebuilt faults",
        Self.share(count(heldOut: isHeldOut, \.isDetected)),
        Self.share(count(heldOut: isHeldOut, \.namesCause)),
        Self.share(count(heldOut: isHeldOut, \.namesPlace)), alarms(heldOut: isHeldOut),
        "ours, ten seeds each",
      ]
      return "| " + cells.joined(separator: " | ") + " |"
    }
    let published = PublishedTool.all.map { tool in
      "| "
        + [
          tool.name, tool.programs, tool.detected, tool.diagnosed, tool.located, tool.alarms,
          tool.figuresOf,
        ].joined(separator: " | ") + " |"
    }
    return """
      | tool | tried on | detected | cause | place | alarms | whose figures |
      |---|---|---|---|---|---|---|
      \(ours("preflight and doctor", nil))
      \(ours("those looked at while thresholds were chosen", false))
      \(ours("those held out ‡", true))
      \(published.joined(separator: "\n"))
      """
  }

  /// The number of findings on sound runs, and of these runs.
  private func alarms(heldOut isHeldOut: Bool?) -> String {
    let rows = rows(heldOut: isHeldOut)
    let runCount = rows.reduce(0) { $0 + $1.errors.dropFirst().reduce(0) { $0 + $1.count } }
    return "\(rows.reduce(0) { $0 + $1.falseAlarms.count }) in \(runCount) runs"
  }

  private static func mark(_ holds: Bool) -> String { holds ? "yes" : "no" }

  private static func share(_ share: (count: Int, of: Int)) -> String {
    let percent = share.of == 0 ? 0 : (200 * share.count + share.of) / (2 * share.of)
    return "\(share.count) (\(percent) %)"
  }

  /// The least and the greatest of some errors, with two significant digits.
  private static func range(_ errors: [Double]) -> String {
    let ends = [errors.min(), errors.max()].compactMap { $0 }.map { text(of: $0) }
    return ends.count == 2 && ends[0] != ends[1] ? ends.joined(separator: "–") : ends.first ?? ""
  }

  private static func text(of error: Double) -> String {
    guard error.isFinite else { return "∞" }
    var (scale, digits) = (1.0, 0)
    while error * scale < 10, error > 0, digits < 6 { (scale, digits) = (scale * 10, digits + 1) }
    let whole = Int((error * scale).rounded())
    guard digits > 0 else { return "\(whole)" }
    let text = String(whole)
    let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
    return padded.dropLast(digits) + "." + padded.suffix(digits)
  }
}
