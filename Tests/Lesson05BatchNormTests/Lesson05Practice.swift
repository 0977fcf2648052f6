import Autograd
import BatchNorm
import TensorCore
import TestSupport
import Testing

/// What is done with batch norm at work: folded, measured anew, frozen, split over parts and devices.
@Suite struct Lesson05Practice {
  /// A network of two parts whose running statistics have seen data.
  private func warmed(seed: UInt64 = 1) -> Sequential {
    var generator = SplitMix64(seed: seed)
    let model = Sequential(
      Conv2d(inputCount: 2, outputCount: 3, kernelSize: 3, padding: 1, using: &generator),
      BatchNorm2d(featureCount: 3), FunctionLayer("relu", relu),
      Sequential(
        FunctionLayer("flatten") { $0.reshaped(to: [$0.shape[0], 48]) },
        Linear(
          sharing: Variable(
            .normal([5, 48], using: &generator), requiresGradient: true), nil),
        BatchNorm1d(featureCount: 5)), FunctionLayer("tanh", tanh),
      BatchNorm1d(featureCount: 5))
    for (index, (_, norm)) in model.batchNorms.enumerated() {
      // Scales of both signs, and offsets, so that nothing can be left out unnoticed.
      norm.scale?.unguardedValue = normals([norm.featureCount], seed: UInt64(index) + 7)
      norm.offset?.unguardedValue = normals([norm.featureCount], seed: UInt64(index) + 17)
    }
    for seed: UInt64 in 1...10 { _ = model(Variable(normals([6, 2, 4, 4], mean: 2, seed: seed))) }
    return model
  }

  // MARK: Folding

  @Test func `a folded network answers the same, but for rounding`() {
    let model = warmed()
    let folded = model.foldingBatchNorms()
    model.setMode(.evaluation)
    folded.setMode(.evaluation)
    let x = Variable(normals([4, 2, 4, 4], seed: 3))
    #expect(difference(folded(x).value, model(x).value) < 10 * rounding)
    // What stands behind an activation stays.
    #expect(folded.batchNorms.map(\.name) == ["4"])
    #expect(folded.parameterCount == 3 * 18 + 3 + 5 * 48 + 5 + 10)
    // Nothing of the network has changed.
    #expect(model.batchNorms.map(\.name) == ["1", "3.2", "5"])
  }

  @Test func `a folded norm must not be one of the training`() {
    let model = warmed()
    let folded = model.foldingBatchNorms()
    let x = Variable(normals([4, 2, 4, 4], seed: 3))
    #expect(difference(folded(x).value, model(x).value) > 0.01)
  }

  @Test(.doublePrecision(because: "The reference is double precision."))
  func `folded weights are PyTorch's`() throws {
    let golden = try GoldenValues.lesson(5)
    let file = try TrainedFile()
    let convolution = Conv2d(weight: try file("0.weight"), bias: try file("0.bias"), padding: 1)
      .folding(
        BatchNorm2d(
          sharing: leaf(try file("1.weight")), leaf(try file("1.bias")),
          running: try file.running("1"), featureCount: 3))
    let linear = Linear(weight: try file("4.weight"), bias: try file("4.bias"))
      .folding(
        BatchNorm1d(
          sharing: leaf(try file("5.weight")), leaf(try file("5.bias")),
          running: try file.running("5"), featureCount: 6))
    func expect(_ found: Tensor?, _ name: String) throws {
      #expect(difference(try #require(found), try golden.tensor(name)) < 1e-12, "\(name)")
    }
    try expect(convolution.weight.value, "folding(convolution).weight")
    try expect(convolution.bias?.value, "folding(convolution).bias")
    try expect(linear.weight.value, "folding(linear).weight")
    try expect(linear.bias?.value, "folding(linear).bias")
  }

  @Test func `the served map is what evaluation mode computes`() {
    let norm = BatchNorm1d(featureCount: 3, isAffine: false)
    for seed: UInt64 in 1...5 { _ = norm(Variable(normals([8, 3], mean: 4, seed: seed))) }
    norm.setMode(.evaluation)
    let x = normals([4, 3])
    let (factor, summand) = norm.servedMap
    #expect(difference(x * factor + summand, norm(Variable(x)).value) < rounding)
  }

