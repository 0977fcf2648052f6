import Notebooks
import Testing
import author

@Suite struct PageNumberTests {
  private struct Unknown: Error, CustomStringConvertible { let description = "not known." }

  private func numbers(_ text: String) async -> (page: Page, numbers: PageNumbers) {
    let page = Page(path: "Lessons/01-X.md", text: text)
    return (
      page,
      await PageNumbers(of: page) { reference in
        switch reference.origin {
        case .broken: reference.digits == 5 ? "1.4612" : "1.46"
        case .remedy(_, let number): "r\(number)"
        case .evidence(let question, let name): "\(question)/\(name)"
        case .status, .twin, .figure: throw Unknown()
        }
      }
    )
  }

  @Test func `numbers between markers are filled in, all others stay`() async {
    let (page, numbers) = await numbers(
      """
      Floor <!-- figure: F1.3 broken -->9<!-- end -->, then <!-- figure: F1.3 broken|5 --><!-- end --> 7.
      Cured: <!-- figure: F1.3 remedy -->r1<!-- end -->, <!-- figure: F1.3 remedy 2 -->r2<!-- end -->.
      <!-- figure: 01.03 most, of 5 -->x<!-- end -->
      """)
    #expect(numbers.findings == [])
    #expect(numbers.edits.map(\.lines) == [0..<1, 2..<3])
    #expect(numbers.edits[0].message.contains("measured 1.46, the page says “9”"))
    #expect(
      page.applying(numbers.edits) == """
        Floor <!-- figure: F1.3 broken -->1.46<!-- end -->, then <!-- figure: F1.3 broken|5 -->1.4612<!-- end --> 7.
        Cured: <!-- figure: F1.3 remedy -->r1<!-- end -->, <!-- figure: F1.3 remedy 2 -->r2<!-- end -->.
        <!-- figure: 01.03 most, of 5 -->01.03/most, of 5<!-- end -->
        """)
  }

  @Test(arguments: [
    "<!-- figure: F1.3 broken -->9", "<!-- figure: F1.3 healthy -->9<!-- end -->",
    "<!-- figure: F1.3 broken|9 -->9<!-- end -->", "<!-- figure: status A b -->9<!-- end -->",
    "<!-- figure: F1.3 broken -->9 <!-- figure: F1.3 broken -->1.46<!-- end -->",
  ])
  func `a number without end or origin is reported and left`(text: String) async {
    let (_, numbers) = await numbers(text)
    #expect(numbers.findings.count == 1)
    #expect(numbers.edits == [])
  }

  @Test func `markers in code are examples`() async {
    #expect(await numbers("`<!-- figure: F9.9 broken -->`").numbers.findings == [])
    #expect(await numbers("```\n<!-- figure: F9.9 broken -->\n```").numbers.findings == [])
  }
}

@Suite struct BareNumberTests {
  private func numbers(_ text: String, outputs: [String] = []) -> [String] {
    BareNumbers.findings(in: Page(path: "P.md", text: text), outputs: outputs).map {
      String($0.message.prefix { $0 != " " })
    }
  }

  @Test(arguments: [
    "It takes `32` samples and $0.1 \\cdot 5$.", "# 7 things", "## 4.2",
    "See F1.3, Q1.2, E1.4 and 01.07.",
    "CIFAR-10 in float32 with ReLU6.", "Lesson 04, lessons 5 and 6, equation 1.3, sections 4 to 7.",
    "In 1969 and 2024.", "``code with ` 55 in it``",
    "*`3 − 4 − 5` and `6 − 7`*", "so says equation\n1.31",
    "Between 0 and 1, or 2, or −1.",
    "$$ x = 5 \\tag{1.1} $$",
    "[5 ways](a7.md)",
    "```\n55\n```", "<!-- 5 -->", "<!-- figure: F1.3 broken -->1.46<!-- end -->", "3. A list item.",
    "**4. A step.** Words.", "<!-- source: somebody, 1999 -->\n5 apples",
    "5 apples <!-- source: me -->",
    "<!-- figure: F1.3 broken -->1.46<!-- end --> after `200` steps", "PyTorch 2.13 and Swift 6.2.",
    "2D and 4x", "| 10 | Approximation |", "01, 02 and 10",
    "<!-- interview:begin -->\n5\n<!-- interview:end -->", "https://a.b/5", "<img width=\"5\">",
  ])
  func `numbers that need no source`(text: String) { #expect(numbers(text) == []) }

  @Test(arguments: [
    ("It takes 32 samples.", ["32"]), ("1,055,754 parameters, 98.6 %", ["1,055,754", "98.6"]),
    ("0.25 and -3", ["0.25", "-3"]), ("1e-5", ["1e-5"]), ("| 7 | 8 |", ["7", "8"]),
    ("- 4 of 20", ["4", "20"]), ("<!-- source: -->\n5", ["5"]), ("<!-- source: me -->\n\n5", ["5"]),
    ("2048 units", ["2048"]), ("10 classes", ["10"]), ("12.5", ["12.5"]),
  ])
  func `numbers that do`(text: String, found: [String]) { #expect(numbers(text) == found) }

  @Test func `the line of a number is that of the page`() {
    let page = Page(path: "P.md", text: "# T\n\n```\n5\n```\n\nwords\n7 apples")
    #expect(BareNumbers.findings(in: page).map(\.line) == [8])
  }

  @Test func `a number in an output is evidence, rounded too`() {
    let outputs = ["loss 0.70712 after 1000 steps"]
    #expect(numbers("0.71 and 0.7071 after 1,000", outputs: outputs) == [])
    #expect(numbers("0.72 after 100", outputs: outputs) == ["0.72", "100"])
  }
}
