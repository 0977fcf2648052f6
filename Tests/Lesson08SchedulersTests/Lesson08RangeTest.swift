import Schedulers
import TensorCore
import TestSupport
import Testing

/// The range test and its lag, on a quadratic whose limit is known.
@Suite struct Lesson08RangeTest {
  /// Descent on 5 x² + y² / 2: rates above 0.2 diverge.
  private func test(growth: Double = 1.2) -> RangeTest {
    var (x, y) = (1.0, 1.0)
    return RangeTest(from: 1e-4, to: 10, growth: growth) { rate in
      defer { (x, y) = (x - rate * 10 * x, y - rate * y) }
      return 5 * x * x + y * y / 2
    }
  }

  @Test func `the lowest loss comes well above the limit`() {
    let test = test()
    #expect((0.4...0.8).contains(test.rateAtLowestLoss), "\(test.rateAtLowestLoss)")
    #expect(test.rateAtRise.map { $0 > 0.4 } == true, "\(String(describing: test.rateAtRise))")
    #expect((0.01...0.2).contains(test.recommendedRate))
  }

  // The slower the rate grows, the smaller is what is left in the steep direction when the limit is passed, and
  // the longer the blow-up takes to show.
  @Test func `a slower growth does not remove the lag`() {
    for growth in [1.5, 1.2, 1.05, 1.01] {
      let rate = test(growth: growth).rateAtLowestLoss
      #expect((0.6...0.8).contains(rate), "\(growth): \(rate)")
    }
  }

  @Test func `a loss that is not finite ends the test`() {
    var losses = [3, 2, 1, .nan, 0]
    let test = RangeTest(from: 1, to: 1e9, growth: 2) { _ in losses.removeFirst() }
    #expect(test.rates == [1, 2, 4, 8])
    #expect(test.rateAtLowestLoss == 2)
    #expect(losses == [0])
  }

  @Test func `a loss that never rises has no such rate`() {
    var loss = 1.0
    let test = RangeTest(from: 1, to: 100, growth: 2) { _ in
      loss /= 2
      return loss
    }
    #expect(test.rateAtRise == nil)
    #expect(test.rateAtLowestLoss == 32)
  }
}
