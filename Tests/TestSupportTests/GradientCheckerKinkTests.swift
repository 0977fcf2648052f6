import Course
import TensorCore
import TestSupport
import Testing

@Suite(.doublePrecision)
struct GradientCheckerKinkTests {
  /// A rectifier at 40 inputs, of which some lie next to the kink.
  private func rectifier(
    nearKink count: Int, at place: Scalar = 1e-7, knowsKinks: Bool = true
  ) -> GradientCheck {
    GradientCheck(
      "relu", inputNames: ["x"],
      inputs: {
        [Tensor((0..<40).map { $0 < count ? place : ($0.isMultiple(of: 2) ? 1 : -1) * 0.5 })]
      },
      value: { $0[0].map { max($0, 0) } }, pullback: { [$1 * ($0[0] .> 0)] },
      branches: { knowsKinks ? $0[0].scalars.map { $0 > 0 ? 1 : 0 } : [] })
  }

  @Test func `without the skip a right rectifier fails at a kink`() throws {
    let report = GradientChecker().report(on: rectifier(nearKink: 1, knowsKinks: false))
    let worst = try #require(report["x"]?.worst)
    #expect(!report.isPassed)
    #expect(worst.place == .entry(offset: 0, index: [0]))
    // (10⁻⁷ + 10⁻⁵) / (2 · 10⁻⁵), because the rectifier is zero at x − h.
    #expect(abs(worst.numeric / worst.analytic - 0.505) < 1e-9)
  }

  @Test(arguments: [1e-7, -1e-7] as [Scalar])
  func `with a skip both sides pass, and the skip is counted`(place: Scalar) throws {
    let report = GradientChecker().report(on: rectifier(nearKink: 2, at: place))
    #expect(report.isPassed)
    #expect(report.skippedCount == 2)
    #expect(report["x"]?.comparisons.count == 38)
    #expect(report.description.contains("2 skipped at kinks"))
  }

  @Test func `more than a twentieth skipped fails, with advice`() {
    let report = GradientChecker().report(on: rectifier(nearKink: 3))
    #expect(!report.isPassed)
    #expect(report.description.contains("3 of 40 entries of x (8 %)"))
    #expect(report.description.contains("Move the point"))
    #expect(!report.description.contains("Likely cause"))
  }

  @Test func `a wrong gradient beside a kink is still found`() {
    let right = rectifier(nearKink: 2)
    let wrong = GradientCheck(
      "relu", inputNames: ["x"], inputs: right.inputs, value: right.value,
      pullback: { [$1 * ($0[0] .> 0) * 2] }, branches: right.branches)
    #expect(GradientChecker().report(on: wrong)["x"]?.cause == .doubled)
  }

  @Test func `an input on the kink itself is skipped`() {
    let onKink = GradientCheck(
      "abs", inputNames: ["x"], inputs: { [Tensor([0] + Array(repeating: 1, count: 39))] },
      value: { $0[0].map { abs($0) } },
      pullback: { [$1 * $0[0].map { $0 > 0 ? 1 : ($0 < 0 ? -1 : 0) }] },
      branches: { $0[0].scalars.map { $0 > 0 ? 1 : ($0 < 0 ? -1 : 0) } })
    let report = GradientChecker().report(on: onKink)
    #expect(report.isPassed)
    #expect(report.skippedCount == 1)
  }
}
