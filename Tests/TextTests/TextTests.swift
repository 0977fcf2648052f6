import Foundation
import Testing
import Text

@Suite struct NumberTextTests {
  @Test(arguments: [
    (0.25, "0.25"), (1000, "1e+03"), (0.00001234, "1.23e-05"), (-0.0, "0"), (-2, "-2"),
    (-.nan, "nan"), (.infinity, "inf"), (1.0 / 3, "0.333"),
  ])
  func `short numbers have three digits at most`(value: Double, text: String) {
    #expect(value.shortText(significantDigits: 3) == text)
  }

  @Test(arguments: [
    (1_055_754, "1055754"), (0.25, "0.25"), (1.23456789, "1.23457"), (1e-5, "1e-05"),
    (1_234_567.8, "1234570"), (-3, "-3"), (0, "0"), (.nan, "nan"), (-.infinity, "-inf"),
    (1e15, "1e+15"),
  ])
  func `plain numbers stand in full where they are whole`(value: Double, text: String) {
    #expect(value.plainText(significantDigits: 6) == text)
  }

  @Test(arguments: [
    (0.774, "0.774"), (235_146, "235,146"), (0.000091, "9.1e-5"), (-3, "−3"), (1797, "1797"),
    (.infinity, "∞"), (-.infinity, "−∞"), (.nan, "NaN"), (12_345.6, "12,300"),
    (4.0656e17, "4.07e17"), (1.0001, "1"),
  ])
  func `numbers in sentences are set as in print`(value: Double, text: String) {
    #expect(value.proseText(significantDigits: 3) == text)
  }

  @Test func `the documented example`() {
    #expect("Height\n(cm)".excerpt() == "Height·(cm)")
    #expect("a long name".excerpt(upTo: 6) == "a long…")
  }

  @Test func `line ends of every system are line feeds`() {
    #expect("one\r\ntwo\rthree\n".withLineFeeds == "one\ntwo\nthree\n")
    #expect("\r\r\n\n\r".withLineFeeds == "\n\n\n\n" && "a\nb".withLineFeeds == "a\nb")
  }

  @Test func `an excerpt is one line, whatever the text holds`() {
    let odd = "\u{1B}[31m\u{7}a\u{2028}b\r\n\u{200B}\u{202E}é 🙂\u{0}"
    #expect(odd.excerpt() == "·[31m·a·b····é 🙂·")
    #expect("".excerpt() == "" && "abc".excerpt(upTo: 3) == "abc" && "abc".excerpt(upTo: 0) == "…")
    let accents = "e" + String(repeating: "\u{301}", count: 5_000)
    #expect(accents.excerpt().unicodeScalars.count == 201)
  }

  @Test func `decimals are fixed, and a share is a percentage`() {
    #expect(1.005.fixedText(decimals: 1) == "1.0")
    #expect(0.98611.percentText == "98.6 %")
  }

  @Test func `a number is rounded to decimal digits`() {
    #expect((1.0 / 3).rounded(significantDigits: 3) == 0.333)
    #expect(123_456.0.rounded(significantDigits: 2) == 120_000)
    #expect(Double.infinity.rounded(significantDigits: 2) == .infinity)
    #expect(Double.nan.rounded(significantDigits: 2).isNaN)
  }
}

@Suite struct LineTests {
  @Test func `lines are broken between words, none longer than the width`() {
    #expect("one two three four".filled(width: 9) == ["one two", "three", "four"])
    #expect("one two".filled(width: 7) == ["one two"])
  }

  @Test func `a word longer than the width stands alone`() {
    #expect("a bottleneck b".filled(width: 4) == ["a", "bottleneck", "b"])
  }

  @Test func `line breaks stay`() {
    #expect("a b\n\nc d e".filled(width: 3) == ["a b", "", "c d", "e"])
    #expect("".filled(width: 5) == [""])
  }

  @Test func `an indented line stays as it is`() {
    #expect("  a   b   c\nc   d".filled(width: 4) == ["  a   b   c", "c d"])
  }

  @Test func `later lines hang below the first`() {
    #expect("one two three".wrapped(width: 9, hangingIndentation: 2) == "one two\n  three")
    #expect("one two".wrapped() == "one two")
  }

  @Test func `texts are padded on either side and trimmed`() {
    #expect("ab".leftAligned(width: 4) == "ab  ")
    #expect("ab".rightAligned(width: 4) == "  ab")
    #expect("abc".leftAligned(width: 2) == "abc" && "abc".rightAligned(width: 2) == "abc")
    #expect("  x  ".withoutTrailingSpaces == "  x")
  }
}

