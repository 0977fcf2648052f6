import ReadingDigits
import Testing
import learn

@Suite struct CurveTests {
  @Test func `a falling curve runs from top left to bottom right`() {
    let lines = curve([100, 10, 1], height: 3, width: 10, horizontal: "epoch").split(
      separator: "\n")
    #expect(lines.count == 5)
    #expect(lines[0].hasSuffix("┤•"))
    #expect(lines[1].hasSuffix("┤ •"))
    #expect(lines[2].hasSuffix("┤  •"))
    #expect(lines[0].contains("1e+02") && lines[2].contains("1"))
  }

  @Test func `numbers that have no logarithm are left out`() {
    #expect(curve([.nan, -1, 0], height: 3, width: 10, horizontal: "x") == "(nothing to draw)")
    #expect(curve([1, .infinity, 1], height: 3, width: 10, horizontal: "x").contains("•"))
  }
}

@Suite struct CommandNameTests {
  private let names = ["demo", "status", "test", "help"]

  @Test func `a misspelled command is answered with the one that was meant`() {
    #expect(probablyMeant("demos", among: names) == "demo")
    #expect(probablyMeant("statsu", among: names) == "status")
    #expect(probablyMeant("tets", among: names) == nil)
    #expect(probablyMeant("tes", among: names) == "test")
  }

  @Test func `commands, options and words like none are left to the parser`() {
    for word in ["demo", "help", "--help", "-h", "photosynthesis"] {
      #expect(probablyMeant(word, among: names) == nil, "\(word)")
    }
  }
}
