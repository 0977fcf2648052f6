import Autograd
import Course
import Foundation
import Init
import TensorCore
import TestSupport
import Testing

/// What the failure modes say beyond their figures: the causes, and what a wrong diagnosis would expect.
@Suite struct Lesson04FailureModesDiagnoses {
  private func record(_ run: FailureMode.Run, seed: UInt64 = 0) throws -> TrainingRecord {
    let record = try #require(try run.measure(seed: seed).record)
    try #require(!record.steps.isEmpty, "\(run.name)")
    return record
  }

  // MARK: Symmetry

  @Test func `with zeros only the output's bias has a gradient`() throws {
    let steps = try record(FailureMode.allWeightsZero.broken).steps
    for name in ["0.weight", "0.bias", "2.weight"] {
      #expect(steps.allSatisfy { $0.gradientNorms[name] == 0 }, "\(name)")
    }
    #expect((steps[0].gradientNorms["2.bias"] ?? 0) > 0)
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `zero-initialized sigmoids learn, as one unit`(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let x = Tensor.normal([32, 3], using: &generator)
    let y = x.slice(0..<1, axis: 1) + x.slice(1..<2, axis: 1)
    let model = Sequential(
      Linear(weight: .zeros([8, 3]), bias: .zeros([8])), FunctionLayer("sigmoid", sigmoid),
      Linear(weight: .zeros([1, 8]), bias: .zeros([1])))
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.1)
    let run = try fit(model, optimizer, stepCount: 500) { _ in
      meanSquaredError(model(Variable(x)), targets: y)
    }
    let losses = try run.finished().losses
    #expect((losses.last ?? 1) < 0.8 * Double(y.variance()))
    #expect(model.namedLinearLayers[0].layer.distinctUnitCount(tolerance: 1e-5) == 1)
  }

  @Test(arguments: FailureModeContract.seeds)
  func `eight equal units fit worse than eight random ones`(seed: UInt64) throws {
    let losses = try FailureMode.constantWeights.runs.map { run in
      try #require(try record(run, seed: seed).losses.last)
    }
    #expect(losses[0] > 1.5 * losses[1])
    #expect(losses[0] > 1.5 * losses[2])
  }

  @Test func `with gate and layer zero all gradients are zero`() throws {
    let steps = try record(FailureMode.gateAndLayerZero.broken).steps
    #expect(steps.allSatisfy { $0.gradientNorms.values.allSatisfy { $0 == 0 } })
    #expect(steps.allSatisfy { $0.gradientNorms.count == 3 })
    // With one zero the one parameter that is zero learns first.
    for (remedy, name) in zip(
      FailureMode.gateAndLayerZero.remedies, ["factor", "branch.2.weight"])
    {
      let first = try record(remedy).steps[0].gradientNorms
      #expect(first.filter { $0.value > 0 }.map(\.key) == [name])
    }
  }

  // MARK: Depth

  @Test func `signals fall by the factor that is said`() throws {
    func meanLogarithm(_ mode: FailureMode) throws -> Double {
      let values = try FailureModeContract.seeds.map { try mode.broken.measure(seed: $0).value }
      return values.map { Foundation.log($0) }.reduce(0, +) / Double(values.count)
    }
    // 30 layers of √(128 · 0.0001 / 2) and of √½; a mean over ten seeds stays within a tenth a layer.
    #expect(abs(try meanLogarithm(.weightsTooSmall) / 30 - Foundation.log(0.08)) < 0.03)
    #expect(abs(try meanLogarithm(.xavierWithReLU) / 30 - Foundation.log(0.5.squareRoot())) < 0.03)
    #expect(
      abs(try meanLogarithm(.tanhFades) / 10 - Foundation.log(0.01 * 128.0.squareRoot())) < 0.03)
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `by its size the default's collapsed signal is healthy`(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let x = Tensor.normal([16, 128], using: &generator)
    let model = Sequential.stack(
      Array(repeating: 128, count: 31), scheme: .pyTorchDefault, seed: seed)
    func signal(behind layerCount: Int) -> Signal {
      let part = Sequential(Array(model.layers.prefix(2 * layerCount)))
      return withoutGradient { Signal(of: part(Variable(x)).value) }
    }
    let (tenth, last) = (signal(behind: 10), signal(behind: 29))
    // In theory √(1 / 5n) = 0.0395 from a few layers on, and spread falling by √(1/6).
    #expect(abs(last.rootMeanSquare - 0.0395) < 0.012)
    #expect(abs(tenth.rootMeanSquare - 0.0395) < 0.012)
    // In single precision what is left of the spread is the rounding of the signal.
    let rounding = 4 * Double(Scalar.ulpOfOne) * Double(last.rootMeanSquare)
    #expect(Double(last.spread) < 1e-6 * Double(tenth.spread) + rounding)
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `forward a gain of 5/3 looks right at 50 layers`(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let x = Tensor.normal([16, 64], using: &generator)
    let scheme = InitializationScheme(
      "5/3", hidden: .xavierNormal(gain: Gain.pyTorch(.tanh)))
    let model = Sequential.stack(
      Array(repeating: 64, count: 51), activation: tanh, scheme: scheme, seed: seed)
    let output = withoutGradient { tanh(model(Variable(x))).value }
    #expect(abs(Signal(of: output).rootMeanSquare - 0.651) < 0.06)
  }

  @Test(arguments: FailureModeContract.seeds)
  func `with the default nothing is raised and nothing learns`(seed: UInt64) throws {
    let mode = FailureMode.frameworkDefault
    let broken = try record(mode.broken, seed: seed)
    #expect(broken.losses.allSatisfy { $0.isFinite && $0 > 0.6 })
    #expect((broken.steps[0].gradientNorms["0.weight"] ?? 1) < 1e-3)
    let cured = try record(mode.remedies[0], seed: seed)
    #expect((cured.steps[0].gradientNorms["0.weight"] ?? 0) > 1e-2)
  }

  @Test(arguments: FailureModeContract.seeds)
  func `too large weights show in the first loss already`(seed: UInt64) throws {
    let losses = try record(FailureMode.weightsTooLarge.broken, seed: seed).losses
    #expect(losses[0] > 1e4)
    #expect(
      try #require(try record(FailureMode.weightsTooLarge.remedies[0], seed: seed).losses.first)
        < 10)
  }

