import Activations
import Autograd
import Course
import Dynamics
import Optimizers
import TensorCore
import TestSupport
import Testing

// What the text of a failure mode says about networks that do not train as they should.
extension Lesson09FailureModes {
  /// The entropy of labels, in nats: the least mean loss of an answer that does not look at the input.
  private func entropy(_ labels: [Int]) -> Double {
    Dictionary(grouping: labels) { $0 }.values.reduce(0) { sum, group in
      let share = Double(group.count) / Double(labels.count)
      return sum - share * .log(share)
    }
  }

  /// The sixteen samples of F9.3 and F9.4, drawn as there.
  private func batch(
    _ id: UInt64, _ seed: UInt64
  ) -> (x: Tensor, labels: [Int], generator: SplitMix64) {
    var generator = SplitMix64(seed: id &+ seed)
    let x = Tensor.normal([16, 8], using: &generator)
    return (x, (0..<16).map { _ in generator.uniform(below: 4) }, generator)
  }

  // F9.3: the floor is the entropy, and the healthy batch is learned in the time that the text gives it.
  @Test(arguments: FailureModeContract.seeds)
  func `shuffled apart, the loss stays at the entropy`(seed: UInt64) throws {
    let floor = entropy(batch(3, seed).labels)
    let broken = try FailureMode.oneBatchNotFitted.broken.measure(seed: seed).value
    #expect((0.9...1.25).contains(broken / floor), "\(broken) against \(floor)")
    let cured = try record(FailureMode.oneBatchNotFitted.remedies[0], seed: seed)
    #expect(try #require(cured.losses.firstIndex { $0 < 0.01 }) < 60)
  }

  /// The lowest loss that a batch of four classes reaches with a changed loss or optimizer.
  private func lowestLoss(
    seed: UInt64, stepCount: Int = 60, trained: (Sequential) -> [Variable] = \.trainedVariables,
    logits: (Variable) -> Variable = { $0 }
  ) throws -> Double {
    var (x, labels, generator) = batch(3, seed)
    let model = Sequential.multilayerPerceptron([8, 32, 32, 4], using: &generator)
    let optimizer = Adam(trained(model), learningRate: 0.01)
    let losses = try (0..<stepCount).map { _ in
      Double(
        try trainingStep(optimizer) {
          softmaxCrossEntropy(logits(model(Variable(x))), classes: labels)
        })
    }
    return losses.min() ?? .nan
  }

  // F9.3, V9.8: other faults leave other marks on the same test.
  @Test(arguments: [0, 3, 7] as [UInt64])
  func `a softmax too many stays above ln(1 + 3/e)`(seed: UInt64) throws {
    let floor = Double.log(1 + 3 / .exp(1))
    let lowest = try lowestLoss(seed: seed, stepCount: 200, logits: { $0.softmax() })
    #expect(lowest > floor)
    #expect(lowest < floor + 0.05)
  }

  @Test(arguments: [0, 3, 7] as [UInt64])
  func `with frozen hidden layers it takes longer`(seed: UInt64) throws {
    let frozen = try lowestLoss(
      seed: seed, trained: { Array($0.trainedVariables.suffix(2)) })
    #expect(frozen > 10 * (try lowestLoss(seed: seed)))
  }

  // F9.4: the shares of the labels, learned by the biases, and one answer for all.
  @Test(arguments: FailureModeContract.seeds)
  func `a model without input ends at the entropy`(seed: UInt64) throws {
    let floor = entropy(batch(4, seed).labels)
    let losses = try record(FailureMode.inputIgnored.broken, seed: seed, of: 60).losses
    #expect(losses[59] < floor + 0.02)
    #expect(losses[59] > floor - 1e-6)
    #expect(try FailureMode.inputIgnored.broken.measure(seed: seed).value == 1)
  }

  // F9.5: e to the power of the loss, the mean of y², and why the fault hides itself.
  @Test(arguments: FailureModeContract.seeds)
  func `the first loss tells the number of outputs`(seed: UInt64) throws {
    let run = try record(FailureMode.wrongFirstLoss.broken, seed: seed, of: 10)
    #expect((85...120).contains(Double.exp(run.losses[0])), "\(run.losses[0])")
    let healthy = try record(FailureMode.wrongFirstLoss.remedies[0], seed: seed)
    #expect((8.5...12).contains(Double.exp(healthy.losses[0])), "\(healthy.losses[0])")
    #expect(run.losses[0] - run.losses[9] > 0.3)
  }

  @Test func `at output 0 the squared error is the mean of y²`() {
    let y = Tensor([[9], [10], [11]])
    #expect(meanSquaredError(Variable(.zeros([3, 1])), targets: y).scalar == (y * y).mean())
    #expect((y * y).mean() > 100 * y.variance())
  }

