import Activations
import Autograd
import Course
import TensorCore
import TestSupport
import Testing

// How far a diagnosis or a cure reaches, where its words give a limit.
extension Lesson03FailureModes {
  /// The share of 64 units that a learning rate of 0.1 kills in 120 steps, reached in so many steps.
  private func deadShare(warmUpCount: Int, seed: UInt64) throws -> Double {
    var generator = SplitMix64(seed: 2 &+ seed)
    let x = Tensor.normal([64, 4], using: &generator)
    let y = x.slice(0..<1, axis: 1) * x.slice(1..<2, axis: 1) + 5
    let hidden = Linear(
      weight: .normal([64, 4], standardDeviation: .squareRoot(0.5), using: &generator),
      bias: .zeros([64]))
    let head = Linear(
      weight: .normal([1, 64], standardDeviation: .squareRoot(2) / 8, using: &generator),
      bias: .zeros([1]))
    let model = Sequential(hidden, ActivationLayer(.relu), head)
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.1)
    for step in 1...120 {
      optimizer.learningRates = [0.1 * min(1, Scalar(step) / Scalar(warmUpCount))]
      try trainingStep(optimizer) { meanSquaredError(model(Variable(x)), targets: y) }
    }
    var activity = UnitActivity(of: .relu, unitCount: 64)
    activity.observe(hidden(Variable(x)).value)
    return activity.deadShare
  }

  @Test func `a slow warm-up spares units, a quick one does not`() throws {
    let seeds = Array(0..<10 as Range<UInt64>)
    let quick = try seeds.map { try deadShare(warmUpCount: 20, seed: $0) }
    let slow = try seeds.map { try deadShare(warmUpCount: 100, seed: $0) }
    #expect(quick.reduce(0, +) / 10 > 0.5, "\(quick)")
    #expect(slow.allSatisfy { $0 < 0.5 }, "\(slow)")
    // And the loss of the broken run jumps up before it falls.
    let losses = try #require(try FailureMode.dyingLayer.broken.measure().record?.losses)
    try #require(losses.count == 20)
    #expect((losses[1...3].max() ?? 0) > 5 * losses[0] && losses[19] < 1.5)
  }

  @Test func `saturation halves the gradient of larger weights`() throws {
    for seed in 0..<10 as Range<UInt64> {
      let norms = try [1, 0.2].map { (deviation: Scalar) -> Scalar in
        var generator = SplitMix64(seed: 4 &+ seed)
        let weight = Tensor.normal([64, 25], standardDeviation: deviation, using: &generator)
        let layer = Linear(weight: weight, bias: nil)
        let x = Variable(.normal([64, 25], using: &generator))
        try Activation.tanh(layer(x)).backward(cotangent: .normal([64, 64], using: &generator))
        return try #require(layer.weight.gradient).norm() / weight.norm()
      }
      // Half of the gradient, for weights five times as large.
      #expect(norms[0] / norms[1] > 0.07 && norms[0] / norms[1] < 0.13)
    }
  }

  @Test func `AdamW takes four layers of sigmoids off chance`() throws {
    for seed in 0..<10 as Range<UInt64> {
      let (x, targets, model) = SigmoidsOnRings.start(seed: 14 &+ seed)
      let optimizer = AdamW(model.trainedVariables, learningRate: 0.03)
      for _ in 0..<150 {
        try trainingStep(optimizer) { sigmoidCrossEntropy(model(Variable(x)), targets: targets) }
      }
      let answers = model(Variable(x)).value .> 0
      #expect((answers .== targets).mean() > 0.9)
    }
  }

  @Test func `from 0, 8 bits hold ReLU, and no hard swish`() {
    func error(_ activation: Activation, seed: UInt64) -> Scalar {
      var generator = SplitMix64(seed: 28 &+ seed)
      let y = activation(Tensor.normal([1024], using: &generator))
      let scale = y.max() / 255
      let values = (y / scale).map { $0.rounded(.toNearestOrEven) }.clamped(to: 0...255) * scale
      return (values - y).norm() / y.norm()
    }
    for seed in 0..<10 as Range<UInt64> {
      #expect(error(.relu, seed: seed) < 0.01 && error(.gelu, seed: seed) > 0.05)
      #expect(error(.hardSwish, seed: seed) > error(.silu, seed: seed))
    }
  }

  @Test func `an outlier a hundred times as large costs a half`() {
    for seed in 0..<10 as Range<UInt64> {
      var generator = SplitMix64(seed: 29 &+ seed)
      let gates = Activation.silu(Tensor.normal([64, 16], using: &generator))
      let factors = Tensor((0..<16).map { $0 == 0 ? 100 : 1 })
      let y = gates * Tensor.normal([64, 16], using: &generator) * factors
      let scale = y.maximumMagnitude() / 127
      let values = (y / scale).map { $0.rounded(.toNearestOrEven) } * scale
      let (ordinary, rounded) = (y.slice(1..<16, axis: 1), values.slice(1..<16, axis: 1))
      let error = (rounded - ordinary).norm() / ordinary.norm()
      #expect(error > 0.3 && error < 0.8)
    }
  }
  /// The mean cosine between 64 inputs behind 50 ReLU layers of width 32, normalized along an axis before each ReLU.
  private func meanCosine(normalizing axis: Int, seed: UInt64) -> Scalar {
    var generator = SplitMix64(seed: 27 &+ seed)
    let outputs = (0..<50).reduce(Tensor.normal([64, 32], using: &generator)) { x, _ in
      let weight = Tensor.normal([32, 32], standardDeviation: 0.25, using: &generator)
      let z = matmul(x, weight, transposing: .right)
      let kept: Shape = axis == 0 ? [1, 32] : [64, 1]
      let centered = z - z.mean(axis: axis).reshaped(to: kept)
      let variance = (centered * centered).mean(axis: axis).reshaped(to: kept)
      return Activation.relu(centered / (variance + 1e-5).map { .squareRoot($0) })
    }
    let lengths = (outputs * outputs).sum(axis: 1).map { .squareRoot($0) }.reshaped(to: [64, 1])
    let directions = outputs / lengths
    return (matmul(directions, directions, transposing: .right).sum() - 64) / (64 * 63)
  }

  @Test func `before ReLU batch norm parts inputs, layer norm does not`() {
    for seed in 0..<10 as Range<UInt64> {
      #expect(meanCosine(normalizing: 0, seed: seed) < 0.6)
      #expect(meanCosine(normalizing: 1, seed: seed) > 0.9)
    }
  }
}
