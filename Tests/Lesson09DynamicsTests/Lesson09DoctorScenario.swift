import Course
import Dynamics
import Foundation
import Testing

/// The evening of the course overview: at 40 % of a cosine the rate is 3e-5 and validation stands at 2.340 to 2.342.
@Suite struct Lesson09DoctorScenario {
  /// What is behind it.
  enum Truth: CaseIterable {
    case converged, saddle, idleRate, brokenPipeline, memorizing, staleWeights
  }

  /// The log of the evening: 400 of 1000 steps.
  private func log(of truth: Truth, seed: UInt64) -> LoggedRun {
    var noise = CurveSample.Noise(seed: seed)
    var record = TrainingRecord()
    let names = ["embedding.weight", "layer1.weight", "layer2.weight", "output.weight"]
    let isFalling = truth == .brokenPipeline || truth == .memorizing || truth == .staleWeights
    for step in 0..<400 {
      let rate = 3e-5 / 0.6545 / 2 * (1 + cos(.pi * Double(step) / 1000))
      let fall = isFalling ? 1.2 * Double(step) / 400 : 2 * (1 - exp(-Double(step) / 15))
      let level = truth == .converged ? 4.33 : truth == .saddle ? 4.34 : 2.6
      let slope = truth == .idleRate ? 0.05 * Double(step) / 400 : fall
      var measured = TrainingRecord.Step(
        loss: (level - slope) * (1 + 0.005 * noise.normal()),
        learningRate: truth == .idleRate ? rate / 1e4 : rate)
      let isStill = truth == .converged || truth == .saddle
      for name in names {
        measured.gradientNorms[name] =
          (isStill ? max(1e-4, exp(-Double(step) / 15)) : 1) * exp(0.1 * noise.normal())
        measured.parameterNorms[name] = 10
        measured.updateNorms[name] =
          truth == .idleRate ? 1e-6 : 0.02 * (measured.gradientNorms[name] ?? 0)
      }
      record.steps.append(measured)
    }
    let ripple = truth == .brokenPipeline ? 0 : 0.001
    let held: [Double] = (0..<12).map { 2.341 + ripple * Double($0 % 3 - 1) }
    record.validations = held.enumerated().map {
      TrainingRecord.Validation(step: 20 + 33 * $0.offset, loss: $0.element)
    }
    var facts = RunFacts()
    facts.optimizer = "AdamW"
    facts.weightsHashes = (0..<12).map { truth == .staleWeights ? "a" : "\($0)" }
    return LoggedRun(record: record, facts: facts)
  }

  @Test(arguments: [
    (Truth.idleRate, Cause.rateTooLow), (.brokenPipeline, .validationPipeline),
    (.memorizing, .overfitting), (.staleWeights, .staleWeights),
  ])
  func `each of the causes is named first`(truth: Truth, cause: Cause) {
    for seed in UInt64(1)...10 {
      let examination = Doctor.examination(of: log(of: truth, seed: seed))
      #expect(examination.findings.first?.cause == cause, "\(examination.findings.map(\.cause))")
    }
  }

  @Test func `a run that has converged has no findings`() {
    for seed in UInt64(1)...10 {
      #expect(Doctor.examination(of: log(of: .converged, seed: seed)).findings.isEmpty)
    }
  }

  @Test(arguments: [
    (Truth.converged, [Hypothesis.Verdict.open, .open, .refuted, .open, .refuted]),
    (.saddle, [.open, .open, .refuted, .open, .refuted]),
    (.idleRate, [.refuted, .refuted, .supported, .open, .refuted]),
    (.brokenPipeline, [.refuted, .refuted, .refuted, .supported, .open]),
    (.memorizing, [.refuted, .refuted, .refuted, .open, .supported]),
    (.staleWeights, [.refuted, .refuted, .refuted, .open, .supported]),
  ])
  func `the five hypotheses get their verdicts`(truth: Truth, verdicts: [Hypothesis.Verdict]) {
    for seed in UInt64(1)...10 {
      let hypotheses = Doctor.examination(of: log(of: truth, seed: seed)).hypotheses
      #expect(hypotheses.map(\.number) == [1, 2, 3, 4, 5])
      #expect(hypotheses.map(\.verdict) == verdicts, "\(truth), seed \(seed)")
    }
  }

  @Test func `healthy gradients alone refute minimum and saddle`() {
    var run = log(of: .converged, seed: 1)
    for index in run.record.steps.indices {
      run.record.steps[index].gradientNorms = run.record.steps[index].gradientNorms.mapValues { _ in
        1
      }
    }
    let hypotheses = Doctor.examination(of: run).hypotheses
    #expect(hypotheses[0].verdict == .refuted && hypotheses[1].verdict == .refuted)
  }

  @Test func `validation that moves raises no hypotheses`() {
    #expect(Doctor.examination(of: CurveSample.of(.overfitting, seed: 1).record).hypotheses.isEmpty)
  }

  @Test func `at 40 percent of a cosine 65 percent of the peak are left`() {
    let rates = log(of: .converged, seed: 1).record.steps.map(\.learningRate)
    #expect(abs(rates[399] / rates[0] - 0.6545) < 0.002)
  }
}
