import Autograd
import Course
import Dynamics
import TensorCore
import TestSupport
import Testing

/// Figures of steps and of whole runs.
@Suite struct Lesson09MonitorsRuns {
  private func step(
    gradients: [String: Double] = [:], values: [String: Double] = [:],
    updates: [String: Double] = [:]
  ) -> TrainingRecord.Step {
    TrainingRecord.Step(
      loss: 1, learningRate: 0.1, gradientNorms: gradients, parameterNorms: values,
      updateNorms: updates)
  }

  @Test func `ratios of updates, each and together`() {
    let step = step(
      values: ["a": 3, "b": 4, "born at zero": 0],
      updates: ["a": 0.03, "b": 0.04, "born at zero": 0.1])
    #expect(
      difference([step.updateRatios["a"] ?? 0, step.updateRatios["b"] ?? 0], [0.01, 0.01]) < 1e-12)
    #expect(step.updateRatios.count == 2)
    let together = (0.03 * 0.03 + 0.04 * 0.04 + 0.01).squareRoot() / 5
    #expect(abs((step.updateRatio ?? 0) - together) < 1e-12)
    #expect(self.step().updateRatio == nil)
  }

  @Test func `the joint norm neither overflows nor hides NaN`() {
    #expect(step(gradients: ["a": 3, "b": 4]).gradientNorm == 5)
    let large = step(gradients: ["a": 3e200, "b": 4e200]).gradientNorm ?? 0
    #expect(abs(large / 5e200 - 1) < 1e-15)
    #expect(step(gradients: ["a": .nan, "b": 4]).gradientNorm?.isNaN == true)
    #expect(step(gradients: ["a": .infinity, "b": 4]).gradientNorm == .infinity)
    #expect(step(gradients: ["a": 0]).gradientNorm == 0)
    #expect(step().gradientNorm == nil)
  }

  // The curriculum's F9.6, on another data set: the ratio is proportional to the rate.
  @Test func `the update ratio of descent is proportional to the rate`() throws {
    let ratios = try [1e-4, 1e-2, 1].map { (rate: Scalar) in
      let run = try DigitsRun(seed: 1)
      let optimizer = GradientDescent(run.model.trainedVariables, learningRate: rate)
      let record = try fit(run.model, optimizer, stepCount: 1) { _ in run.loss() }.finished()
      return try #require(record.steps.first?.updateRatios["0.weight"])
    }
    #expect(abs(ratios[1] / ratios[0] / 100 - 1) < 0.02)
    #expect(abs(ratios[2] / ratios[1] / 100 - 1) < 0.02)
  }

  @Test(arguments: tenSeeds) func `who never moved is exactly who was left out`(
    seed: UInt64
  ) throws {
    let run = try DigitsRun(seed: seed)
    let held = run.model.namedParameters.filter { $0.name != "0.bias" }.map(\.variable)
    let record = try fit(
      AdamW(held), parameters: run.model.namedParameters, stepCount: 3
    ) { _ in run.loss() }.finished()
    #expect(record.unmovedParameters == ["0.bias"])
    #expect(record.parametersWithoutGradient == [])
    #expect(TrainingRecord().unmovedParameters == [])
  }

  @Test func `a parameter outside of the graph gets no gradient`() throws {
    let run = try DigitsRun(seed: 1)
    let lonely = leaf(Tensor([1]))
    let record = try fit(
      GradientDescent(run.model.trainedVariables + [lonely], learningRate: 0.1),
      parameters: run.model.namedParameters + [("lonely", lonely)], stepCount: 2
    ) { _ in run.loss() }.finished()
    #expect(record.parametersWithoutGradient == ["lonely"])
    #expect(record.unmovedParameters == ["lonely"])
  }

  @Test(arguments: tenSeeds) func `the 90th percentile clips a tenth`(seed: UInt64) throws {
    let run = try DigitsRun(seed: seed, width: 8)
    let record = try fit(run.model, AdamW(run.model.trainedVariables), stepCount: 100) { _ in
      run.loss()
    }.finished()
    let clipping = ClippingStatistics(norms: record.steps.compactMap(\.gradientNorm))
    let bound = try #require(clipping.bound(clipping: 0.1))
    #expect(abs(clipping.clippedShare(above: bound) - 0.1) <= 0.02)
    let least = try #require(clipping.sortedNorms.first)
    #expect(clipping.clippedShare(above: least / 2) == 1)
  }

  @Test func `infinite norms are counted apart`() {
    let clipping = ClippingStatistics(norms: [1, .nan, 2, .infinity])
    #expect(clipping.nonFiniteCount == 2 && clipping.sortedNorms == [1, 2])
    #expect(clipping.bound(clipping: 0.5) == 1.5)
    // A norm at the bound is left as it is.
    #expect(clipping.clippedShare(above: 1) == 0.5)
    #expect(ClippingStatistics(norms: []).bound(clipping: 0.1) == nil)
    #expect(ClippingStatistics(norms: []).clippedShare(above: 1) == 0)
  }

  @Test func `a debiased average of a constant is that constant`() {
    var average = DebiasedAverage(keeping: 0.99)
    for _ in 0..<5 { #expect(abs(average.update(with: 7) - 7) < 1e-12) }
    var plain = DebiasedAverage(keeping: 0)
    #expect([3.0, 1, 2].map { plain.update(with: $0) } == [3, 1, 2])
  }

  @Test func `throughput is samples over time, in a window`() throws {
    final class Clock { var time = Duration.zero }
    let clock = Clock()
    var throughput = Throughput(window: 2) { clock.time }
    #expect(throughput.samplesPerSecond == nil)
    for (samples, milliseconds) in [(100, 1000), (32, 500), (8, 250), (8, 250)] {
      clock.time += .milliseconds(milliseconds)
      throughput.count(samples)
    }
    #expect(throughput.sampleCount == 148)
    #expect(throughput.samplesPerSecond == 32)
    #expect(throughput.stepsPerSecond == 4)
  }
}
