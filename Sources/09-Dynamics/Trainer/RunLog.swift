import Autograd
import Course
import Foundation
import TensorCore
import Text

/// Writes what happens in a run to a file, one JSON object a line, which `learn doctor` reads.
///
///     {"event":"run","format":1,"source":"swift","parameters":{"0.weight":[32,8]},"optimizer":"AdamW", …}
///     {"event":"step","step":0,"epoch":0,"loss":2.3,"learning_rate":0.001,"gradient_norms":{ … }, …}
///     {"event":"validation","step":100,"loss":2.1,"accuracy":0.4,"weights_hash":"…"}
///     {"event":"end","outcome":"finished"}
///
/// Numbers that are not finite are the words "nan", "inf" and "-inf". A line is written whole when its step has
/// ended, before any checkpoint of it. A run that is resumed cuts the lines of steps that come after its checkpoint
/// and goes on, so that the file is, to the byte, that of a run that was never stopped; a run that begins at step
/// 0 begins the file anew. Times are not logged: two runs of one seed have equal logs.
public final class RunLog: TrainerCallback {
  /// The file.
  public let path: String

  /// The open file.
  private var file: FileHandle?

  /// The number of bytes that are in the file, all of them in whole lines.
  private var end: UInt64 = 0

  /// Lines that are not in the file yet.
  private var pending: [Data] = []

  /// The number of steps whose lines are written or pending.
  private var stepCount = 0

  /// Creates a log, without touching the disk.
  ///
  /// - Parameter path: The file; its folder is made when the run begins.
  public init(_ path: String) { self.path = path }

  /// Begins the file, or cuts it where the run goes on.
  ///
  /// - Throws: `RunLogError` if the file cannot be written, or read where the run goes on.
  public func runBegins(_ trainer: Trainer) throws {
    if file == nil {
      try open(for: trainer)
    } else {
      try cut(to: trainer)
    }
    try flush()
  }

  /// Writes the line of the step.
  ///
  /// - Throws: `RunLogError` if the file cannot be written.
  public func stepEnds(_ trainer: Trainer) throws {
    let epoch = (trainer.stepCount - 1) / trainer.order.batchCount
    try appendLastStep(of: trainer, step: trainer.stepCount - 1, epoch: epoch)
    try flush()
  }

  /// Writes the line of the evaluation.
  ///
  /// - Throws: `RunLogError` if the file cannot be written.
  public func evaluationEnds(_ trainer: Trainer, _ evaluation: Evaluation) throws {
    try append(Validation(evaluation))
    try flush()
  }

  /// Writes the last line, and the step before it that ended the run.
  ///
  /// - Throws: `RunLogError` if the file cannot be written.
  public func runEnds(_ trainer: Trainer, _ outcome: Trainer.Outcome) throws {
    var operation: String?
    if case .notFinite(let step, let fault) = outcome {
      operation = fault
      if stepCount == step {
        try appendLastStep(of: trainer, step: step, epoch: step / trainer.order.batchCount)
      }
    }
    try append(End(outcome: "\(outcome)", operation: operation))
    try flush()
  }
}

// MARK: - Lines

extension RunLog {
  private func appendLastStep(of trainer: Trainer, step: Int, epoch: Int) throws {
    guard let values = trainer.record.steps.last else { return }
    try append(Step(values, step: step, epoch: epoch))
    stepCount = step + 1
  }

  private func append(_ line: some Encodable) throws {
    pending.append(Data((try JSONEncoder.sorted().text(line) + "\n").utf8))
  }

  /// Writes the pending lines; a line of which a part was written is taken back.
  private func flush() throws {
    guard let file else { return }
    while let line = pending.first {
      do {
        try file.seek(toOffset: end)
        try file.write(contentsOf: line)
      } catch {
        try? file.truncate(atOffset: end)
        throw RunLogError.unwritable(path: path, reason: error.localizedDescription)
      }
      end += UInt64(line.count)
      pending.removeFirst()
    }
  }
}

// MARK: - Going on

extension RunLog {
  private func open(for trainer: Trainer) throws {
    do {
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      if !FileManager.default.fileExists(atPath: path) {
        try Data().write(to: URL(fileURLWithPath: path))
      }
      file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    } catch {
      throw RunLogError.unwritable(path: path, reason: error.localizedDescription)
    }
    try cut(to: trainer)
  }

  /// Cuts what comes after the steps that the trainer has made, and takes the lines before into its record.
  private func cut(to trainer: Trainer) throws {
    guard let file else { return }
    let kept = try keptLines(stepCount: trainer.stepCount)
    end = UInt64(kept.byteCount)
    pending.removeAll { !isKept($0, stepCount: trainer.stepCount) }
    do { try file.truncate(atOffset: end) } catch {
      throw RunLogError.unwritable(path: path, reason: error.localizedDescription)
    }
    if end == 0, pending.isEmpty { try append(header(of: trainer)) }
    if trainer.record.steps.isEmpty { trainer.record = kept.record }
    stepCount = trainer.stepCount
  }

  private func header(of trainer: Trainer) -> Header {
    Header(
      parameters: Dictionary(
        trainer.model.namedParameters.map { ($0.name, $0.variable.shape.lengths) },
        uniquingKeysWith: { first, _ in first }),
      optimizer: trainer.optimizerName, classes: trainer.classCount,
      sampleCount: trainer.order.sampleCount, batchSize: trainer.plan.batchSize,
      stepsPerEpoch: trainer.order.batchCount, steps: trainer.stepTotal,
      clipping: trainer.plan.greatestGradientNorm.map { Double($0) })
  }

  /// The lines of a file before the first that belongs to a later step, to an end, or to no whole line.
  private func keptLines(stepCount: Int) throws -> (byteCount: Int, record: TrainingRecord) {
    guard stepCount > 0 else { return (0, TrainingRecord()) }
    let bytes: Data
    do { bytes = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
      throw RunLogError.unreadable(path: path, reason: error.localizedDescription)
    }
    var (start, record) = (bytes.startIndex, TrainingRecord())
    while let newline = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      let line = bytes[start..<newline]
      guard isKept(line, stepCount: stepCount) else { break }
      record.append(line)
      start = bytes.index(after: newline)
    }
    return (start, record)
  }

  private func isKept(_ line: Data, stepCount: Int) -> Bool {
    guard let line = try? JSONDecoder().decode(Event.self, from: line) else { return false }
    return switch line.event {
    case "run": true
    case "step": line.step.map { $0 < stepCount } ?? false
    case "validation": line.step.map { $0 <= stepCount } ?? false
    default: false
    }
  }
}

extension TrainingRecord {
  /// Takes in a line of a log, if it is a step or an evaluation.
  fileprivate mutating func append(_ line: Data) {
    if let step = try? JSONDecoder().decode(RunLog.Step.self, from: line), step.event == "step" {
      steps.append(step.values)
    } else if let line = try? JSONDecoder().decode(RunLog.Validation.self, from: line) {
      validations.append(
        Validation(step: line.step, loss: line.loss.value, accuracy: line.accuracy?.value))
    }
  }
}
