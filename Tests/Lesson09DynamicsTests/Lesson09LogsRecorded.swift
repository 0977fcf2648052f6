import Course
import Dynamics
import Foundation
import TestSupport
import Testing

/// Logs that `doctor.py` wrote of PyTorch loops that were not written for it.
@Suite struct Lesson09LogsRecorded {
  private func run(_ name: String) throws -> LoggedRun {
    try LogReader.run(at: Checkout.root.appending(path: "Tests/Fixtures/Logs/\(name).jsonl"))
  }

  @Test func `the healthy loop has no findings`() throws {
    let run = try run("healthy")
    let examination = Doctor.examination(of: run)
    #expect(examination.findings.isEmpty, "\(examination.findings.map(\.evidence))")
    #expect(examination.unanswered.isEmpty, "\(examination.unanswered)")
    #expect(run.notes.isEmpty && run.format == .runLog)
    #expect(run.facts.layers.map(\.kind) == ["Linear", "ReLU", "Linear", "ReLU", "Linear"])
    #expect(run.record.steps.count == 60 && run.record.validations.count == 5)
  }

  @Test(arguments: [
    ("rate-too-high", Cause.rateTooHigh, nil as String?), ("other-parameters", .notUpdated, nil),
    ("softmax-twice", .wrongHead, "5"), ("not-zeroed", .gradientsKept, nil),
    ("deep-sigmoids", .vanishingGradients, "0.weight"),
  ])
  func `each broken loop gets its cause`(name: String, cause: Cause, place: String?) throws {
    let findings = Doctor.examination(of: try run(name)).findings
    #expect(findings.first?.cause == cause, "\(findings.map(\.cause))")
    #expect(findings.first?.place == place)
  }

  @Test func `the recorded norms fit together`() throws {
    for step in try run("healthy").record.steps {
      #expect(step.gradientNorms.keys == step.updateNorms.keys)
      #expect(Set(step.parameterNorms.keys) == Set(step.updateNorms.keys))
      #expect(step.learningRate == 0.01)
      #expect(step.columns[.deadShare]?.keys.contains("1") == true)
    }
  }
}
