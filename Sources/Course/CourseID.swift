/// The name of a failure mode, an exercise or a question: its kind, its lesson and its position there.
///
/// ```swift
/// CourseID.exercise(2, 1).description   // E02.1
/// CourseID("e2.1") == .exercise(2, 1)   // true
/// ```
///
/// A name is never given twice, and never changes its meaning.
public struct CourseID: Hashable, Sendable {
  /// What a name is the name of.
  public enum Kind: Int, Sendable, CaseIterable {
    /// A way in which networks fail, such as `F2.5`.
    case failureMode
    /// A task for the learner, such as `E02.1`.
    case exercise
    /// What interviewers ask, such as `02.07`.
    case question
  }

  /// What the name is the name of.
  public let kind: Kind

  /// The number of the lesson, from 1; 0 for exercises of the self-check that stands before it.
  public let lesson: Int

  /// The position in the lesson, from 1.
  public let position: Int

  private init(_ kind: Kind, _ lesson: Int, _ position: Int) {
    let lessons = Self.lessons(of: kind)
    precondition(
      lessons.contains(lesson) && (1...99).contains(position),
      """
      CourseID.\(kind): not a lesson in \(lessons.lowerBound)…99 and a position in 1…99: lesson \(lesson), \
      position \(position)
      """)
    self.kind = kind
    self.lesson = lesson
    self.position = position
  }

  /// The lessons that have names of a kind: the self-check, number 0, has exercises and nothing else.
  private static func lessons(of kind: Kind) -> ClosedRange<Int> {
    (kind == .exercise ? 0 : 1)...99
  }

  /// The name of a failure mode, such as `F2.5`.
  public static func failureMode(_ lesson: Int, _ position: Int) -> CourseID {
    CourseID(.failureMode, lesson, position)
  }

  /// The name of an exercise, such as `E02.1`.
  public static func exercise(_ lesson: Int, _ position: Int) -> CourseID {
    CourseID(.exercise, lesson, position)
  }

  /// The name of an interview question, such as `02.07`.
  public static func question(_ lesson: Int, _ position: Int) -> CourseID {
    CourseID(.question, lesson, position)
  }

  /// The number of the lesson with two digits, as it stands in the names of folders: `02`.
  public var paddedLesson: String { Self.padded(lesson) }

  private static func padded(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
}

extension CourseID {
  /// Reads a name as people type it: `E02.1`, `e2.1`; `F2.5`, `f02.5`; `02.07`, `2.7`.
  ///
  /// The result is `nil` if the text is not a letter or none, a lesson, a point and a position.
  ///
  /// - Parameter text: What was typed.
  public init?(_ text: String) { self.init(text, withoutLetter: .question) }

  /// Reads a name where names of one kind are asked for, so that its letter may be left out.
  ///
  /// The result is `nil` if the text is no name, or one of another kind.
  ///
  /// - Parameters:
  ///   - text: What was typed, such as `E02.1` or `2.1` for an exercise.
  ///   - kind: The kind that is asked for.
  public init?(_ text: String, as kind: Kind) {
    self.init(text, withoutLetter: kind)
    if self.kind != kind { return nil }
  }

  private init?(_ text: String, withoutLetter other: Kind) {
    let kind: Kind
    let digits: Substring
    switch text.first {
    case "F", "f": (kind, digits) = (.failureMode, text.dropFirst())
    case "E", "e": (kind, digits) = (.exercise, text.dropFirst())
    default: (kind, digits) = (other, text[...])
    }
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    let areNumbers = parts.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isNumber } }
    guard parts.count == 2, areNumbers, let lesson = Int(parts[0]), let position = Int(parts[1]),
      Self.lessons(of: kind).contains(lesson), (1...99).contains(position)
    else { return nil }
    self.init(kind, lesson, position)
  }
}

extension CourseID: CustomStringConvertible, Comparable {
  /// The name as the course writes it: `F2.5`, `E02.1`, `02.07`.
  public var description: String {
    switch kind {
    case .failureMode: "F\(lesson).\(position)"
    case .exercise: "E\(paddedLesson).\(position)"
    case .question: "\(paddedLesson).\(Self.padded(position))"
    }
  }

  /// Whether a name stands before another in the course.
  public static func < (a: CourseID, b: CourseID) -> Bool {
    (a.lesson, a.kind.rawValue, a.position) < (b.lesson, b.kind.rawValue, b.position)
  }
}

extension CourseID: Codable {
  /// Reads a name from its written form.
  ///
  /// - Parameter decoder: Where the name is read from.
  /// - Throws: `DecodingError` if the text is no name, or not written as the course writes it.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let id = CourseID(text), id.description == text else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a name such as 02.07 was expected: “\(text)”")
    }
    self = id
  }

  /// Writes the name in its written form.
  ///
  /// - Parameter encoder: What the name is written to.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
