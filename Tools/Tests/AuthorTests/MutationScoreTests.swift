import Foundation
import Testing
import author

@Suite struct MutationScoreTests {
  private let outcomes: [(outcome: MutantOutcome, isArgued: Bool)] = [
    (.failed, false), (.failed, true), (.stopped, false), (.timedOut, false), (.differs, false),
    (.survived, true), (.survived, false), (.notCompiled, true),
  ]

  @Test func `scores are shares of what compiles`() {
    let score = MutationScore(outcomes)
    #expect(score.tried == 7)
    #expect(score.argued == 1)
    #expect(score.raw == 2.0 / 7)
    #expect(score.detected == 5.0 / 7)
    #expect(score.adjusted == 5.0 / 6)
  }

  @Test func `the score of nothing is whole`() {
    let none = MutationScore([(.notCompiled, false)])
    #expect((none.raw, none.detected, none.adjusted) == (1, 1, 1))
    #expect(MutationScore([(.survived, true)]).adjusted == 1)
    #expect(MutationScore([(.survived, false)]).adjusted == 0)
  }

  @Test func `lines say what the scores are made of`() {
    let lines = MutationScore(outcomes).lines
    #expect(lines[0] == "raw        28.6 %  a test failed: 2 of 7")
    #expect(
      lines[1] == "detected   71.4 %  and 1 that stopped, 1 over the time, 1 whose runs differ")
    #expect(lines[2] == "adjusted   83.3 %  without 1 of 2 survivors that change nothing")
  }

  private static var groups: [(a: [Double], b: [Double], probability: Double)] {
    [
      ([1, 2, 3], [4, 5, 6], 0.1), ([4, 5, 6], [1, 2, 3], 0.1), ([1, 4], [2, 3], 1),
      ([1, 1, 1], [1, 1, 1], 1), ([0, 0], [1, 1], 1 / 3), ([], [1], 1),
      ([.nan, .nan], [1, 2], 1 / 3), ([.nan], [.infinity], 1),
    ]
  }

  @Test(arguments: groups)
  func `ranks tell a difference from chance`(a: [Double], b: [Double], probability: Double) {
    #expect(abs(RankTest.probability(a, b) - probability) < 1e-12)
  }

  @Test func `what rounding changes is no difference`() {
    let values = (0..<10).map { 1 + Double($0) / 1e9 }
    #expect(RankTest.probability(values, values.map { $0 - 1e-7 }) < 1e-4)
    #expect(RankTest.probabilityToSixDigits(values, values.map { $0 - 1e-7 }) == 1)
    #expect(RankTest.probabilityToSixDigits(values, values.map { $0 - 1e-4 }) < 1e-4)
    #expect(RankTest.probabilityToSixDigits([.infinity, 0], [0, .infinity]) == 1)
    #expect(RankTest.probabilityToSixDigits([.nan, .nan, .nan], [1, 2, 3]) == 0.1)
  }

  @Test func `ten runs apart have the least probability`() {
    let (low, high) = ((0..<10).map { Double($0) }, (10..<20).map { Double($0) })
    #expect(RankTest.probability(low, high) == 2.0 / 184_756)
  }

  @Test func `of many runs one differs by chance`() {
    let same = (0..<10).map { Double($0) }
    let runs = ["F1.1.0": same, "F1.1.1": same, "F1.2.0": same]
    let changed = runs.merging(["F1.1.1": same.map { $0 + 10 }]) { $1 }
    let found = RankTest.greatestDifference(runs, changed)
    #expect(found.name == "F1.1.1")
    #expect(abs(found.probability - 3 * 2.0 / 184_756) < 1e-12)
    #expect(RankTest.greatestDifference(runs, runs).probability == 1)
    #expect(RankTest.greatestDifference([:], changed).probability == 1)
  }

  private func record(
    _ outcome: MutantOutcome, _ text: String = "let a = b + c"
  ) throws
    -> MutantRecord
  {
    let mutant = try #require(Mutant.all(in: "A.swift", text).first)
    return MutantRecord(mutant, outcome, words: "said “so”", seconds: 1.26)
  }

  @Test func `a record is one line of JSON, and is read again`() throws {
    let records = [try record(.failed), try record(.survived, "let a = 1")]
    let text = try records.map { try $0.json() + "\n" }.joined()
    #expect(text.split(separator: "\n").count == 2)
    #expect(try MutantRecord.records(in: text) == records)
    #expect(records[0].seconds == 1.3)
  }

  @Test func `a line that was not finished is left out`() throws {
    let line = try record(.failed).json()
    #expect(try MutantRecord.records(in: line + "\n" + line.dropLast(5)).count == 1)
    #expect(throws: (any Error).self) { try MutantRecord.records(in: "{}\n" + line) }
    #expect(throws: (any Error).self) { try MutantRecord.records(in: line + "\n{}\n") }
  }

  @Test func `the table shows survivors that nobody argues`() throws {
    let records = [try record(.failed), try record(.survived, "let a = 1")]
    let open = MutationTable(records, argued: []).lines
    #expect(open.contains("  - let a = 1") && open.contains("  + let a = 2"))
    let row = open.last { $0.hasPrefix("all") }
    #expect(row?.split(separator: " ") == ["all", "1", "0", "0", "0", "1", "0"])
    let argued = MutationTable(records, argued: [records[1].key])
    #expect(!argued.lines.contains("  - let a = 1"))
    #expect(argued.score.adjusted == 1)
  }
}
