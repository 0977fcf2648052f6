// The checker: a pure function from an implementation to a verdict.

/// The seeds of a check: three, so that no answer is right by luck.
public var checkingSeeds: [UInt64] { [1, 2, 3] }

extension Assignment {
  /// The most findings of an unknown mistake; the first is the one to look at.
  private var findingLimit: Int { 3 }

  /// Judges an implementation.
  ///
  /// - Parameters:
  ///   - implementation: What the learner wrote.
  ///   - seeds: The seeds of the inputs.
  /// - Returns: `notAttempted` if nothing is wrong but a part of it throws ``NotAttempted``, and if a
  ///   repair still gives the wrong answers that it was handed out with.
  public func verdict(on implementation: Implementation, seeds: [UInt64] = checkingSeeds) -> Verdict
  {
    let probes = seeds.flatMap(probes)
    let outcomes = probes.map { Outcome(of: $0, on: implementation) }
    let failures = zip(probes, outcomes).filter { probe, outcome in
      outcome != .notAttempted && !outcome.isRight(for: probe)
    }
    guard let (smallest, outcome) = failures.first else {
      return outcomes.contains(.notAttempted) ? .notAttempted : .passed
    }
    let answered = zip(probes, outcomes).filter { $1 != .notAttempted }
    func behaves(like other: Implementation) -> Bool {
      answered.allSatisfy { probe, outcome in
        outcome.agrees(with: Outcome(of: probe, on: other))
      }
    }
    if let handedOut, behaves(like: handedOut) { return .notAttempted }
    if let mistake = mistakes.first(where: { behaves(like: $0.implementation) }) {
      let words = mistake.words
      return .failed([
        Finding(
          input: smallest.input, got: outcome.text, wanted: wanted(of: smallest, after: outcome),
          mistake: words)
      ])
    }
    // Inputs that no seed changes would say the same three times.
    var findings: [Finding] = []
    for (probe, outcome) in failures where findings.count < findingLimit {
      let finding = Finding(
        input: probe.input, got: outcome.text, wanted: wanted(of: probe, after: outcome))
      if !findings.contains(finding) { findings.append(finding) }
    }
    return .failed(findings)
  }
}

extension Assignment {
  /// What a finding says of the right answer; where numbers are to be predicted, only which are wrong.
  private func wanted(of probe: Probe<Implementation>, after outcome: Outcome) -> String {
    guard exercise.kind == .predict else { return probe.wanted }
    guard case .answered(let answer) = outcome else { return "numbers" }
    return "other numbers for " + probe.wrongParts(answer).joined(separator: ", ")
  }
}

/// What came of one probe.
private enum Outcome: Equatable {
  case answered(Answer)
  case threw(String)
  case notAttempted

  init<Implementation>(of probe: Probe<Implementation>, on implementation: Implementation) {
    do {
      self = .answered(try probe.answer(implementation))
    } catch is NotAttempted {
      self = .notAttempted
    } catch {
      self = .threw("\(error)")
    }
  }

  func isRight<Implementation>(for probe: Probe<Implementation>) -> Bool {
    if case .answered(let answer) = self { probe.accepts(answer) } else { false }
  }

  func agrees(with other: Outcome) -> Bool {
    guard case .answered(let mine) = self, case .answered(let theirs) = other else {
      return self == other
    }
    return mine.agrees(with: theirs, within: defaultTolerance)
  }

  var text: String {
    switch self {
    case .answered(let answer): answer.description
    case .threw(let error): "the error \(error)"
    case .notAttempted: "no answer"
    }
  }
}
