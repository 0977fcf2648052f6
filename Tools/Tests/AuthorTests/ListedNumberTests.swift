import Notebooks
import Testing
import author

@Suite struct WrittenNumberTests {
  @Test(arguments: [
    ("1.46", 1.4612), ("1.5", 1.46), ("1.50", 1.5), ("35", 35.3534), ("811,386", 811386.2),
    ("1,055,754", 1_055_754), ("9.08e-5", 9.07875e-5), ("−1", -1), ("-0.5", -0.5),
    ("98.5 %", 0.98451), ("98 %", 0.9849), ("NaN", .nan), ("∞", .infinity), ("−∞", -.infinity),
    ("0.25", 0.245), ("3998", 3998), ("1e-12", 1e-12),
  ])
  func `a number agrees to the digits that are written`(text: String, value: Double) {
    #expect(WrittenNumber(text)?.agrees(with: value) == true)
  }

  @Test(arguments: [
    ("1.46", 1.4661, "1.47"), ("1.460", 1.4612, "1.461"), ("1,055,750", 1_055_754, "1,055,754"),
    ("9.08e-5", 9.17e-5, "9.17e-5"), ("1", -1, "−1"), ("98.5 %", 0.9804, "98.0 %"),
    ("3998", 40120, "40,120"), ("3998", 4012, "4012"), ("1,437", 1438, "1,438"),
    ("0.5", .nan, "NaN"), ("-2", -3, "-3"), ("9.1e-5", 0, "0.0"), ("999", 12, "12"),
  ])
  func `another value is written in the same manner`(
    text: String, value: Double, wanted: String
  )
    throws
  {
    let number = try #require(WrittenNumber(text))
    #expect(!number.agrees(with: value))
    #expect(number.rewritten(as: value) == wanted)
  }

  @Test(arguments: ["", "one", "1.2.3", "1..", "F1.3", "%", "e5"])
  func `words are no numbers`(text: String) { #expect(WrittenNumber(text) == nil) }

  @Test func `a whole number with zeros for digits is rounded`() throws {
    let number = try #require(WrittenNumber("1,055,750"))
    #expect(number.isRounded(from: 1_055_754))
    #expect(!number.isRounded(from: 1_055_750))
    #expect(!number.isRounded(from: 1_155_754))
    #expect(try !#require(WrittenNumber("1.50")).isRounded(from: 1.51))
  }
}

@Suite struct ListedNumberTests {
  private struct Unknown: Error, CustomStringConvertible { let description = "not known." }

  private func numbers(_ text: String) async -> (page: Page, numbers: ListedNumbers) {
    let page = Page(path: "Lessons/01-X.md", text: text)
    return (
      page,
      await ListedNumbers(of: page) { reference in
        switch reference.origin {
        case .broken: 1.4612
        case .remedy(_, let number): Double(number) / 8
        case .evidence(_, "parameters"): 1_055_754
        case .evidence: -3
        case .twin(_, let run): run == "broken" ? 2.5 : 0.5
        case .figure(let file, let name): file == "01-a" && name == "tanh at 4" ? 20 : 0
        case .status: throw Unknown()
        }
      }
    )
  }

  @Test func `numbers that are right stay as they are`() async {
    let text = """
      ## A

      Floor 1.46, 1.461, then 0.125 and 0.25 or −3 of 1,055,754; PyTorch 2.5. Cured: 0.5,
      *Figure 1.1. Solved by 20 starts, 11.19 %.*

      <!-- numbers
      1.46      F1.3 broken
      1.461     F1.3 broken
      0.125     F1.3 remedy
      0.25      F1.3 remedy 2
      −3        01.03 low, of 5
      1,055,754 01.08 parameters
      2.5       F1.3 pytorch broken
      0.5       F1.3 pytorch cured
      20        figure 01-a tanh at 4
      11.19 %   source: Xu et al., 2015
      -->

      ### B
      """
    let (page, numbers) = await numbers(text)
    #expect(numbers.findings == [])
    #expect(numbers.edits == [])
    #expect(BareNumbers.findings(in: page) == [])
  }

  @Test func `a wrong number is replaced where its section has it`() async {
    let (page, numbers) = await numbers(
      """
      Before: 1.5.
      ## A
      Floor 1.40, then 11.40 and 1.40, `1.40`, 1,055,750.
      A row ends at 5–1.40.

      <!-- numbers
      1.40    F1.3 broken
      1,055,750  01.08 parameters
      11.40   source: me
      -->

      ## B
      1.40
      """)
    #expect(numbers.findings == [])
    #expect(numbers.edits.map(\.lines) == [2..<3, 3..<4, 6..<7, 7..<8])
    #expect(
      page.applying(numbers.edits) == """
        Before: 1.5.
        ## A
        Floor 1.46, then 11.40 and 1.46, `1.40`, 1,055,754.
        A row ends at 5–1.46.

        <!-- numbers
        1.46    F1.3 broken
        1,055,754  01.08 parameters
        11.40   source: me
        -->

        ## B
        1.40
        """)
    #expect(numbers.edits[3].message.contains("whole numbers are not rounded"))
    #expect(!numbers.edits[2].message.contains("rounded"))
  }

  @Test(arguments: [
    ("5 apples", "5  nowhere"), ("5 apples", "5"), ("5 apples", "5  source:"),
    ("5 apples", "many  source: me"), ("apples", "5  source: me"), ("15 apples", "5  source: me"),
    ("1.46", "1.46  status A b"), ("`1.46`", "1.46  F1.3 broken"), ("# 1.46", "1.46  F1.3 broken"),
  ])
  func `a number without origin or place is reported and left`(prose: String, line: String) async {
    let numbers = await numbers("\(prose)\n\n<!-- numbers\n\(line)\n-->").numbers
    #expect(numbers.findings.count == 1)
    #expect(numbers.edits == [])
  }

  @Test func `of two equal numbers only the writer knows the place`() async {
    let (_, numbers) = await numbers(
      "1.40 and 1.40\n\n<!-- numbers\n1.40  F1.3 broken\n1.40  source: me\n-->")
    #expect(numbers.findings.map(\.line) == [4])
    #expect(numbers.edits == [])
  }

  @Test func `numbers of names may be listed, and are never replaced`() async {
    let right = await numbers("At step 20: NaN.\n\n<!-- numbers\n20  figure 01-a tanh at 4\n-->")
    #expect(right.numbers.findings == [])
    let wrong = await numbers("See F1.3.\n\nIn figure 1.4.\n\n<!-- numbers\n1.4  F1.3 remedy\n-->")
    #expect(wrong.numbers.edits == [])
    #expect(wrong.numbers.findings.map(\.line) == [6])
  }

  @Test(arguments: [
    "1.46\n<!-- numbers\n1.46  F1.3 broken\n-->",
    "1.46\n\n<!-- numbers\n1.46  F1.3 broken\n-->\n\nwords",
    "1.46\n\n<!-- numbers\n1.46  F1.3 broken\n-->\n\n<!-- numbers\n-->",
  ])
  func `a list stands alone at the end of its section`(text: String) async {
    #expect(await !numbers(text).numbers.findings.isEmpty)
  }

  @Test func `numbers of sections without them on their list are found`() {
    let text = "## A\n5 apples, 7 pears, 12\n\n<!-- numbers\n5  source: me\n-->\n\n## B\n5 apples"
    let findings = BareNumbers.findings(in: Page(path: "P.md", text: text))
    #expect(findings.map(\.line) == [2, 2, 9])
  }
}
