import Autograd
import Datasets
import Regularization
import TensorCore
import TestSupport
import Testing

/// Changed inputs, blended samples, and a change that hurts.
@Suite struct Lesson06Augmentation {
  private var image: Tensor { Tensor([(1...9).map { Scalar($0) }]) }

  private func outcomes(_ augmentation: Augmentation, count: Int = 400) -> Set<[Scalar]> {
    var generator = SplitMix64(seed: 1)
    return Set((0..<count).map { _ in augmentation(image, using: &generator).scalars })
  }

  @Test func `a shift has nine outcomes, filled with zeros`() {
    let outcomes = outcomes(.shift(height: 3, width: 3, by: 1))
    #expect(outcomes.count == 9)
    #expect(outcomes.contains([1, 2, 3, 4, 5, 6, 7, 8, 9]))
    #expect(outcomes.contains([0, 0, 0, 1, 2, 3, 4, 5, 6]))
    #expect(outcomes.contains([2, 3, 0, 5, 6, 0, 8, 9, 0]))
    #expect(outcomes.contains([5, 6, 0, 8, 9, 0, 0, 0, 0]))
  }

  @Test func `a cutout of 2 by 2 hangs over or not`() {
    let outcomes = outcomes(.cutout(height: 3, width: 3, side: 2))
    #expect(outcomes.count == 9)
    #expect(outcomes.contains([0, 2, 3, 4, 5, 6, 7, 8, 9]))
    #expect(outcomes.contains([1, 2, 3, 4, 0, 0, 7, 0, 0]))
  }

  @Test func `mirror and half turn`() {
    #expect(
      outcomes(.mirror(height: 3, width: 3)) == [
        [1, 2, 3, 4, 5, 6, 7, 8, 9], [3, 2, 1, 6, 5, 4, 9, 8, 7],
      ])
    #expect(
      outcomes(.halfTurn(height: 3, width: 3, probability: 1)) == [[9, 8, 7, 6, 5, 4, 3, 2, 1]])
  }

  @Test func `rows of a batch are drawn one by one`() {
    let batch = Tensor.concatenation(Array(repeating: image, count: 60))
    var generator = SplitMix64(seed: 1)
    let shifted = Augmentation.shift(height: 3, width: 3, by: 1)(batch, using: &generator)
    #expect(Set((0..<60).map { shifted.row($0) }).count == 9)
  }

  @Test func `a sequence applies one after the other`() {
    let both = Augmentation.sequence([
      .halfTurn(height: 3, width: 3, probability: 1), .mirror(height: 3, width: 3, probability: 1),
    ])
    #expect(both.name == "half turn, mirror")
    #expect(outcomes(both) == [[7, 8, 9, 4, 5, 6, 1, 2, 3]])
  }

  // Bishop: E ‖y − (X + N) w‖² = ‖y − X w‖² + n σ² ‖w‖², here over 20,000 draws.
  @Test func `noise on inputs is ridge`() {
    let (x, w) = (Tensor([[1, 2], [3, -1]]), Tensor([0.5, -0.25]))
    var generator = SplitMix64(seed: 1)
    let noise = Augmentation.noise(deviation: 0.5)
    var sum: Scalar = 0
    for _ in 0..<20_000 {
      let errors = Tensor([1, 0]) - matvec(noise(x, using: &generator), w)
      sum += dot(errors, errors)
    }
    let expected: Scalar = 4.0625 + 2 * 0.25 * 0.3125
    #expect(abs(sum / 20_000 - expected) < 0.05)
  }

  // MARK: Mixup

  @Test func `blends are convex, and labels blend alike`() {
    let x = Tensor([[1, 2], [3, 6]])
    let batch = Mixup.mix(x, targets: .identity(2), partners: [1, 0], share: 0.75)
    #expect(batch.features == Tensor([[1.5, 3], [2.5, 5]]))
    #expect(batch.targets == Tensor([[0.75, 0.25], [0.25, 0.75]]))
    var generator = SplitMix64(seed: 1)
    for _ in 0..<50 {
      let mixed = Mixup(alpha: 0.4)(x, targets: .identity(2), using: &generator)
      #expect(mixed.targets.sum(axis: 1).scalars.allSatisfy { abs($0 - 1) < rounding })
      #expect(mixed.features.max() <= 6 + 6 * rounding)
      #expect(mixed.features.min() >= 1 - rounding)
    }
  }

  // Mean a/(a + b), variance ab/((a + b)² (a + b + 1)); six standard errors.
  @Test(arguments: [(0.2, 0.2), (1, 1), (2, 5), (0.5, 3)] as [(Double, Double)])
  func `the beta distribution has its moments`(a: Double, b: Double) {
    var generator = SplitMix64(seed: 7)
    let count = 20_000
    let draws = (0..<count).map { _ in generator.beta(a, b) }
    #expect(draws.allSatisfy { (0...1).contains($0) })
    let mean = draws.reduce(0, +) / Double(count)
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
    let expected = a * b / ((a + b) * (a + b) * (a + b + 1))
    #expect(abs(mean - a / (a + b)) < 6 * (expected / Double(count)).squareRoot())
    #expect(abs(variance / expected - 1) < 0.06)
  }

  @Test func `a small alpha leaves samples nearly unmixed`() {
    var generator = SplitMix64(seed: 1)
    let shares = (0..<2_000).map { _ in generator.beta(0.01, 0.01) }
    #expect(shares.count { $0 < 0.001 || $0 > 0.999 } > 1_700)
  }

  // MARK: On digits

  /// The mean validation accuracy of ten runs on 150 digits.
  private func accuracies(_ augmentation: Augmentation?) throws -> [Double] {
    try (UInt64(0)..<10).map { seed in
      var trial = try digits(trainingCount: 150, seed: seed)
      trial.epochCount = 15
      trial.augmentation = augmentation
      return try trial.run(seed: seed).accuracy
    }
  }

  @Test func `half turns, which change the label, hurt`() throws {
    let plain = try accuracies(nil)
    let turned = try accuracies(.halfTurn(height: 8, width: 8))
    for (plain, turned) in zip(plain, turned) { #expect(turned < plain) }
    let loss = zip(plain, turned).reduce(0) { $0 + $1.0 - $1.1 } / 10
    #expect(loss > 0.03)
  }
}
