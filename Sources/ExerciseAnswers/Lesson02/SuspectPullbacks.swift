import TensorCore

// The pullbacks on which the learner's gradient check is tried (exercise E02.8).

/// A function with a pullback that belongs to it or does not.
struct SuspectPullback: Sendable {
  let name: String
  let isRight: Bool
  let value: @Sendable ([Double]) -> [Double]
  let pullback: @Sendable (_ x: [Double], _ d: [Double]) -> [Double]
}

extension SuspectPullback {
  /// Right ones first, then wrong ones.
  ///
  /// - Parameter count: How many numbers the functions take, three or more.
  /// - Returns: The functions with their pullbacks.
  static func all(_ count: Int) -> [SuspectPullback] {
    let matrix = matrix(count)
    return [
      SuspectPullback(name: "squares", isRight: true, value: squares) { x, d in
        zip(x, d).map { 2 * $0 * $1 }
      },
      SuspectPullback(name: "tanh", isRight: true, value: tanhs) { x, d in
        zip(tanhs(x), d).map { (1 - $0 * $0) * $1 }
      },
      SuspectPullback(name: "a matrix", isRight: true, value: { product(matrix, $0) }) { _, d in
        product(transposed(matrix), d)
      },
      SuspectPullback(name: "softmax", isRight: true, value: softmax) { x, d in
        let p = softmax(x)
        let mean = zip(p, d).reduce(0) { $0 + $1.0 * $1.1 }
        return zip(p, d).map { $0 * ($1 - mean) }
      },
      SuspectPullback(name: "standardization", isRight: true, value: standardized) { x, d in
        let (y, spread) = (standardized(x), spread(x))
        let along = mean(zip(y, d).map { $0 * $1 })
        return zip(y, d).map { ($1 - mean(d) - $0 * along) / spread }
      },
      SuspectPullback(name: "a millionth of the squares", isRight: true, value: smallSquares) {
        x, d in
        zip(x, d).map { 2e-6 * $0 * $1 }
      },
      SuspectPullback(name: "a million times the squares", isRight: true, value: largeSquares) {
        x, d in zip(x, d).map { 2e6 * $0 * $1 }
      },
      SuspectPullback(
        name: "a matrix of two outputs", isRight: true,
        value: { product(Array(matrix.prefix(2)), $0) }
      ) { _, d in product(transposed(Array(matrix.prefix(2))), d) },
      SuspectPullback(name: "the sum of the squares", isRight: true, value: sumOfSquares) { x, d in
        x.map { 2 * $0 * d[0] }
      },
      SuspectPullback(name: "squares that ignore the last input", isRight: true, value: fewSquares)
      {
        x, d in
        zip(x, d).map { 2 * $0 * $1 } + [0]
      },
      SuspectPullback(name: "squares, half a percent too much", isRight: false, value: squares) {
        x, d in
        zip(x, d).map { 2.01 * $0 * $1 }
      },
      SuspectPullback(name: "squares, a tenth too little", isRight: false, value: squares) { x, d in
        zip(x, d).map { 1.8 * $0 * $1 }
      },
      SuspectPullback(name: "squares, the magnitude of the slope", isRight: false, value: squares) {
        x, d in
        zip(x, d).map { 2 * abs($0) * $1 }
      },
      SuspectPullback(name: "squares, the second entry left out", isRight: false, value: squares) {
        x, d in
        zip(x, d).enumerated().map { $0 == 1 ? 0 : 2 * $1.0 * $1.1 }
      },
      SuspectPullback(name: "squares, the third entry doubled", isRight: false, value: squares) {
        x, d in
        zip(x, d).enumerated().map { ($0 == 2 ? 4 : 2) * $1.0 * $1.1 }
      },
      SuspectPullback(name: "squares, the entries reversed", isRight: false, value: squares) {
        x, d in
        zip(x, d).map { 2 * $0 * $1 }.reversed()
      },
      SuspectPullback(
        name: "a matrix, right for the first output only", isRight: false,
        value: { product(matrix, $0) }
      ) { _, d in matrix[0].map { $0 * d[0] } },
      SuspectPullback(
        name: "a matrix, without its last output", isRight: false, value: { product(matrix, $0) }
      ) { _, d in product(transposed(matrix), d.dropLast() + [0]) },
      SuspectPullback(
        name: "squares with a gradient for the input that is ignored", isRight: false,
        value: fewSquares
      ) { x, d in zip(x, d + [d[0]]).map { 2 * $0 * $1 } },
      SuspectPullback(name: "squares, the first entry NaN", isRight: false, value: squares) {
        x, d in
        [.nan] + zip(x, d).map { 2 * $0 * $1 }.dropFirst()
      },
      SuspectPullback(name: "squares, the last entry infinite", isRight: false, value: squares) {
        x, d in
        zip(x, d).map { 2 * $0 * $1 }.dropLast() + [.infinity]
      },
      SuspectPullback(name: "squares, half the slope", isRight: false, value: squares) { x, d in
        zip(x, d).map { $0 * $1 }
      },
      SuspectPullback(name: "squares, the wrong sign", isRight: false, value: squares) { x, d in
        zip(x, d).map { -2 * $0 * $1 }
      },
      SuspectPullback(name: "squares, the last entry left out", isRight: false, value: squares) {
        x, d in
        zip(x, d).dropLast().map { 2 * $0 * $1 } + [0]
      },
      SuspectPullback(
        name: "a millionth of the squares, twice the slope", isRight: false,
        value: smallSquares
      ) { x, d in zip(x, d).map { 4e-6 * $0 * $1 } },
      SuspectPullback(name: "tanh without its slope", isRight: false, value: tanhs) { _, d in d },
      SuspectPullback(
        name: "a matrix, not transposed", isRight: false,
        value: { product(matrix, $0) }
      ) { _, d in product(matrix, d) },
      SuspectPullback(name: "softmax without its coupling", isRight: false, value: softmax) {
        x, d in
        zip(softmax(x), d).map { $0 * (1 - $0) * $1 }
      },
      SuspectPullback(name: "softmax, coupled by the plain mean", isRight: false, value: softmax) {
        x, d in
        zip(softmax(x), d).map { $0 * ($1 - mean(d)) }
      },
      SuspectPullback(
        name: "standardization with a constant spread", isRight: false,
        value: standardized
      ) { x, d in d.map { ($0 - mean(d)) / spread(x) } },
    ]
  }

