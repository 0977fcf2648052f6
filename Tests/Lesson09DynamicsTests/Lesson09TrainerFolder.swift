import Autograd
import Course
import Datasets
import Dynamics
import Foundation
import TensorCore
import Testing

/// What becomes of checkpoints that cannot be written or read.
@Suite struct Lesson09TrainerFolder {
  /// A run that was stopped after some steps.
  private func stopped(in folder: String, after stepCount: Int = 9) throws -> SmallRun {
    let run = SmallRun(in: folder, epochCount: 2)
    run.trainer.callbacks.append(
      AfterStep { if $0.stepCount == stepCount { $0.stop("here") } })
    try run.trainer.run()
    return run
  }

  private func expectedBits() throws -> [String: Data] {
    let whole = TemporaryFolder()
    try SmallRun(in: whole.path, epochCount: 2).trainer.run()
    return try SmallRun.bits(in: whole.path)
  }

  private func damage(_ path: String, _ change: (inout Data) -> Void) throws {
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    change(&bytes)
    try bytes.write(to: URL(fileURLWithPath: path))
  }

  @Test(arguments: ["truncated", "one bit", "empty", "missing"])
  func `a damaged last falls back to the previous, and says so`(kind: String) throws {
    let folder = TemporaryFolder()
    _ = try stopped(in: folder.path)
    let last = "\(folder.path)/last.safetensors"
    switch kind {
    case "truncated": try damage(last) { $0.removeLast(10) }
    case "one bit": try damage(last) { $0[$0.count - 30] ^= 1 }
    case "empty": try damage(last) { $0 = Data() }
    default: try FileManager.default.removeItem(atPath: last)
    }
    let resumed = SmallRun(in: folder.path, epochCount: 2).trainer
    let resumption = try resumed.resume()
    #expect(resumption?.step == 8)
    #expect(resumption?.warning?.contains("previous.safetensors, step 8") == true)
    try resumed.run()
    #expect(try SmallRun.bits(in: folder.path) == expectedBits())
  }

  @Test func `a damaged last never takes the place of the previous`() throws {
    let folder = TemporaryFolder()
    _ = try stopped(in: folder.path)
    let previous = URL(fileURLWithPath: "\(folder.path)/previous.safetensors")
    let before = try Data(contentsOf: previous)
    try damage("\(folder.path)/last.safetensors") { $0[$0.count - 30] ^= 1 }
    let resumed = SmallRun(in: folder.path, epochCount: 2).trainer
    try resumed.resume()
    resumed.callbacks = [AfterStep { $0.stop("here") }]
    try resumed.run()
    #expect(try Data(contentsOf: previous) == before)
    #expect(FileManager.default.fileExists(atPath: "\(folder.path)/damaged.safetensors"))
  }

  @Test func `a new run does not write over another's checkpoints`() throws {
    let folder = TemporaryFolder()
    _ = try stopped(in: folder.path)
    let before = try SmallRun.bits(in: folder.path)
    let other = SmallRun(in: folder.path, epochCount: 2).trainer
    #expect(throws: CheckpointFolderError.occupied(path: folder.path)) { try other.run() }
    #expect(other.stepCount == 0)
    #expect(try SmallRun.bits(in: folder.path) == before)
  }

