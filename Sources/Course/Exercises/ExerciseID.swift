/// The name of an exercise: a lesson and the position in it, written `E01.3`.
public struct ExerciseID: Sendable, Hashable {
  /// The number of the lesson, from 1 to 10.
  public let lesson: Int

  /// The position in the lesson, from 1.
  public let position: Int

  /// Creates the name of an exercise.
  ///
  /// - Parameters:
  ///   - lesson: The number of the lesson, from 1 to 99.
  ///   - position: The position in the lesson, from 1.
  public init(lesson: Int, position: Int) {
    precondition(
      (1...99).contains(lesson) && position > 0,
      "ExerciseID.init: lesson \(lesson), position \(position)")
    self.lesson = lesson
    self.position = position
  }

  /// Reads a name as people type it: `E01.3`, `e1.3`, `01.3` and `1.3` are the same.
  ///
  /// The result is `nil` if the text is not a lesson, a point and a position.
  ///
  /// - Parameter text: What was typed.
  public init?(_ text: String) {
    let digits = text.first == "E" || text.first == "e" ? text.dropFirst() : text[...]
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.allSatisfy(\.isNumber) }),
      let lesson = Int(parts[0]), let position = Int(parts[1]), (1...99).contains(lesson),
      position > 0
    else { return nil }
    self.init(lesson: lesson, position: position)
  }

  /// The number of the lesson with two digits, as it stands in the names of folders: `01`.
  public var paddedLesson: String { (lesson < 10 ? "0" : "") + String(lesson) }
}

extension ExerciseID: CustomStringConvertible, Comparable {
  /// The name as the course writes it, such as `E01.3`.
  public var description: String { "E\(paddedLesson).\(position)" }

  /// Whether an exercise comes before another in the course.
  public static func < (a: ExerciseID, b: ExerciseID) -> Bool {
    (a.lesson, a.position) < (b.lesson, b.position)
  }
}
