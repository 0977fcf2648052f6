package import Course
package import Foundation
import Text

/// What a learner has done with the exercises: the file `exercises.json` in the data folder.
package struct ExerciseProgress: Hashable, Sendable {
  /// What a learner has done with one exercise.
  package struct Entry: Hashable, Sendable, Codable {
    /// How many hints were given.
    package var hintCount = 0

    /// Whether a check ever found the answer right.
    package var hasPassed = false

    /// Whether the last check found the answer wrong.
    package var lastCheckFailed = false

    /// Creates the entry of an exercise that was never touched.
    package init() {}

    /// Forgets what checks said, so that the exercise is open; hints that were given stay given.
    package mutating func reopen() { (hasPassed, lastCheckFailed) = (false, false) }
  }

  private var entries: [String: Entry] = [:]

  /// Creates progress of a learner who has done nothing yet.
  package init() {}

  /// What was done with an exercise.
  package subscript(id: CourseID) -> Entry {
    get { entries[id.description] ?? Entry() }
    set { entries[id.description] = newValue }
  }
}

// MARK: - In a file

extension ExerciseProgress {
  private struct File: Codable {
    var version = 1
    let exercises: [String: Entry]
  }

  /// Why progress cannot be read or written.
  package struct Damage: Error, Hashable, CustomStringConvertible {
    /// The path of the file, and what is wrong with it.
    package let description: String
  }

  /// Reads progress from a file; a file that does not exist holds none.
  ///
  /// - Parameter file: The file.
  /// - Throws: `Damage`, which names the file and what was found in it.
  package init(contentsOf file: URL) throws(Damage) {
    guard FileManager.default.fileExists(atPath: file.path) else { return }
    let data: Data
    do { data = try Data(contentsOf: file) } catch {
      throw Damage(description: "\(file.path): cannot be read: \(error.localizedDescription)")
    }
    let stored: File
    do { stored = try JSONDecoder().decode(File.self, from: data) } catch {
      let (position, problem) = JSONFault.description(of: error, in: data)
      throw Damage(description: "\(file.path): not a record of exercises: \(position): \(problem)")
    }
    guard stored.version == 1 else {
      throw Damage(description: "\(file.path): version 1 was expected, \(stored.version) found")
    }
    if let (name, entry) = stored.exercises.first(where: { !(0...100).contains($0.value.hintCount) }
    ) {
      throw Damage(
        description: "\(file.path): \(name.excerpt(upTo: 60)): \(entry.hintCount) hints were given")
    }
    entries = stored.exercises
  }

  /// Writes the progress beside the file and renames it, so that no half-written file is ever left.
  ///
  /// - Parameter file: The file; its folder is made if it is missing.
  /// - Throws: `Damage`, which names the file, if the file system does not let it be written.
  package func write(to file: URL) throws(Damage) {
    do {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data((JSONEncoder.sorted(.prettyPrinted).text(File(exercises: entries)) + "\n").utf8)
        .write(to: file, options: .atomic)
    } catch {
      throw Damage(description: "\(file.path): cannot be written: \(error.localizedDescription)")
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
  ) throws -> ExerciseProgress {
    do {
      return try ExerciseProgress(contentsOf: file)
    } catch {
      let place = try setAside(file)
      report("\(error)\nIt is kept as \(place.path); a new record begins.")
      return ExerciseProgress()
    }
  }

  /// Changes the entry of one exercise in the learner's own record.
  ///
  /// - Parameters:
  ///   - id: The exercise.
  ///   - change: Changes its entry.
  /// - Throws: An error if the record cannot be written.
  package static func update(_ id: CourseID, _ change: (inout Entry) -> Void) throws {
    var progress = try recovered(from: file)
    change(&progress[id])
    try progress.write(to: file)
  }

  /// The learner's own record.
  package static var file: URL { DataFolder.url.appending(path: "exercises.json") }
}
