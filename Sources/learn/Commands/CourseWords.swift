import AllLessons
import Course

/// The words of failures and exercises, for the program that makes the book.
struct CourseWords: Encodable {
  private struct Failure: Encodable {
    let id, title, symptom, diagnosis, fix, quantity, symptomatic, broken: String
    let remedies: [String]

    init(_ failure: FailureMode) {
      id = failure.id.description
      title = failure.title
      symptom = failure.symptom
      diagnosis = failure.diagnosis
      fix = failure.fix
      quantity = failure.quantity
      symptomatic = failure.symptomatic.description
      broken = failure.broken.name
      remedies = failure.remedies.map(\.name)
    }
  }

  private struct Task: Encodable {
    let id, title, kind, difficulty, file, stubFile, statement: String
    let minutes: Int
    let hints: [String]

    init(_ exercise: Exercise) {
      id = exercise.id.description
      title = exercise.title
      kind = exercise.kind.words
      difficulty = exercise.difficulty.words
      file = exercise.file
      stubFile = exercise.stubFile
      statement = exercise.statement
      minutes = exercise.minutes
      hints = exercise.hints.all
    }
  }

  private let failures: [Failure]
  private let exercises: [Task]

  /// Collects the words of lessons.
  ///
  /// - Parameters:
  ///   - lessons: The lessons that are built.
  ///   - exercises: Their exercises.
  init(of lessons: [Lesson], exercises: [Exercise]) {
    failures = lessons.flatMap(\.failureModes).map(Failure.init)
    self.exercises = exercises.map(Task.init)
  }
}
