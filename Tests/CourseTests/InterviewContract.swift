import Course
import Foundation

/// A proof as it stands in the sources: its id and the question that the test is named after.
struct SourceProof: Hashable {
  let id: String
  let question: String
  let suite: String
}

/// What every question keeps, whatever its lesson; each rule says by whom it is broken.
enum InterviewContract {
  /// The proofs in the Swift files of the test targets.
  static func proofs(in text: String) -> [SourceProof] {
    let suite = text.firstMatch(of: /(?:struct|extension) (\w+Interview)\b/)?.1 ?? ""
    return text.split(separator: "@Test(\n    .interview(\n").dropFirst().compactMap { part in
      guard let id = part.firstMatch(of: /"([^"]*)"/)?.1,
        let name = part.firstMatch(of: /func `([^`]*)`/)?.1
      else { return nil }
      return SourceProof(id: String(id), question: String(name), suite: String(suite))
    }
  }

  /// Ids that stand twice, and lessons whose ids leave a gap.
  static func numbering(_ proofs: [SourceProof]) -> [String] {
    var broken: [String] = []
    var positions: [Int: [Int]] = [:]
    for proof in proofs {
      guard let id = QuestionID(proof.id) else {
        broken.append("\(proof.id) is no id")
        continue
      }
      positions[id.lesson, default: []].append(id.position)
    }
    for (lesson, positions) in positions.sorted(by: { $0.key < $1.key }) {
      if positions.sorted() != Array(1...positions.count) {
        broken.append("lesson \(lesson) has the positions \(positions.sorted())")
      }
    }
    return broken
  }

  /// Questions without a test, tests without a question, and words that differ.
  static func correspondence(_ bank: InterviewBank, _ proofs: [SourceProof]) -> [String] {
    let stored = Dictionary(
      uniqueKeysWithValues: bank.questions.map { ($0.id.description, $0.question.question) })
    let found = Dictionary(proofs.map { ($0.id, $0.question) }) { first, _ in first }
    return Set(stored.keys).union(found.keys).sorted().compactMap { id in
      switch (stored[id], found[id]) {
      case (nil, _): "\(id) has a test, but does not stand in the bank"
      case (_, nil): "\(id) stands in the bank, but has no test"
      case (let mine, let other): mine == other ? nil : "\(id) asks something else in its test"
      }
    }
  }

  /// Proofs in the suite of another lesson.
  static func placement(_ proofs: [SourceProof]) -> [String] {
    proofs.filter { $0.suite != "Lesson\($0.id.prefix(2))Interview" }
      .map { "\($0.id) stands in the suite \($0.suite)" }
  }

  /// Answers longer than thirty seconds of speech, and words that name what nobody measured.
  ///
  /// Speakers manage 150 to 190 words a minute; 95 words are thirty seconds of fast speech.
  static func speech(_ bank: InterviewBank) -> [String] {
    bank.questions.flatMap { question -> [String] in
      let wordCount = question.words.answer.split(separator: " ").count
      var broken: [String] = []
      if !(30...95).contains(wordCount) {
        broken.append("\(question.id): an answer of \(wordCount) words")
      }
      if question.words.claim.count > 160 { broken.append("\(question.id): a claim of two lines") }
      if question.evidence.isEmpty { broken.append("\(question.id): no evidence") }
      broken += question.unknownNames.map { "\(question.id): nobody measures “\($0)”" }
      return broken
    }
  }
}
