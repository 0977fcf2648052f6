import Notebooks
import Testing

@Suite struct RecordedOutputTests {
  @Test(arguments: [
    ("loss 0.25", "loss 0.25"), ("0.25", "0.2549"), ("0.25", "0.245"), ("-1.5", "-1.5400"),
    ("1.2e-05", "1.24e-05"), ("1e3", "1400"), ("3 of 20", "3  of 20"), ("nan", "nan"),
    ("[ 1.0, -2.5]", "[  1.0,  -2.5]"),
    ("layers.0.weight 0.1", "layers.0.weight 0.1049"), ("−0.50", "-0.50"), ("  x", "x"),
    ("1.5e-9223372036854775808", "1.4e-9223372036854775808"),
    ("2e-99999999999999999999", "1.5e-99999999999999999999"),
  ])
  func `agree to the digits that are written`(recorded: String, found: String) {
    #expect(RecordedOutput.agree(recorded: recorded, found: found))
  }

  @Test(arguments: [
    ("loss 0.25", "cost 0.25"), ("0.25", "0.26"), ("0.25", "0.2551"), ("0.2500", "0.2549"),
    ("11 mistakes", "12 mistakes"), ("11", "11.0"), ("1.2e-05", "1.3e-05"), ("0.25", "-0.25"),
    ("x1 = 0.5", "x2 = 0.5"), ("0.5", "nan"), ("0.5 0.5", "0.5"), ("a", ""), ("1e3", "1600"),
    ("layers.0.weight", "layers.1.weight"), ("inf", "-inf"), ("F1.3", "F1.4"),
  ])
  func `differ by a word, a whole number or a written digit`(recorded: String, found: String) {
    #expect(!RecordedOutput.agree(recorded: recorded, found: found))
  }

  @Test func `every digit of a recorded number counts`() {
    let recorded = "loss 0.41703, 11 of 1000 and 2.5e-17"
    for index in recorded.indices where recorded[index].isNumber {
      var changed = recorded
      let digit = recorded[index].wholeNumberValue ?? 0
      changed.replaceSubrange(index...index, with: String((digit + 1) % 10))
      #expect(!RecordedOutput.agree(recorded: changed, found: recorded), "\(changed)")
    }
  }

  @Test func `the first different or missing line is reported`() {
    let same = RecordedOutput.difference(recorded: ["a", "1.0"], found: ["a", "1.04"])
    #expect(same == nil)
    let other = RecordedOutput.difference(recorded: ["a", "b"], found: ["a", "c"])
    #expect(other == RecordedOutput.Difference(index: 1, recorded: "b", found: "c"))
    let fewer = RecordedOutput.difference(recorded: ["a", "b"], found: ["a"])
    #expect(fewer == RecordedOutput.Difference(index: 1, recorded: "b", found: nil))
    let more = RecordedOutput.difference(recorded: [], found: ["a"])
    #expect(more == RecordedOutput.Difference(index: 0, recorded: nil, found: "a"))
  }
}
