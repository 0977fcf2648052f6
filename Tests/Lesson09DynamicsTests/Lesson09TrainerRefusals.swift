import Autograd
import Datasets
import Dynamics
import RefusalSupport
import TensorCore
import Testing

/// Every precondition of trainer and invariants stops the program with the function and the values.
@Suite struct Lesson09TrainerRefusals {
  static var all: [Misuse] {
    [
      Misuse("TrainingPlan.init: not positive: batches of 0, parts of 0, norm inf") {
        _ = TrainingPlan(.epochs(1), batchSize: 0)
      },
      Misuse("TrainingPlan.init: not positive: batches of 8, parts of 0, norm inf") {
        _ = TrainingPlan(.epochs(1), batchSize: 8, largestPart: 0)
      },
      Misuse("TrainingPlan.init: not positive: batches of 8, parts of 8, norm 0.0") {
        _ = TrainingPlan(.epochs(1), batchSize: 8, greatestGradientNorm: 0)
      },
      Misuse("TrainingPlan.init: not positive: steps(0), epochs(1), epochs(1)") {
        _ = TrainingPlan(.steps(0), batchSize: 8)
      },
      Misuse("DataOrder.init: 0 samples in batches of 8") {
        _ = DataOrder(sampleCount: 0, batchSize: 8, seed: 1)
      },
      Misuse("EpochWatch.init: 0 samples") { _ = EpochWatch(sampleCount: 0) },
      Misuse("InvariantChecks.init: the interval 0") { _ = InvariantChecks(interval: 0) },
      Misuse("Evaluation.init: there are no samples") {
        let none = SmallRun.clouds(count: 1, seed: 1).selecting([])
        _ = try? Evaluation(
          of: FunctionLayer("identity") { $0 }, on: none, for: .classification)
      },
      Misuse("Trainer.run: the plan evaluates averaged weights, and there is no average") {
        let run = SmallRun(epochCount: 1)
        run.trainer.average = nil
        _ = try? run.trainer.run()
      },
    ]
  }

  @Test(arguments: all) func `misuse stops the program with the values`(misuse: Misuse) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [message = misuse.message as String] in
      Misuse.makeCall(failingWith: message, from: Lesson09TrainerRefusals.all)
    }
    expectMessage(result, says: ": \(misuse.message)\n")
  }
}
