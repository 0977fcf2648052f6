import Activations
import Autograd
import TensorCore
import TestSupport
import Testing

// What the page says of many layers, and of many steps of one.
extension Lesson03Page {
  /// Twenty sigmoid layers of width 64: how far outputs differ over 64 inputs, and the ratio of F3.3.
  private func sigmoids(gain: Scalar, seed: UInt64) throws -> (ratio: Scalar, spread: Scalar) {
    var generator = SplitMix64(seed: seed)
    let layers = (0..<20).map { _ in
      Linear(
        weight: .normal([64, 64], standardDeviation: gain / 8, using: &generator),
        bias: .zeros([64]))
    }
    let x = Variable(.normal([64, 64], using: &generator))
    let output = layers.reduce(x) { x, layer in Activation.sigmoid(layer(x)) }
    try output.backward(cotangent: .normal([64, 64], using: &generator))
    let norms = [layers[0], layers[19]].map { $0.weight.gradient?.norm() ?? 0 }
    let centered = output.value - output.value.mean(axis: 0)
    return (norms[0] / norms[1], .squareRoot((centered * centered).mean()))
  }

  @Test func `a gain near 10 evens out sigmoids and loses the input`() throws {
    for seed in 3..<13 as Range<UInt64> {
      #expect(try sigmoids(gain: 4, seed: seed).ratio < 1e-2)
      let ten = try sigmoids(gain: 10, seed: seed)
      #expect(ten.ratio > 0.1 && ten.ratio < 5, "\(ten)")
      #expect(ten.spread < 0.1, "\(ten)")
      #expect(try sigmoids(gain: 16, seed: seed).ratio > 5)
    }
  }

  @Test func `one draw of He's stack is not its mean`() {
    func deviation(gain: Scalar, seed: UInt64) -> Scalar {
      var generator = SplitMix64(seed: seed)
      let weights = (0..<20).map { _ in
        Tensor.normal([64, 64], standardDeviation: gain / 8, using: &generator)
      }
      let outputs = weights.reduce(Tensor.normal([64, 64], using: &generator)) { x, weight in
        Activation.relu(matmul(x, weight, transposing: .right))
      }
      return .squareRoot(outputs.variance())
    }
    let seeds = Array(9..<39 as Range<UInt64>)
    let cured = seeds.map { deviation(gain: .squareRoot(2), seed: $0) }
    let (least, greatest) = (cured.min() ?? 0, cured.max() ?? 0)
    #expect(least > 0.1 && greatest < 4 && greatest > 3 * least, "\(least), \(greatest)")
    #expect(seeds.allSatisfy { deviation(gain: 1, seed: $0) < 0.02 })
  }

  @Test func `GELU's gain holds a mean square of 1 and no other`() {
    func kept(_ meanSquare: Double) -> Double {
      let outputs = Activation.normalMean(spread: meanSquare.squareRoot()) { x in
        Activation.gelu.value(at: x) * Activation.gelu.value(at: x)
      }
      return 1.5335 * 1.5335 * outputs / meanSquare
    }
    #expect(abs(kept(1) - 1) < 1e-3)
    #expect(kept(2) > 1.05 && kept(0.5) < 0.95)
  }

  @Test func `a recurrent ReLU that does not enlarge stays bounded`() {
    func size(gain: Scalar, seed: UInt64) -> Scalar {
      var generator = SplitMix64(seed: seed)
      let weight = Tensor.normal(
        [32, 32], standardDeviation: gain / .squareRoot(32), using: &generator)
      let inputs = Tensor.normal([100, 32], using: &generator)
      let state = (0..<100).reduce(Tensor.zeros([32])) { state, step in
        Activation.relu(matvec(weight, state) + inputs.row(step))
      }
      return .squareRoot((state * state).mean())
    }
    for seed in 41..<51 as Range<UInt64> {
      #expect(size(gain: 1, seed: seed) < 3)
      #expect(size(gain: 2, seed: seed) > 100)
    }
  }
}
