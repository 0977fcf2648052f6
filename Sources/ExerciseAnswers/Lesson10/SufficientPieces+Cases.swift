import Course
import TensorCore

extension Lesson10Answers {
  /// The derivation of exercise E10.1, with what a mistake changes.
  struct Derivation {
    enum Places { case right, ends, always, middle }

    var places = Places.right
    var keepsSign = false
    var factors: [Double] = [2, 6, 12]
    var divisor = 8.0
    var extra = 0
    var rounding = FloatingPointRoundingRule.up
    var knowsLength = true
    var takesRoot = true
    var least = 1

    func result(
      _ coefficients: [Double], _ start: Double, _ end: Double, _ error: Double
    ) -> (curvature: Double, pieceCount: Int) {
      let second = zip(coefficients.dropFirst(2), factors).map { $0 * $1 }
      func value(_ x: Double) -> Double { second.reversed().reduce(0) { $0 * x + $1 } }
      var candidates = places == .middle ? [(start + end) / 2] : [start, end]
      if second.count == 3, second[2] != 0, places == .right || places == .always {
        let vertex = -second[1] / (2 * second[2])
        if places == .always || (vertex > start && vertex < end) { candidates.append(vertex) }
      }
      let values = candidates.map { keepsSign ? value($0) : abs(value($0)) }
      let curvature = values.max() ?? 0
      let share = max(0, curvature) / (divisor * error)
      let length = knowsLength ? end - start : 1
      let count = takesRoot ? length * share.squareRoot() : length * length * share
      return (curvature, max(least, Int(count.rounded(rounding)) + extra))
    }
  }

  /// A target of exercise E10.1.
  struct PieceCase {
    let coefficients: [Double]
    let start: Double
    let end: Double
    let error: Double

    init(_ coefficients: [Double], _ start: Double, _ end: Double, _ error: Double) {
      self.coefficients = coefficients
      self.start = start
      self.end = end
      self.error = error
    }

    var name: String {
      let shown = coefficients.map { Answer.text($0) }.joined(separator: ", ")
      return
        "coefficients [\(shown)] on \(Answer.text(start))…\(Answer.text(end)), error \(Answer.text(error))"
    }

    /// The targets of a seed.
    static func all(seed: UInt64) -> [PieceCase] {
      (seed == 1 ? known : []) + drawn(seed: seed)
    }

    private static var known: [PieceCase] {
      [
        .init([0, 0, 1], 0, 1, 1.0 / 64), .init([0, 0, -1, 0, 1], -0.5, 0.5, 1.0 / 64),
        .init([3, -1], 0, 9, 0.1), .init([0, 0, -1], 0, 1, 1.0 / 64), .init([], 0, 1, 0.01),
        .init([7], -2, 5, 1e-3), .init([0, 0, 0, 1], -1, 1, 0.01),
        .init([0, 0, 0, 1], -1, 0.5, 0.01), .init([0, 0, 0, 1], -0.25, 2, 0.01),
        .init([1, 2, 3, 4, 5], 0, 1, 0.001), .init([0, 0, 1, -1, 1.0 / 3], -1, 0.25, 1e-3),
        .init([0, 0, 0, 0, 1], 2, 3, 0.1), .init([0, 0, 0, 0, -1], -3, 1, 0.1),
        // The vertex is at an end, just inside and just outside.
        .init([0, 0, 40, -16, 2], 2, 3, 0.01), .init([0, 0, 40, -16, 2], 1.9, 2.2, 0.001),
        .init([0, 0, 40, -16, 2], 2.1, 2.4, 0.001), .init([0, 0, 40, -16, 2], 1.4, 1.95, 0.001),
        // Met exactly: 4, 16 and 1024 pieces, and one.
        .init([0, 0, 4], 0, 2, 1.0 / 4), .init([0, 0, 1], -8, 8, 1.0 / 4),
        .init([0, 0, 2], 0, 1, 0x1p-21), .init([0, 0, 1], 0, 1, 1.0 / 4),
        .init([0, 0, 0, 0.5], 0, 1, 3.0 / 32),
        // A little more and a little less than 10 pieces, and than 100.
        .init([0, 0, 1], 0, 1, 0.25 / (10.002 * 10.002)),
        .init([0, 0, 1], 0, 1, 0.25 / (9.998 * 9.998)),
        .init([0, 0, 1], 0, 1, 0.25 / (100.0001 * 100.0001)),
        // Far from 1: long, short, far away, steep, flat, and a great many.
        .init([0, 0, 1, 0, 1e-4], -40, 103, 0.5), .init([5, 0, 1e-4], 0, 1e-2, 1e-13),
        .init([0, 0, 2, 0.125], 1000, 1001, 1e-5), .init([0, 0, 3e6, -2e6], 0.25, 0.5, 1),
        .init([0, 0, 1e-7], 0, 50, 1e-12), .init([0, 0, 1.3], 0, 1, 1e-9),
        .init([0, 0, 1], 0, 1, 100), .init([1, 0, 0, 0, 0], 0, 1, 0.1),
        .init([0, 0, 0.7, 0, 0], 0, 1, 0.0031),
      ]
    }

    private static func drawn(seed: UInt64) -> [PieceCase] {
      var generator = SplitMix64(seed: seed)
      func number(_ scale: Double) -> Double { scale * (2 * generator.uniform() - 1) }
      return [1e-2, 1e-3, 3e-5, 1e-6, 1e-3, 1e-4, 0.02, 2e-7].enumerated().map { index, size in
        let count = [5, 5, 4, 5, 3, 5, 5, 5][index]
        var coefficients = (0..<count).map { _ in number(3) }
        let start = number(2)
        let end = start + 0.5 + 2 * generator.uniform()
        if count == 5, index % 2 == 1 {
          // The vertex is inside and counts: f″ = 12 c₄ ((x − v)² − w²).
          let vertex = start + (0.3 + 0.4 * generator.uniform()) * (end - start)
          coefficients[3] = -4 * coefficients[4] * vertex
          coefficients[2] =
            6 * coefficients[4] * (vertex * vertex - (end - start) * (end - start) * 0.6)
        }
        // No rounding decides: the number of pieces is well between two whole ones.
        var error = size
        while true {
          let curvature = Derivation().result(coefficients, start, end, error).curvature
          let count = (end - start) * (curvature / (8 * error)).squareRoot()
          if abs(count - count.rounded()) > 1e-3 { break }
          error *= 1.01
        }
        return PieceCase(coefficients, start, end, error)
      }
    }
  }
}
