import Autograd
import Course
import Dynamics
import TensorCore
import TestSupport
import Testing

// What the text of a failure mode says beside its two figures: validation, and what it is compared with.
extension Lesson09FailureModes {
  // F9.1: it looks as the symptom says, and a fault of the pipeline keeps the validation at ln K.
  @Test(arguments: FailureModeContract.seeds)
  func `validation stays near ln 10, training falls`(seed: UInt64) throws {
    let run = try record(FailureMode.flatValidation.broken, seed: seed, of: 40)
    #expect(run.losses[39] < 0.5 * run.losses[0])
    for validation in run.validations {
      #expect(abs(validation.loss - 2.303) < 0.4, "step \(validation.step)")
    }
    let cured = try record(FailureMode.flatValidation.remedies[0], seed: seed)
    #expect(try #require(cured.validations.last).loss < 1.6)
    #expect(cured.losses == run.losses)
  }

  @Test(arguments: FlatHypothesis.allCases)
  func `each explanation of a flat curve has its test`(hypothesis: FlatHypothesis) throws {
    for seed in FailureModeContract.seeds {
      let signature = try hypothesis.measure(seed: seed)
      #expect(signature.hypothesis == hypothesis, "seed \(seed)")
    }
  }

  @Test func `no explanation fits a healthy run`() throws {
    for seed in FailureModeContract.seeds {
      let signature = try FlatHypothesis.healthy(seed: seed)
      #expect(signature.hypothesis == nil, "seed \(seed): \(signature)")
    }
  }

  // The signatures agree with the figures that the text gives them.
  @Test func `a saddle has no gradient and a way down`() throws {
    for seed in FailureModeContract.seeds {
      let saddle = try FlatHypothesis.saddle.measure(seed: seed)
      #expect(saddle.gradientNorm == 0)
      #expect(saddle.smallestCurvature < -0.1)
      let minimum = try FlatHypothesis.converged.measure(seed: seed)
      #expect(minimum.gradientNorm < 1e-3)
      #expect(abs(minimum.smallestCurvature) < 1e-2)
    }
  }

  // F9.20: the lowest is in the middle.
  @Test(arguments: FailureModeContract.seeds)
  func `the validation loss turns within the run`(seed: UInt64) throws {
    let run = try record(FailureMode.bestNotKept.broken, seed: seed)
    let losses = run.validations.prefix(100).map(\.loss)
    let lowest = try #require(losses.indices.min { losses[$0] < losses[$1] })
    #expect((0..<60).contains(lowest), "\(lowest)")
    #expect(zip(run.losses, run.losses.dropFirst()).allSatisfy { $1 < $0 })
  }

  // F9.21: what is validated are the first weights.
  @Test func `a stale average gives the loss of the start`() throws {
    let run = try record(FailureMode.staleWeights.broken, of: 10)
    #expect(run.validations.allSatisfy { $0.loss == run.losses[0] })
    #expect(run.losses[9] < 0.5 * run.losses[0])
  }

  // F9.15: the gap is the penalty, and measured alike the two losses are near each other.
  @Test(arguments: FailureModeContract.seeds)
  func `without the penalty both losses are alike`(seed: UInt64) throws {
    let ratio = try FailureMode.measuredDifferently.remedies[0].measure(seed: seed).value
    #expect((0.5...1.25).contains(ratio), "\(ratio)")
    let run = try record(FailureMode.measuredDifferently.broken, seed: seed, of: 50)
    let other = try record(FailureMode.measuredDifferently.remedies[0], seed: seed, of: 50)
    let gaps = zip(run.losses, other.losses).map { $0 - $1 }
    #expect(gaps[0] == 0)
    #expect(gaps[49] > gaps[5])
  }
}
