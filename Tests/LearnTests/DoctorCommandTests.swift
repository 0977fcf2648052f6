import Dynamics
import Foundation
import Testing
import learn

/// `learn doctor`: what it prints, draws and refuses.
@Suite struct DoctorCommandTests {
  /// A run that fits its 30 epochs by heart.
  private var log: String {
    (["epoch,loss,val_loss"]
      + (0..<30).map { epoch in
        "\(epoch),\(2.3 * exp(-Double(epoch) / 5)),\(0.5 + 2 * exp(-Double(epoch) / 4) + 0.05 * Double(epoch))"
      }).joined(separator: "\n") + "\n"
  }

  private func report(_ text: String) throws -> DoctorReport {
    let run = try LogReader.run(of: text)
    return DoctorReport(run, Doctor.examination(of: run))
  }

  @Test func `the report fits the terminal and names the cause`() throws {
    let text = try report(log).text(width: 72)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 72 })
    #expect(text.contains("1. Overfitting, validation, from epoch"))
    #expect(text.contains("What this log cannot answer"))
    #expect(text.contains("Lessons/06-Regularization.md"))
  }

  @Test func `a healthy log has nothing found`() throws {
    let healthy = (0..<60).map { "\($0),\(2.3 * exp(-Double($0) / 20))" }
    let text = try report((["step,loss"] + healthy).joined(separator: "\n")).text(width: 80)
    #expect(text.contains("Nothing found"))
  }

  @Test func `the drawing is one well-formed document`() throws {
    let drawing = try report(log).drawing()
    #expect(throws: Never.self) { _ = try XMLCheck.elementCount(of: drawing) }
    #expect(drawing.contains("validation") && !drawing.contains("nan"))
  }

  /// The frame goes from 70 to 590 and, in the first panel, from 28 down to 178; an exponential is straight in it.
  @Test func `a curve goes from corner to corner of its frame`() throws {
    let rows = (0...60).map { "\($0),\(2.3 * exp(-Double($0) / 20))" }
    let drawing = try report((["step,loss"] + rows).joined(separator: "\n")).drawing()
    #expect(drawing.contains("loss, logarithmic</text>"))
    #expect(drawing.contains(#"d="M70.0 28.0L"#) && drawing.contains("L330.0 103.0L"))
    #expect(drawing.contains(#"L590.0 178.0""#))
    // A measurement on held-out data after the last step has room.
    let held = ["step,loss,val_loss", "0,2,", "30,1,", "60,,1.5"].joined(separator: "\n")
    #expect(try report(held).drawing().contains(#"d="M590.0 103.0""#))
  }

  @Test func `the ends of an axis are told apart`() throws {
    let narrow = (0..<30).map { "\($0),\(1.1004 - 0.00001 * Double($0)),0.1" }
    let drawing = try report((["step,loss,lr"] + narrow).joined(separator: "\n")).drawing()
    #expect(drawing.contains(">1.1004</text>") && drawing.contains(">1.1001</text>"))
    // A constant rate has one label, not the same at both ends.
    #expect(drawing.split(separator: ">0.1</text>").count == 2)
  }

  @Test func `the tool reads a file and refuses what is none`() throws {
    let tool = try LearnTool()
    defer { tool.clean() }
    let file = tool.root.appending(path: "metrics.csv")
    try log.write(to: file, atomically: true, encoding: .utf8)
    let outcome = try tool.run(["doctor", file.path, "--json"])
    #expect(outcome.status == 0 && outcome.output.contains(#""cause" : "overfitting""#))
    let missing = try tool.run(["doctor", tool.root.appending(path: "none").path])
    // The width of the terminal may break the sentence anywhere.
    let words = missing.errors.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(missing.status == 64 && words.contains("cannot be read"))
  }
}

/// Counts the tags of a document, and throws where they do not match.
enum XMLCheck {
  /// A tag that is not closed, or closes what is not open.
  struct Mismatch: Error {}

  static func elementCount(of text: String) throws -> Int {
    var open: [Substring] = []
    var count = 0
    for tag in text.split(separator: "<").dropFirst(text.hasPrefix("<") ? 0 : 1) {
      let name = tag.prefix { $0.isLetter || $0 == "/" }
      guard tag.contains(">") else { throw Mismatch() }
      count += 1
      if name.hasPrefix("/") {
        guard open.popLast() == name.dropFirst() else { throw Mismatch() }
      } else if tag.prefix(while: { $0 != ">" }).last != "/" {
        open.append(name)
      }
    }
    guard open.isEmpty else { throw Mismatch() }
    return count
  }
}
