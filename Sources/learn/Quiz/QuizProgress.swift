package import Course
package import Foundation
import Text

/// What a learner remembers of which question: the file `quiz.json` in the data folder.
package struct QuizProgress: Hashable, Sendable {
  /// The memory of every question that was ever answered.
  package var recalls: [CourseID: Recall]

  /// Creates progress.
  ///
  /// - Parameter recalls: The memory of every question that was ever answered.
  package init(recalls: [CourseID: Recall] = [:]) { self.recalls = recalls }
}

/// Why progress cannot be read or kept.
package struct QuizProgressError: Error, Hashable, CustomStringConvertible {
  /// The path of the file.
  package let path: String

  /// A line and column, the path of the value at fault, or what was tried with the whole file.
  package let position: String

  /// What is wrong there.
  package let problem: String

  /// The place and the problem.
  package var description: String { "\(path): \(position): \(problem)" }
}

extension QuizProgress {
  private struct File: Codable {
    var version = 1
    let questions: [String: Recall]
  }

  /// Reads progress from a file; a file that does not exist holds none.
  ///
  /// - Parameter file: The file.
  /// - Throws: `QuizProgressError`, which names the file and the place in it.
  package init(contentsOf file: URL) throws(QuizProgressError) {
    guard FileManager.default.fileExists(atPath: file.path) else {
      self.init()
      return
    }
    func damaged(_ position: String, _ problem: String) -> QuizProgressError {
      QuizProgressError(path: file.path, position: position, problem: problem)
    }
    let data: Data
    do { data = try Data(contentsOf: file) } catch {
      throw damaged("cannot be read", error.localizedDescription)
    }
    let stored: File
    do { stored = try JSONDecoder().decode(File.self, from: data) } catch {
      let (position, problem) = JSONFault.description(of: error, in: data)
      throw damaged(position, problem)
    }
    guard stored.version == 1 else {
      throw damaged("version", "1 was expected, \(stored.version) found")
    }
    var recalls: [CourseID: Recall] = [:]
    for (text, recall) in stored.questions {
      guard let id = CourseID(text, as: .question), id.description == text else {
        throw damaged(
          "questions", "an id such as 02.07 was expected, “\(text.excerpt(upTo: 60))” found")
      }
      guard recall.isPossible else {
        throw damaged("questions.\(text)", "numbers that no reviews lead to")
      }
      recalls[id] = recall
    }
    self.init(recalls: recalls)
  }

  /// Writes the progress beside the file and renames it, so that no half-written file is ever left.
  ///
  /// - Parameter file: The file; its folder is made if it is missing.
  /// - Throws: `QuizProgressError`, if the file system does not let it.
  package func write(to file: URL) throws(QuizProgressError) {
    let questions = Dictionary(
      uniqueKeysWithValues: recalls.map { ($0.key.description, $0.value) })
    do {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      let text = try JSONEncoder.sorted(.prettyPrinted).text(File(questions: questions)) + "\n"
      try Data(text.utf8).write(to: file, options: .atomic)
    } catch {
      throw QuizProgressError(
        path: file.path, position: "cannot be written", problem: error.localizedDescription)
    }
  }

  /// Reads progress; a damaged file is reported, kept under another name, and replaced by a new one.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - report: Told of the damage and where the file went.
  /// - Returns: The progress, empty after damage.
  /// - Throws: An error if the damaged file cannot be renamed.
  package static func recovered(
    from file: URL, report: (String) -> Void = note
  ) throws -> QuizProgress {
    do throws(QuizProgressError) {
      return try QuizProgress(contentsOf: file)
    } catch {
      let place = try setAside(file)
      report("\(error)\nThe file is kept as \(place.path); the quiz starts without it.")
      return QuizProgress()
    }
  }

  /// The learner's own record.
  package static var file: URL { DataFolder.url.appending(path: "quiz.json") }
}
