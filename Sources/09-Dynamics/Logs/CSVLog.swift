import Course

/// Reads a table of numbers: Lightning's, in which each row holds what was measured at one moment, and Keras's, in
/// which each is an epoch.
struct CSVLog {
  private let path: String
  private var header: CSVHeader
  private var collector: LogCollector
  private var damaged: DamagedLines
  private var notes: [String] = []
  private var unknownNames: [String] = []
  private var textNames: [String] = []
  private var missingCount = 0
  private var repeatedHeaders: [Int] = []

  init(_ header: CSVHeader, path: String, numberLimit: Int) {
    self.header = header
    self.path = path
    collector = LogCollector(numberLimit: numberLimit)
    damaged = DamagedLines(path: path)
  }

  /// Reads the rows.
  mutating func run(of lines: LogLines) throws(LogError) -> LoggedRun {
    var pending: (text: String, line: LogLines.Line)?
    for line in lines where pending != nil || !line.isBlank {
      let text = (pending.map { $0.text + "\n" } ?? "") + line.text
      guard let fields = CSVFields.fields(of: text, separator: header.separator) else {
        // A quote is open: the field goes on in the next line, but not for ever. Every line has the row read anew.
        let lineCount = line.number - (pending?.line.number ?? line.number)
        guard text.utf8.count < 100_000, lineCount < 100 else {
          throw .damaged(
            path: path, line: pending?.line.number ?? line.number, expected: "a closing quote",
            found: LogReader.excerpt(Array(text.utf8)))
        }
        pending = (text, pending?.line ?? line)
        continue
      }
      pending = nil
      try read(fields, line)
    }
    if let pending {
      notes.append("Line \(pending.line.number) is left out: its quote is never closed.")
    }
    return try finish()
  }

  private mutating func read(_ fields: [String], _ line: LogLines.Line) throws(LogError) {
    if fields.count != header.names.count || !fields.contains(where: isNumber) {
      if let other = CSVHeader(line.text) {
        repeatedHeaders.append(line.number)
        header = other
        return
      }
    }
    guard fields.count == header.names.count else {
      guard line.isWhole || fields.count > header.names.count else {
        notes.append("The last line, \(line.number), is cut off and left out.")
        return
      }
      return try damaged.add(
        line, expected: "\(header.names.count) fields, not \(fields.count)", readCount: line.number)
    }
    var numbers: [(name: String, meaning: LogNames.Meaning, value: Double)] = []
    for (index, field) in fields.enumerated() {
      guard let value = LogNumber.value(of: field) else {
        if field.allSatisfy(\.isWhitespace) || Self.absent.contains(field.lowercased()) {
          missingCount += 1
        } else if !textNames.contains(header.names[index]) {
          textNames.append(header.names[index])
        }
        continue
      }
      numbers.append((header.names[index], header.meanings[index], value))
    }
    collect(NamedRow(numbers))
  }

  private mutating func collect(_ row: NamedRow) {
    for name in row.unknownNames where !unknownNames.contains(name) { unknownNames.append(name) }
    let epoch = row.epoch.flatMap { LogNumber.count($0.rounded()) }
    let number = row.step ?? (header.isByEpoch ? epoch : nil) ?? collector.nextNumber
    if let step = row.trainingStep {
      collector.add(step, number: number)
    } else if let rest = row.rest {
      collector.complete(rest, number: number)
    }
    if let validation = row.validation(step: number + 1) { collector.add(validation) }
  }

  private mutating func finish() throws(LogError) -> LoggedRun {
    if let note = damaged.note { notes.append(note) }
    if !header.doubledNames.isEmpty {
      notes.append(
        """
        Columns that occur more than once: \(LogReader.list(header.doubledNames)); of each row the first loss and \
        rate and the last of all else are kept.
        """)
    }
    if !repeatedHeaders.isEmpty {
      let lines = LogReader.list(repeatedHeaders.map(String.init))
      notes.append("A header stands again in line \(lines): the run was resumed into one file.")
    }
    if !unknownNames.isEmpty {
      notes.append("Kept without being understood: \(LogReader.list(unknownNames)).")
    }
    if !textNames.isEmpty {
      notes.append("Columns of texts are left out: \(LogReader.list(textNames)).")
    }
    var facts = RunFacts()
    facts.stepUnit = header.isByEpoch ? .epoch : .step
    guard !collector.isEmpty else { throw .withoutLosses(path: path, names: header.names) }
    let record = collector.record(into: &facts, notes: &notes)
    return LoggedRun(
      record: record, facts: facts, format: header.isByEpoch ? .keras : .lightning, notes: notes)
  }

  /// Words that programs write where there is no number.
  private static var absent: [String] { ["na", "n/a", "none", "null", "-"] }

  private func isNumber(_ field: String) -> Bool { LogNumber.value(of: field) != nil }
}
