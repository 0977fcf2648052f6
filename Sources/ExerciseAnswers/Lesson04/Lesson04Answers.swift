public import Course

/// The exercises of lesson 04.
public enum Lesson04Answers {
  /// In the order of their ids.
  public static var all: [any AnyAssignment] {
    [
      factors, activationGain, fanMixup, labelBiases, unitVariance, widthRates, startCheck,
      deepTanh,
    ]
  }
}
