import Course
import Testing
import author

@Suite
struct InterviewSectionTests {
  @Test func `a question is rendered with folded answer and numbers`() throws {
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

        | evidence | value |
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
      question: try question("01.02").question, evidence: [Evidence("|x|", 1)], proof: "")
    let text = InterviewSection.markdown(for: 1, in: InterviewBank([bar, try question("01.01")]))
    let first = try #require(text.firstRange(of: "### 01.01"))
    let second = try #require(text.firstRange(of: "### 01.02"))
    #expect(first.lowerBound < second.lowerBound)
    #expect(text.contains("| \\|x\\| | 1 |"))
  }
}
