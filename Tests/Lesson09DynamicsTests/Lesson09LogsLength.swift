import Course
import Dynamics
import Foundation
import Testing

/// Logs of resumed runs, of many columns and of many lines.
@Suite struct Lesson09LogsLength {
  @Test func `a resumed run keeps what came later`() throws {
    let run = try LogReader.run(
      of: """
        step,loss,val_loss
        0,2.0,
        1,1.9,
        2,1.8,2.5
        step,loss,val_loss
        1,1.7,
        2,1.6,2.4
        3,1.5,
        """)
    #expect(run.record.losses == [2.0, 1.7, 1.6, 1.5])
    #expect(run.record.validations == [TrainingRecord.Validation(step: 3, loss: 2.4)])
    #expect(
      run.notes == [
        "A header stands again in line 5: the run was resumed into one file.",
        "Steps 1 to 2 are logged twice: the later ones are kept.",
      ])
  }

  @Test func `what was measured beyond the point of return is gone`() throws {
    let run = try LogReader.run(of: "step,loss,val_loss\n0,2,\n1,1,3\n1,1.5,\n")
    #expect(run.record.losses == [2, 1.5])
    #expect(run.record.validations.isEmpty)
  }

  @Test func `thousands of columns are read and named in part`() throws {
    let names = (0..<3000).map { "metric\($0)" }
    let rows = (0..<5).map { row in
      "\(row),\(2 - Double(row) / 10)," + names.indices.map { "\($0 + row)" }.joined(separator: ",")
    }
    let run = try LogReader.run(
      of: (["step,loss," + names.joined(separator: ",")] + rows).joined(separator: "\n"))
    #expect(run.record.steps.count == 5)
    #expect(run.record.steps.last?.columns.count == 3000)
    #expect(run.notes.first?.hasSuffix("and 2995 more.") == true)
  }

  @Test func `a long log is thinned, and no failure with it`() throws {
    var text = "step,loss\n"
    for step in 0..<20_000 {
      let loss = step == 12_345 ? "50" : step >= 19_999 ? "nan" : "\(2.0 - Double(step) / 20_000)"
      text += "\(step),\(loss)\n"
    }
    let run = try LogReader.run(of: text, numberLimit: 8_000)
    #expect((1_000...2_000).contains(run.record.steps.count))
    #expect(run.record.losses.contains(50))
    #expect(run.record.losses.last?.isNaN == true)
    #expect(run.facts.stepNumbers.last == 19_999)
    #expect(run.notes.last?.hasPrefix("The log is long: of 20000 steps every 16th is kept") == true)
  }
}
