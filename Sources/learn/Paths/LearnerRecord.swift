package import Course

/// All that the tool knows of what a learner has done.
package struct LearnerRecord: Hashable, Sendable {
  /// The exercises.
  package var exercises: ExerciseProgress

  /// The questions.
  package var quiz: QuizProgress

  /// The steps of paths that were marked by hand.
  package var paths: PathProgress

  /// Creates a record.
  ///
  /// - Parameters:
  ///   - exercises: The exercises.
  ///   - quiz: The questions.
  ///   - paths: The steps of paths that were marked by hand.
  package init(
    exercises: ExerciseProgress = ExerciseProgress(), quiz: QuizProgress = QuizProgress(),
    paths: PathProgress = PathProgress()
  ) {
    self.exercises = exercises
    self.quiz = quiz
    self.paths = paths
  }

  /// Reads the learner's own record; damaged files are reported and set aside.
  static func recovered() throws -> LearnerRecord {
    LearnerRecord(
      exercises: try ExerciseProgress.recovered(from: ExerciseProgress.file),
      quiz: try QuizProgress.recovered(from: QuizProgress.file),
      paths: try PathProgress.recovered(from: PathProgress.file))
  }

  /// Whether a question was remembered when it was last asked.
  ///
  /// - Parameter question: The id of the question.
  /// - Returns: Whether it is known.
  package func knows(_ question: CourseID) -> Bool {
    (quiz.recalls[question]?.streak ?? 0) > 0
  }

  /// Where a step of a path stands.
  package enum State: Hashable, Sendable {
    /// To be done.
    case open
    /// An exercise or questions that were marked by hand, and not done.
    case passedOver
    /// Done.
    case done
  }

  /// Where a step of a path stands.
  ///
  /// - Parameter step: The step.
  /// - Returns: Its state; an exercise is done when a check has passed, questions when all are known.
  package func state(of step: ReadingStep) -> State {
    let isMarked = paths.marked.contains(step.id)
    let isDone =
      switch step.task {
      case .exercise(let id): exercises[id].hasPassed
      case .questions(let ids): ids.allSatisfy(knows)
      case .read, .command, .notebook: isMarked
      }
    return isDone ? .done : isMarked ? .passedOver : .open
  }

  /// The first step of a path that is open.
  ///
  /// - Parameter path: The path.
  /// - Returns: The step; `nil` if none is open.
  package func nextStep(on path: ReadingPath) -> ReadingStep? {
    path.steps.first { state(of: $0) == .open }
  }
}
