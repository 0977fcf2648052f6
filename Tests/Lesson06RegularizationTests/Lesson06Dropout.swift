import Autograd
import Regularization
import TensorCore
import TestSupport
import Testing

/// What the layers that drop compute.
@Suite struct Lesson06Dropout {
  static let seeds = Array(UInt64(0)..<10)

  // MARK: Masks

  // The loop computes the states side by side; the course's numbers must not depend on that.
  @Test(arguments: [0, 0.1, 0.5, 0.75, 1] as [Scalar])
  func `a mask is what single draws give, to the last bit`(probability: Scalar) {
    for count in [0, 1, 7, 64, 1001] {
      var (bulk, single) = (SplitMix64(seed: 9), SplitMix64(seed: 9))
      let mask = Tensor.mask([count], dropping: probability, keptAs: 3, using: &bulk)
      let drawn = (0..<count).map { _ in
        single.uniform() < Double(probability) ? 0 : 3 as Scalar
      }
      #expect(mask.scalars == drawn)
      #expect(bulk == single)
    }
  }

  @Test func `two masks in a row are one long mask`() {
    var (twice, once) = (SplitMix64(seed: 4), SplitMix64(seed: 4))
    let first = Tensor.mask([5], dropping: 0.4, using: &twice)
    let second = Tensor.mask([8], dropping: 0.4, using: &twice)
    let whole = Tensor.mask([13], dropping: 0.4, using: &once)
    #expect(Tensor.concatenation([first, second]) == whole)
  }

  // Correction to F6.4 and Q6.1: 10⁵ units; five standard errors, a false alarm in 1.7 million seeds.
  @Test(arguments: [0.1, 0.3, 0.5, 0.9] as [Scalar])
  func `the share of zeros is p, the mean of ones stays 1`(probability: Scalar) {
    let count = 100_000
    let layer = Dropout(probability: probability, seed: 11)
    let output = layer(Variable(.ones([count]))).value
    let zeros = Double((output .== 0).sum()) / Double(count)
    let p = Double(probability)
    #expect(abs(zeros - p) < 5 * (p * (1 - p) / Double(count)).squareRoot())
    let meanError = abs(Double(output.mean()) - 1)
    #expect(meanError < 5 * (p / (1 - p) / Double(count)).squareRoot())
  }

  @Test func `neighbors in a mask are independent`() {
    var generator = SplitMix64(seed: 3)
    let count = 100_000
    let mask = Tensor.mask([count], dropping: 0.5, using: &generator)
    for lag in [1, 2, 3, 8, 64] {
      let both = dot(mask.slice(0..<count - lag), mask.slice(lag..<count))
      // A quarter of the pairs; five standard errors of √(3/16 n), and room for overlapping pairs.
      #expect(abs(Double(both) - 0.25 * Double(count - lag)) < 6 * (0.1875 * 1e5).squareRoot())
    }
  }

  // MARK: Dropout

  @Test func `the documented example`() {
    var generator = SplitMix64(seed: 1)
    let layer = Dropout(using: &generator)
    let output = layer(Variable(.ones([6]))).value
    #expect(Set(output.scalars).isSubset(of: [0, 2]))
    let answer = layer.withMode(.evaluation) { layer(Variable(.ones([6]))).value }
    #expect(answer == .ones([6]))
  }

  // Equation 6.2, by enumeration of the two values of a mask.
  @Test(arguments: [0.1, 0.5, 0.8] as [Scalar])
  func `the added variance is p/(1 − p) x²`(probability: Scalar) {
    let x: Scalar = 3
    let kept = x / (1 - probability)
    let mean = (1 - probability) * kept
    let variance = (1 - probability) * kept * kept - mean * mean
    let sample = Dropout(probability: probability, seed: 5)(
      Variable(Tensor(repeating: x, shape: [200_000]))
    ).value
    #expect(abs(mean - x) < rounding)
    #expect(abs(variance - probability / (1 - probability) * x * x) < 10 * rounding)
    #expect(abs(sample.variance() / variance - 1) < 0.05)
  }

  @Test func `the backward pass uses the mask of the forward pass`() throws {
    for seed in Self.seeds {
      let layer = Dropout(probability: 0.4, seed: seed)
      let x = leaf(.ones([5, 7]))
      let output = layer(x)
      try output.sum().backward()
      // Of ones, output and gradient are both the mask.
      #expect(x.gradient == output.value)
    }
  }

  @Test func `each use draws a new mask, evaluation draws none`() {
    let layer = Dropout(seed: 2)
    let x = Variable(.ones([64]))
    let first = layer(x).value
    let before = layer.generator
    layer.withMode(.evaluation) { _ = layer(x) }
    #expect(layer.generator == before)
    #expect(layer(x).value != first)
  }

  @Test func `a drawn mask is the one that a use would draw`() {
    let (one, other) = (Dropout(probability: 0.3, seed: 8), Dropout(probability: 0.3, seed: 8))
    let x = normalBatch(4, 5, seed: 1)
    #expect(one(Variable(x)).value == x * other.drawMask([4, 5]))
  }

  @Test func `layers split off one generator draw independently`() {
    var generator = SplitMix64(seed: 1)
    let layers = (0..<3).map { _ in Dropout(using: &generator) }
    let masks = layers.map { $0.drawMask([64]) }
    #expect(Set(masks).count == 3)
    // What the second draws does not depend on how often the first was used.
    var again = SplitMix64(seed: 1)
    let others = (0..<3).map { _ in Dropout(using: &again) }
    #expect(others[1].drawMask([64]) == masks[1])
  }

  @Test func `probability 0 changes nothing, 1 leaves nothing`() throws {
    let x = leaf(normalBatch(3, 4, seed: 1))
    #expect(Dropout(probability: 0, seed: 1)(x).value == x.value)
    let gone = Dropout(probability: 1, seed: 1)(x)
    try gone.sum().backward()
    #expect(gone.value.maximumMagnitude() == 0)
    #expect(x.gradient?.maximumMagnitude() == 0)
  }

  // MARK: Classic dropout

  @Test func `classic dropout scales in evaluation instead`() {
    let (classic, inverted) = (
      ClassicDropout(probability: 0.25, seed: 6), Dropout(probability: 0.25, seed: 6)
    )
    let x = Variable(normalBatch(4, 6, seed: 2))
    #expect(difference(classic(x).value, inverted(x).value * 0.75) < rounding)
    #expect(classic.withMode(.evaluation) { classic(x).value } == x.value * 0.75)
  }

  // V6.7
  @Test func `a forgotten scale doubles, three layers make it 8`() {
    func ratio(_ probability: Scalar, depth: Int) -> Double {
      let x = Variable(Tensor.ones([200_000]))
      var trained = x
      for seed in 0..<depth {
        trained = ClassicDropout(probability: probability, seed: UInt64(seed))(trained)
      }
      return 1 / Double(trained.value.mean())
    }
    #expect(abs(ratio(0.5, depth: 1) - 2) < 0.03)
    #expect(abs(ratio(0.1, depth: 1) - 1 / 0.9) < 0.01)
    #expect(abs(ratio(0.5, depth: 3) - 8) < 0.3)
  }
}
