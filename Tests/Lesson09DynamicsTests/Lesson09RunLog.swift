import Autograd
import Course
import Datasets
import Dynamics
import Foundation
import TensorCore
import Testing

/// The log of a run: one whole JSON object a line.
@Suite struct Lesson09RunLog {
  private func lines(in folder: String) throws -> [[String: Any]] {
    let text = try String(contentsOfFile: SmallRun.log(in: folder), encoding: .utf8)
    #expect(text.hasSuffix("\n"))
    return try text.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  @Test func `the log tells the run, its steps, evaluations and end`() throws {
    let folder = TemporaryFolder()
    let run = SmallRun(in: folder.path, epochCount: 1)
    try run.trainer.run()
    let lines = try lines(in: folder.path)
    try #require(
      lines.map { $0["event"] as? String } == [
        "run", "step", "step", "step", "step", "validation", "step", "step", "validation", "end",
      ])
    let header = lines[0]
    #expect(header["format"] as? Int == 1)
    #expect(header["source"] as? String == "swift")
    #expect(header["optimizer"] as? String == "Adam")
    #expect(header["classes"] as? Int == 3)
    #expect((header["parameters"] as? [String: [Int]])?["0.weight"] == [8, 4])
    #expect(header["clip_gradient_norm"] as? Double == 2)
    let text = try String(contentsOfFile: SmallRun.log(in: folder.path), encoding: .utf8)
    let texts = text.split(separator: "\n").map { Data($0.utf8) }
    // `JSONSerialization` may be off by the last bit of a number, which `JSONDecoder` is not.
    let step = try JSONDecoder().decode(StepLine.self, from: texts[1])
    let recorded = try #require(run.trainer.record.steps.first)
    #expect(step.step == 0 && step.epoch == 0)
    #expect(step.loss == recorded.loss)
    #expect(step.learning_rate == recorded.learningRate)
    #expect(step.gradient_norms == recorded.gradientNorms)
    #expect(step.parameter_norms == recorded.parameterNorms)
    #expect(step.update_norms == recorded.updateNorms)
    let line = try JSONDecoder().decode(ValidationLine.self, from: texts[5])
    let (validation, measured) = (lines[5], try #require(run.trainer.record.validations.first))
    #expect(line.step == 4)
    #expect(line.loss == measured.loss)
    #expect(line.accuracy == measured.accuracy)
    #expect((validation["weights_hash"] as? String)?.count == 16)
    #expect(validation["weights_hash"] as? String != lines[8]["weights_hash"] as? String)
    #expect(lines[9]["outcome"] as? String == "finished")
  }

  @Test func `numbers that are not finite are words`() throws {
    let folder = TemporaryFolder()
    let run = SmallRun(in: folder.path, epochCount: 1)
    run.trainer.columns = [.zeroShare: { ["0": .nan, "1": -.infinity, "2": 0.5] }]
    run.model.namedParameters[0].variable.modify { $0 = $0 * .infinity }
    guard case .notFinite(step: 0, operation: let operation?) = try run.trainer.run() else {
      Issue.record("the run went on")
      return
    }
    let lines = try lines(in: folder.path)
    try #require(lines.map { $0["event"] as? String } == ["run", "step", "end"])
    #expect(lines[1]["loss"] as? String == "nan")
    let columns = lines[1]["columns"] as? [String: [String: Any]]
    #expect(columns?["zero_share"]?["0"] as? String == "nan")
    #expect(columns?["zero_share"]?["1"] as? String == "-inf")
    #expect(columns?["zero_share"]?["2"] as? Double == 0.5)
    #expect(lines[2]["outcome"] as? String == "not finite")
    #expect(lines[2]["operation"] as? String == operation)
  }

  @Test func `a torn last line is cut and written whole`() throws {
    let folder = TemporaryFolder()
    let whole = TemporaryFolder()
    try SmallRun(in: whole.path, epochCount: 2).trainer.run()
    let stopped = SmallRun(in: folder.path, epochCount: 2).trainer
    stopped.callbacks.append(AfterStep { if $0.stepCount == 7 { $0.stop("here") } })
    try stopped.run()
    // The process died while it wrote two steps that no checkpoint knows.
    let path = SmallRun.log(in: folder.path)
    var text = try String(contentsOfFile: path, encoding: .utf8)
    text += "{\"event\":\"step\",\"step\":7,\"loss\":1}\n{\"event\":\"st"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let resumed = SmallRun(in: folder.path, epochCount: 2).trainer
    try resumed.resume()
    try resumed.run()
    #expect(try SmallRun.bits(in: folder.path) == SmallRun.bits(in: whole.path))
  }

  @Test func `a resumed run without its log begins a new one`() throws {
    let folder = TemporaryFolder()
    let stopped = SmallRun(in: folder.path, epochCount: 1).trainer
    stopped.callbacks.append(AfterStep { if $0.stepCount == 3 { $0.stop("here") } })
    try stopped.run()
    try FileManager.default.removeItem(atPath: SmallRun.log(in: folder.path))
    let resumed = SmallRun(in: folder.path, epochCount: 1).trainer
    try resumed.resume()
    try resumed.run()
    let lines = try lines(in: folder.path)
    try #require(lines.count > 1)
    #expect(lines[0]["event"] as? String == "run")
    #expect(lines[1]["step"] as? Int == 3)
  }

  @Test func `a log on a full disk loses no line`() async throws {
    let folder = TemporaryFolder()
    await #expect(processExitsWith: .success) { [path = folder.path as String] in
      let run = SmallRun(epochCount: 2)
      run.trainer.callbacks = [RunLog(SmallRun.log(in: path))]
      FileSizeLimit.set(4_000)
      #expect(throws: RunLogError.self) { try run.trainer.run() }
      let torn = try Data(contentsOf: URL(fileURLWithPath: SmallRun.log(in: path)))
      #expect(torn.last == UInt8(ascii: "\n"))
      #expect(torn.count < 4_000)
      FileSizeLimit.set(nil)
      #expect(try run.trainer.run() == .finished)
    }
    let lines = try lines(in: folder.path)
    #expect(
      lines.compactMap { $0["event"] as? String == "step" ? $0["step"] as? Int : nil }
        == Array(0..<12))
  }
}

/// The line of a step, under the names of the format.
private struct StepLine: Decodable {
  let step: Int
  let epoch: Int
  let loss: Double
  let learning_rate: Double
  let gradient_norms: [String: Double]
  let parameter_norms: [String: Double]
  let update_norms: [String: Double]
}

/// The line of an evaluation, under the names of the format.
private struct ValidationLine: Decodable {
  let step: Int
  let loss: Double
  let accuracy: Double
}
