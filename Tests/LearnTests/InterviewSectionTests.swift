import Course
import Foundation
import Testing
import learn

@Suite
struct InterviewSectionTests {
  @Test func `a question is rendered with folded answer and figures`() throws {
    let bank = InterviewBank([try question("01.01"), try question("02.01", minutes: 1)])
    #expect(
      InterviewSection.markdown(for: 1, in: bank) == """
        ### 01.01 What is 01.01?

        *explain*, 2 minutes

        <details><summary>Answer</summary>

        **In thirty seconds.** It is 0.25 of 01.01. More of it.

        **At the whiteboard.**

        ```text
        a = b
        ```

        **Often said, and wrong:** “It is not 01.01.” It measures 0.25.

        **Measured by the proof** (`./learn prove 01.01`):

        | figure | value |
        |---|---:|
        | size | 0.25 |
        | rounding | at most 1e-12 |

        **Asked next:**

        - And then?

        </details>

        """)
    #expect(InterviewSection.markdown(for: 2, in: bank).contains("*explain*, 1 minute\n"))
    #expect(InterviewSection.markdown(for: 3, in: bank) == "")
  }

  @Test func `questions stand in order, and bars in names end no cell`() throws {
    let bar = ProvenQuestion(
      question: try question("01.02").question, evidence: [Figure("|x|", 1)], proof: "")
    let text = InterviewSection.markdown(for: 1, in: InterviewBank([bar, try question("01.01")]))
    let first = try #require(text.firstRange(of: "### 01.01"))
    let second = try #require(text.firstRange(of: "### 01.02"))
    #expect(first.lowerBound < second.lowerBound)
    #expect(text.contains("| \\|x\\| | 1 |"))
  }

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
