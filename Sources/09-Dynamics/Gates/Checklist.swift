import Text

/// The checklist, gone through for one run.
public struct Checklist: Sendable {
  /// A gate with what it said.
  public struct Entry: Sendable {
    /// The gate.
    public let gate: Gate
    /// What it said.
    public let result: GateResult
  }

  /// Whether the first failure ends the round, or all gates are asked.
  public enum Extent: Sendable { case untilFirstFailure, all }

  /// The gates that were asked, in order.
  public let entries: [Entry]

  /// Goes through the checklist.
  ///
  /// - Parameters:
  ///   - subject: The run.
  ///   - extent: Where to stop.
  ///   - gates: The gates, in order.
  /// - Throws: What the run's own functions throw.
  public init(
    _ subject: GateSubject, extent: Extent = .untilFirstFailure, gates: [Gate] = Gate.all
  ) throws {
    var entries: [Entry] = []
    for gate in gates {
      let entry = Entry(gate: gate, result: try gate.judge(subject))
      entries.append(entry)
      if extent == .untilFirstFailure, entry.result.isFailed { break }
    }
    self.entries = entries
  }

  /// The first gate that failed; `nil` if none did.
  public var firstFailure: String? { failures.first }

  /// The gates that failed.
  public var failures: [String] { entries.filter { $0.result.isFailed }.map(\.gate.id) }

  /// The gates that passed.
  public var passes: [String] { entries.filter { $0.result.isPassed }.map(\.gate.id) }

  /// What is wrong, in the order of the gates.
  public var findings: [RunFinding] {
    entries.compactMap { entry in
      if case .failed(let finding) = entry.result { return finding }
      return nil
    }
  }
}

extension Checklist: CustomStringConvertible {
  /// One paragraph a gate: a mark, the title, and the evidence or what is missing.
  public var description: String {
    entries.flatMap { entry -> [String] in
      let name = "\(entry.gate.id) \(entry.gate.title)"
      switch entry.result {
      case .passed(let evidence): return Self.paragraph("[x] ", "\(name): \(evidence)")
      case .failed(let finding):
        return Self.paragraph("[!] ", "\(name): \(finding.evidence)")
          + Self.paragraph("    ", "fix: \(finding.fix)")
      case .notApplicable(let missing):
        return Self.paragraph("[ ] ", "\(name): not judged, \(missing)")
      }
    }.joined(separator: "\n")
  }

  /// Lines of at most 80 columns behind a mark, the further ones below its text.
  private static func paragraph(_ mark: String, _ text: String) -> [String] {
    text.filled(width: 76).enumerated().map { ($0.offset == 0 ? mark : "    ") + $0.element }
  }
}
