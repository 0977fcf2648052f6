import Testing
import learn

@Suite
struct TypedNumberTests {
  @Test(
    arguments: [
      ("1055754", 1_055_754), ("1,055,754", 1_055_754), ("1 055 754", 1_055_754),
      ("1_055_754", 1_055_754), ("1.5e-3", 0.0015), ("1.5E-3", 0.0015), ("1.5·10⁻³", 0.0015),
      ("1.5*10^-3", 0.0015), ("1.5 × 10^(−3)", 0.0015), ("10^-3", 0.001), ("2^10", 1_024),
      ("2/3", 2.0 / 3), ("1 / 3", 1.0 / 3), ("½", 0.5), ("2½", 2.5), ("-3", -3), ("−1.27", -1.27),
      ("+4", 4), (".5", 0.5), ("5.", 5), ("3k", 3_000), ("1.2 million", 1_200_000), ("≈ 7", 7),
      ("about 7", 7), ("1,234.5", 1_234.5),
    ] as [(String, Double)])
  func `a number is read as people write it`(line: String, value: Double) {
    guard case .number(let read, isPercentage: false) = TypedNumber(line) else {
      Issue.record("\(line): \(TypedNumber(line))")
      return
    }
    #expect(abs(read - value) <= 1e-12 * abs(value), "\(line)")
  }

  @Test(arguments: ["97.8 %", "97.8%", "97.8 percent"])
  func `a percentage is a hundredth part`(line: String) {
    guard case .number(let read, isPercentage: true) = TypedNumber(line) else {
      Issue.record("\(line): \(TypedNumber(line))")
      return
    }
    #expect(abs(read - 0.978) < 1e-12)
  }

  // A decimal comma would read 0,25 as 25, were commas merely left out.
  @Test(arguments: ["0,25", "1,5", "1,05,754", "12,34", "1,055 754", "1,0557"])
  func `a comma that could mean either thing is refused`(line: String) {
    #expect(
      TypedNumber(line)
        == .refused(
          "“\(line)” was read: a comma separates groups of three digits, a point the decimals."))
  }

  @Test(arguments: [
    "many", "3 or 4", "nan", "inf", "1e999", "1/0", "e5", "-", "2^", "1..2", "0x1F",
  ])
  func `what is no number is refused with what was read`(line: String) {
    #expect(TypedNumber(line) == .refused("“\(line)” was read, which is no number."))
  }
}
