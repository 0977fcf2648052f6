import Autograd
import BatchNorm
import TensorCore
import TestSupport
import Testing

/// Where a sentence about batch norm stops being true: the limits that the page states.
@Suite struct Lesson05Counterexamples {
  private func output(_ layer: any Layer, _ x: Tensor) -> Tensor {
    withoutGradient { layer(Variable(x)).value }
  }

  @Test func `a feature of small spread does not get variance 1`() {
    let column = Tensor([[0.001], [0.002], [0.003], [0.006]])
    let variance = ChannelStatistics(of: output(BatchNorm1d(featureCount: 1), column)).variance[0]
    // σ² / (σ² + ε) for σ² = 3.5e-6 and ε = 1e-5.
    #expect(abs(variance - 3.5 / 13.5) < 1e-5)
  }

  @Test func `the length of weights counts in evaluation mode`() {
    let norm = BatchNorm1d(featureCount: 1)
    let x = Tensor([[1], [2], [3], [6]])
    let gap = (output(norm, 2 * x) - output(norm, x)).maximumMagnitude()
    #expect(gap < 1e-4)
    norm.setMode(.evaluation)
    let moved = (output(norm, 2 * x) - output(norm, x)).maximumMagnitude()
    #expect(moved > 1)
  }

  @Test func `recalibration undoes 3x + 5 and not a change of sign`() {
    var generator = SplitMix64(seed: 1)
    let x = Tensor.normal([64, 4], using: &generator)
    let model = Sequential(
      Linear(inputCount: 4, outputCount: 8, using: &generator), BatchNorm1d(featureCount: 8))
    model.setMode(.evaluation)
    func recalibrated(_ inputs: Tensor) -> Tensor {
      model.recalibrate(on: [inputs])
      return output(model, inputs)
    }
    let usual = recalibrated(x)
    #expect((recalibrated(3 * x + 5) - usual).maximumMagnitude() < 1e-2)
    #expect((recalibrated(-1 * x) - usual).maximumMagnitude() > 1)
  }

  @Test func `an infinite variance stays infinite in more bits`() {
    let variance = Tensor([1e5]).roundedToFloat16()
    #expect(!variance[0].isFinite)
    let norm = BatchNorm1d(featureCount: 1)
    norm.running?.variance = variance
    norm.setMode(.evaluation)
    #expect(output(norm, Tensor([[632]])).maximumMagnitude() == 0)
  }
}
