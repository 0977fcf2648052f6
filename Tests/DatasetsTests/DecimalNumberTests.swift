import Datasets
import TensorCore
import Testing

struct DecimalNumberTests {
  private func number(_ text: String) -> Double? { decimalNumber(Array(text.utf8)[...]) }

  @Test func `numbers agree with the standard library to the last bit`() {
    var generator = SplitMix64(seed: 11)
    for _ in 0..<20_000 {
      let digitCount = 1 + generator.uniform(below: 22)
      var text = ["", "-", "+"][generator.uniform(below: 3)]
      let point = generator.uniform(below: digitCount + 1)
      for place in 0..<digitCount {
        if place == point { text += "." }
        text += "\(generator.uniform(below: 10))"
      }
      if generator.uniform() < 0.5 { text += "e\(generator.uniform(below: 601) - 300)" }
      // The standard library's number is infinite where this one is none.
      let reference = Double(text).flatMap { $0.isFinite ? $0 : nil }
      #expect(number(text)?.bitPattern == reference?.bitPattern, "\(text)")
    }
  }

  @Test(arguments: [
    ("0", 0), ("-0", -0.0), ("007", 7), ("5.", 5), (".5", 0.5), ("1E2", 100), ("1e+2", 100),
    ("1e-400", 0), ("0e999999999999999999999", 0), ("9007199254740993", 9_007_199_254_740_992),
    ("0.000000000000000000000000000001", 1e-30),
    ("123456789012345678901234567890", 1.2345678901234568e29),
  ])
  func `numbers at the edges of the short way are right`(text: String, expected: Double) {
    #expect(number(text)?.bitPattern == expected.bitPattern)
  }

  @Test(arguments: [
    "", "-", "+", ".", "-.", "e5", "1e", "1e+", "1e5.0", "1.2.3", "1,5", "0x10", "nan", "inf",
    "-inf",
    "1 ", " 1", "1 2", "--1", "1-", "1e999", "1_000", "١",
  ])
  func `other texts are no numbers`(text: String) {
    #expect(number(text) == nil)
  }
}
