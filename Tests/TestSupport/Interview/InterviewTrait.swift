public import Course
package import Foundation
public import Testing

/// The words of an interview question whose answer the test proves.
///
/// ```swift
/// @Test(
///   .interview(
///     .question(1, 10), level: .recall, minutes: 1,
///     question: "What does the bias of a neuron do?", answer: "…", commonMistake: "…",
///     refutation: "… costs {error without bias} …"))
/// func `without a bias centered inputs leave an error`() {
///   …
///   evidence("error without bias", error)
///   #expect(abs(error - 1) < 1e-12)
/// }
/// ```
///
/// The name of the test is what the body proves, in at most 60 characters. The body proves the answer
/// and refutes the common mistake by numbers, which it records with `evidence`. A proof fails, apart
/// from its expectations, if it records nothing, or if its words name evidence that it does not record.
/// How long it takes is nobody's verdict, since a busy machine would change it; keep it within a second.
///
/// With the environment variable `LEARN_EXPORT` set to a folder, every proof leaves a file there:
/// its words and evidence, for `learn interview export`. Only runs in double precision do; those of
/// single precision agree with them to fewer digits than the bank keeps.
public struct InterviewTrait: TestTrait, TestScoping {
  /// The words.
  let question: InterviewQuestion

  /// Runs a proof with a recorder, and judges and exports what it recorded.
  ///
  /// - Parameters:
  ///   - test: The proof.
  ///   - testCase: Its only case.
  ///   - function: The body.
  /// - Throws: What the body throws, or what the file system says of the exported file.
  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let recorder = EvidenceRecorder()
    try await EvidenceRecorder.$current.withValue(recorder) { try await function() }

    let proven = proven(by: test, evidence: recorder.evidence)
    for fault in proven.faults {
      Issue.record("\(proven.id): \(fault)", sourceLocation: test.sourceLocation)
    }
    if let folder = ProcessInfo.processInfo.environment["LEARN_EXPORT"], isDoublePrecision {
      try proven.export(to: URL(fileURLWithPath: folder))
    }
  }

  /// The question with what its proof measured and where the proof stands.
  ///
  /// - Parameters:
  ///   - test: The proof.
  ///   - evidence: What it measured.
  /// - Returns: A question of the bank.
  package func proven(by test: Test, evidence: [Evidence]) -> ProvenQuestion {
    let suite = ([test.id.moduleName] + test.id.nameComponents.dropLast()).joined(separator: ".")
    let claim = test.name.replacing(/`|\(\)$/, with: "")
    return ProvenQuestion(question: question, evidence: evidence, proof: "\(suite)/\(claim)")
  }
}

extension Trait where Self == InterviewTrait {
  /// Makes a test the proof of an interview question; the test's name is the claim that it proves.
  ///
  /// - Parameters:
  ///   - id: The lesson and the position in it, such as `.question(2, 7)`; never given twice.
  ///   - level: What the question asks of the candidate.
  ///   - minutes: The time that a complete answer takes.
  ///   - question: The question as interviewers ask it; under one id it asks the same forever.
  ///   - answer: What a strong candidate says within thirty seconds.
  ///   - whiteboard: What the candidate writes, where the question asks for it.
  ///   - commonMistake: The usual wrong answer, as a statement that stands by itself.
  ///   - otherMistakes: Other wrong answers, for the quiz to choose from, each with why it is wrong.
  ///   - refutation: Why that answer is wrong.
  ///   - followUps: What the interviewer asks next, each with its answer.
  /// - Returns: The trait.
  /// - Precondition: The id is one of a question.
  public static func interview(
    _ id: CourseID, level: InterviewQuestion.Level, minutes: Int, question: String, answer: String,
    whiteboard: String? = nil, commonMistake: String,
    otherMistakes: KeyValuePairs<String, String> = [:],
    refutation: String, followUps: KeyValuePairs<String, String> = [:]
  ) -> InterviewTrait {
    precondition(
      id.kind == .question, "Trait.interview: an id of a question was expected: \(id)")
    return InterviewTrait(
      question: InterviewQuestion(
        id: id, level: level, minutes: minutes,
        question: question, answer: answer, whiteboard: whiteboard, commonMistake: commonMistake,
        otherMistakes: otherMistakes.map { WrongAnswer($0, refutation: $1) },
        refutation: refutation,
        followUps: followUps.map { FollowUp($0, answer: $1) }))
  }
}

extension ProvenQuestion {
  /// What makes this no proof, whatever its expectations say.
  ///
  /// One sentence a fault.
  package var faults: [String] {
    var faults: [String] = []
    if evidence.isEmpty { faults.append("The proof records no evidence.") }
    for name in unknownNames {
      faults.append("The words name “\(name)”, which the proof does not record.")
    }
    return faults
  }

  /// Leaves the question for `learn interview export`, as a bank of its own named after its id.
  ///
  /// - Parameter folder: An existing folder.
  /// - Throws: What the file system says, if the file cannot be written.
  package func export(to folder: URL) throws {
    let file = folder.appending(path: "\(id).json")
    try Data(InterviewBank([self]).json.utf8).write(to: file, options: .atomic)
  }
}
