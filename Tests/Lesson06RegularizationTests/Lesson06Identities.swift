import Regularization
import TensorCore
import TestSupport
import Testing

/// What dropout is, exactly: by going through all masks.
@Suite struct Lesson06Identities {
  // V6.4, and Q6.5: 8 to 1 where the squares of the weights are 4 to 1.
  @Test func `dropout of two weights is 4.0625 + 2.8125`() {
    let problem = LinearDropout(
      inputs: Tensor([[1, 2], [3, -1]]), targets: Tensor([1, 0]), weights: Tensor([0.5, -0.25]),
      probability: 0.5)
    #expect(abs(problem.plainLoss - 4.0625) < rounding)
    #expect(abs(problem.penalties.sum() - 2.8125) < rounding)
    #expect(abs(problem.enumeratedLoss - 6.875) < rounding)
    #expect(difference(problem.penalties, Tensor([2.5, 0.3125])) < rounding)
  }

  @Test(arguments: [0, 0.1, 0.3, 0.5, 0.9] as [Scalar])
  func `dropout is ridge with the columns' norms`(probability: Scalar) {
    for seed in UInt64(0)..<10 {
      var generator = SplitMix64(seed: seed)
      let problem = LinearDropout(
        inputs: .normal([5, 6], using: &generator), targets: .normal([5], using: &generator),
        weights: .normal([6], using: &generator), probability: probability)
      let relative = abs(problem.enumeratedLoss / problem.expectedLoss - 1)
      #expect(relative < 10 * rounding)
    }
  }

  // Plain ridge has one strength: here the ratio of penalty to squared weight differs by feature.
  @Test func `columns of different lengths have different strengths`() {
    let problem = LinearDropout(
      inputs: Tensor([[1, 10], [1, 10]]), targets: Tensor([0, 0]), weights: Tensor([1, 1]),
      probability: 0.5)
    #expect(difference(problem.penalties, Tensor([2, 200])) < rounding)
  }

  @Test func `probabilities of masks sum to 1`() {
    for p in [0, 0.2, 0.5, 1] as [Scalar] {
      let total = MaskEnumeration.expectation(unitCount: 7, probability: p) { _ in Tensor(1) }
      #expect(abs(total.scalar - 1) < rounding)
      let mean = MaskEnumeration.expectation(unitCount: 7, probability: p) { $0 }
      #expect((mean - (1 - p)).maximumMagnitude() < rounding)
    }
  }

  private func ensemble(_ seed: UInt64, _ probability: Scalar) -> SubnetworkEnsemble {
    var generator = SplitMix64(seed: seed)
    return SubnetworkEnsemble(
      inputs: .normal([5], standardDeviation: 2, using: &generator),
      weight: .normal([3, 5], using: &generator), probability: probability)
  }

  // Q6.4, with the correction: each mask with its probability, else only at one half.
  @Test(arguments: [0.1, 0.3, 0.5, 0.8] as [Scalar])
  func `weight scaling is the geometric mean`(probability: Scalar) {
    for seed in UInt64(0)..<10 {
      let ensemble = ensemble(seed, probability)
      #expect(difference(ensemble.geometricMean, ensemble.weightScaling) < rounding)
    }
  }

  @Test func `unweighted, it is so only at one half`() {
    let half = ensemble(1, 0.5)
    #expect(difference(half.unweightedGeometricMean, half.weightScaling) < rounding)
    let other = ensemble(1, 0.3)
    #expect((other.unweightedGeometricMean - other.weightScaling).maximumMagnitude() > 0.01)
  }

  // “More than 0.05” held in 89 % of 500 draws, the least was 0.007: asserted of the mean over seeds.
  @Test func `it is not the mean of the answers`() {
    let gaps = (UInt64(0)..<20).map { seed in
      let ensemble = ensemble(seed, 0.5)
      return (ensemble.arithmeticMean - ensemble.weightScaling).maximumMagnitude()
    }
    #expect(gaps.reduce(0, +) / 20 > 0.05)
    #expect(gaps.allSatisfy { $0 > 0.002 })
  }
}
