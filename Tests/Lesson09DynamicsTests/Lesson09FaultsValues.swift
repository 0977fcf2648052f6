import Activations
import Autograd
import Course
import Dynamics
import TensorCore
import TestSupport
import Testing

/// The real faults as values: what they are made of.
@Suite struct Lesson09FaultsValues {
  @Test func `there are twenty-eight, each with an id of its own`() {
    let ids = RealFault.all.map(\.id)
    #expect(ids.count == 28)
    #expect(Set(ids).count == ids.count)
  }

  @Test func `every third is held out, as decided before`() {
    let heldOut = RealFault.all.filter(\.isHeldOut).map(\.id)
    #expect(
      heldOut == [
        "31880720", "39810655", "44066044", "45442843", "48934338", "51930566", "56103207",
        "59282996", "67180955",
      ])
  }

  @Test func `a loss for one-hot targets weighs every class alike`() {
    let logits = Variable(Tensor([[1, 2, 3], [0, 0, 0]]))
    let samples = FaultSamples(inputs: .zeros([2, 1]), targets: Tensor([[2], [1]]))
    let value = FaultLoss.crossEntropyOfOneHot(logits, samples, classCount: 3).scalar
    // −Σⱼ y log p, of both rows: logarithms 1 − l, 2 − l, 3 − l with l = ln(e + e² + e³), then thrice ln 3.
    let l = Scalar.log(.exp(1) + .exp(2) + .exp(3))
    let expected = (2 * (3 * l - 6) + 3 * Scalar.log(3)) / 2
    #expect(abs(value - expected) < (isDoublePrecision ? 1e-12 : 1e-5))
  }

  @Test func `the logarithm of a negative output is not a number`() {
    let outputs = Variable(Tensor([[0.5, -1]]))
    let first = FaultSamples(inputs: .zeros([1, 1]), targets: Tensor([[0]]))
    let second = FaultSamples(inputs: .zeros([1, 1]), targets: Tensor([[1]]))
    let value = FaultLoss.negativeLogarithm(outputs, first, classCount: 2).scalar
    #expect(abs(value - Scalar.log(2)) < 1e-6)
    #expect(FaultLoss.negativeLogarithm(outputs, second, classCount: 2).scalar.isNaN)
  }

  // Inputs of a ten-thousandth of their size are not learned, and P36 says what the best constant leaves: the entropy
  // of the labels of the sixteen samples that it draws.
  @Test(arguments: [0, 1, 2] as [UInt64])
  func `the preflight has the labels of the run`(seed: UInt64) throws {
    let run = FaultRun(
      FaultData(.clusters, inputs: .times(1e-4)), hidden: [], outputCount: 3, loss: .crossEntropy,
      optimizer: .gradientDescent(0.1), stepCount: 1)
    let training = try run.setting(seed: seed).training
    let drawn = PreflightData(inputs: training.inputs, labels: training.labels).drawn(16)
    let entropy = (0..<3).reduce(0.0) { sum, label in
      let share = Double(drawn.targets.scalars.count { $0 == Scalar(label) }) / 16
      return share > 0 ? sum - share * .log(share) : sum
    }
    let evidence = try run.preflight(seed: seed).findings.map(\.evidence)
    let numbers = evidence.compactMap { $0.firstMatch(of: /best constant ([0-9]+\.[0-9]+)/)?.1 }
    #expect(numbers.count == 1, "\(evidence)")
    // Three digits are written.
    #expect(abs((numbers.first.flatMap { Double($0) } ?? .nan) - entropy) < 0.006)
  }

  @Test func `clipping hides a negative output`() {
    // Shares of the sum −0.5 are −1 and 2, which are clipped to 1e-7 and to 1 − 1e-7.
    let outputs = Variable(Tensor([[0.5, -1]]))
    let samples = FaultSamples(inputs: .zeros([1, 1]), targets: Tensor([[0]]))
    let value = FaultLoss.clippedNegativeLogarithm(outputs, samples, classCount: 2).scalar
    #expect(abs(value - 7 * Scalar.log(10)) < 1e-5)
  }

  @Test func `errors are shares of what could be wrong`() {
    let classes = FaultSamples(inputs: .zeros([4, 1]), targets: Tensor([[0], [1], [1], [0]]))
    let outputs = Tensor([[0.2], [0.7], [0.4], [0.6]])
    #expect(FaultMeasure.wrongClasses.error(of: outputs, on: classes, threshold: 0.5) == 0.5)
    #expect(FaultMeasure.wrongBits.error(of: outputs, on: classes, threshold: 0.65) == 0.25)
    let mean = Tensor([[0.5], [0.5], [0.5], [0.5]])
    let relative = FaultMeasure.relativeSquaredError.error(of: mean, on: classes, threshold: 0)
    #expect(abs(relative - 1) < 1e-6)
    let broken = Tensor([[.nan], [0], [0], [0]])
    #expect(FaultMeasure.wrongClasses.error(of: broken, on: classes, threshold: 0) == .infinity)
  }

  @Test func `data sorted by class hold out classes never trained on`() throws {
    var generator = SplitMix64(seed: 1)
    let sorted = try FaultData(.digits, split: .sortedByClass).samples(using: &generator)
    #expect(Set(sorted.training.labels).isDisjoint(with: [8, 9]))
    #expect(Set(sorted.heldOut.labels).isSubset(of: [7, 8, 9]))
    let shuffled = try FaultData(.digits).samples(using: &generator)
    #expect(Set(shuffled.heldOut.labels).count == 10)
  }

  @Test func `scaling is fitted to the training samples`() throws {
    var generator = SplitMix64(seed: 2)
    let data = FaultData(.hill, inputs: .standardized, targets: .standardized)
    let (training, heldOut) = try data.samples(using: &generator)
    #expect(abs(training.inputs.mean(axis: 0).scalars[0]) < 1e-5)
    #expect(abs(training.targets.variance() - 1) < 1e-4)
    #expect(abs(heldOut.targets.mean()) > 1e-4)
  }

  @Test func `equal seeds give equal runs`() throws {
    let fault = try #require(RealFault.all.first { $0.id == "52800582" })
    let runs = try (0..<2).map { _ in try fault.broken.train(seed: 3, measure: fault.measure) }
    #expect(runs[0].record == runs[1].record)
    let other = try fault.broken.train(seed: 4, measure: fault.measure)
    #expect(other.record != runs[0].record)
  }

  @Test func `an optimizer that holds a copy moves nothing`() throws {
    let fault = try #require(RealFault.all.first { $0.broken.optimizesCopy })
    var run = fault.broken
    run.stepCount = 5
    let record = try run.train(seed: 0, measure: fault.measure).record
    #expect(record.steps.allSatisfy { $0.updateNorms.values.allSatisfy { $0 == 0 } })
    #expect(record.steps.allSatisfy { $0.gradientNorms.values.contains { $0 > 0 } })
  }

  @Test func `workers alike draw the same two samples forever`() throws {
    let fault = try #require(RealFault.all.first { $0.broken.sampling == .workersAlike })
    var run = fault.broken
    (run.stepCount, run.batchSize) = (4, 64)
    run.optimizer = .gradientDescent(0)
    let alike = try run.train(seed: 0, measure: fault.measure).record.losses
    try #require(alike.count == 4)
    #expect(alike.allSatisfy { abs($0 - alike[0]) < 1e-6 })
    run.sampling = .workers
    let apart = try run.train(seed: 0, measure: fault.measure).record.losses
    try #require(apart.count == 4)
    #expect(abs(apart[1] - apart[0]) > 1e-4)
  }
}
