public import Course

/// The exercises of lesson 06.
public enum Lesson06Answers {
  /// In the order of their ids.
  public static var all: [any AnyAssignment] {
    [
      dropoutMoments, residualDepth, crossValidation, calibrationError, othersSmoothing,
      noisyStopping, bothPasses, dropoutCheck, decoupledDecay,
      fittedTemperature,
    ]
  }
}
