package import Course
package import Foundation
import Text

/// Which steps of reading paths a learner has marked as done: the file `paths.json` in the data folder.
///
/// Exercises and questions are not in it as long as nobody passes them over: their own records say whether
/// they are done.
package struct PathProgress: Hashable, Sendable {
  /// The names of the steps, in the order in which they were marked.
  ///
  /// A step that is on two paths counts on both. Names of steps that no path has any more are kept.
  package private(set) var marked: [String]

  /// Creates progress.
  ///
  /// - Parameter marked: The names of the steps, in the order in which they were marked.
  package init(marked: [String] = []) { self.marked = marked }

  /// Marks a step as done.
  ///
  /// - Parameter step: The step.
  package mutating func mark(_ step: ReadingStep) {
    if !marked.contains(step.id) { marked.append(step.id) }
  }

  /// Takes back the last mark of a path.
  ///
  /// - Parameter path: The path.
  /// - Returns: The step that is open again; `nil` if none of the path's steps was marked.
  package mutating func takeBack(on path: ReadingPath) -> ReadingStep? {
    let steps = path.steps
    guard let index = marked.lastIndex(where: { name in steps.contains { $0.id == name } })
    else { return nil }
    let name = marked.remove(at: index)
    return steps.first { $0.id == name }
  }
}

// MARK: - In a file

extension PathProgress {
  private struct File: Codable {
    var version = 1
    let done: [String]
  }

  /// Why progress cannot be read or written.
  package struct Damage: Error, Hashable, CustomStringConvertible {
    /// The path of the file, the place in it, and what is wrong there.
    package let description: String
  }

  /// Reads progress from a file; a file that does not exist holds none.
  ///
  /// - Parameter file: The file.
  /// - Throws: `Damage`, which names the file and the place in it.
  package init(contentsOf file: URL) throws(Damage) {
    self.init()
    guard FileManager.default.fileExists(atPath: file.path) else { return }
    let data: Data
    do { data = try Data(contentsOf: file) } catch {
      throw Damage(description: "\(file.path): cannot be read: \(error.localizedDescription)")
    }
    let stored: File
    do { stored = try JSONDecoder().decode(File.self, from: data) } catch {
      let (position, problem) = JSONFault.description(of: error, in: data)
      throw Damage(description: "\(file.path): \(position): \(problem)")
    }
    guard stored.version == 1 else {
      throw Damage(description: "\(file.path): version 1 was expected, \(stored.version) found")
    }
    marked = stored.done
  }

  /// Writes the progress beside the file and renames it, so that no half-written file is ever left.
  ///
  /// - Parameter file: The file; its folder is made if it is missing.
  /// - Throws: `Damage`, which names the file, if the file system does not let it be written.
  package func write(to file: URL) throws(Damage) {
    do {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      let text = try JSONEncoder.sorted(.prettyPrinted).text(File(done: marked)) + "\n"
      try Data(text.utf8).write(to: file, options: .atomic)
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
  ) throws -> PathProgress {
    do {
      return try PathProgress(contentsOf: file)
    } catch {
      let place = try setAside(file)
      report("\(error)\nIt is kept as \(place.path); a new record begins.")
      return PathProgress()
    }
  }

  /// The learner's own record.
  package static var file: URL { DataFolder.url.appending(path: "paths.json") }
}
