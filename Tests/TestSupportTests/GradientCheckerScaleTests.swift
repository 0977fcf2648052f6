import Course
import TensorCore
import TestSupport
import Testing

/// A check of a function of one tensor, by the name of `x`.
func checkOfOneInput(
  _ name: String, at input: Tensor, value: @escaping @Sendable (Tensor) -> Tensor,
  pullback: @escaping @Sendable (Tensor, Tensor) throws -> Tensor
) -> GradientCheck {
  GradientCheck(
    name, inputNames: ["x"], inputs: { [input] }, value: { value($0[0]) },
    pullback: { [try pullback($0[0], $1)] })
}

/// What the floor of the relative error and the length of the step are there for.
@Suite(.doublePrecision)
struct GradientCheckerScaleTests {
  @Test func `the error is relative to the larger of the two numbers`() throws {
    let tripled = checkOfOneInput("identity", at: .ones([3]), value: { $0 * 1 }) { $1 * 3 }
    let found = try #require(GradientChecker().report(on: tripled)["x"])
    #expect(found.comparisons.allSatisfy { abs($0.relativeError - 2.0 / 3) < 1e-9 })
  }

  @Test func `a zero derivative passes though differences are rounded`() throws {
    // sin² + cos² is 1 but for the rounding of each x.
    let one = checkOfOneInput(
      "sin² + cos²", at: Tensor((1...20).map { Scalar($0) / 7 }),
      value: { $0.map { .sine($0) * .sine($0) + .cosine($0) * .cosine($0) } }
    ) { x, _ in x * 0 }
    let found = try #require(GradientChecker().report(on: one)["x"])
    #expect(found.isPassed, "\(found.worstRelativeError)")
    #expect(found.comparisons.contains { $0.numeric != 0 })
  }

  @Test func `a zero derivative passes beside others, its quotient h²`() throws {
    // At 0 the difference quotient of x³ is h², and beside 3 that is nothing.
    let cube = checkOfOneInput("cube", at: Tensor([0, 1]), value: { $0 * $0 * $0 }) {
      $1 * $0 * $0 * 3
    }
    let found = try #require(GradientChecker().report(on: cube)["x"])
    #expect(found.isPassed, "\(found.worstRelativeError)")
    #expect(1e-11 < abs(found.comparisons[0].numeric))
  }

  @Test func `large outputs that do not move hide no error`() {
    let doubled = checkOfOneInput(
      "beside 10⁹", at: .ones([3]),
      value: { .concatenation([$0 * 1e-6, Tensor([1e9])]) }
    ) { _, d in d.slice(0..<3, axis: 0) * 2e-6 }
    #expect(GradientChecker().report(on: doubled)["x"]?.cause == .doubled)
  }

  @Test func `a small error of a small entry shows beside a large one`() {
    let square = checkOfOneInput("square", at: Tensor([0.01, 1]), value: { $0 * $0 }) {
      $1 * $0 * Tensor([2.00002, 2])
    }
    #expect(GradientChecker().report(on: square)["x"]?.isPassed == false)
  }

  /// Squares near 10⁹, one of them with a derivative twice too large.
  ///
  /// Neighbors of 10⁹ are 10⁻⁷ apart, and those of its square 128: a step of 10⁻⁵ would drown.
  private func largeSquares(count: Int, wrong: Int?) -> GradientCheck {
    let point: [Scalar] = (0..<count).map { 1e9 + Scalar($0) * 1e7 / 3 }
    return checkOfOneInput("square", at: Tensor(point), value: { $0 * $0 }) { x, d in
      var gradient = d * x * 2
      if let wrong { gradient[wrong] *= 2 }
      return gradient
    }
  }

  @Test func `large entries move by a share of themselves`() throws {
    #expect(GradientChecker().report(on: largeSquares(count: 4, wrong: nil)).isPassed)
    let found = try #require(GradientChecker().report(on: largeSquares(count: 4, wrong: 2))["x"])
    #expect(
      found.comparisons.map { abs($0.relativeError - 0.5) < 1e-4 }
        == [false, false, true, false])
  }

  @Test func `in a direction large entries, too, move by a share`() throws {
    let right = try #require(
      GradientChecker().report(on: largeSquares(count: 100, wrong: nil))["x"])
    #expect(right.isPassed)
    let drawn = right.comparisons.compactMap {
      if case .entry(let offset, _) = $0.place { offset } else { nil }
    }
    let other = try #require((0..<100).first { !drawn.contains($0) })
    let wrong = largeSquares(count: 100, wrong: other)
    let found = try #require(GradientChecker().report(on: wrong)["x"])
    #expect(found.comparisons.suffix(8).allSatisfy { $0.relativeError > 1e-3 })
    // The slopes along directions, 10⁹ times larger, do not hide an entry that is wrong.
    let doubled = largeSquares(count: 100, wrong: drawn[0])
    let entry = try #require(GradientChecker().report(on: doubled)["x"]?.comparisons.first)
    #expect(abs(entry.relativeError - 0.5) < 1e-4)
  }
}
