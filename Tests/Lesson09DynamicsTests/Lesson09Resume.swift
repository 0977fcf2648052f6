import Autograd
import Course
import Dynamics
import Foundation
import Optimizers
import Schedulers
import TensorCore
import Testing

/// A run that was stopped goes on as the run that was not, to the bit.
@Suite struct Lesson09Resume {
  /// What the run that is never killed leaves on the disk.
  static let undisturbed = Result {
    let folder = TemporaryFolder()
    let run = SmallRun(in: folder.path)
    try run.trainer.run()
    return try SmallRun.bits(in: folder.path)
  }

  /// Half of the runs write a checkpoint after every step, and are often killed while they do.
  static func interval(_ seed: Int) -> TrainingPlan.Interval {
    seed.isMultiple(of: 2) ? .steps(1) : .epochs(1)
  }

  @Test(arguments: 0..<20)
  func `a run killed at any moment resumes to the same bits`(seed: Int) async throws {
    let folder = TemporaryFolder()
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = folder.path as String, seed] in
      let run = SmallRun(in: path, checkpoint: Lesson09Resume.interval(seed))
      run.trainer.callbacks.append(Killer(seed: UInt64(seed), stepTotal: run.trainer.stepTotal))
      try run.trainer.run()
      while true { sleep(1) }  // the run was faster than its murderer
    }
    let resumed = SmallRun(in: folder.path, checkpoint: Self.interval(seed))
    try resumed.trainer.resume()
    #expect(try resumed.trainer.run() == .finished)
    #expect(try SmallRun.bits(in: folder.path) == Self.undisturbed.get())
  }

  @Test func `a run stopped after any step resumes to the same bits`() throws {
    let whole = TemporaryFolder()
    let undisturbed = SmallRun(in: whole.path, epochCount: 2, checkpoint: .epochs(1)).trainer
    try undisturbed.run()
    let expected = try SmallRun.bits(in: whole.path)
    for last in 1..<12 {
      let folder = TemporaryFolder()
      let stopped = SmallRun(in: folder.path, epochCount: 2, checkpoint: .epochs(1)).trainer
      stopped.callbacks.append(AfterStep { if $0.stepCount == last { $0.stop("here") } })
      #expect(try stopped.run() == .stopped("here"))
      let resumed = SmallRun(in: folder.path, seed: 1, epochCount: 2, checkpoint: .epochs(1))
      #expect(try resumed.trainer.resume()?.step == last)
      try resumed.trainer.run()
      #expect(try SmallRun.bits(in: folder.path) == expected, "stopped after step \(last)")
      #expect(resumed.trainer.record == undisturbed.record)
    }
  }

  @Test func `weights and seeds of the resumed program do not matter`() throws {
    let whole = TemporaryFolder()
    let folder = TemporaryFolder()
    try SmallRun(in: whole.path, epochCount: 2).trainer.run()
    let stopped = SmallRun(in: folder.path, epochCount: 2).trainer
    stopped.callbacks.append(AfterStep { if $0.stepCount == 8 { $0.stop("here") } })
    try stopped.run()
    let other = SmallRun(in: folder.path, seed: 99, epochCount: 2).trainer
    try other.resume()
    try other.run()
    #expect(try SmallRun.bits(in: folder.path) == SmallRun.bits(in: whole.path))
  }

  @Test func `a run without its optimizer's state would differ`() throws {
    // What the test of bits would be worth if the states that it restores did not matter.
    let whole = SmallRun(epochCount: 2)
    try whole.trainer.run()
    let first = SmallRun(epochCount: 2)
    first.trainer.callbacks = [AfterStep { if $0.stepCount == 6 { $0.stop("here") } }]
    try first.trainer.run()
    let second = SmallRun(epochCount: 2)
    try Checkpoint(["model": first.model]).restore(["model": second.model])
    try second.trainer.run()
    #expect(whole.model.tensors != second.model.tensors)
  }

  @Test func `a plateau and gathered gradients resume too`() throws {
    func make(_ folder: String) -> Trainer {
      let trainer = SmallRun(in: folder, epochCount: 3, largestPart: 3).trainer
      var settings = PlateauScheduler.Settings()
      settings.patience = 0
      settings.threshold = .absolute(10)
      trainer.plateau = PlateauScheduler(trainer.optimizer, settings)
      trainer.scheduler = nil
      return trainer
    }
    let whole = TemporaryFolder()
    let folder = TemporaryFolder()
    let undisturbed = make(whole.path)
    try undisturbed.run()
    #expect(undisturbed.optimizer.learningRate < 0.02)
    let stopped = make(folder.path)
    stopped.callbacks.append(AfterStep { if $0.stepCount == 11 { $0.stop("here") } })
    try stopped.run()
    let resumed = make(folder.path)
    try resumed.resume()
    try resumed.run()
    #expect(try SmallRun.bits(in: folder.path) == SmallRun.bits(in: whole.path))
  }

  @Test func `a finished run is finished when it is resumed`() throws {
    let folder = TemporaryFolder()
    try SmallRun(in: folder.path, epochCount: 1).trainer.run()
    let before = try SmallRun.bits(in: folder.path)
    let again = SmallRun(in: folder.path, epochCount: 1).trainer
    try again.resume()
    #expect(try again.run() == .finished)
    #expect(try SmallRun.bits(in: folder.path) == before)
  }

  @Test func `a new run has nothing to resume`() throws {
    let folder = TemporaryFolder()
    #expect(try SmallRun(in: folder.path).trainer.resume() == nil)
  }
}

/// A callback that has its process killed, at a random moment after a random step.
private final class Killer: TrainerCallback {
  private let step: Int
  private let share: Double
  private var begin = ContinuousClock.now

  init(seed: UInt64, stepTotal: Int) {
    var generator = SplitMix64(seed: seed)
    step = 1 + generator.uniform(below: stepTotal - 1)
    share = Double(generator.uniform(below: 1_000)) / 1_000
  }

  func stepBegins(_ trainer: Trainer) {
    let now = ContinuousClock.now
    let last = now - begin
    begin = now
    guard trainer.stepCount == step else { return }
    // Somewhere in this step: its log line, its evaluation and its checkpoint are part of it.
    let pause = share * Double(last.components.attoseconds) / 1e12
    Thread.detachNewThread {
      usleep(useconds_t(pause))
      kill(getpid(), SIGKILL)
    }
  }
}