@Suite struct TextTableTests {
  @Test func `columns of numbers stand to the right, of words to the left`() {
    let table = TextTable([["", "name", "count"], ["1", "a", "7"], ["2", "long", "12"]])
    #expect(table.description == "   name  count\n1  a         7\n2  long     12")
  }

  @Test func `shapes, signs and NaN are numbers`() {
    let table = TextTable([["shape", "value"], ["[2, 3]", "−1"], ["[10]", "NaN"]])
    #expect(table.description == " shape  value\n[2, 3]     −1\n  [10]    NaN")
  }

  @Test func `no line ends in spaces`() {
    #expect(TextTable([["a", "b"], ["c", ""]]).description == "a  b\nc")
    #expect(TextTable([]).description == "")
  }

  @Test func `a row of another length is refused`() async {
    await #expect(processExitsWith: .failure) { _ = TextTable([["a", "b"], ["c"]]) }
  }
}

@Suite struct JSONTextTests {
  private struct Loss: Codable { let loss: Double }

  @Test func `what is not finite is still written as JSON`() throws {
    let encoder = JSONEncoder.sorted(.prettyPrinted)
    #expect(try encoder.text(["loss": Double.nan]) == "{\n  \"loss\" : \"nan\"\n}")
    #expect(
      try JSONEncoder.sorted().text(["b": 1, "a": -Double.infinity]) == #"{"a":"-inf","b":1}"#)
  }

  @Test func `what was written reads back`() throws {
    for value in [0.1, .infinity, -.infinity, .nan] {
      let text = try JSONEncoder.sorted().text(Loss(loss: value))
      let back = try JSONDecoder.readingWords.decode(Loss.self, from: Data(text.utf8)).loss
      #expect(back == value || back.isNaN && value.isNaN)
    }
  }

  @Test func `a number writes its word with every encoder`() throws {
    for value in [0.1, .infinity, -.infinity, .nan] {
      let data = try JSONEncoder().encode([JSONNumber(value)])
      let back = try JSONDecoder().decode([JSONNumber].self, from: data)[0].value
      #expect(back == value || back.isNaN && value.isNaN)
    }
  }

  @Test func `another word is no number`() {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([JSONNumber].self, from: Data(#"["large"]"#.utf8))
    }
  }
}

@Suite struct TerminalTests {
  @Test(arguments: [
    (nil, 80), ("80", 80), ("60", 60), ("200", 80), ("12", 40), ("0", 80), ("wide", 80), ("", 80),
  ])
  func `a width is between 40 and 80 columns, and 80 if unknown`(columns: String?, width: Int) {
    #expect(Terminal.width(columns: columns) == width)
  }

  @Test func `lines that fit stay, longer ones go on below`() {
    #expect("  a   b\nc".folded(width: 8) == ["  a   b", "c"])
    #expect("  one two three".folded(width: 10) == ["  one two", "    three"])
    #expect("unbreakable".folded(width: 4) == ["unbreakable"])
    #expect("to unbreakable".folded(width: 4) == ["to", "  unbreakable"])
    #expect("one two  three".folded(width: 9) == ["one two", "  three"])
    #expect("      far in".folded(width: 4) == ["      far", "        in"])
  }

  @Test func `a comment at the end of a line goes below as a whole`() {
    #expect("  f(x, y)    // a b".folded(width: 14) == ["  f(x, y)", "    // a b"])
    #expect("  // one two three".folded(width: 12) == ["  // one two", "    three"])
  }
}

@Suite struct NarrowTableTests {
  private let table = TextTable([
    ["", "title", "count"], ["E1", "one two three", "5"], ["E2", "four", "12"],
  ])

  @Test func `the texts of one column are broken to fit`() {
    #expect(
      table.fitted(width: 18, breaking: 1) == """
            title    count
        E1  one two      5
            three
        E2  four        12
        """)
    #expect(table.fitted(width: 40, breaking: 1) == table.description)
  }

  @Test func `columns without room stand in blocks behind the first`() {
    #expect(
      table.blocks(width: 17) == """
            title
        E1  one two three
        E2  four

            count
        E1      5
        E2     12
        """)
    #expect(table.blocks(width: 40) == table.description)
    #expect(table.blocks(width: 1).split(separator: "\n").count == 6)
  }

  @Test func `counts of ten lessons fit 60 columns`() {
    let rows =
      [["lesson"] + (1...10).map(String.init) + ["together"]]
      + (0..<10).map { _ in ["gradient checks"] + Array(repeating: "123456", count: 11) }
    let lines = TextTable(rows).blocks(width: 60).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 60 })
  }
}
