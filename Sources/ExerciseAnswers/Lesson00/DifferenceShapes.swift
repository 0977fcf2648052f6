public import Course

/// The shapes of six differences.
public typealias ShapesPrediction = @Sendable () throws -> [[Int]]

// solution begins
func differenceShapes() throws -> [[Int]] {
  [
    [4],
    [4, 4],  // the column is repeated four times, the row as well
    [4, 1],
    [32, 10],
    [8, 3, 5],
    [2, 7, 3],
  ]
}
// solution ends

extension Lesson00Answers {
  /// Predict the shapes of differences.
  public static var shapes: Assignment<ShapesPrediction> {
    let pairs: [(left: [Int], right: [Int])] = [
      ([4], [4]), ([4, 1], [4]), ([4, 1], [4, 1]), ([32, 10], [10]), ([8, 3, 1], [5]),
      ([2, 1, 3], [7, 1]),
    ]
    @Sendable func changed(_ place: Int, _ shape: [Int]) -> [[Int]] {
      var shapes = pairs.map { broadcast($0.left, $0.right) }
      shapes[place] = shape
      return shapes
    }
    return Assignment<ShapesPrediction>(
      Exercise(
        id: .exercise(0, 4), title: "What shape has the difference?", kind: .predict,
        minutes: 4, difficulty: .easy, fileName: "DifferenceShapes.swift",
        statement: """
          Tensors of different shapes are subtracted, and broadcasting makes them fit, as in NumPy \
          and PyTorch. Which shape has each difference? Return the six shapes in order; the function \
          may hold plain numbers.

              1    [4] − [4]            // targets less targets
              2    [4, 1] − [4]         // what a network returns, less the targets
              3    [4, 1] − [4, 1]
              4    [32, 10] − [10]      // a batch less the mean of each feature
              5    [8, 3, 1] − [5]
              6    [2, 1, 3] − [7, 1]
          """,
        hints: Exercise.Hints(
          nudge: "From which side are two shapes laid beside each other?",
          approach: """
            Write one shape below the other, flush right. An axis that is missing on the left has \
            length one, and an axis of length one is repeated as often as the other one asks.
            """,
          almostThere: """
            In the second difference the four targets lie along the last axis, where the predictions \
            have length one, and the predictions along the first, which the targets do not have.
            """)),
      solution: differenceShapes,
      alternative: { pairs.map { broadcast($0.left, $0.right) } },
      mistakes: [
        .init(
          "a difference for each sample",
          explanation: """
            [4, 1] − [4] is no list of four differences, but the table of all sixteen. The mean of \
            its squares trains a network to predict the mean of the targets: failure mode F1.4.
            """, { changed(1, [4]) }),
        .init(
          "the targets become a column",
          explanation: """
            Nobody turns a shape [4] into [4, 1] by itself: missing axes are added on the left, so \
            that it counts as [1, 4].
            """, { changed(1, [4, 1]) }),
        .init(
          "axes of length one are dropped",
          explanation: """
            A difference of two columns is a column. Only squeezing drops an axis, and it has to be \
            asked for.
            """, { changed(2, [4]) }),
        .init(
          "the shape of the left tensor",
          explanation: """
            Broadcasting is the same from both sides: either tensor may be repeated. Only an \
            operation in place insists on the shape of its left side.
            """, { pairs.map(\.left) }),
        .init(
          "all axes in a row",
          explanation: """
            That is the shape of an outer product. Broadcasting lays axes over each other, from the \
            right; it does not line them up.
            """, { pairs.map { $0.left + $0.right } }),
      ],
      impostors: .init(
        zero: { pairs.map { [Int](repeating: 0, count: broadcast($0.left, $0.right).count) } },
        notANumber: nil, identity: nil),
      probes: { _ in
        @Sendable func answer(_ shapes: [[Int]]) -> Answer {
          Answer(
            [.number("number of shapes", shapes.count)]
              + shapes.enumerated().map {
                .numbers("difference \($0 + 1)", $1.map { Double($0) })
              })
        }
        let wanted = answer(pairs.map { broadcast($0.left, $0.right) })
        return [Probe("six differences", wanted: wanted, within: 0) { answer(try $0()) }]
      })
  }

  /// The shape that two shapes come to, flush right; both fit.
  private static func broadcast(_ left: [Int], _ right: [Int]) -> [Int] {
    let count = max(left.count, right.count)
    func padded(_ shape: [Int]) -> [Int] {
      [Int](repeating: 1, count: count - shape.count) + shape
    }
    return zip(padded(left), padded(right)).map { $0 == 1 ? $1 : $0 }
  }
}
