import Autograd
import BatchNorm
import Course
import TensorCore
import TestSupport
import Testing

/// What the failure modes say beyond their figures: the causes, and what a wrong diagnosis would expect.
@Suite struct Lesson05FailureModesDiagnoses {
  private func see(_ model: any Layer, _ x: Tensor) {
    withoutGradient { _ = model(Variable(x)) }
  }

  private func served(_ model: any Layer, _ x: Tensor) -> Tensor {
    model.withMode(.evaluation) { withoutGradient { model(Variable(x)).value } }
  }

  // MARK: Averages

  @Test func `the start weighs 35 % after 10 batches, 1 % after 44`() {
    let norm = BatchNorm1d(featureCount: 1)
    var weights: [Scalar] = []
    for _ in 0..<44 {
      see(norm, normals([4, 1]))
      weights.append(norm.running?.weightOfStart ?? .nan)
    }
    #expect(abs(weights[9] - 0.349) < 0.001)
    #expect(weights[42] > 0.01)
    #expect(weights[43] < 0.01)
  }

  @Test(arguments: FailureModeContract.seeds)
  func `a few steps into the next epoch the noise is less`(seed: UInt64) {
    let x = normals([322, 32], seed: seed)
    let norm = BatchNorm1d(featureCount: 32)
    func error() -> Scalar { ((norm.running?.mean ?? .zeros([32])) - x.mean(axis: 0)).norm() }
    for _ in 0..<6 {
      for part in 0..<5 { see(norm, x.slice(part * 64..<(part + 1) * 64)) }
      see(norm, x.slice(320..<322))
    }
    let atTheEnd = error()
    for part in 0..<4 { see(norm, x.slice(part * 64..<(part + 1) * 64)) }
    #expect(error() < 0.8 * atTheEnd)
  }

  @Test func `without a count an ordinary momentum goes on as before`() {
    let norms = (0..<2).map { _ in BatchNorm1d(featureCount: 4) }
    for norm in norms { see(norm, normals([8, 4])) }
    norms[1].running?.batchCount = 0
    for norm in norms { see(norm, normals([8, 4], mean: 5, seed: 2)) }
    #expect(norms[0].running?.mean == norms[1].running?.mean)
  }

  @Test func `training does not see the poisoned statistics`() {
    let norm = BatchNorm1d(featureCount: 2)
    var scalars = normals([8, 2]).scalars
    scalars[0] = .infinity
    see(norm, Tensor(shape: [8, 2], scalars: scalars))
    for seed: UInt64 in 1...50 {
      let y = withoutGradient { norm(Variable(normals([8, 2], seed: seed))).value }
      #expect(y.isFinite)
    }
    #expect(norm.running?.mean[0].isFinite == false)
    #expect(norm.running?.mean[1].isFinite == true)
  }

