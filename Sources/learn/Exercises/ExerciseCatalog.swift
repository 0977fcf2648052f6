import AllLessons
import ArgumentParser
package import Course

/// The exercises of the course, found by what a learner types.
package struct ExerciseCatalog: Sendable {
  /// The words of every exercise, in the order of the course.
  package let exercises: [Exercise]

  /// Creates a catalog.
  ///
  /// - Parameter exercises: The words of every exercise, in the order of the course.
  package init(_ exercises: [Exercise]) { self.exercises = exercises }

  /// The exercises that the course has.
  package static let course = ExerciseCatalog(AllLessons.assignments.map(\.exercise))

  /// The exercise of an id.
  ///
  /// - Parameter text: The id as typed, such as `E01.3` or `1.3`.
  /// - Returns: The exercise.
  /// - Throws: A `ValidationError` with a suggestion if there is none, which ends the tool with 64.
  package func exercise(_ text: String) throws -> Exercise {
    let id = CourseID(text, as: .exercise)
    guard let found = exercises.first(where: { $0.id == id }) else {
      throw misuse(suggestion(for: text))
    }
    return found
  }

  /// The exercises of a lesson.
  ///
  /// - Parameter lesson: Its number; 0 is the self-check.
  /// - Returns: The exercises, in order; at least one.
  /// - Throws: A `ValidationError` with the lessons that have some, which ends the tool with 64.
  package func exercises(ofLesson lesson: Int) throws -> [Exercise] {
    let found = exercises.filter { $0.id.lesson == lesson }
    guard found.isEmpty else { return found }
    let numbers = Set(exercises.map(\.id.paddedLesson)).sorted().joined(separator: ", ")
    throw misuse("There are no exercises of lesson \(lesson); there are of \(numbers).")
  }

  /// What to say to somebody who asked for an exercise that does not exist.
  ///
  /// - Parameter text: What was asked for.
  /// - Returns: The sentence, with the ids that were probably meant.
  package func suggestion(for text: String) -> String {
    let start = "There is no exercise “\(text)”."
    let words = text.lowercased()
    if words.count > 2,
      let named = exercises.first(where: {
        $0.title.lowercased().contains(words) || $0.fileName.lowercased().contains(words)
      })
    {
      return "\(start) Did you mean \(named.id), \(named.title)?"
    }
    let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
    let lesson = exercises.filter { $0.id.lesson == numbers.first }
    if let first = lesson.first, let last = lesson.last {
      return "\(start) Lesson \(first.id.lesson) has \(first.id) to \(last.id)."
    }
    return
      "\(start) An id is a lesson and a position in it, such as E01.3; `./learn exercises` lists all."
  }
}