  // MARK: Fans, heads, recurrent biases

  @Test func `fans from the shape are right where they agree`() {
    // 64 channels of 2 × 2 are as many as 256 inputs: no fault to be seen.
    let square = Fans(of: [256, 64, 2, 2], connection: .transposedConvolution(stride: 2))
    #expect(Fans(asPyTorch: [256, 64, 2, 2]).input == square.input)
    let narrowing = Fans(of: [256, 16, 2, 2], connection: .transposedConvolution(stride: 2))
    #expect(narrowing.input == 4 * Fans(asPyTorch: [256, 16, 2, 2]).input)
    let depthwise = Fans(of: [64, 1, 3, 3], connection: .convolution(groups: 64))
    #expect(depthwise.output == 9 && Fans(asPyTorch: [64, 1, 3, 3]).output == 576)
    #expect(depthwise.input == Fans(asPyTorch: [64, 1, 3, 3]).input)
  }

  @Test(arguments: FailureModeContract.seeds)
  func `a hot last layer makes the curve a hockey stick`(seed: UInt64) throws {
    let losses = try record(FailureMode.lastLayerTooHot.broken, seed: seed).losses
    // Of the fall more than a third is in the first quarter.
    try #require(losses.count == 20)
    #expect(losses[0] - losses[5] > (losses[0] - losses[19]) / 3)
  }

  @Test func `after ten steps 28 % of the cell are left, not 4 %`() throws {
    let mode = FailureMode.forgetBiasTwice
    let kept = try mode.runs.map { Foundation.pow(try $0.measure().value, 10) }
    #expect(abs(kept[0] - 0.281) < 0.001)
    #expect(abs(kept[1] - 0.0436) < 0.001)
  }

  @Test func `what is cut off has the deviation that is promised`() throws {
    let values = try FailureMode.truncatedToABox.runs.map { try $0.measure().value * 5 }
    let rules: [Initializer] = [
      .truncatedNormal(standardDeviation: 5),
      .truncatedNormal(standardDeviation: 5, cutAtDeviations: 2),
    ]
    for (value, rule) in zip(values, rules) {
      let promised = try #require(rule.statistics(of: [64, 64]).standardDeviation)
      #expect(abs(value / promised - 1) < 0.03)
    }
  }

  @Test(arguments: FailureModeContract.seeds)
  func `a head of zeros protects the body in its first step`(seed: UInt64) throws {
    let first = try record(FailureMode.newHeadOldRate.broken, seed: seed).steps[0]
    #expect((first.gradientNorms["0.0.weight"] ?? 0) > 0.1)
    let zeros = Linear(weight: .zeros([1, 4]), bias: .zeros([1]))
    let features = Variable(.ones([2, 4]), requiresGradient: true)
    try meanSquaredError(zeros(features), targets: .ones([2, 1])).backward()
    #expect(features.gradient?.maximumMagnitude() == 0)
  }
}
