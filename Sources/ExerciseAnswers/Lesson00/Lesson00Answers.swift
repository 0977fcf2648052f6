public import Course
import TensorCore

/// The exercises of the self-check, which stands before the first lesson.
public enum Lesson00Answers {
  /// In the order of their ids.
  public static var all: [any AnyAssignment] {
    [
      product, angle, eigenvalue, shapes, partials, chain, pullback, mask, sum, gaussian, coin,
      softmax, training,
    ]
  }

  /// How far an answer may be off, relative to its size: all digits but the last few.
  ///
  /// The exercises compute in double precision whatever the course is built with.
  static var tolerance: Double { 1e-9 }

  /// A matrix as an answer: the lengths of its rows, and its entries.
  static func parts(_ name: String, _ matrix: [[Double]]) -> [Answer.Part] {
    [
      .numbers("row lengths", matrix.map { Double($0.count) }),
      .numbers(name, matrix.flatMap { $0 }),
    ]
  }

  /// A matrix as it stands in an input.
  static func text(_ matrix: [[Double]]) -> String {
    let rows = matrix.prefix(4).map { text($0) }.joined(separator: ", ")
    return matrix.count > 4 ? "[\(rows), … \(matrix.count) rows]" : "[\(rows)]"
  }

  /// A vector as it stands in an input.
  static func text(_ vector: [Double]) -> String {
    let numbers = vector.prefix(5).map { Answer.text($0) }.joined(separator: ", ")
    return vector.count > 5 ? "[\(numbers), … \(vector.count) in all]" : "[\(numbers)]"
  }

  /// The dot product of two vectors, of the places that both have.
  static func dot(_ u: [Double], _ v: [Double]) -> Double {
    zip(u, v).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// A matrix times a vector, row after row.
  static func times(_ matrix: [[Double]], _ vector: [Double]) -> [Double] {
    matrix.map { dot($0, vector) }
  }

  /// Rows in place of columns.
  static func transposed(_ matrix: [[Double]]) -> [[Double]] {
    (matrix.first ?? []).indices.map { column in matrix.map { $0[column] } }
  }

  /// The size below which the differences of an answer do not count: the greatest of its numbers, or 1.
  static func size(_ numbers: [Double]) -> Double {
    min(1, numbers.reduce(0) { max($0, abs($1)) })
  }

  /// Numbers for the inputs of one seed.
  struct Draw {
    private var generator: SplitMix64

    init(seed: UInt64) { generator = SplitMix64(seed: seed) }

    /// Between the negative scale and the scale.
    mutating func number(_ scale: Double = 2) -> Double {
      scale * (2 * generator.uniform() - 1)
    }

    /// Between two numbers.
    mutating func number(from low: Double, to high: Double) -> Double {
      low + (high - low) * generator.uniform()
    }

    mutating func vector(_ count: Int, _ scale: Double = 2) -> [Double] {
      (0..<count).map { _ in number(scale) }
    }

    mutating func matrix(_ rows: Int, _ columns: Int, _ scale: Double = 2) -> [[Double]] {
      (0..<rows).map { _ in vector(columns, scale) }
    }
  }
}
