import Autograd
import Optimizers
import TensorCore
import TestSupport
import Testing

/// Four steps of each rule from 1, as a reader can follow them with a pocket calculator.
@Suite(.doublePrecision) struct Lesson07GoldenValues {
  private func path<Rule: UpdateRule>(
    _ rule: Rule, gradients: [Scalar] = [0.5, -0.2, 0.3, 0.1]
  ) -> [Scalar] {
    let weight = leaf(Tensor([1]))
    let optimizer = FirstOrderOptimizer([weight], rule)
    return gradients.map { gradient in
      weight.gradient = Tensor([gradient])
      optimizer.step()
      return weight.value[0]
    }
  }

  private func expect(_ found: [Scalar], _ expected: [Scalar], within tolerance: Scalar = 1e-11) {
    #expect(found.count == expected.count)
    for (a, b) in zip(found, expected) { #expect(abs(a - b) <= tolerance) }
  }

  @Test func `V7.1 gradient descent`() {
    expect(path(SGDRule(learningRate: 0.1)), [0.95, 0.97, 0.94, 0.93])
  }

  @Test func `V7.2 momentum`() {
    let expected: [Scalar] = [0.95, 0.925, 0.8725, 0.81525]
    expect(path(SGDRule(learningRate: 0.1, momentum: 0.9)), expected)
    expect(path(MomentumRule(learningRate: 0.1)), expected)
  }

  @Test func `V7.3 Nesterov`() {
    expect(
      path(SGDRule(learningRate: 0.1, momentum: 0.9, isNesterov: true)),
      [0.905, 0.9025, 0.82525, 0.763725])
  }

  @Test func `V7.4 momentum with decay`() {
    expect(
      path(SGDRule(learningRate: 0.1, momentum: 0.9, weightDecay: 0.1)),
      [0.94, 0.8966, 0.818574, 0.73016486])
  }

  @Test func `V7.5 Adam`() {
    expect(
      path(AdamRule(learningRate: 0.1)),
      [0.900000002, 0.865439418117, 0.810995383681, 0.757658497904])
  }

  @Test func `V7.6 and V7.7 AdamW`() {
    expect(
      path(AdamWRule(learningRate: 0.1, weightDecay: 0.1)),
      [0.890000002, 0.846539418097, 0.78362998948, 0.722456803808])
    expect(
      path(AdamWRule(learningRate: 0.1)),
      [0.899000002, 0.863540418115, 0.808232843261, 0.754087724641])
  }

  @Test func `V7.8 RMSprop`() {
    expect(
      path(RMSpropRule(learningRate: 0.1)),
      [1.99999960482e-7, 0.373002053731, -0.117140947585, -0.279175098631])
  }

  @Test func `V7.9 RAdam`() {
    expect(
      path(RAdamRule(learningRate: 0.1)), [0.95, 0.936842105263, 0.917469411536, 0.90082213035])
  }

  @Test func `V7.10 Adadelta`() {
    expect(
      path(AdadeltaRule()), [0.996837785583, 0.998575224399, 0.996119163213, 0.995181940889])
  }

  @Test func `V7.11 AMSGrad keeps the greatest raw mean`() {
    let gradients: [Scalar] = [1, 0, 0, 0.1]
    expect(
      path(AMSGradRule(learningRate: 0.1), gradients: gradients),
      [0.900000001, 0.833027687826, 0.78128378717, 0.733276052689])
    expect(
      path(AdamRule(learningRate: 0.1), gradients: gradients),
      [0.900000001, 0.832994176534, 0.781198480183, 0.733190745702])
    // The greatest corrected mean, as the documentation once had it, leads elsewhere.
    var (weight, mean, square, greatest): (Scalar, Scalar, Scalar, Scalar) = (1, 0, 0, 0)
    let corrected = gradients.enumerated().map { step, gradient -> Scalar in
      mean = 0.9 * mean + 0.1 * gradient
      square = 0.999 * square + 0.001 * gradient * gradient
      greatest = max(greatest, square / (1 - .pow(0.999, step + 1)))
      weight -= 0.1 * mean / (1 - .pow(0.9, step + 1)) / (greatest.squareRoot() + 1e-8)
      return weight
    }
    expect(corrected, [0.9000000010, 0.8526315804, 0.8227422818, 0.7986364373], within: 1e-10)
  }

  @Test func `V7.15 coupled decay forgets its strength`() {
    let nothing = [Scalar](repeating: 0, count: 10)
    let strong = path(
      AdamRule(learningRate: 0.01, weightDecay: .coupled(0.1)), gradients: nothing)
    let weak = path(
      AdamRule(learningRate: 0.01, weightDecay: .coupled(0.001)), gradients: nothing)
    expect([strong[9], weak[9]], [0.90035, 0.90035], within: 1e-5)
    let decoupled = path(
      AdamRule(learningRate: 0.01, weightDecay: .decoupled(0.1)), gradients: nothing)
    expect([decoupled[9]], [.pow(0.999, 10)])
  }

  @Test func `with a decoupled decay, Adam is AdamW to the bit`() {
    #expect(
      path(AdamRule(learningRate: 0.1, weightDecay: .decoupled(0.1)))
        == path(AdamWRule(learningRate: 0.1, weightDecay: 0.1)))
  }
}
