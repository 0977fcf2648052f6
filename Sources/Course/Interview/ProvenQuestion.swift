/// A question of the bank: its words, what its proof measured, and where the proof stands.
public struct ProvenQuestion: Codable, Hashable, Sendable, Identifiable {
  /// The question as it stands in the tests, names of evidence still in braces.
  public let question: InterviewQuestion

  /// What the proof measured, in the order of measurement.
  public let evidence: [Evidence]

  /// The test that proves the answer: module, suite and function, such as
  /// `Lesson02BackpropTests.Lesson02Interview/gradients add up`.
  public let proof: String

  /// Creates a question of the bank.
  ///
  /// - Parameters:
  ///   - question: The words.
  ///   - evidence: What the proof measured.
  ///   - proof: The test that proves the answer.
  public init(question: InterviewQuestion, evidence: [Evidence], proof: String) {
    self.question = question
    self.evidence = evidence
    self.proof = proof
  }

  /// The id of the question.
  public var id: CourseID { question.id }

  /// The number of the lesson that the question belongs to.
  public var lesson: Int { id.lesson }

  /// The words with every number filled in: what a reader sees.
  public var words: InterviewQuestion {
    InterviewQuestion(
      id: id, level: question.level, minutes: question.minutes, question: question.question,
      answer: filled(question.answer), whiteboard: question.whiteboard.map(filled),
      commonMistake: filled(question.commonMistake),
      otherMistakes: question.otherMistakes.map {
        WrongAnswer(filled($0.statement), refutation: filled($0.refutation))
      }, refutation: filled(question.refutation),
      followUps: question.followUps.map { FollowUp(filled($0.question), answer: filled($0.answer)) }
    )
  }

  /// The names in braces that no evidence bears; empty if the question is sound.
  public var unknownNames: [String] {
    question.texts.filter(Self.hasBrace).flatMap { text in
      text.matches(of: Self.placeholder).map { String($0.1) }.filter { evidence(named: $0) == nil }
    }
  }

  /// The evidence of a name.
  ///
  /// - Parameter name: The name under which it was recorded.
  /// - Returns: The evidence, or `nil` if there is none.
  public func evidence(named name: String) -> Evidence? { evidence.first { $0.name == name } }

  /// A text with the names in braces replaced by their numbers; unknown names stay as they are.
  ///
  /// - Parameter text: A text such as `it costs {floor} instead of 0`.
  /// - Returns: The text with numbers.
  public func filled(_ text: String) -> String {
    guard Self.hasBrace(text) else { return text }
    return text.replacing(Self.placeholder) { match in
      guard let found = evidence(named: String(match.1)) else { return String(match.0) }
      return found.text(significantDigits: match.2.flatMap { Int($0) } ?? 3)
    }
  }

  /// Whether it is worth while to look for names: most texts have none.
  private static func hasBrace(_ text: String) -> Bool { text.utf8.contains(UInt8(ascii: "{")) }

  /// A name in braces, with a number of significant digits if it is not three.
  private static var placeholder: Regex<(Substring, Substring, Substring?)> {
    /\{([^{}|]+)(?:\|([1-6]))?\}/
  }
}

// MARK: - In files

extension ProvenQuestion {
  private enum Key: String, CodingKey { case evidence, proof }

  /// Reads a question whose words, evidence and proof stand side by side.
  public init(from decoder: any Decoder) throws {
    question = try InterviewQuestion(from: decoder)
    let container = try decoder.container(keyedBy: Key.self)
    evidence = try container.decode([Evidence].self, forKey: .evidence)
    proof = try container.decode(String.self, forKey: .proof)
  }

  /// Writes words, evidence and proof side by side.
  public func encode(to encoder: any Encoder) throws {
    try question.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(evidence, forKey: .evidence)
    try container.encode(proof, forKey: .proof)
  }
}