  /// For many numbers: a test of the first entries, or of the first outputs, accepts wrong ones.
  static var ofMany: [SuspectPullback] {
    [
      SuspectPullback(
        name: "squares of 70 numbers, the last entry doubled", isRight: false, value: squares
      ) { x, d in
        zip(x, d).enumerated().map { ($0 == 69 ? 4 : 2) * $1.0 * $1.1 }
      }
    ]
  }

  /// A square matrix that is not symmetric and none of whose rows is a multiple of another.
  private static func matrix(_ count: Int) -> [[Double]] {
    (0..<count).map { row -> [Double] in
      (0..<count).map { column -> Double in
        let number = (3 * row + 5 * column + 2 * row * column) % 7
        return Double(number) / 2 - 1.25
      }
    }
  }

  @Sendable private static func squares(_ x: [Double]) -> [Double] { x.map { $0 * $0 } }

  @Sendable private static func smallSquares(_ x: [Double]) -> [Double] { x.map { 1e-6 * $0 * $0 } }

  @Sendable private static func largeSquares(_ x: [Double]) -> [Double] { x.map { 1e6 * $0 * $0 } }

  @Sendable private static func fewSquares(_ x: [Double]) -> [Double] { squares(x.dropLast()) }

  @Sendable private static func sumOfSquares(_ x: [Double]) -> [Double] {
    [squares(x).reduce(0, +)]
  }

  @Sendable private static func tanhs(_ x: [Double]) -> [Double] { x.map { .tanh($0) } }

  @Sendable private static func softmax(_ x: [Double]) -> [Double] {
    let largest = x.max() ?? 0
    let powers = x.map { Double.exp($0 - largest) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  @Sendable private static func standardized(_ x: [Double]) -> [Double] {
    x.map { ($0 - mean(x)) / spread(x) }
  }

  private static func mean(_ x: [Double]) -> Double { x.reduce(0, +) / Double(x.count) }

  private static func spread(_ x: [Double]) -> Double {
    mean(x.map { ($0 - mean(x)) * ($0 - mean(x)) }).squareRoot()
  }

  private static func product(_ matrix: [[Double]], _ x: [Double]) -> [Double] {
    matrix.map { row in zip(row, x).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  private static func transposed(_ matrix: [[Double]]) -> [[Double]] {
    matrix[0].indices.map { column in matrix.map { $0[column] } }
  }
}
