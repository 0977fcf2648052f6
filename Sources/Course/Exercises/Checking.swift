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
    Judging.begin()
    defer { Judging.end() }
    let trial = Trial(of: implementation, at: seeds, by: probes)
    let answered = trial.lazy.filter { $1 != .notAttempted }
    let failures = answered.filter { !$1.isRight(for: $0) }
    guard let (smallest, outcome) = failures.first(where: { _ in true }) else {
      if trial.contains(where: { $1 == .notAttempted }) { return .notAttempted }
      return secondVerdict(on: implementation, probes: trial.probes)
    }
    func behaves(like other: Implementation) -> Bool {
      answered.allSatisfy { probe, outcome in
        outcome.isSame(as: Verdict.Outcome(of: probe, on: other), for: probe)
      }
    }
    if let handedOut, behaves(like: handedOut) { return .notAttempted }
    if let mistake = mistakes.first(where: { behaves(like: $0.implementation) }) {
      let words = mistake.words
      return .failed([finding(on: smallest, outcome, mistake: words)])
    }
    // Inputs that no seed changes would say the same three times.
    var findings: [Finding] = []
    for (probe, outcome) in failures {
      let finding = finding(on: probe, outcome)
      if !findings.contains(finding) { findings.append(finding) }
      if findings.count == findingLimit { break }
    }
    return .failed(findings)
  }
}

extension Assignment {
  /// What an implementation answers to one probe after the other: each is put to it once, and none before its
  /// outcome is needed, since a wrong answer shows at the first.
  fileprivate final class Trial: Sequence {
    private let implementation: Implementation
    private let probesOfSeed: @Sendable (UInt64) -> [Probe<Implementation>]
    private var seeds: ArraySlice<UInt64>
    private var outcomes: [Verdict.Outcome] = []

    /// The probes of the seeds so far.
    private(set) var probes: [Probe<Implementation>] = []

    init(
      of implementation: Implementation, at seeds: [UInt64],
      by probesOfSeed: @escaping @Sendable (UInt64) -> [Probe<Implementation>]
    ) {
      (self.implementation, self.probesOfSeed) = (implementation, probesOfSeed)
      self.seeds = seeds[...]
    }

    func makeIterator() -> AnyIterator<(Probe<Implementation>, Verdict.Outcome)> {
      var index = 0
      return AnyIterator {
        while index == self.probes.count {
          guard let seed = self.seeds.popFirst() else { return nil }
          self.probes += self.probesOfSeed(seed)
        }
        defer { index += 1 }
        let probe = self.probes[index]
        if index == self.outcomes.count {
          self.outcomes.append(Verdict.Outcome(of: probe, on: self.implementation))
        }
        return (probe, self.outcomes[index])
      }
    }
  }
}

extension Assignment {
  /// Asks an implementation that was right everything again, in the other order.
  ///
  /// A right function has no memory; a test that was written against its own cache is right once.
  private func secondVerdict(
    on implementation: Implementation, probes: [Probe<Implementation>]
  ) -> Verdict {
    for probe in probes.reversed() {
      let again = Verdict.Outcome(of: probe, on: implementation)
      guard !again.isRight(for: probe) else { continue }
      let mistake = Mistake(
        name: "the answer changes from call to call",
        explanation: """
          The same input was answered rightly before, and differently when it was asked again. Something \
          outlives the call: a variable outside of the function, or a generator without a seed.
          """)
      return .failed([finding(on: probe, again, mistake: mistake)])
    }
    return .passed
  }

  /// What is said of a wrong answer; where numbers are to be predicted, only which are wrong.
  private func finding(
    on probe: Probe<Implementation>, _ outcome: Verdict.Outcome, mistake: Mistake? = nil
  ) -> Finding {
    var answer: Answer?
    if case .answered(let given) = outcome { answer = given }
    let texts = probe.wanted(answer)
    guard exercise.kind == .predict else {
      return Finding(
        input: probe.input, got: texts.got ?? outcome.text, wanted: texts.wanted, mistake: mistake)
    }
    let wanted = answer.map {
      "other numbers for " + probe.wrongParts($0).joined(separator: ", ")
    }
    return Finding(
      input: probe.input, got: outcome.text, wanted: wanted ?? "numbers", mistake: mistake)
  }
}

extension Assignment {
  /// The verdict on what the solution answers after a change, as no implementation would be able to.
  ///
  /// - Parameters:
  ///   - seeds: The seeds of the inputs.
  ///   - change: Spoils an answer; `nil` where there is nothing to spoil.
  /// - Returns: `nil` if there is nothing to spoil in any answer.
  func verdictOnSolution(
    seeds: [UInt64], spoiledBy change: (Answer) -> Answer?
  ) -> Verdict? {
    var findings: [Finding]?
    for probe in seeds.flatMap(probes) {
      guard case .answered(let right) = Verdict.Outcome(of: probe, on: solution),
        let spoiled = change(right)
      else { continue }
      findings = findings ?? []
      // Every probe has to reject it, or else it is right on some inputs.
      guard !probe.accepts(spoiled) else { return .passed }
      findings?.append(finding(on: probe, .answered(spoiled)))
    }
    return findings.map { .failed($0) }
  }
}

extension Verdict {
  /// What came of one probe.
  fileprivate enum Outcome: Equatable {
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

    func isSame<Implementation>(
      as other: Outcome, for probe: Probe<Implementation>
    ) -> Bool {
      guard case .answered(let mine) = self, case .answered(let theirs) = other else {
        return self == other
      }
      return probe.areSame(mine, theirs)
    }

    var text: String {
      switch self {
      case .answered(let answer): answer.description
      case .threw(let error): "the error \(error)"
      case .notAttempted: "no answer"
      }
    }
  }
}
