import AllLessons
import Course
import Dynamics
import Foundation

/// Writes the symptom index as Markdown, with links to the pages' headings.
struct MatrixRendering {
  private let headings: [CourseID: String]

  /// The lessons on whose pages most failures have a line in a table under a heading of its own.
  private let withTables: Set<Int>

  /// Reads the headings of the pages in a folder.
  ///
  /// - Throws: An error if a page cannot be read.
  init(lessons folder: URL) throws {
    var headings: [CourseID: String] = [:]
    var withTables: Set<Int> = []
    for lesson in AllLessons.all {
      let file = folder.appending(path: lesson.outline.folder + ".md")
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        if line == "### The others, a line each" { withTables.insert(lesson.outline.number) }
        guard line.hasPrefix("### F") else { continue }
        let heading = line.dropFirst(4)
        let id = heading.prefix { $0 != " " }
        guard let id = CourseID(String(id), as: .failureMode) else { continue }
        headings[id] = Self.anchor(String(heading))
      }
    }
    (self.headings, self.withTables) = (headings, withTables)
  }

  /// The name under which GitHub links to a heading.
  private static func anchor(_ heading: String) -> String {
    heading.lowercased().compactMap { sign -> String? in
      if sign == " " { return "-" }
      return sign.isLetter || sign.isNumber || sign == "-" || sign == "_" ? String(sign) : nil
    }.joined()
  }

  /// A failure mode with a link to its heading, or to the table in which its page has it.
  func link(_ id: CourseID) -> String {
    let page = Curriculum.outline(of: id.lesson).folder + ".md"
    let table =
      withTables.contains(id.lesson) ? "the-others-a-line-each" : "5-what-goes-wrong"
    return "[\(id)](\(page)#\(headings[id] ?? table))"
  }

  /// The symptoms, each with what to ask first and the causes that come into question.
  var overview: String {
    let rows = SymptomRow.all.map { row in
      let causes = row.suspects.map(\.cause.rawValue).joined(separator: ", ")
      return "| \(row.symptom) | \(row.experiment) | \(causes) |"
    }
    return (["| you see | ask first | causes |", "|---|---|---|"] + rows).joined(separator: "\n")
  }

  /// The table of symptoms, and what the detectors see of the failure modes.
  var text: String {
    let rows = SymptomRow.all.flatMap { row in
      row.suspects.enumerated().map { index, suspect in
        let seen = index == 0 ? "**\(row.symptom)**: \(row.experiment)" : ""
        return "| \(seen) | \(suspect.cause.rawValue) | \(suspect.fix) | \(links(of: suspect)) |"
      }
    }
    let table = ["| you see, and ask | cause | fix | shown by |", "|---|---|---|---|"] + rows
    let practice =
      "`./learn mystery` hides one of \(MysteryCase.all.count) faults in a run, later two: find them by measuring."
    return [table.joined(separator: "\n"), summary, pairs, practice].joined(separator: "\n\n")
  }

  private func links(of suspect: SymptomRow.Suspect) -> String {
    guard suspect.modes.isEmpty else {
      return suspect.modes.map(link).joined(separator: ", ")
    }
    let outline = Curriculum.outline(of: suspect.cause.lesson)
    return "[\(outline.paddedNumber)](\(outline.folder).md)"
  }

  private var summary: String {
    let rows = MatrixRow.all
    let named = rows.count { !$0.causes.isEmpty }
    let remedies = rows.filter(\.remaining.isEmpty).compactMap(\.mode)
      .reduce(0) { $0 + $1.remedies.count }
    return """
      \(rows.count) failures of the course leave a record. Of \(named) the detectors name the cause, \
      over ten seeds; each of the other \(rows.count - named) shows in [a measurement of its own](Measurements.md), and in none of its \
      cured runs. The detectors accuse none of \(remedies) cured runs; \(rows.count { !$0.remaining.isEmpty }) more failures have a \
      remedy that leaves part of what they see.
      """
  }

  /// What to measure for each failure that the record of its run does not show.
  var measurements: String {
    let rows = MatrixRow.all.filter(\.causes.isEmpty).compactMap(\.mode).map { mode in
      let words = [mode.title, mode.quantity].map {
        $0.replacing("|", with: "\\|").replacing("_", with: "\\_")
      }
      return "| \(link(mode.id)) \(words[0]) | \(words[1]) | \(mode.symptomatic) |"
    }
    return (["| failure | measured | broken where it is |", "|---|---|---|"] + rows)
      .joined(separator: "\n")
  }

  private var pairs: String {
    let rows = AlikeCauses.all.map { pair in
      """
      | \(link(pair.first)): \(pair.firstCause.rawValue) | \(link(pair.second)): \
      \(pair.secondCause.rawValue) | \(pair.experiment) |
      """
    }
    return (["| in the record the same as | this | told apart by |", "|---|---|---|"] + rows)
      .joined(separator: "\n")
  }
}
