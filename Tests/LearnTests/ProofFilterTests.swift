import Course
import Foundation
import Testing
import learn

@Suite
struct ProofFilterTests {
  @Test func `the filter of a proof selects that proof and no other`() throws {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let bank = try InterviewBank(contentsOf: root.appending(path: "Lessons/interview.json"))
    // A test's name as `swift test --filter` sees it.
    let names = bank.questions.map {
      $0.proof.replacing("/", with: "/`", maxReplacements: 1) + "`()"
    }
    for question in bank.questions {
      let filter = try Regex(InterviewRun.filter(selecting: question.proof))
      #expect(names.count { $0.contains(filter) } == 1, "\(question.id)")
    }
  }

  @Test func `an id that does not exist is answered with a suggestion`() throws {
    let bank = try smallBank()
    #expect(bank.suggestion(for: "1.3").hasSuffix("Did you mean 01.03?"))
    #expect(bank.suggestion(for: "01.77").hasSuffix("Lesson 1 has 01.01 to 01.04."))
    #expect(bank.suggestion(for: "2").hasSuffix("Lesson 2 has 02.01 to 02.01."))
    #expect(bank.suggestion(for: "xor").hasSuffix("Lessons with questions: 1, 2."))
    #expect(bank.suggestion(for: "09.01").hasSuffix("Lessons with questions: 1, 2."))
  }
}
