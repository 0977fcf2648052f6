import Activations
import Autograd
import Init
import TensorCore
import Testing

// The way back: what the factor of equation 4.7 forecasts, beside what networks do.

extension Lesson04MeanField {
  /// Nine layers of width 128, with weights and biases of given variances.
  func network(
    _ activation: Activation, weightVariance: Double, biasVariance: Double, seed: UInt64
  ) -> Sequential {
    let scheme = InitializationScheme(
      "mean field", hidden: .kaimingNormal(gain: weightVariance.squareRoot()))
    let model = Sequential.stack(
      [128] + Array(repeating: 128, count: 9), activation: activation, scheme: scheme, seed: seed)
    for (name, linear) in model.namedLinearLayers where biasVariance > 0 {
      var generator = SplitMix64(seed: seed, for: "\(name) bias")
      linear.bias?.initialize(
        to: .normal([128], standardDeviation: Scalar(biasVariance.squareRoot()), using: &generator))
    }
    return model
  }

  // The mean over twenty seeds of the logarithm of the squared gradient, against that of the eighth layer.
  @Test(arguments: [
    ("relu", 2.0, 0.0), ("relu", 1.0, 0.0), ("tanh", 25.0 / 9, 0.0), ("tanh", 1.5, 0.1),
  ])
  func `gradients of width 128 go back as predicted`(
    name: String, weightVariance: Double, biasVariance: Double
  ) throws {
    let activation: Activation = name == "relu" ? .relu : .tanh
    let states = MeanField(
      activation, weightVariance: weightVariance, biasVariance: biasVariance
    ).propagate(depth: 8)
    var logarithms = [Double](repeating: 0, count: 8)
    for seed: UInt64 in 0..<20 {
      let model = network(
        activation, weightVariance: weightVariance, biasVariance: biasVariance, seed: seed)
      // A linear loss: what comes from above does not depend on the outputs.
      let direction = normalBatch(16, 128, seed: seed &+ 200)
      let signals = try SignalPropagation(
        through: model, inputs: normalBatch(16, 128, seed: seed &+ 100)
      ) { ($0 * Variable(direction)).sum() }
      let sizes = try signals.parameterized.prefix(8).map {
        2 * Double.log(try #require($0.gradient).rootMeanSquare)
      }
      try #require(sizes.count == 8)
      for index in 0..<8 { logarithms[index] += (sizes[index] - sizes[7]) / 20 }
    }
    try #require(states.count == 8)
    for (logarithm, state) in zip(logarithms, states) {
      let expected = Double.log(states[7].gradientFactor / state.gradientFactor)
      let bound = 4 * (5 * Double(8 - state.depth) / 128 / 20).squareRoot() + 1e-12
      #expect(
        abs(logarithm - expected) < bound,
        "equation 4.7, layer \(state.depth): \(logarithm), predicted \(expected)")
    }
  }
}
