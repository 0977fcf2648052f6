public import Course

/// The exercises of lesson 10.
public enum Lesson10Answers {
  /// In the order of their ids.
  public static var all: [any AnyAssignment] {
    [pieceCount, tenTents, squares, bumps, slide, pruning]
  }
}
