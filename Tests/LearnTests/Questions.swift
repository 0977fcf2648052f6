import Course
import Testing

/// A question that asks “What is <id>?”, with two numbers and a mistake of its own.
func question(
  _ id: String, minutes: Int = 2, words: String? = nil, answer: String? = nil,
  otherMistakes: [WrongAnswer] = [
    WrongAnswer("It is twice {size}.", refutation: "It is {size} once."),
    WrongAnswer("It is nothing.", refutation: "Nothing has no size."),
    WrongAnswer("It is new.", refutation: "It is old."),
  ]
) throws -> ProvenQuestion {
  ProvenQuestion(
    question: InterviewQuestion(
      id: try #require(CourseID(id, as: .question)), level: .explain, minutes: minutes,
      question: words ?? "What is \(id)?", answer: answer ?? "It is {size} of \(id). More of it.",
      whiteboard: "a = b", commonMistake: "It is not \(id).", otherMistakes: otherMistakes,
      refutation: "It measures {size}.",
      followUps: [FollowUp("And then?", answer: "Then nothing.")]),
    evidence: [Evidence("size", 0.25), Evidence("rounding", atMost: 1e-12)],
    proof: "Lesson01PerceptronTests.Lesson01Interview/What is \(id)?")
}

/// A bank of four questions in lesson 1 and one in lesson 2.
func smallBank() throws -> InterviewBank {
  InterviewBank(
    try ["01.01", "01.02", "01.03", "01.04", "02.01"].map { try question($0) })
}
