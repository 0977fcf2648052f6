import Course
import TensorCore
import TestSupport
import Testing

/// Steps that leave the domain of the function, or nearly do.
@Suite(.doublePrecision)
struct GradientCheckerDomainTests {
  /// A function of every scalar with the slope that is claimed for it.
  private func check(
    _ name: String, at x: Tensor, value: @escaping @Sendable (Scalar) -> Scalar,
    slope: @escaping @Sendable (Scalar) -> Scalar
  ) -> GradientCheck {
    GradientCheck(
      name, inputNames: ["x"], inputs: { [x] }, value: { $0[0].map(value) },
      pullback: { [$1 * $0[0].map(slope)] })
  }

  /// Points whose usual step of 1e-5 leaves the positive numbers, at 3e-5 nearly.
  private static let points: [Scalar] = [1e-12, 1e-8, 1e-6, 9e-6, 1e-5, 1.1e-5, 3e-5, 1e-4, 1e-3]

  @Test(arguments: points)
  func `a right logarithm and a right root pass near 0`(x: Scalar) {
    let point = Tensor([x, 1, 2])
    let logarithm = GradientChecker().report(
      on: check("log", at: point, value: { .log($0) }, slope: { 1 / $0 }))
    #expect(logarithm.isPassed, "\(logarithm)")
    let root = GradientChecker().report(
      on: check("root", at: point, value: { .squareRoot($0) }, slope: { 0.5 / .squareRoot($0) }))
    #expect(root.isPassed, "\(root)")
    for report in [logarithm, root] {
      #expect(report["x"]?.comparisons.count == 3 && report.skippedCount == 0)
      #expect(report.shortenedCount == 1)
      #expect(report.description.contains("1 with a shorter step"))
    }
  }

  @Test(arguments: points)
  func `a wrong logarithm and a wrong root are still caught near 0`(x: Scalar) {
    let point = Tensor([x, 1, 2])
    let doubled = check("log", at: point, value: { .log($0) }, slope: { 2 / $0 })
    #expect(GradientChecker().report(on: doubled)["x"]?.cause == .doubled)
    let turned = check("log", at: point, value: { .log($0) }, slope: { -1 / $0 })
    #expect(GradientChecker().report(on: turned)["x"]?.cause == .sign)
    // Wrong by a thousandth, and only beside the edge.
    let bent = check(
      "log", at: point, value: { .log($0) }, slope: { $0 < 0.5 ? 1.001 / $0 : 1 / $0 })
    #expect(!GradientChecker().report(on: bent).isPassed)
    let root = check(
      "root", at: point, value: { .squareRoot($0) }, slope: { 1 / .squareRoot($0) })
    #expect(GradientChecker().report(on: root)["x"]?.cause == .doubled)
  }

  @Test func `an edge elsewhere than at 0 is found too`() {
    let point = Tensor([0.999999, 0.5])
    let right = GradientChecker().report(
      on: check("log(1 − x)", at: point, value: { .log(1 - $0) }, slope: { -1 / (1 - $0) }))
    #expect(right.isPassed && right.shortenedCount == 1, "\(right)")
    let wrong = check("log(1 − x)", at: point, value: { .log(1 - $0) }, slope: { 1 / (1 - $0) })
    #expect(GradientChecker().report(on: wrong)["x"]?.cause == .sign)
  }

  @Test func `directions of a large tensor are shortened as well`() {
    let point = Tensor([1e-6] + (1...99).map { Scalar($0) / 50 })
    let right = GradientChecker().report(
      on: check("log", at: point, value: { .log($0) }, slope: { 1 / $0 }))
    #expect(right.isPassed && right.skippedCount == 0, "\(right)")
    #expect(right.shortenedCount >= 8)
    let wrong = check("log", at: point, value: { .log($0) }, slope: { 2 / $0 })
    #expect(!GradientChecker().report(on: wrong).isPassed)
  }

  @Test func `what no step keeps inside is skipped, counted and said`() {
    // Defined at 0 and above only: at 0 every step leaves.
    func root(zeroCount: Int) -> GradientCheck {
      check(
        "x√x", at: Tensor((0..<40).map { $0 < zeroCount ? 0 : 1 + Scalar($0) / 40 }),
        value: { $0 * .squareRoot($0) }, slope: { 1.5 * .squareRoot($0) })
    }
    let few = GradientChecker().report(on: root(zeroCount: 2))
    #expect(few.isPassed && few.skippedCount == 2 && few.outsideCount == 2)
    #expect(few.description.contains("2 skipped where every step leaves the function's domain"))
    let many = GradientChecker().report(on: root(zeroCount: 3))
    #expect(!many.isPassed && many["x"]?.cause == nil)
    #expect(many.description.contains("3 of them because every step leaves the function's domain"))
    #expect(!many.description.contains("kink") && !many.description.contains("nan"))
  }

  @Test func `inside of the domain the usual step is taken`() {
    let report = GradientChecker().report(
      on: check("log", at: Tensor([0.02, 1, 2]), value: { .log($0) }, slope: { 1 / $0 }))
    #expect(report.isPassed && report.shortenedCount == 0 && report.outsideCount == 0)
  }
}