  // F9.6 and F9.7: what the loss shows, and what the gradients do not.
  @Test(arguments: FailureModeContract.seeds)
  func `at a rate of 1e-4 only the updates are small`(seed: UInt64) throws {
    let low = try record(FailureMode.rateTooLow.broken, seed: seed, of: 20)
    #expect((low.losses[0] - low.losses[19]) / low.losses[0] < 1e-3)
    #expect(low.losses[19] < low.losses[0])
    let healthy = try record(FailureMode.rateTooLow.remedies[0], seed: seed)
    #expect(low.steps[0].gradientNorms == healthy.steps[0].gradientNorms)
    let ratio = try FailureMode.rateTooLow.broken.measure(seed: seed).value
    #expect((1e-6...1e-5).contains(ratio), "\(ratio)")
  }

  @Test(arguments: FailureModeContract.seeds)
  func `at a rate of 10 the loss jumps and stays finite`(seed: UInt64) throws {
    let losses = try record(FailureMode.rateTooHigh.broken, seed: seed).losses
    #expect(losses.allSatisfy { $0.isFinite })
    let jumps = zip(losses, losses.dropFirst()).map { abs($0 - $1) }
    #expect(try #require(jumps.max()) > losses[0])
  }

  // F9.8: a factor of four to nine a layer, on the mean of six.
  @Test(arguments: FailureModeContract.seeds)
  func `each sigmoid takes its part of the gradient`(seed: UInt64) throws {
    let ratio = try FailureMode.vanishingGradient.broken.measure(seed: seed).value
    let factor = 1 / Double.pow(ratio, 1.0 / 6)
    #expect((4...9).contains(factor), "\(factor)")
  }

  // F9.9: the factor, and the length of a clipped step.
  @Test func `twenty times 1.1 is a factor of about 7`() {
    #expect(abs(Double.pow(1.1, 20) - 6.7) < 0.05)
  }

  @Test(arguments: FailureModeContract.seeds)
  func `a clipped step of SGD has a bounded length`(seed: UInt64) throws {
    let run = try record(FailureMode.explodingGradient.remedies[0], seed: seed, of: 20)
    for step in run.steps {
      let length = step.updateNorms.values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(length < 0.01 * 1.0001)
    }
    #expect(run.losses[19] < run.losses[0])
    let broken = try record(FailureMode.explodingGradient.broken, seed: seed)
    #expect(broken.steps.count < 10)
  }

  // F9.10: what is dead stays dead, and the detector finds exactly what was planted.
  @Test(arguments: FailureModeContract.seeds)
  func `raw pixels end at the loss of a coin toss`(seed: UInt64) throws {
    let losses = try record(FailureMode.unitsKilledByInputs.broken, seed: seed).losses
    #expect(try #require(losses.max()) > 20)
    // The labels are two classes of about half of the 64 samples.
    #expect(abs(try #require(losses.last) - .log(2)) < 0.1)
  }

  @Test func `the planted dead units are found, no others`() {
    var generator = SplitMix64(seed: 10)
    let planted = [1, 5, 6, 20]
    let layer = Linear(inputCount: 8, outputCount: 32, using: &generator)
    var bias = Tensor.zeros([32])
    for unit in planted { bias[unit] = -100 }
    let model = Sequential(
      Linear(weight: layer.weight.value, bias: bias), ActivationLayer(.relu))
    let found = model.unitActivities(on: .normal([256, 8], using: &generator))
    #expect(found.first?.activity.deadUnits == planted)
  }

  // F9.23: a bound below every norm is a step length; Adam divides it out.
  @Test func `always clipped, every step has one length`() throws {
    let run = try record(FailureMode.alwaysClipped.broken)
    #expect(run.steps.allSatisfy { $0.columns[.clipped] == ["run": 1] })
    for step in run.steps {
      #expect(abs((step.updateNorms["weight"] ?? 0) / (0.02 * 0.01) - 1) < 1e-3)
    }
  }

  @Test func `Adam hardly notices the bound`() throws {
    func loss(clippedTo bound: Scalar) throws -> Double {
      var (x, labels, generator) = batch(23, 0)
      let model = Sequential.multilayerPerceptron([8, 32, 32, 4], using: &generator)
      let optimizer = Adam(model.trainedVariables, learningRate: 0.01)
      var last: Scalar = 0
      for _ in 0..<10 {
        optimizer.zeroGradients()
        let loss = softmaxCrossEntropy(model(Variable(x)), classes: labels)
        try loss.backward()
        clipGradientNorm(optimizer.parameters, to: bound)
        optimizer.step()
        last = loss.scalar
      }
      return Double(last)
    }
    #expect(abs(try loss(clippedTo: 1e-2) / loss(clippedTo: 1e-3) - 1) < 1e-2)
  }

  // F9.24: that tells a plateau from dead units.
  @Test func `on the plateau the gradients rise`() throws {
    let steps = try record(FailureMode.misreadPlateau.broken).steps
    let norms = steps.map { $0.gradientNorms["w0"] ?? 0 }
    #expect(norms[0] > 0)
    #expect(zip(norms, norms.dropFirst()).allSatisfy { $0 < $1 })
    let losses = try record(FailureMode.misreadPlateau.remedies[0]).losses
    #expect(try #require(losses.last) < 1e-6)
    for run in FailureMode.misreadPlateau.runs {
      #expect(LossCurve(try record(run)).kinds.contains(.plateauFromStart), "\(run.name)")
    }
  }
}
