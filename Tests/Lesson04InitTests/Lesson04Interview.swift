import Autograd
import Init
import TensorCore
import TestSupport
import Testing

/// The interview questions of lesson 04, each with the test that proves its answer.
@Suite(
  .doublePrecision(
    because: "The bank keeps six digits of every figure; single precision does not reach them."))
struct Lesson04Interview {
  /// The signals behind square layers, each followed by the activation, for 16 normal inputs a seed.
  func lastSignals(
    _ scheme: InitializationScheme, _ activation: @escaping (Variable) -> Variable = relu,
    depth: Int = 10, width: Int = 128, seeds: Range<UInt64> = 0..<10
  ) -> [Signal] {
    seeds.map { seed in
      let model = Sequential.stack(
        Array(repeating: width, count: depth + 2), activation: activation, scheme: scheme,
        seed: seed)
      // The last linear layer is the head, by another rule.
      let hidden = Sequential(Array(model.layers.dropLast()))
      let inputs = Variable(normalBatch(16, width, seed: seed))
      return Signal(of: withoutGradient { hidden(inputs).value })
    }
  }

  /// The root mean squares behind 10 layers of width 64, one a seed.
  func lastSizes(
    _ scheme: InitializationScheme, _ activation: @escaping (Variable) -> Variable = relu
  ) -> [Double] {
    lastSignals(scheme, activation, width: 64).map(\.rootMeanSquare)
  }

  /// The geometric mean, which suits numbers that are products over layers.
  func geometricMean(_ numbers: [Double]) -> Double {
    .exp(numbers.reduce(0) { $0 + .log($1) } / Double(numbers.count))
  }

  /// A 3-8-1 network after 200 full-batch steps at a rate of 0.1 on 32 samples.
  struct Fit {
    /// The loss over the variance of the targets.
    let loss: Scalar
    /// The first layer.
    let first: Linear
    /// The hidden units that differ from all others by more than 10⁻⁶ somewhere.
    var distinctUnits: Int { first.distinctUnitCount(tolerance: 1e-6) }
  }

  /// Trains the network of ``Fit``, with dropout of half of the hidden units, or on targets of mean 0, if asked for.
  func fitted(
    _ scheme: InitializationScheme, _ activation: @escaping (Variable) -> Variable = tanh,
    dropout: Bool = false, centered: Bool = false
  ) throws -> Fit {
    let model = Sequential.stack([3, 8, 1], activation: activation, scheme: scheme, seed: 3)
    let x = normalBatch(32, 3, seed: 1)
    let raw = x.slice(0..<1, axis: 1) * 1.5 - x.slice(1..<2, axis: 1) * x.slice(2..<3, axis: 1)
    let y = centered ? raw - raw.mean() : raw
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.1)
    let linears = model.namedLinearLayers.map(\.layer)
    var generator = SplitMix64(seed: 2)
    for _ in 0..<200 {
      let mask = Tensor.uniform([32, 8], using: &generator).map { $0 < 0.5 ? 0 : 2 }
      try trainingStep(optimizer) {
        let hidden = activation(linears[0](Variable(x)))
        return meanSquaredError(
          linears[1](dropout ? hidden * Variable(mask) : hidden), targets: y)
      }
    }
    let loss = withoutGradient { meanSquaredError(model(Variable(x)), targets: y).scalar }
    return Fit(loss: loss / y.variance(), first: linears[0])
  }
}
