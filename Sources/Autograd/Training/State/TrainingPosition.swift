public import TensorCore

/// Where a training run stands, beside its model and its optimizer: the step, and what draws the batches.
public final class TrainingPosition: Stateful {
  /// How many steps have been made.
  public var stepCount: Int

  /// The generator of all that is random in the run and belongs to no layer.
  public var generator: SplitMix64

  /// Creates the position of a run that has not begun.
  ///
  /// - Parameter generator: What draws the batches.
  public init(generator: SplitMix64) {
    stepCount = 0
    self.generator = generator
  }

  /// The step and the generator.
  public var state: [StateEntry] {
    [
      .integer("step", self, \TrainingPosition.stepCount),
      .generator("generator", self, \TrainingPosition.generator),
    ]
  }
}
