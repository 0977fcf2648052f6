package import Course
package import Foundation

/// The files of one exercise in a checkout: what the learner edits, and what was handed out.
package struct ExerciseFiles {
  private let exercise: Exercise
  private let root: URL

  /// Finds the files of an exercise.
  ///
  /// - Parameters:
  ///   - exercise: The exercise.
  ///   - root: The checkout.
  package init(of exercise: Exercise, in root: URL = Repository.root) {
    self.exercise = exercise
    self.root = root
  }

  /// The file that the learner edits.
  package var answer: URL { root.appending(path: exercise.file) }

  /// Whether the learner's file differs from what was handed out.
  package var isEdited: Bool { text(answer) != text(root.appending(path: exercise.stubFile)) }

  /// When the learner's file was last saved; `nil` if it is missing.
  package var lastSaved: Date? {
    let values = try? FileManager.default.attributesOfItem(atPath: answer.path)
    return values?[.modificationDate] as? Date
  }

  /// The text of the file with the solution.
  package var solutionSource: String? { text(root.appending(path: exercise.answerFile)) }

  /// Puts the file back as it was handed out, and keeps what stood there.
  ///
  /// - Returns: Where the old file is now, in `.learn/attempts`; `nil` if nothing was there to keep.
  /// - Throws: An error if a file cannot be written; the learner's file is untouched then.
  package func reset() throws -> URL? {
    let stub = try Data(contentsOf: root.appending(path: exercise.stubFile))
    guard isEdited else { return nil }
    var kept: URL?
    if FileManager.default.fileExists(atPath: answer.path) {
      let folder = root.appending(path: ".learn/attempts/Lesson\(exercise.id.paddedLesson)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let place = unusedName(like: folder.appending(path: exercise.fileName), mark: "")
      try FileManager.default.copyItem(at: answer, to: place)
      kept = place
    }
    try stub.write(to: answer, options: .atomic)
    return kept
  }

  private func text(_ file: URL) -> String? { try? String(contentsOf: file, encoding: .utf8) }
}
