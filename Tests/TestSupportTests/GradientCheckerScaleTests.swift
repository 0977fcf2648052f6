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

  @Test func `a derivative of zero passes, though rounding moves the differences`() throws {
    // sin² + cos² is 1 but for the rounding of each x.
    let one = checkOfOneInput(
      "sin² + cos²", at: Tensor((1...20).map { Scalar($0) / 7 }),
      value: { $0.map { .sine($0) * .sine($0) + .cosine($0) * .cosine($0) } }
    ) { x, _ in x * 0 }
    let found = try #require(GradientChecker().report(on: one)["x"])
    #expect(found.isPassed, "\(found.worstRelativeError)")
    #expect(found.comparisons.contains { $0.numeric != 0 })
  }

  @Test func `a derivative of zero passes beside others, though the step is not`() throws {
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

  @Test(arguments: [4, 100])
  func `large numbers move by a share of themselves`(count: Int) {
    // Near 10⁹ neighbours are 10⁻⁷ apart: a step of 10⁻⁵ is off by a hundredth.
    let square = checkOfOneInput(
      "square", at: Tensor((0..<count).map { 1e9 + Scalar($0) * 1e7 / 3 }), value: { $0 * $0 }
    ) { $1 * $0 * 2 }
    let report = GradientChecker().report(on: square)
    #expect(report.isPassed, "\(report)")
  }
}

/// Which entries are compared, and what stops a comparison.
@Suite(.doublePrecision)
struct GradientCheckerCoverageTests {
  /// The places compared in a tensor of zeros.
  private func places(_ shape: Shape) throws -> [GradientComparison.Place] {
    let check = checkOfOneInput("double", at: .zeros(shape), value: { $0 * 2 }) { $1 * 2 }
    return try #require(GradientChecker().report(on: check)["x"]).comparisons.map(\.place)
  }

  private func entries(_ places: [GradientComparison.Place]) -> [Int] {
    places.compactMap { if case .entry(let offset, _) = $0 { offset } else { nil } }
  }

  @Test func `an entry is named by its index along every axis`() throws {
    var expected: [GradientComparison.Place] = []
    for plane in 0..<2 {
      for row in 0..<3 {
        for column in 0..<4 {
          expected.append(.entry(offset: expected.count, index: [plane, row, column]))
        }
      }
    }
    #expect(try places([2, 3, 4]) == expected)
  }

  @Test func `all of 64 entries are compared, and of 65 as many and eight directions`() throws {
    let (all, some) = (try places([64]), try places([65]))
    #expect(all.count == 64 && entries(all) == Array(0..<64))
    #expect(some.count == 72 && Set(entries(some)).count == 64)
    #expect(some.suffix(8) == (0..<8).map { .direction($0) })
  }

  @Test func `the entries of a large tensor are drawn from all of it`() throws {
    let drawn = entries(try places([100, 100]))
    // That 64 draws all miss a tenth of the tensor has a probability of 0.9⁶⁴, 0.1 %; the seed is
    // fixed.
    #expect(Set(drawn.map { $0 / 1_000 }) == Set(0..<10))
  }

  @Test func `two errors that cancel in a sum show in a random direction`() throws {
    let wrong = checkOfOneInput("double", at: .zeros([100, 100]), value: { $0 * 2 }) { _, d in
      var gradient = d * 2
      gradient[12, 34] += 0.5
      gradient[56, 78] -= 0.5
      return gradient
    }
    let found = try #require(GradientChecker().report(on: wrong)["x"])
    #expect(!found.isPassed)
    #expect(entries(found.comparisons.filter { $0.relativeError > 1e-6 }.map(\.place)).isEmpty)
  }

  @Test func `a backward pass that clips is not linear, though its numbers are right`() throws {
    // The cotangent is at most 1½ in magnitude, and twice that the second time.
    let clipping = checkOfOneInput("identity", at: .ones([20]), value: { $0 * 1 }) {
      $1.map { max(-1.5, min(1.5, $0)) }
    }
    let found = try #require(GradientChecker().report(on: clipping)["x"])
    #expect(found.worstRelativeError < 1e-6)
    #expect(found.cause == .cotangentNotLinear)
  }

  @Test func `a value that is not finite is reported as such`() {
    let logarithm = checkOfOneInput("log", at: Tensor([1, 0]), value: { $0.map { .log($0) } }) {
      $1 / $0
    }
    let report = GradientChecker().report(on: logarithm)
    #expect(!report.isPassed && report.fault == .valueNotFinite)
  }

  @Test func `a function that is no number beside the point is rejected`() throws {
    let root = checkOfOneInput("root", at: Tensor([0]), value: { $0.map { $0.squareRoot() } }) {
      _, d in d
    }
    let found = try #require(GradientChecker().report(on: root)["x"])
    #expect(!found.isPassed)
    #expect(found.comparisons[0].numeric.isNaN)
  }

  @Test func `an error of the backward pass is reported with its words`() {
    struct Refusal: Error, CustomStringConvertible { let description = "consumed already" }
    let throwing = checkOfOneInput("identity", at: .ones([2]), value: { $0 * 1 }) { _, _ in
      throw Refusal()
    }
    let report = GradientChecker().report(on: throwing)
    #expect(!report.isPassed && report.fault == .threw("consumed already"))
    #expect(report.description.contains("consumed already"))
  }
}
