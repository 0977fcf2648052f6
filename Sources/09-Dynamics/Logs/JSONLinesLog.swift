import Course

/// Reads lines of JSON: our own log, or objects with losses that another program wrote.
struct JSONLinesLog {
  private let path: String
  private var collector: LogCollector
  private var facts = RunFacts()
  private var notes: [String] = []
  private var damaged: DamagedLines
  private var unknownNames: [String] = []
  private var hasEvents = false
  private var runCount = 0

  init(path: String, numberLimit: Int) {
    self.path = path
    collector = LogCollector(numberLimit: numberLimit)
    damaged = DamagedLines(path: path)
  }

  /// Reads all lines.
  mutating func run(first: LogLines.Line, rest: LogLines) throws(LogError) -> LoggedRun {
    try read(first)
    for line in rest where !line.isBlank { try read(line) }
    var facts = facts
    var notes = notes
    if let note = damaged.note { notes.append(note) }
    if !unknownNames.isEmpty {
      notes.append("Kept without being understood: \(LogReader.list(unknownNames)).")
    }
    if runCount > 1 {
      notes.append("The log has \(runCount) headers: the run was resumed, or logged into one file.")
    }
    guard !collector.isEmpty else { throw .withoutLosses(path: path, names: unknownNames) }
    let record = collector.record(into: &facts, notes: &notes)
    return LoggedRun(
      record: record, facts: facts, format: hasEvents ? .runLog : .jsonLines, notes: notes)
  }

  private mutating func read(_ line: LogLines.Line) throws(LogError) {
    let value: LogValue
    do {
      value = try JSONScanner.value(of: line.bytes)
    } catch {
      if !line.isWhole, error.isTruncated {
        notes.append("The last line, \(line.number), is cut off and left out.")
        return
      }
      return try damaged.add(
        line, expected: "\(error.expected) at column \(error.offset + 1)", readCount: line.number)
    }
    guard let event = value["event"]?.text else {
      guard case .object = value else {
        return try damaged.add(line, expected: "an object", readCount: line.number)
      }
      return readOther(value)
    }
    hasEvents = true
    switch event {
    case "run":
      runCount += 1
      facts.read(value)
    case "step": try readStep(value, line)
    case "validation": try readValidation(value, line)
    case "end":
      facts.outcome = value["outcome"]?.text
      facts.operation = value["operation"]?.text
    default: note(unknown: "event “\(event)”")
    }
  }

  private mutating func readStep(_ value: LogValue, _ line: LogLines.Line) throws(LogError) {
    guard let loss = value["loss"]?.number else {
      return try damaged.add(
        line, expected: "a step with the number “loss”", readCount: line.number)
    }
    var step = TrainingRecord.Step(
      loss: loss, learningRate: value["learning_rate"]?.number ?? .nan,
      gradientNorms: value["gradient_norms"]?.numbers ?? [:],
      parameterNorms: value["parameter_norms"]?.numbers ?? [:],
      updateNorms: value["update_norms"]?.numbers ?? [:])
    for column in value["columns"]?.members ?? [] {
      step.columns[TrainingRecord.Column(rawValue: column.name)] = column.value.numbers
    }
    let known = [
      "event", "step", "epoch", "loss", "learning_rate", "gradient_norms", "parameter_norms",
      "update_norms", "columns", "mode",
    ]
    for member in value.members where !known.contains(member.name) {
      note(unknown: member.name)
      if let number = member.value.number {
        step.columns[TrainingRecord.Column(rawValue: member.name)] = ["run": number]
      }
    }
    collector.add(
      step, number: value["step"]?.integer ?? collector.nextNumber,
      inEvaluationMode: value["mode"]?.text == "evaluation")
  }

  private mutating func readValidation(_ value: LogValue, _ line: LogLines.Line) throws(LogError) {
    guard let loss = value["loss"]?.number else {
      return try damaged.add(
        line, expected: "a validation with the number “loss”", readCount: line.number)
    }
    collector.add(
      TrainingRecord.Validation(
        step: value["step"]?.integer ?? collector.nextNumber, loss: loss,
        accuracy: value["accuracy"]?.number),
      hash: value["weights_hash"]?.text,
      inTrainingMode: value["mode"]?.text.map { $0 == "training" })
  }

  /// Reads an object that another program wrote.
  private mutating func readOther(_ value: LogValue) {
    let row = NamedRow(
      value.members.compactMap { member in
        member.value.number.map { (member.name, LogNames.meaning(of: member.name), $0) }
      })
    for name in row.unknownNames { note(unknown: name) }
    let number = row.step ?? collector.nextNumber
    if let step = row.trainingStep { collector.add(step, number: number) }
    if let validation = row.validation(step: row.step.map { $0 + 1 } ?? collector.nextNumber) {
      collector.add(validation)
    }
  }

  private mutating func note(unknown name: String) {
    if !unknownNames.contains(name) { unknownNames.append(name) }
  }
}

extension RunFacts {
  /// Reads the first line of a log of ours.
  mutating func read(_ value: LogValue) {
    source = value["source"]?.text ?? source
    optimizer = value["optimizer"]?.text ?? optimizer
    lossFunction = value["loss_function"]?.text ?? lossFunction
    classCount = value["classes"]?.integer ?? classCount
    scalar = value["scalar"]?.text ?? scalar
    outputCount = value["outputs"]?.elements.last?.integer ?? value["outputs"]?.integer
    let parameters = value["parameters"]?.members ?? []
    // What is written here has its keys sorted as texts, which is not the order of the layers.
    parameterNames = source == "swift" ? [] : parameters.map(\.name)
    for parameter in parameters {
      parameterShapes[parameter.name] = parameter.value.elements.compactMap(\.integer)
    }
    layers = (value["layers"]?.members ?? []).map {
      Layer(name: $0.name, kind: $0.value.text ?? "")
    }
  }
}
