import Foundation
import Text

/// Shows how far a run has come: a bar that fills in a terminal, plain lines elsewhere.
///
///     epoch 3/20  ████████░░░░░░░░  120/900  loss 0.234  validation 0.31
///
/// A file or a pipe gets a line after each evaluation and one at the end, which a log of a server can hold.
public final class ProgressBar: TrainerCallback {
  private let isTerminal: Bool
  private let write: (String) -> Void
  private var lastDrawing: ContinuousClock.Instant?

  /// Creates a bar on the standard output.
  public convenience init() {
    self.init(isTerminal: isatty(STDOUT_FILENO) == 1) { text in
      print(text, terminator: "")
      fflush(nil)
    }
  }

  /// Creates a bar.
  ///
  /// - Parameters:
  ///   - isTerminal: Whether a line can be written over.
  ///   - write: Takes the text.
  public init(isTerminal: Bool, write: @escaping (String) -> Void) {
    self.isTerminal = isTerminal
    self.write = write
  }

  /// Says from where a resumed run goes on.
  public func runBegins(_ trainer: Trainer) {
    guard let resumption = trainer.resumption, trainer.stepCount == resumption.step else { return }
    write("goes on at step \(resumption.step) of \(trainer.stepTotal)\n")
    if let warning = resumption.warning { write("warning: \(warning)\n") }
  }

  /// Draws the bar, at most ten times a second.
  public func stepEnds(_ trainer: Trainer) {
    guard isTerminal else { return }
    let now = ContinuousClock.now
    if let lastDrawing, now - lastDrawing < .milliseconds(100) { return }
    lastDrawing = now
    let (start, end) = ends(trainer)
    // A line that is longer than the terminal could not be written over.
    let length = max(0, min(30, Terminal.width - start.count - end.count - 5))
    let filled = length * trainer.stepCount / trainer.stepTotal
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: length - filled)
    write("\r" + "\(start)  \(bar)  \(end)".prefix(Terminal.width) + "\u{1B}[K")
  }

  /// Writes a line where there is no bar.
  public func evaluationEnds(_ trainer: Trainer, _ evaluation: Evaluation) {
    guard !isTerminal else { return }
    let (start, end) = ends(trainer)
    write("\(start)  \(end)\n")
  }

  /// Writes how the run ended.
  public func runEnds(_ trainer: Trainer, _ outcome: Trainer.Outcome) {
    var line = "\(outcome) after \(trainer.stepCount) steps"
    if case .notFinite(let step, let operation) = outcome {
      line = "not finite at step \(step)" + (operation.map { ", first in \($0)" } ?? "")
    }
    if let best = trainer.bestEvaluation {
      line += "; best validation loss \(text(best.loss)) after step \(best.step)"
    }
    write((isTerminal ? "\r\u{1B}[K" : "") + line + "\n")
  }

  /// What stands before and after the bar.
  private func ends(_ trainer: Trainer) -> (start: String, end: String) {
    let epoch = (trainer.stepCount - 1) / trainer.order.batchCount + 1
    let epochs = (trainer.stepTotal - 1) / trainer.order.batchCount + 1
    var end = "\(trainer.stepCount)/\(trainer.stepTotal)"
    if let loss = trainer.epochLoss { end += "  loss \(text(loss))" }
    if let evaluation = trainer.lastEvaluation {
      end += "  validation \(text(evaluation.loss))"
      if let accuracy = evaluation.metrics["accuracy"] { end += "  \(accuracy.percentText)" }
    }
    return ("epoch \(epoch)/\(epochs)", end)
  }

  private func text(_ number: Double) -> String { number.shortText(significantDigits: 4) }
}
