import Autograd
import Regularization
import TensorCore
import TestSupport
import Testing

/// Channels, sequences, weights, branches: what else can be dropped.
@Suite struct Lesson06Variants {
  // MARK: Channels and sequences

  @Test func `channels are dropped as a whole`() {
    let x = Tensor.ones([6, 5, 4, 3])
    let output = Dropout2d(probability: 0.5, seed: 3)(Variable(x)).value
    let channels = output.reshaped(to: [30, 12])
    for channel in 0..<30 { #expect(Set(channels.row(channel).scalars).count == 1) }
    #expect(Set(output.scalars) == [0, 2])
  }

  @Test func `three axes are batch, channels, length`() {
    let output = Dropout2d(probability: 0.5, seed: 3)(Variable(.ones([6, 5, 4]))).value
    let channels = output.reshaped(to: [30, 4])
    for channel in 0..<30 { #expect(Set(channels.row(channel).scalars).count == 1) }
    #expect(Set(output.scalars) == [0, 2])
  }

  @Test func `a variational mask is the same at every step`() {
    let output = VariationalDropout(seed: 1)(Variable(.ones([5, 4, 6]))).value
    let steps = (0..<5).map { output.slice($0..<$0 + 1) }
    #expect(Set(steps).count == 1)
    #expect(Set(output.scalars) == [0, 2])
  }

  // MARK: Alpha dropout

  // Correction to Q6.15: 10⁵ samples and more. Five standard errors.
  @Test(arguments: [0.05, 0.2, 0.5] as [Scalar])
  func `alpha dropout keeps mean 0 and variance 1`(probability: Scalar) {
    let count = 400_000
    let x = normalBatch(1, count, seed: 4)
    let y = AlphaDropout(probability: probability, seed: 7)(Variable(x)).value
    #expect(abs(Double(y.mean())) < 5 / Double(count).squareRoot())
    #expect(abs(Double(y.variance()) - 1) < 0.02)
    let plain = Dropout(probability: probability, seed: 7)(Variable(x)).value
    #expect(abs(Double(plain.variance()) - 1 / (1 - Double(probability))) < 0.05)
  }

  // Exactly, by the two values of a mask: E y = A ((1 − p) E x + p α′) + B, and so on.
  @Test(arguments: [0, 0.05, 0.2, 0.5, 0.9] as [Scalar])
  func `alpha dropout's constants keep both moments`(p: Scalar) {
    let constants = AlphaConstants(probability: p)
    let mean = constants.scale * p * constants.dropped + constants.shift
    let square =
      (1 - p) * (constants.scale * constants.scale + constants.shift * constants.shift)
      + p * (constants.scale * constants.dropped + constants.shift)
      * (constants.scale * constants.dropped + constants.shift)
    #expect(abs(mean) < rounding)
    #expect(abs(square - 1) < rounding)
  }

  @Test func `what is dropped becomes SELU's least value`() {
    // Before the affine map: A α′ + B.
    let constants = AlphaConstants(probability: 0.3)
    let y = AlphaDropout(probability: 0.3, seed: 1)(Variable(.zeros([1000]))).value
    let values = [constants.shift, constants.scale * constants.dropped + constants.shift]
    #expect(y.scalars.allSatisfy { v in values.contains { abs($0 - v) < rounding } })
    #expect(abs(constants.dropped + 1.0507009873554805 * 1.6732632423543772) < 1e-6)
  }

  // MARK: Weights and branches

  @Test func `DropConnect drops weights, and the bias stays`() {
    let layer = DropConnect(
      Linear(weight: .ones([3, 50]), bias: Tensor([1, 2, 3])), probability: 0.5, seed: 1)
    let output = layer(Variable(.ones([2, 50]))).value
    // The whole batch has one mask: both rows are equal, and outputs are even numbers plus the bias.
    #expect(output.row(0) == output.row(1))
    for (unit, bias) in [1, 2, 3].enumerated() {
      let sum = output[0, unit] - Scalar(bias)
      #expect(sum > 0 && sum < 100 && sum.truncatingRemainder(dividingBy: 2) == 0)
    }
    let answer = layer.withMode(.evaluation) { layer(Variable(.ones([1, 50]))).value }
    #expect(answer == Tensor([[51, 52, 53]]))
    #expect(layer.namedParameters.map(\.name) == ["linear.weight", "linear.bias"])
  }

  @Test func `DropConnect's expectation is the plain layer, exactly`() {
    let weight = normalBatch(2, 3, seed: 3)
    let x = normalBatch(1, 3, seed: 4)
    let plain = matmul(x, weight, transposing: .right)
    let mean = MaskEnumeration.expectation(unitCount: 6, probability: 0.3) { mask in
      let masked = weight * mask.reshaped(to: [2, 3]) / 0.7
      return matmul(x, masked, transposing: .right)
    }
    #expect(difference(mean, plain) < rounding)
  }

  @Test func `stochastic depth drops the branch of whole samples`() {
    let output = StochasticDepth(probability: 0.5, seed: 2)(Variable(.ones([40, 3, 2]))).value
    let rows = output.reshaped(to: [40, 6])
    for sample in 0..<40 { #expect(Set(rows.row(sample).scalars).count == 1) }
    #expect(Set(output.scalars) == [0, 2])
  }

  @Test func `probabilities of blocks rise to the last one's`() {
    let rates = StochasticDepth.probabilities(blockCount: 4, last: 0.5)
    #expect(difference(Tensor(rates), Tensor([0.125, 0.25, 0.375, 0.5])) < rounding)
  }

  @Test func `a skipped block computes nothing`() throws {
    var calls = 0
    let branch = FunctionLayer("counted") { x in
      calls += 1
      return x * 3
    }
    let block = SkippedBlock(branch, probability: 0.5, seed: 1)
    let x = Variable(Tensor([[1, 2]]))
    let outputs = (0..<200).map { _ in block(x).value }
    let skipped = outputs.count { $0 == x.value }
    #expect(skipped + calls == 200)
    #expect((60...140).contains(skipped))
    #expect(outputs.allSatisfy { $0 == x.value || $0 == x.value * 7 })
    #expect(block.withMode(.evaluation) { block(x).value } == x.value * 4)
  }

  @Test func `every layer keeps the expectation`() {
    // 20,000 uses; the standard error of a mean of zeros and twos is 1/141.
    let x = Variable(Tensor(repeating: 1.5, shape: [1, 1, 1]))
    let layers: [any Layer] = [
      Dropout(seed: 1), Dropout2d(seed: 2), VariationalDropout(seed: 3),
      StochasticDepth(probability: 0.5, seed: 4),
    ]
    for layer in layers {
      var sum: Scalar = 0
      for _ in 0..<20_000 { sum += layer(x).scalar }
      #expect(abs(sum / 20_000 - 1.5) < 0.06)
      #expect(layer.withMode(.evaluation) { layer(x).scalar } == 1.5)
    }
  }
}
