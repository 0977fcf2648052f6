/// A task for the learner: the words of it, and the file to edit.
///
/// How an answer is judged stands in the ``Assignment`` of the exercise, which stands
/// beside the solution in `Sources/ExerciseAnswers`; what the learner edits is in `Sources/Exercises`.
public struct Exercise: Sendable, Hashable, Identifiable {
  /// What the learner does.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Write a function that is not there yet.
    case implement
    /// Find the fault in a function that gives wrong answers.
    case repair
    /// Say a number before a program computes it.
    case predict
    /// Choose settings that reach a goal.
    case tune
    /// Write a test that accepts the right code and rejects the wrong.
    case writeTest

    /// The kind in words.
    public var words: String { self == .writeTest ? "write the test" : rawValue }
  }

  /// How hard the exercise is.
  public enum Difficulty: Int, Sendable, Hashable, CaseIterable {
    /// One idea of the lesson, applied once.
    case easy = 1
    /// Two ideas that must fit together.
    case medium
    /// An idea that the lesson does not spell out.
    case hard

    /// The difficulty in words.
    public var words: String {
      switch self {
      case .easy: "easy"
      case .medium: "medium"
      case .hard: "hard"
      }
    }
  }

  /// Three steps of help; none gives the solution away.
  public struct Hints: Sendable, Hashable {
    /// Where to look.
    public let nudge: String

    /// How to go about it.
    public let approach: String

    /// All but the last step.
    public let almostThere: String

    /// Creates the hints of an exercise.
    public init(nudge: String, approach: String, almostThere: String) {
      self.nudge = nudge
      self.approach = approach
      self.almostThere = almostThere
    }

    /// The hints in the order in which they are given.
    public var all: [String] { [nudge, approach, almostThere] }
  }

  /// The lesson and the position in it; never given twice.
  public let id: CourseID

  /// The task in a few words.
  public let title: String

  /// What the learner does.
  public let kind: Kind

  /// The time that the exercise takes someone who has read the lesson.
  public let minutes: Int

  /// How hard the exercise is.
  public let difficulty: Difficulty

  /// The name of the file to edit, such as `HuberLoss.swift`.
  public let fileName: String

  /// What to do, in whole sentences; the file to edit opens with the same words.
  public let statement: String

  /// Three steps of help.
  public let hints: Hints

  /// Names of the course's own code that do what is asked for, and that an answer may not call.
  public let forbidden: [String]

  /// Creates the words of an exercise.
  ///
  /// - Precondition: The id is an exercise's.
  public init(
    id: CourseID, title: String, kind: Kind, minutes: Int, difficulty: Difficulty,
    fileName: String, statement: String, hints: Hints, forbidden: [String] = []
  ) {
    precondition(id.kind == .exercise, "Exercise.init: \(id) is not an exercise's id")
    self.id = id
    self.title = title
    self.kind = kind
    self.minutes = minutes
    self.difficulty = difficulty
    self.fileName = fileName
    self.statement = statement
    self.hints = hints
    self.forbidden = forbidden
  }

  /// The file to edit, from the root of the package.
  public var file: String { "Sources/Exercises/Lesson\(id.paddedLesson)/\(fileName)" }

  /// The file as it was handed out, from the root of the package.
  public var stubFile: String {
    "Sources/ExerciseAnswers/Stubs/Lesson\(id.paddedLesson)/\(fileName)"
  }

  /// The file with the solution, from the root of the package.
  public var answerFile: String { "Sources/ExerciseAnswers/Lesson\(id.paddedLesson)/\(fileName)" }
}
