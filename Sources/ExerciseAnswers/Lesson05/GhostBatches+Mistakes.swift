import Course

// What the mistakes of exercise E05.3 are made from.

extension Lesson05Answers {
  /// The parts of a batch; the last takes what is left.
  static func parts(of batch: [[Double]], _ size: Int) -> [[[Double]]] {
    let count = max(1, batch.count / size)
    return (0..<count).map { part in
      Array(
        part == count - 1 ? batch[(part * size)...] : batch[(part * size)..<((part + 1) * size)])
    }
  }

  /// Each part normalized by itself, with what a mistake changes.
  static func ghosts(
    _ parts: [[[Double]]], _ epsilon: Double, correction: Int = 0, isInside: Bool = true
  ) -> (output: [[Double]], noise: [Double]) {
    let featureCount = parts[0][0].count
    let statistics = parts.map { part in
      (0..<featureCount).map { feature in
        moments(part.map { $0[feature] }, correction: part.count > 1 ? correction : 0)
      }
    }
    let output = zip(parts, statistics).flatMap { part, statistics in
      part.map { row in
        zip(row, statistics).map { x, part in
          let deviation =
            isInside
            ? (part.variance + epsilon).squareRoot() : part.variance.squareRoot() + epsilon
          return (x - part.mean) / deviation
        }
      }
    }
    return (
      output, (0..<featureCount).map { f in moments(statistics.map { $0[f].mean }).variance }
    )
  }
}
