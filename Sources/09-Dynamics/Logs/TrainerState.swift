import Course

/// Reads Hugging Face's `trainer_state.json`: one object with the list `log_history`.
///
/// The list is read entry by entry, so that a file that breaks off still gives all entries before.
struct TrainerState {
  private let path: String
  private var collector: LogCollector
  private var unknownNames: [String] = []
  private var entryCount = 0

  init(path: String, numberLimit: Int) {
    self.path = path
    collector = LogCollector(numberLimit: numberLimit)
  }

  /// Reads the whole file.
  mutating func run(first: LogLines.Line, rest: LogLines) throws(LogError) -> LoggedRun {
    var bytes = first.bytes
    for line in rest {
      bytes.append(10)
      bytes.append(contentsOf: line.bytes)
    }
    let unknown = LogError.unknownFormat(path: path, firstLine: LogReader.excerpt(first.bytes))
    var notes: [String] = []
    var hasHistory = false
    do {
      var scanner = JSONScanner(bytes)
      hasHistory = try read(&scanner)
    } catch {
      guard entryCount > 0, error.isTruncated else {
        if entryCount == 0, error.isTruncated { throw unknown }
        let start = max(0, min(error.offset, bytes.count))
        throw .damaged(
          path: path, line: 1 + bytes[..<start].count { $0 == 10 },
          expected: error.expected, found: LogReader.excerpt(Array(bytes[start...].prefix(61))))
      }
      hasHistory = true
      notes.append("The file breaks off after entry \(entryCount) of its history.")
    }
    guard hasHistory else { throw unknown }
    guard !collector.isEmpty else { throw .withoutLosses(path: path, names: unknownNames) }
    if !unknownNames.isEmpty {
      notes.append("Kept without being understood: \(LogReader.list(unknownNames)).")
    }
    var facts = RunFacts()
    let record = collector.record(into: &facts, notes: &notes)
    return LoggedRun(record: record, facts: facts, format: .trainerState, notes: notes)
  }

  /// Reads the object, or the list alone; says whether there was a history in it.
  private mutating func read(_ scanner: inout JSONScanner) throws(JSONScanner.Failure) -> Bool {
    if scanner.next() == UInt8(ascii: "[") {
      try readHistory(&scanner)
      return true
    }
    var hasHistory = false
    try scanner.pass("{")
    guard scanner.next() != UInt8(ascii: "}") else { return false }
    repeat {
      scanner.next()
      let name = try scanner.string()
      try scanner.pass(":")
      if name == "log_history", scanner.next() == UInt8(ascii: "[") {
        hasHistory = true
        try readHistory(&scanner)
      } else {
        _ = try scanner.value()
      }
    } while scanner.passComma()
    try scanner.pass("}")
    return hasHistory
  }

  private mutating func readHistory(_ scanner: inout JSONScanner) throws(JSONScanner.Failure) {
    try scanner.pass("[")
    guard scanner.next() != UInt8(ascii: "]") else { return try scanner.pass("]") }
    repeat {
      let entry = try scanner.value()
      entryCount += 1
      collect(entry)
    } while scanner.passComma()
    try scanner.pass("]")
  }

  private mutating func collect(_ entry: LogValue) {
    // The entry at the end of a run: the mean loss of the whole run is the loss of no step.
    guard entry["train_runtime"] == nil else { return }
    let row = NamedRow(
      entry.members.compactMap { member in
        member.value.number.map { (member.name, LogNames.meaning(of: member.name), $0) }
      })
    let isTiming = { (name: String) in name.hasSuffix("_runtime") || name.hasSuffix("_per_second") }
    for name in row.unknownNames where !unknownNames.contains(name) && !isTiming(name) {
      unknownNames.append(name)
    }
    let number = row.step ?? collector.nextNumber
    if let step = row.trainingStep { collector.add(step, number: number) }
    if let validation = row.validation(step: number + 1) { collector.add(validation) }
  }
}
