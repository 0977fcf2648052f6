import Autograd
import Dynamics
import Init
import TensorCore
import TestSupport
import Testing

/// The golden values of the lesson, to the digits that are given.
@Suite struct Lesson09Golden {
  // V9.1
  @Test func `the limits of half precision`() {
    let half = NumberFormat.float16
    #expect(half.greatest == 65504)
    #expect(half.round(65504) == 65504)
    #expect(half.round(65520) == .infinity)
    #expect(half.round(65520.0.nextDown) == 65504)
    #expect(half.round(1e-8) == 0)
    #expect(half.sum(2048, 1) == 2048)
    #expect(half.round(.exp(12)) == .infinity)
    #expect(half.round(.exp(11)) == 59872)
    #expect(half.epsilon == 9.765625e-4)
    #expect(half.least == 0x1p-24)
  }

  // V9.2
  @Test func `ten thousand times 1e-4 in a loop are a quarter`() {
    let terms = Array(repeating: 1e-4, count: 10_000)
    #expect(NumberFormat.float16.sum(terms) == 0.25)
    #expect(abs(NumberFormat.float32.sum(terms) - 1) < 1e-3)
  }

  // V9.3
  @Test func `the loss scaler's sequence`() throws {
    let parameter = leaf(Tensor([1]))
    let optimizer = GradientDescent([parameter], learningRate: 0.1)
    let scaler = LossScaler(growthInterval: 3)
    let found: [Scalar] = [.infinity, .infinity, 1, 1, 1, 1, 1, 1, .infinity]
    let scales = found.map { gradient in
      parameter.gradient = Tensor([gradient])
      #expect(scaler.step(optimizer) == gradient.isFinite)
      scaler.update()
      return scaler.scale
    }
    #expect(scales == [32768, 16384, 16384, 16384, 32768, 32768, 32768, 65536, 32768])
  }

  // V9.4
  @Test func `the debiased average of 4, 2, 3, 1`() {
    var average = DebiasedAverage(keeping: 0.9)
    #expect(average.value == nil)
    let values = [4.0, 2, 3, 1].map { average.update(with: $0) }
    #expect(difference(values, [4, 2.9473684211, 2.9667896679, 2.3948822332]) < 1e-10)
    #expect(average.value == values[3])
  }

  // V9.5: x doubles in magnitude, so x² is 4ᵗ. The first NaN is ∞ − 3 ∞, one step after x itself is infinite.
  @Test func `a rate of 3 on half a square, infinite and then NaN`() throws {
    let x = leaf(Tensor(1))
    let optimizer = GradientDescent([x], learningRate: 3)
    let model = FunctionLayer("square") { $0 * $0 }
    let sentinel = FiniteSentinel(of: model)
    let bits = Scalar.greatestFiniteMagnitude.exponent + 1
    var (firstInfinity, firstNaN): (Int?, Int?) = (nil, nil)
    for step in 0...Int(bits) + 1 {
      try sentinel.watching(step) {
        optimizer.zeroGradients()
        let loss = model(x) * 0.5
        if firstInfinity == nil, loss.scalar.isInfinite { firstInfinity = step }
        if firstNaN == nil, loss.scalar.isNaN { firstNaN = step }
        try loss.backward()
        optimizer.step()
      }
    }
    #expect(firstInfinity == Int(bits) / 2)
    #expect(firstNaN == Int(bits) + 1)
    if isDoublePrecision { #expect(firstInfinity == 512 && firstNaN == 1025) }
    #expect(
      sentinel.first?.description
        == "multiply in layer (FunctionLayer) at step \(Int(bits) / 2)")
  }

  // V9.6
  @Test func `the entropies of sixteen labels`() {
    let counts: [[Double]] = [[3, 4, 3, 6], [4, 2, 3, 7], [2, 5, 2, 7]]
    let entropies = counts.map { StartingLoss.entropy(frequencies: $0) }
    #expect(difference(entropies, [1.3421257, 1.2820462, 1.2450169]) < 1e-7)
  }

  // V9.7
  @Test func `the mean of means weighs a short batch like a full one`() {
    var mean = WeightedMean()
    #expect(mean.value == nil && mean.ofBatches == nil)
    for (value, size) in [(1.0, 32), (1.0, 32), (10.0, 4)] { mean.add(value, sampleCount: size) }
    #expect(mean.ofBatches == 4)
    #expect(abs((mean.value ?? 0) - 1.5294117647) < 1e-10)
    #expect(mean.sampleCount == 68 && mean.batchCount == 3)
  }

  // V9.8: the greatest that the right probability can be against the others is 1 to 0.
  @Test func `a doubled softmax cannot go below ln(1 + 3/e)`() {
    let floor = Scalar.log(1 + 3 / .exp(1))
    func doubled(_ logits: Tensor) -> Scalar {
      softmaxCrossEntropy(Variable(logits.softmax()), classes: [0]).scalar
    }
    #expect(abs(floor - 0.7437) < 1e-4)
    #expect(abs(doubled(Tensor([[1000, 0, 0, 0]])) - floor) < 4 * .ulpOfOne)
    var generator = SplitMix64(seed: 8)
    for _ in 0..<100 {
      let logits = Tensor.normal([1, 4], standardDeviation: 20, using: &generator)
      #expect(doubled(logits) > floor - 4 * .ulpOfOne)
    }
  }
}
