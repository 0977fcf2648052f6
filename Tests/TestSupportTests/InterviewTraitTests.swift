import Course
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite
struct InterviewTraitTests {
  private func proven(
    answer: String = "It is {size}.", evidence: [Evidence] = [Evidence("size", 1)]
  ) throws -> ProvenQuestion {
    ProvenQuestion(
      question: InterviewQuestion(
        id: .question(1, 2), level: .recall, minutes: 1, question: "What?",
        answer: answer, commonMistake: "No.", refutation: "Yes."),
      evidence: evidence, proof: "Tests.Suite/it is that")
  }

  @Test func `a proof that measures what its words name is sound`() throws {
    #expect(try proven().faults.isEmpty)
  }

  @Test func `a proof without evidence is none`() throws {
    let faults = try proven(answer: "It is.", evidence: []).faults
    #expect(faults == ["The proof records no evidence."])
  }

  @Test func `words may not name what the proof does not record`() throws {
    let faults = try proven(answer: "It is {weight}.").faults
    #expect(faults == ["The words name “weight”, which the proof does not record."])
  }

  @Test func `an exported proof is a bank of one question`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try proven().export(to: folder)
    let bank = try InterviewBank(contentsOf: folder.appending(path: "01.02.json"))
    #expect(try bank == InterviewBank([proven()]))
  }

  private func trait(_ id: CourseID) -> InterviewTrait {
    .interview(
      id, level: .recall, minutes: 1, question: "What?", answer: "It is {size}.",
      commonMistake: "No.", refutation: "Yes.")
  }

  @Test func `a proof bears the trait's question and the test's name`() throws {
    let test = try #require(Test.current)
    let proven = trait(.question(1, 2)).proven(by: test, evidence: [Evidence("size", 1)])
    #expect(proven.id.description == "01.02" && proven.question.question == "What?")
    #expect(proven.evidence == [Evidence("size", 1)])
    #expect(
      proven.proof
        == "TestSupportTests.InterviewTraitTests/a proof bears the trait's question and the test's name"
    )
  }

  @Test func `an id that is not one of a question stops the program`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let _: InterviewTrait = .interview(
        .exercise(1, 2), level: .recall, minutes: 1, question: "What?", answer: "It.",
        commonMistake: "No.", refutation: "Yes.")
    }
    // In release builds a precondition stops the program without a word.
    #if DEBUG
      let output = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(output.contains("Trait.interview: an id of a question was expected: E01.2"))
    #else
      #expect(result != nil)
    #endif
  }

  /// Runs a body as the trait runs a proof, and returns what it reports.
  private func issues(in body: @escaping @Sendable () -> Void) async throws -> [String] {
    let trait = trait(.question(1, 2))
    let test = try #require(Test.current)
    let reported = Mutex<[String]>([])
    try await withKnownIssue(isIntermittent: true) {
      try await trait.provideScope(for: test, testCase: nil) { body() }
    } matching: { issue in
      reported.withLock { $0.append(issue.comments.map(\.rawValue).joined()) }
      return true
    }
    return reported.withLock { $0 }
  }

  @Test func `the trait collects what the body records`() async throws {
    #expect(try await issues { evidence("size", 3) } == [])
    #expect(try await issues { evidence("size", 0.5, atMost: 1) } == [])
  }

  @Test func `the trait reports a body that records nothing`() async throws {
    let reported = try await issues {}
    #expect(reported.first == "01.02: The proof records no evidence." && reported.count == 2)
  }

  @Test func `evidence recorded twice, or above its bound, is reported`() async throws {
    let twice = try await issues {
      evidence("size", 1)
      evidence("size", 2)
    }
    #expect(twice == ["evidence: “size” was recorded twice in one proof"])
    let large = try await issues { evidence("size", 2.5, atMost: 2) }
    #expect(large == ["size"])
    let undefined = try await issues { evidence("size", Double.nan, atMost: 2) }
    #expect(undefined == ["size"])
  }

  @Test func `evidence outside of a proof is reported`() {
    withKnownIssue {
      evidence("size", 1)
    } matching: { issue in
      issue.comments.contains {
        $0.rawValue.contains("outside of a test with the trait .interview")
      }
    }
  }
}
