import Foundation

/// The records of a run as a table, one row for each kind.
package struct MutationTable {
  /// What became of the changes.
  let records: [MutantRecord]

  /// The keys of the survivors that change nothing.
  let argued: Set<String>

  /// Takes records and what is argued.
  package init(_ records: [MutantRecord], argued: Set<String>) {
    (self.records, self.argued) = (records, argued)
  }

  /// The score.
  package var score: MutationScore {
    MutationScore(records.map { ($0.outcome, argued.contains($0.key)) })
  }

  /// The table, the score and the survivors without an argument.
  package var lines: [String] {
    let names = Set(records.map(\.kind)).sorted()
    let columns: [MutantOutcome] = [
      .failed, .stopped, .timedOut, .differs, .survived, .notCompiled,
    ]
    let titles = ["failed", "stopped", "time", "differs", "survived", "no Swift"]
    func row(_ name: String, _ cells: [String]) -> String {
      name.padding(toLength: 16, withPad: " ", startingAt: 0)
        + cells.map { String(repeating: " ", count: max(0, 10 - $0.count)) + $0 }.joined()
    }
    var lines = [row("kind", titles)]
    for name in names {
      let those = records.filter { $0.kind == name }
      lines.append(row(name, columns.map { column in "\(those.count { $0.outcome == column })" }))
    }
    lines.append(row("all", columns.map { column in "\(records.count { $0.outcome == column })" }))
    lines += [""] + score.lines
    let open = records.filter { $0.outcome == .survived && !argued.contains($0.key) }
    if !open.isEmpty { lines += ["", "Survivors that nothing is said about:"] }
    for record in open {
      lines += [
        "\(record.path):\(record.line): \(record.kind)", "  - \(record.before)",
        "  + \(record.after)",
      ]
    }
    return lines
  }
}
