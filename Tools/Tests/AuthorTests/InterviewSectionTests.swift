import Course
import Notebooks
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

        <details><summary>Answer (30 seconds)</summary>

        It is 0.25 of 01.01. More of it.

        **At the whiteboard.**

        ```text
        a = b
        ```

        **Often said, and wrong:** “It is not 01.01.” It measures 0.25.

        *Asked next: And then?* Then nothing.

        **Measured by the proof** (`./learn prove 01.01`):

        | evidence | value |
        |---|---:|
        | size | 0.25 |
        | rounding | at most 1e-12 |

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

  @Test func `a follow-up without an answer is found at its question`() throws {
    let page = Page(path: "Lessons/01-X.md", text: "\n### 01.02 What is 01.02?")
    let sound = try question("01.01")
    #expect(InterviewSection.unanswered(on: page, in: InterviewBank([sound])) == [])
    for answer in ["", " ", "…"] {
      let open = try question("01.02", nextAnswer: answer)
      let findings = InterviewSection.unanswered(on: page, in: InterviewBank([sound, open]))
      #expect(findings.map(\.line) == [2])
      #expect(findings.first?.message.contains("“And then?”") == true)
    }
  }

  @Test func `the rendered section breaks nothing`() throws {
    let bank = InterviewBank([try question("01.01")])
    let text = "# T\n\n" + InterviewSection.markdown(for: 1, in: bank)
    #expect(RenderedPage.findings(in: Page(path: "Lessons/01-X.md", text: text)) == [])
  }
}
