import Autograd
import Init
import TensorCore
import Testing

/// What the doc comments show.
@Suite struct Lesson04Examples {
  // Initializer: the deviation of 8,192 numbers is known to 0.8 % a standard error.
  @Test func `the documented example of an initializer`() {
    var generator = SplitMix64(seed: 1)
    let weight = Initializer.kaimingNormal()([128, 64], using: &generator)
    #expect(abs(weight.variance().squareRoot() / (Scalar(2) / 64).squareRoot() - 1) < 0.04)
  }

  @Test func `the documented example of a measurement`() throws {
    var generator = SplitMix64(seed: 1)
    let model = Sequential.stack([8, 64, 64, 2], scheme: .kaiming, seed: 1)
    let x = Tensor.normal([32, 8], using: &generator)
    let signals = try SignalPropagation(through: model, inputs: x) { logits in
      softmaxCrossEntropy(logits, classes: (0..<32).map { $0 % 2 })
    }
    let sizes = signals.stages.map(\.output.rootMeanSquare)
    #expect(sizes.count == 5)
    #expect(sizes.allSatisfy { (0.5...2).contains($0) }, "\(sizes)")
  }
}
