import Course
import Foundation
import Testing

/// A question with given words; what a test does not care about is filled in.
func question(
  _ id: String, question: String = "What is it?", answer: String = "It is this. And that.",
  mistake: String = "It is something else.", otherMistakes: [WrongAnswer] = [],
  evidence: [Evidence] = [Evidence("size", 0.25)],
  proof: String? = nil
) throws -> ProvenQuestion {
  ProvenQuestion(
    question: InterviewQuestion(
      id: try #require(CourseID(id, as: .question)), level: .explain, minutes: 2,
      question: question,
      answer: answer, commonMistake: mistake, otherMistakes: otherMistakes,
      refutation: "It measures {size}."),
    evidence: evidence, proof: "Lesson01PerceptronTests.Lesson01Interview/\(proof ?? question)")
}

@Suite
struct InterviewQuestionTests {
  @Test func `the claim is the first sentence of the answer`() throws {
    #expect(
      try question("01.01", answer: "It is 0.5 at most. So.").question.claim == "It is 0.5 at most."
    )
    #expect(try question("01.01", answer: "One sentence").question.claim == "One sentence")
  }

  @Test func `names in braces are replaced by their numbers`() throws {
    let filled = try question(
      "01.01", answer: "It costs {size}, to the digit {size|1}, and {nothing}.",
      evidence: [Evidence("size", 0.25731)])
    #expect(filled.words.answer == "It costs 0.257, to the digit 0.3, and {nothing}.")
    #expect(filled.unknownNames == ["nothing"])
    #expect(try question("01.01").unknownNames.isEmpty)
  }

  @Test(
    arguments: [
      (0.0, "0"), (235_146, "235,146"), (1234, "1234"), (-3, "−3"), (0.25, "0.25"),
      (0.774957, "0.775"), (9.0791e-5, "9.08e-5"), (4.15e-20, "4.15e-20"), (11012.6, "11,000"),
      (1.4611501, "1.46"), (.nan, "NaN"), (.infinity, "∞"), (-.infinity, "−∞"), (3e30, "3e30"),
    ])
  func `evidence stands with three digits, whole numbers in full`(
    value: Double, text: String
  ) {
    #expect(Evidence("f", value).text == text)
  }

  @Test func `a bound says that it is one`() {
    #expect(Evidence("f", atMost: 1e-12).text == "at most 1e-12")
    #expect(Evidence("f", 1.4611501).text(significantDigits: 6) == "1.46115")
  }

  @Test func `evidence agrees to the sixth digit`() {
    #expect(Evidence("f", 1.2345678).value == 1.23457)
    #expect(Evidence("f", 1_055_754).value == 1_055_754)
    #expect(Evidence("f", 1.23457).agrees(with: Evidence("f", 1.23458)))
    #expect(!Evidence("f", 1.23457).agrees(with: Evidence("f", 1.2347)))
    #expect(!Evidence("f", 1).agrees(with: Evidence("g", 1)))
    #expect(!Evidence("f", 1).agrees(with: Evidence("f", atMost: 1)))
    #expect(Evidence("f", .nan).agrees(with: Evidence("f", .nan)))
    #expect(!Evidence("f", .nan).agrees(with: Evidence("f", 0)))
    #expect(!Evidence("f", .infinity).agrees(with: Evidence("f", -.infinity)))
    #expect(!Evidence("f", .infinity).agrees(with: Evidence("f", 1)))
  }
}
