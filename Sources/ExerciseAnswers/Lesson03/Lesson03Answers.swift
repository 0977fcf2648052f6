public import Course

/// The exercises of lesson 03.
public enum Lesson03Answers {
  /// In the order of their ids.
  public static var all: [any AnyAssignment] {
    [squareplus, rate, gradientFlow, quickGELU, maxoutUnit, stableSoftplus, activeShares]
  }
}
