import Course
import Foundation

/// `learn demo NN`: a lesson's failure modes, run before your eyes.
struct LessonDemo {
  let lesson: Lesson

  /// What one failure mode measured.
  struct Figures: Encodable {
    let id: String
    let title: String
    let quantity: String
    let broken: Double
    let remedies: [String: Double]
    let seconds: Double
  }

  /// Runs every failure mode and its remedies.
  ///
  /// - Returns: The measured quantities.
  func figures() throws -> [Figures] {
    try lesson.failureModes.map(measure)
  }

  /// Runs every failure mode and tells the symptom, the diagnosis, the cure, and the figures.
  func tell() throws {
    let outline = lesson.outline
    print("Lesson \(outline.paddedNumber): \(outline.title)")
    print("What it is about: \(outline.coreConcept).")
    print("What it is good for: \(outline.productionImpact).\n")
    if let figure = try LessonFigure.of(lesson: outline.number) { print(figure + "\n") }
    print("What goes wrong, run before your eyes:\n")
    for mode in lesson.failureModes {
      let figures = try measure(mode)
      print(wrapped("\(mode.id)  \(mode.title)", indent: 0))
      print(wrapped("symptom    \(mode.symptom)", indent: 17))
      print(wrapped("diagnosis  \(mode.diagnosis)", indent: 17))
      print(wrapped("cure       \(mode.fix)", indent: 17))
      print(wrapped("measured   \(mode.quantity)", indent: 17))
      var rows = [["broken: \(mode.broken.name)", number(figures.broken)]]
      rows += mode.remedies.map {
        ["cured: \($0.name)", number(figures.remedies[$0.name] ?? .nan)]
      }
      print(
        aligned([["", ""]] + rows).split(separator: "\n").map { "           \($0)" }
          .joined(separator: "\n"))
      print("")
    }
    print("Read on in Lessons/\(outline.folder).md, and run the proofs:")
    print("swift test -q --disable-xctest --filter Lesson\(outline.paddedNumber)")
  }

  private func measure(_ mode: FailureMode) throws -> Figures {
    let clock = ContinuousClock()
    let start = clock.now
    let broken = try mode.broken.measure().value
    var remedies: [String: Double] = [:]
    for remedy in mode.remedies { remedies[remedy.name] = try remedy.measure().value }
    let elapsed = (clock.now - start).components
    return Figures(
      id: mode.id.description, title: mode.title, quantity: mode.quantity, broken: broken,
      remedies: remedies,
      seconds: Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18)
  }

  private func number(_ value: Double) -> String {
    // The format's own NaN may bear a sign.
    if value.isNaN { return "NaN" }
    return value == value.rounded() && abs(value) < 1e6
      ? String(Int(value)) : String(format: "%.4g", value)
  }

  /// A paragraph broken at 96 columns, its later lines indented.
  private func wrapped(_ text: String, indent: Int) -> String {
    let lead = indent == 0 ? "" : "      "
    var lines: [String] = []
    var line = lead
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if line.count + word.count + 1 > 96 {
        lines.append(line)
        line = String(repeating: " ", count: indent) + word
      } else {
        line += (line.isEmpty || line == lead ? "" : " ") + word
      }
    }
    return (lines + [line]).joined(separator: "\n")
  }
}
