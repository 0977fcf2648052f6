import Autograd
import TensorCore

extension Trainer {
  /// How far a run has come, and what it has found so far.
  final class Progress: Stateful {
    /// How many steps were made.
    private(set) var stepCount = 0

    /// The number of steps at the last evaluation.
    var evaluatedStep = 0

    /// The least validation loss, and the number of steps before it; −1 before the first.
    var bestLoss: Scalar = .infinity
    var bestStep = -1

    /// The sum of the losses of the epoch's samples, and their number.
    private(set) var epochLossSum: Scalar = 0
    private(set) var epochSampleCount = 0

    func beginEpoch() { (epochLossSum, epochSampleCount) = (0, 0) }

    func add(_ loss: Scalar, sampleCount: Int) {
      stepCount += 1
      epochLossSum += loss * Scalar(sampleCount)
      epochSampleCount += sampleCount
    }

    var state: [StateEntry] {
      [
        .integer("step", self, \Progress.stepCount),
        .integer("evaluated_step", self, \Progress.evaluatedStep),
        .number("best_loss", self, \Progress.bestLoss),
        .integer("best_step", self, \Progress.bestStep),
        .number("epoch_loss_sum", self, \Progress.epochLossSum),
        .integer("epoch_sample_count", self, \Progress.epochSampleCount),
      ]
    }
  }
}
