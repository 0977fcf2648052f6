import Course
import Dynamics
import Testing

/// Every detector speaks where it should, and is silent otherwise.
@Suite struct Lesson09DoctorDetectors {
  @Test func `a healthy record has no findings`() {
    for (seed, sample) in RecordSample.healthy.enumerated() {
      #expect(sample.findings.isEmpty, "seed \(seed): \(sample.causes)")
    }
  }

  @Test(arguments: Illness.all)
  func `an ill record is found ill, its cause first`(illness: Illness) {
    for (seed, healthy) in RecordSample.healthy.enumerated() {
      var sample = healthy
      illness.infect(&sample)
      let findings = sample.findings
      #expect(
        findings.first?.cause == illness.cause,
        "seed \(seed): \(findings.map { ($0.cause, $0.strength) })")
      if let place = illness.place { #expect(findings.first?.place == place) }
    }
  }

  @Test func `every detector has a record on which it speaks`() {
    let spoken = Illness.all.flatMap { illness -> [String] in
      var sample = RecordSample.healthy[0]
      illness.infect(&sample)
      let run = RunSeries(sample.record, sample.facts)
      return Detectors.all.filter { !$0.findings(in: run).isEmpty }.map(\.name)
    }
    #expect(Set(spoken) == Set(Detectors.all.map(\.name)))
    #expect(Set(Detectors.all.map(\.name)).count == Detectors.all.count)
  }

  @Test func `an empty record has no findings`() {
    #expect(Doctor.examination(of: TrainingRecord()).findings.isEmpty)
  }

  @Test func `a log of losses alone names what it cannot answer`() {
    let examination = Doctor.examination(of: CurveSample.of(.healthy, seed: 1).record)
    #expect(examination.findings.isEmpty)
    let questions = examination.unanswered.map(\.question)
    #expect(questions.contains("vanishing gradients") && questions.contains("stale weights"))
    #expect(!questions.contains("learning rate too high"))
    #expect(
      examination.unanswered.first { $0.question == "dead units" }?.missing == [
        "shares of dead units"
      ])
  }

  @Test func `findings say evidence, test and fix`() {
    for illness in Illness.all {
      var sample = RecordSample.healthy[1]
      illness.infect(&sample)
      for finding in sample.findings {
        #expect(finding.evidence.hasSuffix("."), "\(finding.evidence)")
        #expect(finding.test.hasSuffix("."), "\(finding.test)")
        #expect(finding.fix.hasSuffix("."), "\(finding.fix)")
        #expect((1...9).contains(finding.cause.lesson))
      }
    }
  }
}
