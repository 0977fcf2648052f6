import Course
import Foundation
import Text

/// `learn demo NN`: a lesson's failure modes, run before your eyes.
struct LessonDemo {
  let lesson: Lesson

  /// What one failure mode measured.
  struct Measurements: Encodable {
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
  func measurements() throws -> [Measurements] {
    try lesson.failureModes.map(measure)
  }

  /// Runs every failure mode and tells the symptom, the diagnosis, the cure, and the measurements.
  func tell() throws {
    let outline = lesson.outline
    print("Lesson \(outline.paddedNumber): \(outline.title)")
    print("What it is about: \(outline.coreConcept).".wrapped())
    print("What it is good for: \(outline.productionImpact).\n".wrapped())
    if let plot = try TerminalPlot.of(lesson: outline.number) { print(plot + "\n") }
    print("What goes wrong, run before your eyes:\n")
    for mode in lesson.failureModes {
      let measurements = try measure(mode)
      print("\(mode.id)  \(mode.title)".wrapped())
      tell("symptom", mode.symptom)
      tell("diagnosis", mode.diagnosis)
      tell("cure", mode.fix)
      tell("measured", mode.quantity)
      var rows = [
        ["", ""],
        ["broken: \(mode.broken.name)", measurements.broken.proseText(significantDigits: 4)],
      ]
      rows += mode.remedies.map {
        [
          "cured: \($0.name)",
          (measurements.remedies[$0.name] ?? .nan).proseText(significantDigits: 4),
        ]
      }
      print(
        TextTable(rows).fitted(width: Terminal.width - 11, breaking: 0).split(separator: "\n")
          .map { "           \($0)" }.joined(separator: "\n"))
      print("")
    }
    print("Read on in Lessons/\(outline.folder).md, and run the proofs:".wrapped())
    print("./learn test \(outline.paddedNumber)")
  }

  private func measure(_ mode: FailureMode) throws -> Measurements {
    let clock = ContinuousClock()
    let start = clock.now
    let broken = try mode.broken.measure().value
    var remedies: [String: Double] = [:]
    for remedy in mode.remedies { remedies[remedy.name] = try remedy.measure().value }
    let elapsed = (clock.now - start).components
    return Measurements(
      id: mode.id.description, title: mode.title, quantity: mode.quantity, broken: broken,
      remedies: remedies,
      seconds: Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18)
  }

  /// Prints a paragraph behind its heading, and words that a page sets in italics without their asterisks.
  private func tell(_ heading: String, _ text: String) {
    let plain = text.replacing(/\*(\w+)\*/) { $0.output.1 }
    let paragraph = plain.wrapped(width: Terminal.width - 1, hangingIndentation: 17)
    print("      " + heading.leftAligned(width: 11) + paragraph)
  }
}
