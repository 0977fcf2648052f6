import Foundation

/// Tries changes of a module, one build for all and one run of its tests for each.
struct MutationRun {
  /// What is mutated.
  let subject: MutationSubject

  /// The copy in which it happens.
  let copy: MutantCopy

  /// The tests of the copy.
  var tests: MutationTests { MutationTests(subject: subject, folder: copy.folder) }

  /// The sources that are changed, by their paths.
  let sources: [String: String]

  /// Why a run cannot begin.
  struct Obstacle: Error, CustomStringConvertible {
    let description: String
  }

  /// All changes of the sources.
  func candidates() -> [Mutant] {
    sources.sorted { $0.key < $1.key }.flatMap { Mutant.all(in: $0.key, $0.value) }
  }

  /// Builds as many changes as are wanted, and others in the place of those that do not compile.
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - draw: The order in which they are taken.
  ///   - known: The keys of changes that are known not to compile.
  /// - Returns: The changes by their numbers, and those that do not compile.
  /// - Throws: ``Obstacle`` if the copy does not build for another reason.
  func build(
    _ count: Int, from draw: inout MutantDraw, without known: Set<String>
  ) async throws -> (built: [(number: Int, mutant: Mutant)], refused: [Mutant]) {
    var (chosen, refused): ([(number: Int, mutant: Mutant)], [Mutant]) = ([], [])
    while true {
      while chosen.count < count, let mutant = draw.next() {
        if !mutant.isCompiled || known.contains(mutant.key) {
          refused.append(mutant)
        } else {
          chosen.append((chosen.count + refused.count + 1, mutant))
        }
      }
      let schemas = try write(chosen)
      let (isBuilt, errors, lines) = try await tests.build(schemas.keys)
      if isBuilt { return (chosen, refused) }
      let numbers = Set(
        Dictionary(grouping: errors, by: \.path).flatMap { path, errors in
          schemas[path]?.suspects(of: errors.map(\.line)) ?? []
        })
      guard !numbers.isEmpty else {
        let reasons = MutationTests.reasons(in: lines).joined(separator: "\n")
        throw Obstacle(description: "The copy does not build:\n\(reasons)")
      }
      refused += chosen.filter { numbers.contains($0.number) }.map(\.mutant)
      chosen.removeAll { numbers.contains($0.number) }
      Repository.note("do not compile: \(numbers.count); others take their place")
    }
  }

  /// Writes the copy with changes that are chosen between; the result has them by the paths that are built.
  private func write(_ chosen: [(number: Int, mutant: Mutant)]) throws -> [String: MutantSchema] {
    let schemas = Dictionary(grouping: chosen, by: \.mutant.path).reduce(
      into: [String: MutantSchema]()
    ) { $0[MutantCopy.built($1.key)] = MutantSchema($1.value, in: sources[$1.key] ?? "") }
    var changed = schemas.mapValues(\.text)
    for folder in subject.folders {
      changed[MutantCopy.built("\(folder)/\(MutantSwitch.file)")] = MutantSwitch.source(
        hasTensors: subject.lesson != nil)
    }
    if let module = subject.module {
      changed["Tests/\(subject.tests)/MutantRuns.swift"] = MutationTests.runs(of: module)
    }
    let manifest = try String(
      contentsOf: copy.root.appending(path: "Package.swift"), encoding: .utf8)
    changed["Package.swift"] = manifest + subject.manifestAddition
    try copy.update(with: changed, building: subject.folders)
    return schemas
  }

  /// The time of the tests without a change.
  ///
  /// - Throws: ``Obstacle`` if they fail.
  func baseline() async throws -> Double {
    let (outcome, words, seconds) = try await tests.run(0, secondsLimit: 3_600)
    guard outcome == .survived else {
      throw Obstacle(description: "The tests fail without any change: \(words)")
    }
    return seconds
  }

  /// Tries one change.
  ///
  /// - Parameters:
  ///   - number: Its number in the build.
  ///   - mutant: The change.
  ///   - seconds: The time of the tests without it.
  ///   - runs: What the runs of the lesson measure without it; empty if it has none.
  /// - Returns: What became of it.
  /// - Throws: If programs cannot be started at all.
  func attempt(
    _ number: Int, _ mutant: Mutant, baseline seconds: Double, runs: [String: [Double]]
  ) async throws -> MutantRecord {
    let result = try await copy.showing(mutant) {
      try await tests.run(number, secondsLimit: 30 + 5 * seconds)
    }
    guard result.outcome == .survived, mutant.kind.isTraining, !runs.isEmpty else {
      return MutantRecord(mutant, result.outcome, words: result.words, seconds: result.seconds)
    }
    let changed = try await tests.measure(number, secondsLimit: 120 + 30 * seconds)
    if changed.isEmpty {
      return MutantRecord(
        mutant, .stopped, words: "the runs did not end", seconds: result.seconds)
    }
    let (name, probability) = RankTest.greatestDifference(runs, changed)
    return MutantRecord(
      mutant, probability < 0.05 ? .differs : .survived,
      words: "\(name) differs most", seconds: result.seconds, probability: probability)
  }
}
