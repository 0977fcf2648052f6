import Course
import Foundation
import Testing

@Suite
struct InterviewContractTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  // Read once, not once a test.
  private static let stored = Result {
    let bank = try InterviewBank(contentsOf: root.appending(path: "Lessons/interview.json"))
    let tests = root.appending(path: "Tests")
    let files = try FileManager.default.subpathsOfDirectory(atPath: tests.path)
      .filter { $0.contains(/^Lesson\d\d.*Interview.*\.swift$/) }
    let proofs = try files.flatMap { path in
      InterviewContract.proofs(
        in: try String(contentsOf: tests.appending(path: path), encoding: .utf8))
    }
    return (bank, proofs)
  }

  private let bank: InterviewBank
  private let proofs: [SourceProof]

  init() throws { (bank, proofs) = try Self.stored.get() }

  @Test func `ids are unique and leave no gap`() {
    #expect(InterviewContract.numbering(proofs) == [])
  }

  @Test func `every question has a test of its words, every test is stored`() {
    #expect(InterviewContract.correspondence(bank, proofs) == [])
  }

  @Test func `every proof is named by a claim of at most 60 characters`() {
    #expect(InterviewContract.claims(proofs) == [])
  }

  @Test func `every proof stands in the suite of its lesson`() {
    #expect(InterviewContract.placement(proofs) == [])
  }

  @Test func `answers take thirty seconds, and their numbers are measured`() {
    #expect(InterviewContract.speech(bank) == [])
  }

  @Test(arguments: [1, 2])
  func `a lesson has at least 14 questions of at least 4 kinds`(lesson: Int) {
    let questions = bank.questions(of: lesson)
    #expect(questions.count >= 14)
    #expect(Set(questions.map(\.question.level)).count >= 4)
  }

  @Test func `no wrong choice stands without its own refutation`() {
    for question in bank.questions {
      let words = question.words
      let refutations = [words.refutation] + words.otherMistakes.map(\.refutation)
      #expect(Set(refutations).count == refutations.count, "\(question.id)")
      for mistake in words.otherMistakes {
        #expect(mistake.refutation.split(separator: " ").count >= 3, "\(question.id)")
        #expect(mistake.refutation.count <= 260, "\(question.id): \(mistake.statement)")
        #expect(mistake.statement != words.claim && mistake.statement != words.commonMistake)
      }
    }
  }

  @Test func `no two questions or common mistakes are the same`() {
    #expect(Set(bank.questions.map(\.question.question)).count == bank.questions.count)
    #expect(Set(bank.questions.map(\.question.commonMistake)).count == bank.questions.count)
  }
}

/// Every rule of the contract is seen to be broken.
@Suite
struct InterviewContractRulesTests {
  private let source = """
    extension Lesson01Interview {
      @Test(
        .interview(
          .question(1, 1), level: .recall, minutes: 1, question: "What is it?", answer: "…"))
      func `it is this`() {}

      @Test(.interview(.question(1, 2), level: .recall, minutes: 1,
        question: "What was"
          + " it?", answer: "…"))
      func `it was this`() throws {}
    }
    """

  @Test func `proofs are found in sources by id, words and name`() {
    let proofs = InterviewContract.proofs(in: source)
    #expect(proofs.map(\.id) == ["01.01", "01.02"])
    #expect(proofs.map(\.question) == ["What is it?", "What was it?"])
    #expect(proofs.map(\.claim) == ["it is this", "it was this"])
    #expect(InterviewContract.numbering(proofs) == [] && InterviewContract.placement(proofs) == [])
    #expect(InterviewContract.claims(proofs) == [])
  }

  @Test(arguments: [".question(1, 1)", ".question(1, 3)", ".question(1, 0)", ".exercise(1, 2)"])
  func `an id that stands twice, leaves a gap, or is none is found`(id: String) {
    let proofs = InterviewContract.proofs(in: source.replacing(".question(1, 2)", with: id))
    #expect(InterviewContract.numbering(proofs).count == 1)
  }

  @Test(arguments: ["What was it?", "", String(repeating: "so ", count: 20) + "on"])
  func `a test that is named by no claim, or a long one, is found`(name: String) {
    let proofs = InterviewContract.proofs(in: source.replacing("it was this", with: name))
    #expect(InterviewContract.claims(proofs).map { $0.prefix(5) } == ["01.02"])
  }

  @Test func `a proof in the suite of another lesson is found`() {
    let proofs = InterviewContract.proofs(
      in: source.replacing(".question(1, 2)", with: ".question(2, 1)"))
    #expect(InterviewContract.placement(proofs) == ["02.01 stands in the suite Lesson01Interview"])
  }

  @Test func `untested questions and unstored tests are found`() throws {
    let proofs = InterviewContract.proofs(in: source)
    let bank = InterviewBank([
      try question("01.01", question: "What else is it?"), try question("01.03"),
    ])
    #expect(
      InterviewContract.correspondence(bank, proofs) == [
        "01.01 asks something else in its test",
        "01.02 has a test, but does not stand in the bank",
        "01.03 stands in the bank, but has no test",
      ])
  }

  @Test func `a proof of another name than the bank says is found`() throws {
    let stored = InterviewBank([
      try question("01.01", proof: "it is this"),
      try question("01.02", question: "What was it?", proof: "it was that"),
    ])
    #expect(
      InterviewContract.correspondence(stored, InterviewContract.proofs(in: source)) == [
        "01.02 has another test in the bank: Lesson01PerceptronTests.Lesson01Interview/it was that"
      ])
  }

  @Test func `answers without measure are found`() throws {
    let short = try question("01.01", answer: "Yes. {none}", evidence: [])
    let long = try question(
      "01.02", answer: String(repeating: "word ", count: 96), evidence: [Evidence("size", 1)])
    let broken = InterviewContract.speech(InterviewBank([short, long]))
    #expect(
      broken == [
        "01.01: an answer of 2 words", "01.01: no evidence", "01.01: nobody measures “none”",
        "01.01: nobody measures “size”", "01.02: an answer of 96 words",
        "01.02: a claim of two lines",
      ])
  }
}
