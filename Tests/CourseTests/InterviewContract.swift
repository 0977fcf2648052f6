import Course
import Foundation

/// A proof as it stands in the sources; what cannot be read is empty, and breaks a rule.
struct SourceProof: Hashable {
  /// The id as the course writes it, such as `02.07`.
  let id: String
  let question: String
  /// The name of the test.
  let claim: String
  let suite: String
}

/// What every question keeps, whatever its lesson; each rule says by whom it is broken.
enum InterviewContract {
  /// The proofs in the Swift files of the test targets.
  static func proofs(in text: String) -> [SourceProof] {
    let suite = text.firstMatch(of: /(?:struct|extension) (\w+Interview)\b/)?.1 ?? ""
    return text.split(separator: ".interview(", omittingEmptySubsequences: false).dropFirst()
      .map { part in
        let numbers = part.prefixMatch(of: /\s*\.question\(\s*(\d+)\s*,\s*(\d+)\s*\)/)
        let id = numbers.flatMap { CourseID("\($0.1).\($0.2)") }
        var question: String?
        if let label = part.firstRange(of: /\squestion:/) {
          var source = InterviewSource(part[label.upperBound...])
          question = source.text()
        }
        let claim = part.firstMatch(of: /func `([^`]*)`/)?.1 ?? ""
        return SourceProof(
          id: id?.description ?? "", question: question ?? "", claim: String(claim),
          suite: String(suite))
      }
  }

  /// Ids that stand twice, and lessons whose ids leave a gap.
  static func numbering(_ proofs: [SourceProof]) -> [String] {
    var broken: [String] = []
    var positions: [Int: [Int]] = [:]
    for proof in proofs {
      guard let id = CourseID(proof.id, as: .question) else {
        broken.append("the proof of “\(proof.claim)” has no id")
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

  /// Questions without a test, tests without a question, words that differ, and tests of another
  /// name than the one that `learn prove` runs.
  static func correspondence(_ bank: InterviewBank, _ proofs: [SourceProof]) -> [String] {
    let stored = Dictionary(uniqueKeysWithValues: bank.questions.map { ($0.id.description, $0) })
    let found = Dictionary(proofs.map { ($0.id, $0) }) { first, _ in first }
    return Set(stored.keys).union(found.keys).sorted().compactMap { id in
      guard let mine = stored[id] else { return "\(id) has a test, but does not stand in the bank" }
      guard let other = found[id] else { return "\(id) stands in the bank, but has no test" }
      if mine.question.question != other.question { return "\(id) asks something else in its test" }
      let isNamed = mine.proof.hasSuffix(".\(other.suite)/\(other.claim)")
      return isNamed ? nil : "\(id) has another test in the bank: \(mine.proof)"
    }
  }

  /// Tests whose name is no claim of at most 60 characters.
  static func claims(_ proofs: [SourceProof]) -> [String] {
    proofs.compactMap { proof in
      if proof.claim.isEmpty || proof.claim.hasSuffix("?") {
        return "\(proof.id) is proved by a test whose name is no claim: “\(proof.claim)”"
      }
      return proof.claim.count > 60
        ? "\(proof.id): a claim of \(proof.claim.count) characters" : nil
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
      for followUp in question.words.followUps
      where !(5...70).contains(followUp.answer.split(separator: " ").count) {
        broken.append("\(question.id): “\(followUp.question)” has no answer of 5 to 70 words")
      }
      if question.evidence.isEmpty { broken.append("\(question.id): no evidence") }
      broken += question.unknownNames.map { "\(question.id): nobody measures “\($0)”" }
      return broken
    }
  }
}