  @Test func `fit puts the statistics back and stops`() throws {
    let model = Sequential(BatchNorm1d(featureCount: 2))
    let norm = try #require(model.batchNorms.first?.norm)
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.1)
    let run = try fit(model, optimizer, stepCount: 3) { step in
      let x = normals([8, 2], seed: UInt64(step)) / (step == 1 ? 0 : 1)
      return meanSquaredError(model(Variable(x)), targets: .zeros([8, 2]))
    }
    #expect(run.record.steps.count == 2)
    #expect(norm.running?.batchCount == 1)
    #expect(norm.running?.mean.isFinite == true)
  }

  // MARK: Saved and copied

  @Test func `missing buffers are named, and a strict load refuses`() throws {
    let model = Sequential(BatchNorm1d(featureCount: 4))
    let names = Set(model.namedParameters.map(\.name))
    #expect(
      model.missingBuffers(in: names) == [
        .missing(name: "0.running_mean"), .missing(name: "0.running_var"),
        .missing(name: "0.num_batches_tracked"),
      ])
    let bare = Sequential(BatchNorm1d(featureCount: 4, tracksRunningStatistics: false))
    #expect(throws: CheckpointError.self) {
      try Checkpoint(["model": bare]).restore(["model": model])
    }
  }

  @Test func `without its buffers a model is good in training mode`() {
    let (saved, restored) = (BatchNorm1d(featureCount: 4), BatchNorm1d(featureCount: 4))
    for seed: UInt64 in 1...40 { see(saved, normals([32, 4], mean: 5, deviation: 2, seed: seed)) }
    #expect(restored.servingFindings().contains(.neverUpdated(layer: "")))
    let x = normals([32, 4], mean: 5, deviation: 2, seed: 50)
    #expect((served(restored, x) - served(saved, x)).maximumMagnitude() > 1)
    let inTraining = [restored, saved].map { norm in withoutGradient { norm(Variable(x)).value } }
    #expect(inTraining[0] == inTraining[1])
  }

  @Test func `without a bias the hasty folding is right`() {
    let norm = BatchNorm1d(featureCount: 2)
    for seed: UInt64 in 1...40 { see(norm, normals([32, 2], mean: 5, deviation: 2, seed: seed)) }
    let (factor, summand) = norm.servedMap
    let linear = Linear(weight: normals([2, 3]), bias: nil)
    let hasty = Linear(
      weight: linear.weight.value * factor.reshaped(to: [2, 1]), bias: .zeros([2]) + summand)
    let x = normals([8, 3], seed: 3)
    #expect(difference(served(hasty, x), served(Sequential(linear, norm), x)) < rounding)
  }

  // MARK: Scale

  @Test func `ten times the weights, a tenth of the gradient`() throws {
    func gradient(scale: Scalar) throws -> Tensor {
      let weight = normals([8, 4], seed: 5) * scale
      let model = Sequential(
        Linear(weight: weight, bias: nil), BatchNorm1d(featureCount: 8, epsilon: 1e-12))
      try meanSquaredError(
        model(Variable(normals([16, 4], seed: 6))), targets: normals([16, 8], seed: 7)
      ).backward()
      return model.trainedVariables[0].gradient ?? .zeros([8, 4])
    }
    let one = try gradient(scale: 1)
    // A step of plain SGD is then a hundredth of the weights' length: the rate over the length squared.
    #expect(difference(try gradient(scale: 10) * 10, one) < 1000 * rounding)
  }

  @Test func `a variance of 1 hides another library's epsilon`() {
    let answers: [Scalar] = [1e-5, 1e-3].map { epsilon in
      served(BatchNorm1d(featureCount: 1, epsilon: epsilon), Tensor([[2]]))[0, 0]
    }
    #expect(abs(answers[0] / answers[1] - 1) < 0.001)
  }

  // MARK: Parts and domains

  @Test(arguments: FailureModeContract.seeds)
  func `without a norm the parts' gradients add up`(seed: UInt64) throws {
    let (x, y) = (normals([8, 4], seed: seed), normals([8, 1], seed: seed &+ 100))
    var generator = SplitMix64(seed: seed)
    let model = Sequential.multilayerPerceptron([4, 8, 1], using: &generator)
    let parameters = ParameterVector(model.trainedVariables)
    let whole = try parameters.gradient { meanSquaredError(model(Variable(x)), targets: y) }
    model.zeroGradients()
    try accumulateGradients(sizes: [4, 4]) { part in
      let range = part * 4..<(part + 1) * 4
      return meanSquaredError(model(Variable(x.slice(range))), targets: y.slice(range))
    }
    #expect(difference(parameters.gradient, whole) < rounding)
  }

  @Test func `recomputation leaves outputs and gradients alone`() throws {
    func run(recomputes: Bool) throws -> (output: Tensor, gradient: Tensor?, batchCount: Int?) {
      let norm = BatchNorm1d(featureCount: 4)
      let x = leaf(normals([16, 4], mean: 7))
      let y = recomputes ? recomputed(x) { norm($0) } : norm(x)
      try (y * Variable(normals([16, 4], seed: 2))).sum().backward()
      return (y.value, x.gradient, norm.running?.batchCount)
    }
    let (plain, twice) = (try run(recomputes: false), try run(recomputes: true))
    #expect(plain.output == twice.output)
    #expect(plain.gradient == twice.gradient)
    #expect(plain.batchCount == 1)
    #expect(twice.batchCount == 2)
  }

  @Test(arguments: FailureModeContract.seeds)
  func `with data alike on both devices nobody notices`(seed: UInt64) {
    let replicas = BatchNormReplicas(of: BatchNorm1d(featureCount: 4), count: 2)
    for step in 0..<40 as Range<UInt64> {
      let shares = [0, 1].map { normals([16, 4], mean: 4, seed: 1000 * seed + 2 * step + $0) }
      withoutGradient { _ = replicas.separately(shares.map { Variable($0) }) }
    }
    let saved = BatchNorm1d(
      sharing: nil, nil, running: replicas.running[0], featureCount: 4)
    let other = normals([64, 4], mean: 4, seed: 1000 * seed + 999)
    #expect(abs(served(saved, other).mean()) < 0.3)
  }

  @Test(arguments: FailureModeContract.seeds)
  func `with both kinds in each batch both modes agree`(seed: UInt64) {
    func batch(_ step: UInt64) -> Tensor {
      .concatenation([
        normals([16, 4], seed: 1000 * seed + 2 * step),
        normals([16, 4], mean: 6, seed: 1000 * seed + 2 * step + 1),
      ])
    }
    let (mixed, alternating) = (BatchNorm1d(featureCount: 4), BatchNorm1d(featureCount: 4))
    for step in 0..<40 as Range<UInt64> {
      let x = batch(step)
      see(mixed, x)
      see(alternating, x.slice(0..<16))
      see(alternating, x.slice(16..<32))
    }
    let x = batch(400)
    let inTraining = withoutGradient { mixed(Variable(x)).value }
    #expect((served(mixed, x) - inTraining).maximumMagnitude() < 0.6)
    // The variance of the alternating batches lacks the distance: 1 instead of 1 + 9.
    #expect((alternating.running?.variance.max() ?? .infinity) < 2)
    #expect((mixed.running?.variance.min() ?? 0) > 7)
  }

  @Test func `longer padding gives real tokens other outputs`() {
    func outputs(padding: Int) -> Tensor {
      let real = normals([8, 5, 4], mean: 3)
      let padded = Tensor.concatenation([real, .zeros([8, padding, 4])], axis: 1)
      let norm = BatchNorm1d(featureCount: 4)
      let y = withoutGradient { norm(Variable(padded).transposed(axes: [0, 2, 1])).value }
      return y.slice(0..<5, axis: 2)
    }
    #expect((outputs(padding: 5) - outputs(padding: 15)).maximumMagnitude() > 0.3)
    #expect(outputs(padding: 5) == outputs(padding: 5))
  }

  @Test(arguments: FailureModeContract.seeds)
  func `of one class a batch the loss is that of guessing`(seed: UInt64) throws {
    let runs = FailureMode.oneClassABatch.runs
    let epochs = try runs.map { run in
      let losses = try #require(try run.measure(seed: seed).record).losses
      return losses.suffix(8).reduce(0, +) / 8
    }
    #expect(epochs[0] > 0.5)
    #expect(epochs[1] < 0.2)
  }

  @Test(arguments: FailureModeContract.seeds)
  func `with equal shares recalibration does no harm`(seed: UInt64) {
    let labels = (0..<320).map { $0 % 2 }
    let centers = Tensor(labels.map { Scalar(4 * $0 - 2) }).reshaped(to: [320, 1])
    let norm = BatchNorm1d(featureCount: 1, momentum: nil)
    // Moved by 10, as a new domain may be.
    let x = normals([320, 1], seed: seed) + centers + 10
    norm.recalibrate(on: [x])
    let right = zip(served(norm, x).scalars, labels).count { ($0 > 0) == ($1 > 0) }
    #expect(Double(right) / 320 > 0.94)
  }

  @Test(arguments: FailureModeContract.seeds)
  func `a teacher can be recalibrated instead`(seed: UInt64) {
    let data = (0..<40 as Range<UInt64>).map {
      normals([32, 4], mean: 5, deviation: 2, seed: 100 * seed + $0)
    }
    let teacher = Sequential(BatchNorm1d(featureCount: 4))
    teacher.setMode(.evaluation)
    teacher.recalibrate(on: data)
    #expect(abs(served(teacher, .concatenation(data)).mean()) < rounding)
    #expect(teacher.layers[0].mode == .evaluation)
  }

  @Test(arguments: FailureModeContract.seeds)
  func `a scale for each input is not cured exactly`(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let x = Tensor.normal([256, 4], using: &generator)
    let model = Sequential(
      Linear(inputCount: 4, outputCount: 16, using: &generator), BatchNorm1d(featureCount: 16),
      FunctionLayer("relu", relu), Linear(inputCount: 16, outputCount: 2, using: &generator))
    model.recalibrate(on: [x])
    let before = served(model, x)
    func change(_ shifted: Tensor) -> Scalar {
      model.recalibrate(on: [shifted])
      return (served(model, shifted) - before).norm() / before.norm()
    }
    #expect(change(3 * x + Tensor([5, -2, 0, 7])) < 1e-3)
    #expect(change(x * Tensor([1, 2, 4, 8])) > 0.1)
  }
}
