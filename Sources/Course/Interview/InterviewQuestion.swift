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
  public let id: QuestionID

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

  /// Why that answer is wrong.
  public let refutation: String

  /// What the interviewer asks next.
  public let followUps: [String]

  /// Creates a question.
  ///
  /// - Parameters:
  ///   - id: The lesson and the position in it.
  ///   - level: What the question asks of the candidate.
  ///   - minutes: The time that a complete answer takes; positive.
  ///   - question: The question.
  ///   - answer: What a strong candidate says within thirty seconds.
  ///   - whiteboard: What the candidate writes, where the question asks for it.
  ///   - commonMistake: The usual wrong answer.
  ///   - refutation: Why that answer is wrong.
  ///   - followUps: What the interviewer asks next.
  public init(
    id: QuestionID, level: Level, minutes: Int, question: String, answer: String,
    whiteboard: String? = nil, commonMistake: String, refutation: String, followUps: [String] = []
  ) {
    precondition(minutes > 0, "InterviewQuestion.init: \(id) takes \(minutes) minutes")
    self.id = id
    self.level = level
    self.minutes = minutes
    self.question = question
    self.answer = answer
    self.whiteboard = whiteboard
    self.commonMistake = commonMistake
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
    [question, answer, commonMistake, refutation] + [whiteboard].compactMap { $0 } + followUps
  }
}

/// The number of a question: the lesson and the position in it, written `02.07`.
public struct QuestionID: Hashable, Comparable, Sendable {
  /// The number of the lesson, from 1 to 99.
  public let lesson: Int

  /// The position in the lesson, from 1 to 99.
  public let position: Int

  /// Creates an id.
  ///
  /// - Parameters:
  ///   - lesson: The number of the lesson.
  ///   - position: The position in the lesson.
  /// - Precondition: Both are in 1…99.
  public init(lesson: Int, position: Int) {
    precondition(
      (1...99).contains(lesson) && (1...99).contains(position),
      "QuestionID.init: not in 1…99: \(lesson), \(position)")
    self.lesson = lesson
    self.position = position
  }

  /// Reads an id such as `02.07`.
  ///
  /// - Parameter text: Two digits, a point, two digits; neither number is zero.
  public init?(_ text: String) {
    guard let match = text.wholeMatch(of: /([0-9]{2})\.([0-9]{2})/),
      let lesson = Int(match.1), let position = Int(match.2), lesson > 0, position > 0
    else { return nil }
    self.init(lesson: lesson, position: position)
  }

  /// Whether an id stands before another in the course.
  public static func < (a: QuestionID, b: QuestionID) -> Bool {
    (a.lesson, a.position) < (b.lesson, b.position)
  }
}

extension QuestionID: CustomStringConvertible {
  /// The id as it is written: two digits, a point, two digits.
  public var description: String { "\(padded(lesson)).\(padded(position))" }

  private func padded(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
}

extension QuestionID: Codable {
  /// Reads an id from its written form.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let id = QuestionID(text) else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath,
          debugDescription: "an id such as 02.07 was expected, “\(text)” found"))
    }
    self = id
  }

  /// Writes the id in its written form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
