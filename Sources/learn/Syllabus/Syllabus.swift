package import Course
package import Foundation

/// What the syllabus asks for, row by row, and what covers each row: the file `Lessons/syllabus.json`.
///
/// Failure modes (`F2.3`), questions (`Q2.3`), exercises (`E2.3`) and golden values (`V2.3`) bear the names of
/// the syllabus, and so do its traps (`T3`), gates (`G5`) and hypotheses (`H1`). Rows that have no name there
/// are counted: concepts (`C2.3`), additions and corrections (`A2.3`).
package struct Syllabus: Hashable, Sendable {
  /// One thing that the syllabus asks for.
  package struct Row: Hashable, Sendable, Decodable {
    /// Its name, unique in the syllabus.
    package let id: String

    /// What is asked for; failure modes and questions are named by what covers them.
    package let title: String?

    /// Where it is built.
    package let by: [Reference]?

    /// How what is built differs from what is asked for.
    package let note: String?

    /// Why it is not built.
    package let leftOut: String?

    private enum CodingKeys: CodingKey, CaseIterable { case id, title, by, note, leftOut }

    /// Reads a row.
    ///
    /// - Parameter decoder: Where the row is read from.
    /// - Throws: `DecodingError` if a key is missing, is none of a row's or has a value of another kind.
    package init(from decoder: any Decoder) throws {
      let container = try decoder.container(onlyKeys: CodingKeys.self)
      id = try container.decode(String.self, forKey: .id)
      title = try container.decodeIfPresent(String.self, forKey: .title)
      by = try container.decodeIfPresent([Reference].self, forKey: .by)
      note = try container.decodeIfPresent(String.self, forKey: .note)
      leftOut = try container.decodeIfPresent(String.self, forKey: .leftOut)
    }
  }

  /// The rows of one lesson; those of the whole course stand under 0.
  package struct Lesson: Hashable, Sendable, Decodable {
    /// The number of the lesson.
    package let number: Int

    /// Its rows.
    package let rows: [Row]

    private enum CodingKeys: CodingKey, CaseIterable { case number, rows }

    /// Reads a lesson.
    ///
    /// - Parameter decoder: Where the lesson is read from.
    /// - Throws: `DecodingError` if a key is missing, is none of a lesson's or has a value of another kind.
    package init(from decoder: any Decoder) throws {
      let container = try decoder.container(onlyKeys: CodingKeys.self)
      number = try container.decode(Int.self, forKey: .number)
      rows = try container.decode([Row].self, forKey: .rows)
    }
  }

  /// The place of what covers a row.
  package enum Reference: Hashable, Sendable, Decodable {
    /// A failure mode, an exercise or a question.
    case named(CourseID)
    /// A file, by its path from the root of the package, and a text in it, such as the name of a test.
    case file(path: String, text: String?)

    /// Reads a name such as `02.07`, a path, or a path with a text after `#`.
    ///
    /// - Parameter decoder: Where the reference is read from.
    /// - Throws: `DecodingError` if it is no text, or neither a name nor a path.
    package init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      let words = try container.decode(String.self)
      // A word with a slash is a path; what looks like a name is one, or a mistake.
      if !words.contains("/"), let id = CourseID(words), id.description == words {
        self = .named(id)
        return
      }
      let parts = words.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      let path = parts[0]
      guard !path.isEmpty, path.contains("/") || path.prefixMatch(of: /[A-Z]?\d+\.\d+/) == nil,
        parts.count == 1 || !parts[1].isEmpty
      else {
        throw DecodingError.dataCorruptedError(
          in: container,
          debugDescription: "a name such as 02.07, a path or PATH#TEXT was expected: “\(words)”")
      }
      self = .file(path: String(path), text: parts.count == 2 ? String(parts[1]) : nil)
    }
  }

  /// The lessons in order, the whole course first.
  package let lessons: [Lesson]
}

// MARK: - From a file

extension Syllabus {
  /// Why the file cannot be used.
  package struct Damage: Error, Hashable, CustomStringConvertible {
    /// The path of the file, the place in it, and what is wrong there.
    package let description: String
  }

  private struct File: Decodable {
    let version: Int
    let lessons: [Lesson]

    private enum CodingKeys: CodingKey, CaseIterable { case version, lessons }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(onlyKeys: CodingKeys.self)
      version = try container.decode(Int.self, forKey: .version)
      lessons = try container.decode([Lesson].self, forKey: .lessons)
    }
  }

  /// Where the syllabus of the course is stored, from the root of the package.
  package static var path: String { "Lessons/syllabus.json" }

  /// Reads the syllabus.
  ///
  /// - Parameter file: The file.
  /// - Throws: `Damage`, which names the file and the place in it.
  package init(contentsOf file: URL) throws(Damage) {
    func damage(_ words: String) -> Damage { Damage(description: "\(file.path): \(words)") }
    let data: Data
    do { data = try Data(contentsOf: file) } catch {
      throw damage("cannot be read: \(error.localizedDescription)")
    }
    let stored: File
    do { stored = try JSONDecoder().decode(File.self, from: data) } catch {
      let (position, problem) = JSONFault.description(of: error, in: data)
      throw damage("\(position): \(problem)")
    }
    guard stored.version == 1 else {
      throw damage("version 1 was expected, \(stored.version) found")
    }
    let numbers = stored.lessons.map(\.number)
    guard numbers == Array(0...10) else {
      throw damage("lessons 0 to 10 were expected in order, found \(numbers)")
    }
    var names: Set<String> = []
    for lesson in stored.lessons {
      if lesson.rows.isEmpty { throw damage("lesson \(lesson.number) has no rows") }
      for row in lesson.rows {
        if !names.insert(row.id).inserted { throw damage("row \(row.id) stands twice") }
        if let problem = row.problem(in: lesson.number) {
          throw damage("row \(row.id) of lesson \(lesson.number): \(problem)")
        }
      }
    }
    lessons = stored.lessons
  }
}

extension Syllabus.Row {
  /// Whether something covers it.
  package var isCovered: Bool { by != nil }

  /// What is wrong with it; `nil` if nothing is.
  fileprivate func problem(in lesson: Int) -> String? {
    let named = id.wholeMatch(of: /[ACEFQV](\d+)\.[1-9]\d*/)
    let counted = id.wholeMatch(of: /([TGH])[1-9]\d*/)
    let place = named.flatMap { Int($0.1) } ?? counted.map { $0.1 == "T" ? 0 : 9 }
    guard place == lesson else { return "its name is none of this lesson" }
    if title?.isEmpty ?? !id.starts(with: /[FQ]/) { return "it has no title" }
    switch (by, leftOut) {
    case (nil, nil): return "nothing covers it, and no reason says why it is left out"
    case (_?, _?): return "it is covered and left out"
    case (let by?, nil): return by.isEmpty ? "the list of what covers it is empty" : nil
    case (nil, let reason?):
      return reason.count > 20 && reason.hasSuffix(".") ? nil : "its reason is no sentence"
    }
  }
}
