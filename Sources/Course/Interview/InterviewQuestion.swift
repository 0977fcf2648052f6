/// A question as interviewers ask it, with an answer that a test of its lesson proves.
///
/// The words may name recorded evidence in braces: `{largest difference}` stands for the number of
/// that name, `{largest difference|5}` for the same with five significant digits. The numbers of an
/// answer are measured by its proof and never typed.
public struct InterviewQuestion: Codable, Hashable, Sendable, Identifiable {
  /// What a question asks of the candidate.
  public enum Level: String, Codable, Sendable, CaseIterable {
    /// To know a fact.
    case recall
    /// To give the reason.
    case explain
    /// To work out a formula.
    case derive
    /// To find a fault from its symptom.
    case debug
    /// To decide between possibilities.
    case design
  }

  /// The lesson and the position in it; once given away it never changes its meaning.
  public let id: CourseID

  /// What the question asks of the candidate.
  public let level: Level

  /// The time that a complete answer takes, the whiteboard included.
  public let minutes: Int

  /// The question.
  public let question: String

  /// What a strong candidate says within thirty seconds; its first sentence stands by itself.
  public let answer: String

  /// What the candidate writes on the whiteboard, line by line, where the question asks for it.
  public let whiteboard: String?

  /// The usual wrong answer, as a statement that stands by itself.
  public let commonMistake: String

  /// Other wrong answers to the same question, from which the quiz lets one choose.
  public let otherMistakes: [WrongAnswer]

  /// Why the usual wrong answer is wrong.
  public let refutation: String

  /// What the interviewer asks next.
  public let followUps: [FollowUp]

  /// Creates a question.
  ///
  /// - Precondition: The id is a question's, and the minutes are positive.
  public init(
    id: CourseID, level: Level, minutes: Int, question: String, answer: String,
    whiteboard: String? = nil, commonMistake: String, otherMistakes: [WrongAnswer] = [],
    refutation: String, followUps: [FollowUp] = []
  ) {
    precondition(id.kind == .question, "InterviewQuestion.init: \(id) is not a question's id")
    precondition(minutes > 0, "InterviewQuestion.init: \(id) takes \(minutes) minutes")
    self.id = id
    self.level = level
    self.minutes = minutes
    self.question = question
    self.answer = answer
    self.whiteboard = whiteboard
    self.commonMistake = commonMistake
    self.otherMistakes = otherMistakes
    self.refutation = refutation
    self.followUps = followUps
  }

  /// The first sentence of the answer: what the proof proves, in one breath.
  public var claim: String {
    guard let end = answer.firstRange(of: /[.!](?=\s|$)/) else { return answer }
    return String(answer[..<end.upperBound])
  }

  /// Every text that may name evidence.
  public var texts: [String] {
    [question, answer, commonMistake, refutation]
      + otherMistakes.flatMap { [$0.statement, $0.refutation] }
      + [whiteboard].compactMap { $0 } + followUps.flatMap { [$0.question, $0.answer] }
  }
}

extension InterviewQuestion {
  private enum CodingKeys: String, CodingKey {
    case id, level, minutes, question, answer, whiteboard, commonMistake, otherMistakes, refutation
    case followUps
  }

  /// Reads a question; an id that is no question's is refused, and a time that no answer takes.
  ///
  /// - Parameter decoder: Where the question is read from.
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func text(_ key: CodingKeys) throws -> String { try container.decode(String.self, forKey: key) }
    let id = try container.decode(CourseID.self, forKey: .id)
    guard id.kind == .question else {
      throw DecodingError.dataCorruptedError(
        forKey: .id, in: container, debugDescription: "\(id) is not the id of a question")
    }
    let minutes = try container.decode(Int.self, forKey: .minutes)
    guard (1...600).contains(minutes) else {
      throw DecodingError.dataCorruptedError(
        forKey: .minutes, in: container, debugDescription: "no answer takes \(minutes) minutes")
    }
    self.init(
      id: id, level: try container.decode(Level.self, forKey: .level), minutes: minutes,
      question: try text(.question),
      answer: try text(.answer),
      whiteboard: try container.decodeIfPresent(String.self, forKey: .whiteboard),
      commonMistake: try text(.commonMistake),
      otherMistakes: try container.decodeIfPresent([WrongAnswer].self, forKey: .otherMistakes)
        ?? [],
      refutation: try text(.refutation),
      followUps: try container.decode([FollowUp].self, forKey: .followUps))
  }
}

extension InterviewQuestion {
  /// Writes a question; other mistakes are written only if there are any.
  ///
  /// - Parameter encoder: Where the question is written to.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(level, forKey: .level)
    try container.encode(minutes, forKey: .minutes)
    try container.encode(question, forKey: .question)
    try container.encode(answer, forKey: .answer)
    try container.encodeIfPresent(whiteboard, forKey: .whiteboard)
    try container.encode(commonMistake, forKey: .commonMistake)
    if !otherMistakes.isEmpty { try container.encode(otherMistakes, forKey: .otherMistakes) }
    try container.encode(refutation, forKey: .refutation)
    try container.encode(followUps, forKey: .followUps)
  }
}

/// A wrong answer that people give, and why it is wrong.
public struct WrongAnswer: Codable, Hashable, Sendable {
  /// The answer, as a statement that stands by itself.
  public let statement: String

  /// Why it is wrong, to somebody who believes it, in one sentence or two.
  public let refutation: String

  /// Creates a mistake.
  public init(_ statement: String, refutation: String) {
    self.statement = statement
    self.refutation = refutation
  }
}

/// What an interviewer asks next, and what a strong candidate says.
public struct FollowUp: Codable, Hashable, Sendable {
  /// The question.
  public let question: String

  /// The answer, in one to three sentences.
  public let answer: String

  /// Creates a follow-up.
  public init(_ question: String, answer: String) {
    self.question = question
    self.answer = answer
  }
}
