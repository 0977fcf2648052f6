import Course
import TensorCore
import TestSupport
import Testing

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

  @Test func `64 entries are compared whole, 65 by 64 and 8 directions`() throws {
    let (all, some) = (try places([64]), try places([65]))
    #expect(all.count == 64 && entries(all) == Array(0..<64))
    #expect(some.count == 72 && Set(entries(some)).count == 64)
    #expect(some.suffix(8) == (0..<8).map { .direction($0) })
  }

  @Test func `the entries of a large tensor are drawn from all of it`() throws {
    let drawn = entries(try places([40, 40]))
    // That 64 draws all miss a tenth of the tensor has a probability of 0.9⁶⁴, 0.1 %; the seed is
    // fixed.
    #expect(Set(drawn.map { $0 / 160 }) == Set(0..<10))
  }

  @Test func `two errors that cancel in a sum show in a random direction`() throws {
    let wrong = checkOfOneInput("double", at: .zeros([40, 40]), value: { $0 * 2 }) { _, d in
      var gradient = d * 2
      gradient[12, 34] += d[0, 0]
      gradient[35, 7] -= d[0, 0]
      return gradient
    }
    let found = try #require(GradientChecker().report(on: wrong)["x"])
    #expect(!found.isPassed)
    #expect(entries(found.comparisons.filter { $0.relativeError > 1e-6 }.map(\.place)).isEmpty)
  }

  @Test func `a backward pass that clips is found to be not linear`() throws {
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
    #expect(found.comparisons.isEmpty && found.outsideCount == 1 && found.cause == nil)
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
