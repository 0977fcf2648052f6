/// A difference between a stored bank and the one that the tests make now.
public enum InterviewDrift: Hashable, Sendable {
  /// A stored question has no proof any more; ids are never taken back.
  case removed(CourseID)
  /// A question has come that is not stored yet.
  case added(CourseID)
  /// The question itself reads otherwise; under one id it must ask the same thing forever.
  case reworded(CourseID, stored: String, found: String)
  /// Another field differs; evidence has the field `evidence: name`.
  case changed(CourseID, field: String, stored: String, found: String)
}

extension InterviewDrift: CustomStringConvertible {
  /// The difference by question and field.
  public var description: String {
    switch self {
    case .removed(let id): "\(id): stored, but no test proves it any more"
    case .added(let id): "\(id): proved by a test, but not stored"
    case .reworded(let id, let stored, let found):
      "\(id) question: stored “\(stored)”, found “\(found)”"
    case .changed(let id, let field, let stored, let found):
      "\(id) \(field): stored \(excerpts(stored, found).0), found \(excerpts(stored, found).1)"
    }
  }

  /// Both texts from a little before the first difference to a little after the last one.
  private func excerpts(_ a: String, _ b: String) -> (String, String) {
    let common = zip(a, b).prefix { $0 == $1 }.count
    let tail = min(
      zip(a.reversed(), b.reversed()).prefix { $0 == $1 }.count, min(a.count, b.count) - common)
    func excerpt(_ text: String) -> String {
      let start = max(0, common - 20)
      let end = min(text.count, text.count - tail + 20)
      let part = text.dropFirst(start).prefix(max(0, end - start))
      return (start > 0 ? "“… " : "“") + part + (end < text.count ? " …”" : "”")
    }
    return (excerpt(a), excerpt(b))
  }
}

extension InterviewBank {
  /// What differs between this stored bank and a fresh one.
  ///
  /// - Parameter fresh: The bank that the tests make now.
  /// - Returns: The differences in the order of the ids; none if the stored bank holds.
  public func drift(from fresh: InterviewBank) -> [InterviewDrift] {
    let ids = Set(questions.map(\.id)).union(fresh.questions.map(\.id)).sorted()
    return ids.flatMap { id -> [InterviewDrift] in
      switch (self[id], fresh[id]) {
      case (let stored?, let found?): stored.drift(from: found)
      case (.some, nil): [.removed(id)]
      default: [.added(id)]
      }
    }
  }

  /// The fresh bank with all stored evidence that still agrees, so that the file changes only where
  /// something has changed.
  ///
  /// - Parameter fresh: The bank that the tests make now.
  /// - Returns: What to store.
  public func refreshed(by fresh: InterviewBank) -> InterviewBank {
    InterviewBank(
      fresh.questions.map { question in
        guard let stored = self[question.id] else { return question }
        return ProvenQuestion(
          question: question.question,
          evidence: question.evidence.map { found in
            stored.evidence.first { $0.agrees(with: found) } ?? found
          },
          proof: question.proof)
      })
  }
}

extension ProvenQuestion {
  fileprivate func drift(from found: ProvenQuestion) -> [InterviewDrift] {
    var differences: [InterviewDrift] = []
    if question.question != found.question.question {
      differences.append(
        .reworded(id, stored: question.question, found: found.question.question))
    }
    for (mine, other) in zip(fields, found.fields) where mine.value != other.value {
      differences.append(
        .changed(id, field: mine.name, stored: mine.value, found: other.value))
    }
    let names =
      evidence.map(\.name) + found.evidence.map(\.name).filter { evidence(named: $0) == nil }
    for name in names {
      let (mine, other) = (evidence(named: name), found.evidence(named: name))
      if let mine, let other, mine.agrees(with: other) { continue }
      differences.append(
        .changed(
          id, field: "evidence: \(name)", stored: mine.exactText, found: other.exactText))
    }
    return differences
  }

  private var fields: [(name: String, value: String)] {
    [
      ("level", question.level.rawValue), ("minutes", "\(question.minutes)"),
      ("answer", question.answer), ("whiteboard", question.whiteboard ?? "nothing"),
      ("commonMistake", question.commonMistake), ("refutation", question.refutation),
      (
        "otherMistakes",
        question.otherMistakes.isEmpty
          ? "nothing"
          : question.otherMistakes.map { "\($0.statement) — \($0.refutation)" }
            .joined(separator: " · ")
      ),
      (
        "followUps",
        question.followUps.map { "\($0.question) — \($0.answer)" }.joined(separator: " · ")
      ), ("proof", proof),
    ]
  }
}

extension Evidence? {
  /// The value with all its digits, or the word `nothing`.
  fileprivate var exactText: String { self?.text(significantDigits: 6) ?? "nothing" }
}