  @Test func `two damaged checkpoints are an error, and no new run`() throws {
    let folder = TemporaryFolder()
    _ = try stopped(in: folder.path)
    for name in ["last", "previous"] {
      try damage("\(folder.path)/\(name).safetensors") { $0.removeLast(10) }
    }
    let error = #expect(throws: CheckpointFolderError.self) {
      try SmallRun(in: folder.path, epochCount: 2).trainer.resume()
    }
    guard case .unreadable(_, let reasons) = error else {
      Issue.record("\(error.map { "\($0)" } ?? "none")")
      return
    }
    #expect(reasons.count == 2)
  }

  @Test func `another run's checkpoint is refused and changes nothing`() throws {
    let folder = TemporaryFolder()
    _ = try stopped(in: folder.path)
    let other = SmallRun(in: folder.path, epochCount: 2)
    other.trainer.stopping = nil
    let before = other.model.tensors
    let error = #expect(throws: CheckpointFolderError.self) { try other.trainer.resume() }
    guard case .doesNotFit = error else {
      Issue.record("\(error.map { "\($0)" } ?? "none")")
      return
    }
    #expect(other.model.tensors == before)
    #expect(other.trainer.stepCount == 0)
  }

  @Test func `a draft that was whole when the process died is used`() throws {
    let folder = TemporaryFolder()
    _ = try stopped(in: folder.path)
    // As if killed between the two renamings: last has become previous, the draft has not become last.
    let files = FileManager.default
    try files.createDirectory(
      atPath: "\(folder.path)/writing", withIntermediateDirectories: true)
    try files.moveItem(
      atPath: "\(folder.path)/last.safetensors",
      toPath: "\(folder.path)/writing/last.safetensors")
    let resumption = try SmallRun(in: folder.path, epochCount: 2).trainer.resume()
    #expect(resumption?.step == 9)
    #expect(resumption?.warning == nil)
  }

  @Test func `a folder that is a file stops the run, and it can go on`() throws {
    let folder = TemporaryFolder()
    let run = SmallRun(in: folder.path, epochCount: 2)
    run.trainer.callbacks = []
    try Data("a file".utf8).write(to: URL(fileURLWithPath: folder.path))
    #expect(throws: CheckpointFolderError.self) { try run.trainer.run() }
    #expect(run.trainer.stepCount == 1)
    try FileManager.default.removeItem(atPath: folder.path)
    #expect(try run.trainer.run() == .finished)
    let last = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/last.safetensors"))
    #expect(try last == expectedBits()["last.safetensors"])
  }

  @Test func `a full disk loses no checkpoint, and the run can go on`() async throws {
    // A limit on the size of files stands for the full disk: the write fails in the middle of a file, as it does
    // there, and no special rights are needed.
    let folder = TemporaryFolder()
    await #expect(processExitsWith: .success) { [path = folder.path as String] in
      let run = SmallRun(in: path, epochCount: 2)
      run.trainer.callbacks.append(AfterStep { if $0.stepCount == 9 { $0.stop("here") } })
      try run.trainer.run()
      run.trainer.callbacks = []
      let before = try SmallRun.bits(in: path)
      FileSizeLimit.set(2_000)
      let error = #expect(throws: CheckpointFolderError.self) { try run.trainer.run() }
      guard case .unwritable = error else {
        Issue.record("\(error.map { "\($0)" } ?? "none")")
        return
      }
      #expect(run.trainer.stepCount == 10)
      #expect(try SmallRun.bits(in: path) == before)
      FileSizeLimit.set(nil)
      #expect(try run.trainer.run() == .finished)
    }
    let last = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/last.safetensors"))
    #expect(try last == expectedBits()["last.safetensors"])
  }

  @Test func `the best network is that of the least validation loss`() throws {
    let folder = TemporaryFolder()
    let run = SmallRun(in: folder.path)
    try run.trainer.run()
    let least = try #require(run.trainer.record.validations.min { $0.loss < $1.loss })
    #expect(run.trainer.bestEvaluation?.step == least.step)
    // From the file, in another process.
    let other = SmallRun(in: folder.path, seed: 5)
    #expect(try other.trainer.restoreBest() == least.step)
    let evaluation = try Evaluation(
      of: other.model, on: SmallRun.clouds(count: 21, seed: 200), for: .classification)
    #expect(evaluation.loss == least.loss)
    // And from memory.
    #expect(try run.trainer.restoreBest() == least.step)
    #expect(run.model.tensors == other.model.tensors)
  }
}

/// The greatest size of a file that the process may write.
enum FileSizeLimit {
  /// Sets the limit, or takes it away; a write beyond it fails and does not end the process.
  static func set(_ byteCount: Int?) {
    signal(SIGXFSZ, SIG_IGN)
    var limit = rlimit()
    #if os(Linux)
      let resource = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
    #else
      let resource = RLIMIT_FSIZE
    #endif
    getrlimit(resource, &limit)
    limit.rlim_cur = byteCount.map { rlim_t($0) } ?? limit.rlim_max
    setrlimit(resource, &limit)
  }
}
