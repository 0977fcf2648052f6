public import Course

/// The exercises of lesson 10.
public enum Lesson10Answers {
  /// In the order of their ids.
  public static var all: [any AnyAssignment] {
    [pieceCount, tenTents, squares, bumps, slide, pruning]
  }

  /// Where values are farthest from the right ones, in words.
  static func farthest(
    _ values: [Double], from right: [Double], place: (_ index: Int) -> String
  ) -> String {
    var (worst, greatest, scale) = (0, 0.0, 0.0)
    for index in 0..<min(values.count, right.count) {
      let miss = abs(values[index] - right[index])
      scale = max(scale, abs(right[index]))
      // What is no number is as far off as can be.
      if !(miss <= greatest) { (worst, greatest) = (index, miss.isNaN ? .infinity : miss) }
    }
    guard greatest > 1e-4 * scale else { return "nowhere" }
    return
      "at \(place(worst)), \(Answer.text(values[worst])) in place of \(Answer.text(right[worst]))"
  }
}
