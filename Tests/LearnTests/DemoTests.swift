import AllLessons
import Course
import TestSupport
import Testing
import Text

/// What `learn demo` shows of a lesson: its plot, and its failure modes.
@Suite struct DemoTests {
  private func lines(of lesson: String) throws -> [String] {
    let tool = try LearnTool()
    defer { tool.clean() }
    return try tool.run(["demo", lesson]).output.split(separator: "\n").map(String.init)
  }

  /// The products of the slopes along a chain from 0.5; a sigmoid's first is σ(½) σ(−½) = 0.2350.
  @Test func `a chain's gradients are the products of its slopes`() throws {
    let rows = try lines(of: "02").map { $0.split(separator: " ").map(String.init) }
    let start = try #require(rows.firstIndex { $0.first == "layers" })
    #expect(rows[start] == ["layers", "sigmoid", "tanh", "x", "+", "sigmoid"])
    #expect(
      rows[(start + 1)...].prefix(6) == [
        ["1", "0.24", "0.79", "1.2"], ["2", "0.053", "0.64", "1.5"],
        ["5", "0.00061", "0.39", "1.8"], ["10", "3.5e-07", "0.22", "1.8"],
        ["20", "1.1e-13", "0.11", "1.8"], ["40", "1.2e-26", "0.046", "1.8"],
      ])
  }

  @Test(.doublePrecision(because: "No point of its draws shares a cell with the line."))
  func `the last of a perceptron's lines leaves no mistake`() throws {
    let lines = try lines(of: "01")
    let start = try #require(lines.firstIndex { $0.hasPrefix("after mistake 1 ") })
    // The dotted side is the right one: nothing left of an o is dotted, nothing right of an x blank.
    let picture = lines[(start + 1)...].prefix(13).map { Array($0.dropFirst(54)) }
    for row in picture {
      for (column, character) in row.enumerated() {
        #expect(character != "o" || !row[..<column].contains("·"), "\(String(row))")
        #expect(character != "x" || !row[column...].contains(" "), "\(String(row))")
      }
    }
    #expect(picture.joined().contains("o") && picture.joined().contains("x"))
  }

  @Test func `each failure is named, told and measured, in this order`() throws {
    let words = try lines(of: "02").flatMap { $0.split(separator: " ") }
    let text = words.joined(separator: " ")
    var rest = text[...]
    let lesson = try #require(AllLessons.all.first { $0.outline.number == 2 })
    for mode in lesson.failureModes {
      let runs = [mode.broken] + mode.remedies
      let told = [
        "\(mode.id) \(mode.title)", "symptom \(mode.symptom)", "diagnosis \(mode.diagnosis)",
        "cure \(mode.fix)", "measured \(mode.quantity)", "broken:",
      ]
      let measured = try runs.map { try $0.measure().value.proseText(significantDigits: 4) }
      for words in told.map({ $0.replacing("*", with: "") }) + measured {
        let place = try #require(rest.firstRange(of: words), "\(words)")
        rest = rest[place.upperBound...]
      }
    }
    #expect(text.contains("Read on in Lessons/02-Backprop.md, and run the proofs:"))
    #expect(text.hasSuffix("./learn test 02"))
  }
}
