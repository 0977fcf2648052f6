import ArgumentParser
import Foundation

/// `learn author mutate`: changes sources one place at a time, and looks whether tests notice.
struct MutateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mutate",
    abstract: "Changes a module one place at a time, and looks whether its tests notice.",
    discussion: """
      An operator, a comparison, a constant, a sign, an index, a condition, a default or a statement is changed, \
      and in code that trains also the data, the labels, the loss, the optimizer, the rate, the number of steps, \
      the activation, the initialization or the decay of weights. One build holds all changes, and each has a run of \
      the tests, until the first fails. It all happens in a copy in .build/mutants. A change that no test \
      notices is killed by a better test, or stands in Tests/Mutants.json with the reason why it changes nothing.
      """)

  @Argument(help: "The number of a lesson, or core, readers or tool.")
  var subject: String

  @Option(help: "How many changes are tried.")
  var count = 60

  @Option(help: "The seed of the draw.")
  var seed: UInt64 = 0

  @Flag(help: "Only show what is drawn.")
  var list = false

  @Option(help: "Go on with a run that was ended, from the file that it has written.")
  var resume: String?

  func validate() throws {
    guard count > 0 else { throw ValidationError("--count: \(count) is no number of changes.") }
    guard try found() != nil else {
      throw ValidationError(
        "There is no “\(subject)” to change: name a lesson, 01 to 10, or core, readers or tool.")
    }
    if let resume, !FileManager.default.fileExists(atPath: resume) {
      throw ValidationError("--resume: there is no file \(resume).")
    }
  }

  private func found() throws -> MutationSubject? {
    let folder = Repository.root.appending(path: "Sources").path
    return MutationSubject.named(
      subject, folders: try FileManager.default.contentsOfDirectory(atPath: folder))
  }

  func run() async throws {
    guard let subject = try found() else { throw ExitCode.failure }
    let root = Repository.root
    let sources = try subject.folders.flatMap(Repository.swiftFiles)
    let run = MutationRun(
      subject: subject,
      copy: MutantCopy(of: root, in: root.appending(path: ".build/mutants/\(subject.copy)")),
      sources: Dictionary(uniqueKeysWithValues: sources.map { ($0.path, $0.text) }))
    let candidates = run.candidates()
    var draw = MutantDraw(candidates, seed: seed)
    if list {
      for mutant in draw.next(count) { print(mutant) }
      return
    }
    let interruptions = WatchedProgram.endAllOnInterruption()
    defer { for source in interruptions { source.cancel() } }
    Repository.note(
      "\(candidates.count) changes are possible; \(count) are tried in \(run.copy.folder.path)")
    let records = try await attempts(run, &draw)
    let argued = Set(try ArguedMutant.all(in: root).map(\.key))
    let table = MutationTable(records, argued: argued)
    for line in table.lines { print(line) }
    if table.score.adjusted < 0.97 { throw ExitCode.failure }
  }

  /// Tries the changes, and writes each as a line of JSON when it is done.
  private func attempts(_ run: MutationRun, _ draw: inout MutantDraw) async throws -> [MutantRecord]
  {
    let file =
      resume.map { URL(fileURLWithPath: $0) }
      ?? run.copy.folder.deletingLastPathComponent()
      .appending(path: "\(run.subject.name)-\(seed).jsonl")
    let before =
      resume == nil
      ? [] : try MutantRecord.records(in: String(contentsOf: file, encoding: .utf8))
    let (built, refused) = try await run.build(
      count, from: &draw,
      without: Set(before.filter { $0.outcome == .notCompiled }.map(\.key)))
    // Another seed draws others, of which the file says nothing.
    let drawn = Set((built.map(\.mutant) + refused).map(\.key))
    var records = before.filter { drawn.contains($0.key) }
    guard records.count == before.count else {
      throw MutationRun.Obstacle(
        description: "\(file.path) holds another draw: give the same subject, --count and --seed.")
    }
    let done = Set(records.map(\.key))
    let text = try records.map { try $0.json() + "\n" }.joined()
    try Data(text.utf8).write(to: file, options: .atomic)
    let handle = try FileHandle(forWritingTo: file)
    try handle.seekToEnd()
    func keep(_ record: MutantRecord) throws {
      records.append(record)
      try handle.write(contentsOf: Data((try record.json() + "\n").utf8))
    }
    Repository.note("each change becomes a line of \(file.path)")
    for mutant in refused where !done.contains(mutant.key) {
      try keep(MutantRecord(mutant, .notCompiled))
    }
    let seconds = try await run.baseline()
    Repository.note("without a change the tests take \(Int(seconds.rounded())) seconds")
    let needsRuns = run.subject.module != nil && built.contains { $0.mutant.kind.isTraining }
    let runs = needsRuns ? try await run.tests.measure(0, secondsLimit: 3_600) : [:]
    for (index, entry) in built.enumerated() where !done.contains(entry.mutant.key) {
      let record = try await run.attempt(
        entry.number, entry.mutant, baseline: seconds, runs: runs)
      try keep(record)
      Repository.note("\(index + 1)/\(built.count) \(record.outcome.rawValue): \(entry.mutant)")
    }
    return records
  }
}