  // MARK: Recalibration

  @Test func `recalibrated statistics are those of the new data`() throws {
    let norm = BatchNorm1d(featureCount: 3)
    let model = Sequential(norm)
    for seed: UInt64 in 1...9 { _ = model(Variable(normals([8, 3], seed: seed))) }
    norm.isFrozen = true
    let batches = (1...4).map { normals([16, 3], mean: 9, deviation: 3, seed: UInt64($0) + 50) }
    model.recalibrate(on: batches)
    let running = try #require(norm.running)
    #expect(running.batchCount == 4)
    let statistics = batches.map { ChannelStatistics(of: $0) }
    let mean = statistics.map(\.mean).reduce(.zeros([3]), +) / 4
    #expect(difference(running.mean, mean) < rounding)
    // Settings and modes are as before.
    #expect(running.momentum == 0.1 && norm.isFrozen && norm.mode == .training)
  }

  // Batch norm follows an affine map: shifted and scaled inputs are the same after recalibration, but for ε.
  @Test func `recalibration undoes a shift of the domain`() {
    func answers(_ change: (Tensor) -> Tensor) -> (before: Tensor, after: Tensor) {
      var generator = SplitMix64(seed: 3)
      let model = Sequential(
        Linear(inputCount: 4, outputCount: 16, using: &generator), BatchNorm1d(featureCount: 16),
        FunctionLayer("relu", relu), Linear(inputCount: 16, outputCount: 2, using: &generator))
      let data = (0..<5).map { normals([32, 4], seed: $0 + 1) }
      model.recalibrate(on: data)
      model.setMode(.evaluation)
      let x = Variable(change(normals([64, 4], seed: 99)))
      let before = model(x).value
      model.recalibrate(on: data.map(change))
      #expect(model.mode == .evaluation)
      return (before, model(x).value)
    }
    let (here, there) = (answers { $0 }, answers { $0 * 3 + 5 })
    #expect(here.before == here.after)
    #expect(difference(there.before, here.before) > 0.5)
    #expect(difference(there.after, here.after) < 1e-3)
  }

  // PyTorch's update_bn would leave dropout on; a part that differs between modes shows the mode.
  @Test func `only norms are in training mode meanwhile`() {
    final class Spy: Module, Layer {
      var modes: [Mode] = []
      func forward(_ input: Variable) -> Variable {
        modes.append(mode)
        return input
      }
    }
    let spy = Spy()
    let model = Sequential(spy, BatchNorm1d(featureCount: 2))
    model.recalibrate(on: [normals([4, 2])])
    #expect(spy.modes == [.evaluation] && spy.mode == .training)
  }

  // MARK: Frozen

  @Test func `frozen norms train their scale and keep statistics`() throws {
    let model = warmed()
    model.freezeBatchNorms()
    let before = model.batchNorms.map { ($0.norm.running?.mean, $0.norm.running?.variance) }
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.1)
    let scales = model.batchNorms.map(\.norm.scale?.value)
    for seed: UInt64 in 1...5 {
      let x = Variable(normals([2, 2, 4, 4], mean: -3, seed: seed))
      try trainingStep(optimizer) { (model(x) * model(x)).mean() }
    }
    for (index, (_, norm)) in model.batchNorms.enumerated() {
      #expect(norm.running?.mean == before[index].0)
      #expect(norm.running?.variance == before[index].1)
      #expect(norm.scale?.value != scales[index])
    }
  }

  @Test func `scale and offset can be left out of the optimizer`() {
    let model = warmed()
    let own = model.batchNorms.flatMap { $0.norm.parameters.map(\.variable) }
    let others = model.variablesBesideBatchNorms
    #expect(own.count == 6 && others.count == 3)
    #expect(model.trainedVariables.count == own.count + others.count)
    #expect(!others.contains { variable in own.contains { $0 === variable } })
  }
}
