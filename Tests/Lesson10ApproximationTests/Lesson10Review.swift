import Approximation
import Perceptron
import TensorCore
import TestSupport
import Testing

/// The review of architectures: counts, equal budgets, and what it says.
@Suite struct Lesson10Review {
  @Test func `four of 512 or two of 2048 are three questions`() {
    let candidates = [[512, 512, 512, 512], [2048], [2048, 2048]]
    let wide = ArchitectureReview(inputCount: 512, outputCount: 10, candidates: candidates)
    #expect(wide.rows.map(\.ledger.parameterCount) == [1_055_754, 1_071_114, 5_267_466])
    #expect(abs(wide.parameterRatio(to: 1) * 1.0145 - 1) < 1e-3)
    #expect(abs(1 / wide.parameterRatio(to: 2) - 4.99) < 0.01)
    let thin = ArchitectureReview(inputCount: 10, outputCount: 10, candidates: candidates)
    #expect(abs(1 / thin.parameterRatio(to: 1) - 0.054) < 1e-3)
  }

  @Test func `equal budgets are as equal as whole widths allow`() {
    let review = ArchitectureReview(inputCount: 64, outputCount: 10, candidates: [[256, 256]])
    let budget = review.rows[0].ledger.parameterCount
    let others = review.equalBudget(as: 0, depths: 1...6)
    #expect(others.map(\.count) == [1, 2, 3, 4, 5, 6] && others[1] == [256, 256])
    let counted = ArchitectureReview(inputCount: 64, outputCount: 10, candidates: others)
    for row in counted.rows {
      let ratio = Double(row.ledger.parameterCount) / Double(budget)
      #expect(abs(ratio - 1) < 0.01)
    }
  }

  @Test func `region digits are the logarithm of the bound`() {
    let review = ArchitectureReview(
      inputCount: 2, outputCount: 1, candidates: [[8], [4, 4], [1, 5], [3000, 3000]])
    let wanted = [37.0, 121, 2 * 6].map { Double.log($0) / .log(10) }
    for (row, digits) in zip(review.rows, wanted) {
      #expect(abs(row.regionDigits - digits) < 1e-9)
    }
    #expect(review.rows[3].regionDigits.isFinite && review.rows[3].regionDigits > 13)
    // 2048 units in one dimension less: 2²⁰⁴⁸ − 1 regions, which is beyond the numbers of double precision.
    let wide = ArchitectureReview(inputCount: 2047, outputCount: 1, candidates: [[2048]])
    #expect(abs(wide.rows[0].regionDigits - 2048 * .log(2) / .log(10)) < 1e-9)
  }

  @Test func `a review says what is unequal, narrow and deep`() throws {
    let review = ArchitectureReview(
      inputCount: 16, outputCount: 4, candidates: [[64], [8, 8], Array(repeating: 32, count: 9)])
    let text = review.description
    #expect(text.contains("not equal in size") && text.contains("8 units for 16 inputs"))
    #expect(text.contains("9 hidden layers") && text.contains("8-8"))
    let equal = ArchitectureReview(inputCount: 512, outputCount: 10, candidates: [[2048], [2050]])
    #expect(equal.description.contains("equal in size within 0.1 %"))
    #expect(!equal.description.contains("Without skip connections"))
    // One narrow layer behind a wide one only passes on what the wide one has computed.
    let last = ArchitectureReview(inputCount: 16, outputCount: 4, candidates: [[64, 8]])
    #expect(!last.description.contains("Without skip connections"))
    #expect(!last.description.contains("weighted sums"))
    // What a narrow first layer drops, no wide one behind it brings back.
    let front = ArchitectureReview(inputCount: 16, outputCount: 4, candidates: [[8, 64]])
    #expect(front.description.contains("8 units for 16 inputs. All that follows"))
    #expect(!front.description.contains("Without skip connections"))
    // As many units as inputs are too few, one more is enough (Hanin and Sellke, 2017).
    for (width, isTooNarrow) in [(16, true), (17, false)] {
      let even = ArchitectureReview(inputCount: 16, outputCount: 1, candidates: [[width, width]])
      #expect(even.description.contains("Without skip connections") == isTooNarrow)
    }
    // 121 regions are more than 10² and no more than 10³.
    let plane = ArchitectureReview(inputCount: 2, outputCount: 1, candidates: [[4, 4]])
    let firstRow = plane.description.split(separator: "\n").dropFirst().first
    #expect(try #require(firstRow).hasSuffix("3"))
  }
}
