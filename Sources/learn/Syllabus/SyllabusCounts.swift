/// How many rows of the syllabus are covered, by lesson and together.
package struct SyllabusCounts: Encodable {
  /// The counts of one lesson, or of all.
  package struct Row: Encodable {
    /// The number of the lesson; none for all together.
    package let number: Int?
    package let rows: Int
    package let covered: Int
    package let leftOut: Int
  }

  package let lessons: [Row]
  package let totals: Row

  /// Counts the rows of a syllabus.
  package init(_ syllabus: Syllabus) {
    func counts(_ number: Int?, _ rows: [Syllabus.Row]) -> Row {
      let covered = rows.count { $0.isCovered }
      return Row(
        number: number, rows: rows.count, covered: covered, leftOut: rows.count - covered)
    }
    lessons = syllabus.lessons.map { counts($0.number, $0.rows) }
    totals = counts(nil, syllabus.lessons.flatMap(\.rows))
  }

  /// The totals in one line.
  package var line: String {
    "Syllabus: \(totals.covered) of \(totals.rows) rows covered, \(totals.leftOut) left out (\(Syllabus.path))."
  }
}
