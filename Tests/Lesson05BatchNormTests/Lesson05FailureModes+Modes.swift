import Autograd
import BatchNorm
import Course
import TensorCore
import TestSupport
import Testing

/// What the failure modes say of modes and frozen norms, and what another diagnosis would expect.
@Suite struct Lesson05FailureModesModes {
  private func trained(_ featureCount: Int = 4, seed: UInt64 = 1) -> BatchNorm1d {
    let norm = BatchNorm1d(featureCount: featureCount)
    for step in 0..<40 {
      see(norm, normals([32, featureCount], mean: 5, deviation: 2, seed: seed &+ UInt64(step)))
    }
    return norm
  }

  private func see(_ model: any Layer, _ x: Tensor) {
    withoutGradient { _ = model(Variable(x)) }
  }

  @Test func `one request alone and among others shows F5.1`() {
    let norm = trained()
    let x = normals([9, 4], mean: 5, deviation: 2, seed: 99)
    func parity() -> ServingParity {
      servingParity(norm, request: x.slice(0..<1), companions: x.slice(1..<9))
    }
    #expect(!parity().holds)
    #expect(norm.servingFindings() == [.usesBatchStatistics(layer: "")])
    norm.setMode(.evaluation)
    #expect(parity().holds)
    #expect(norm.servingFindings() == [])
  }

  @Test(arguments: [Mode.training, .evaluation])
  func `gradients or not, it is the mode that counts`(mode: Mode) {
    let norms = (0..<2).map { _ in trained() }
    for norm in norms { norm.setMode(mode) }
    let sevens = Variable(Tensor(repeating: 7, shape: [4, 4]), requiresGradient: true)
    _ = norms[0](sevens)
    withoutGradient { _ = norms[1](sevens) }
    #expect(norms[0].running?.mean == norms[1].running?.mean)
    #expect(norms[0].running?.batchCount == (mode == .training ? 41 : 40))
  }

  @Test func `the check of a validation names the norm that moved`() {
    let model = Sequential(FunctionLayer("identity") { $0 }, trained())
    let validation = normals([32, 4], mean: 10, seed: 7)
    let found = model.statisticsMoved { see(model, validation) }
    #expect(found.count == 1)
    if case .moved(let layer, let deviations) = found.first {
      #expect(layer == "1")
      #expect(deviations > 0.1)
    }
    #expect(model.withMode(.evaluation) { model.statisticsMoved { see(model, validation) } } == [])
  }

  @Test(arguments: FailureModeContract.seeds)
  func `in evaluation mode training is as bad as without a norm`(seed: UInt64) throws {
    var generator = SplitMix64(seed: 17 &+ seed)
    let z = Tensor.normal([64, 3], using: &generator)
    let y = z.slice(0..<1, axis: 1) + z.slice(1..<2, axis: 1).map { .sine(2 * $0) }
    let model = Sequential(
      Linear(inputCount: 3, outputCount: 16, using: &generator), FunctionLayer("tanh", tanh),
      Linear(inputCount: 16, outputCount: 1, using: &generator))
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.02)
    let losses = try fit(model, optimizer, stepCount: 100) { _ in
      meanSquaredError(model(Variable(20 + 5 * z)), targets: y)
    }.finished().losses
    #expect((losses.last ?? 0) / Double(y.variance()) > 0.36)
  }

  @Test func `a network left in evaluation mode is found before training`() {
    let model = Sequential(BatchNorm1d(featureCount: 4))
    #expect(model.trainingFindings() == [])
    model.setMode(.evaluation)
    #expect(model.trainingFindings() == [.inEvaluationMode(layer: "0")])
    model.freezeBatchNorms()
    #expect(model.trainingFindings() == [])
  }

  @Test func `before a frozen norm a bias learns`() throws {
    func largestGradient(freezes: Bool) throws -> Scalar {
      var generator = SplitMix64(seed: 9)
      let linear = Linear(inputCount: 4, outputCount: 4, using: &generator)
      let norm = trained()
      if freezes { norm.freezeBatchNorms() }
      let y = norm(linear(Variable(normals([16, 4], seed: 3))))
      try meanSquaredError(y, targets: normals([16, 4], seed: 4)).backward()
      return linear.bias?.gradient?.maximumMagnitude() ?? 0
    }
    #expect(try largestGradient(freezes: false) < rounding)
    #expect(try largestGradient(freezes: true) > 0.01)
  }

  @Test func `two samples give signs, whatever their distance`() {
    let norm = BatchNorm1d(featureCount: 1)
    let near = norm(Variable(Tensor([[0], [1]]))).value
    let far = norm(Variable(Tensor([[0], [100]]))).value
    #expect((near - far).maximumMagnitude() < 1e-4)
    // And two samples of a feature that hardly differ are not even signs: ε is what remains.
    let equal = norm(Variable(Tensor([[1], [1.001]]))).value
    #expect(equal.maximumMagnitude() < 0.2)
  }

  @Test(arguments: FailureModeContract.seeds)
  func `validation on data like those of training moves little`(seed: UInt64) {
    let norm = trained(seed: 1000 * seed)
    let before = norm.running?.mean ?? .zeros([4])
    for step in 0..<20 as Range<UInt64> {
      see(norm, normals([32, 4], mean: 5, deviation: 2, seed: 1000 * seed + 100 + step))
    }
    let moved = ((norm.running?.mean ?? .zeros([4])) - before) / 2
    #expect(moved.maximumMagnitude() < 0.3)
    #expect(moved.maximumMagnitude() > 0)
  }

  @Test(arguments: FailureModeContract.seeds)
  func `a tenth dropped after ReLU already shifts the variance`(seed: UInt64) {
    var masks = SplitMix64(seed: seed)
    let norm = BatchNorm1d(featureCount: 32)
    for step in 0..<60 as Range<UInt64> {
      let x = normals([32, 32], seed: 1000 * seed + step).map { max($0, 0) }
      see(norm, x * (Tensor.uniform(x.shape, using: &masks) .< 0.9) / 0.9)
    }
    norm.setMode(.evaluation)
    let x = normals([256, 32], seed: 1000 * seed + 99).map { max($0, 0) }
    let outputs = withoutGradient { norm(Variable(x)).value }
    // Variance (½ − 1/2π) + (1/0.9 − 1) · ½ in training, ½ − 1/2π without holes: √0.86 = 0.93.
    #expect(abs(Scalar.squareRoot(outputs.variance()) - 0.93) < 0.03)
  }
}
