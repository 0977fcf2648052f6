import ArgumentParser
import Dynamics
import Foundation
import Text

/// `learn doctor run.jsonl`: what is wrong with a run, from its log.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Reads the log of a training run and says what is wrong with it.",
    usage: "learn doctor <log> [<options>]",
    discussion: """
      A log is what Lessons/doctor.py writes from a loop in PyTorch, what RunLog writes here, Lightning's \
      metrics.csv, Keras's CSVLogger file, or Hugging Face's trainer_state.json; it is recognized by content.
      """)

  @Argument(help: "The file with the log.", completion: .file())
  var log: String

  @Option(help: "Draw the curves into this file, as SVG.", completion: .file())
  var svg: String?

  @Flag(help: "Print the findings as JSON and nothing else.")
  var json = false

  func run() throws {
    let report = try DoctorReport(of: file)
    if let svg {
      do {
        try report.drawing().write(
          to: URL(fileURLWithPath: svg), atomically: true, encoding: .utf8)
      } catch {
        throw misuse("--svg: \(svg) cannot be written.")
      }
    }
    print(json ? try report.json() : report.text(width: Terminal.width))
    if let svg, !json { print("\nThe curves are drawn in \(svg).") }
  }

  /// The log; what cannot be read ends the tool as a bad argument does.
  private var file: LoggedRun {
    get throws {
      do {
        return try LogReader.run(at: URL(fileURLWithPath: log))
      } catch {
        throw misuse("\(error)")
      }
    }
  }
}

extension DoctorReport {
  /// Examines a run.
  init(of run: LoggedRun) {
    self.init(run, Doctor.examination(of: run))
  }
}
