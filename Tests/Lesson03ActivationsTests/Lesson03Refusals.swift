import Activations
import Autograd
import RefusalSupport
import TensorCore
import TestSupport
import Testing

/// Misuse stops the program, with the values in the message.
@Suite struct Lesson03Refusals {
  static let misuses = [
    Misuse("Activation.leakyReLU: the slope below zero is negative: -0.5") {
      _ = Activation.leakyReLU(negativeSlope: -0.5)
    },
    Misuse("Activation.elu: alpha must be positive: 0.0") { _ = Activation.elu(alpha: 0) },
    Misuse("Activation.celu: alpha must be positive: -1.0") { _ = Activation.celu(alpha: -1) },
    Misuse("Activation.softplus: beta must be positive: 0.0") { _ = Activation.softplus(beta: 0) },
    Misuse("Activation.swish: beta must be positive: 0.0") { _ = Activation.swish(beta: 0) },
    Misuse("parametricReLU: slopes [2] for inputs [4, 3]") {
      _ = PReLU(channelCount: 2)(Variable(.ones([4, 3])))
    },
    Misuse("randomizedReLU: slopes [2] for inputs [3]") {
      _ = randomizedReLU(Variable(.ones([3])), slopes: .ones([2]))
    },
    Misuse("PReLU.init: the count is not positive: 0") { _ = PReLU(channelCount: 0) },
    Misuse("PReLU.init: the slopes are not a vector: [1, 1]") {
      _ = PReLU(sharing: Variable(.ones([1, 1])))
    },
    Misuse("Swish.init: beta is not one number: [2]") { _ = Swish(sharing: Variable(.ones([2]))) },
    Misuse("GatedUnit: the last axis is not even: [2, 3]") {
      _ = GatedUnit()(Variable(.ones([2, 3])))
    },
    Misuse("GatedFeedForward.init: the maps do not fit: [3, 2], [3, 2], [2, 4]") {
      func map(_ shape: Shape) -> Linear { Linear(weight: .ones(shape), bias: nil) }
      _ = GatedFeedForward(gateMap: map([3, 2]), valueMap: map([3, 2]), outputMap: map([2, 4]))
    },
    Misuse("GatedFeedForward.hiddenCount: not positive: 0, 4 or 1") {
      _ = GatedFeedForward.hiddenCount(forWidth: 0)
    },
    Misuse("Maxout.init: 5 maps do not make units of 2") {
      _ = Maxout(Linear(weight: .ones([5, 2]), bias: nil), pieceCount: 2)
    },
    Misuse("Softmax.init: the temperature must be positive: 0.0") { _ = Softmax(temperature: 0) },
    Misuse("LogSoftmax.init: the temperature must be positive: -1.0") {
      _ = LogSoftmax(temperature: -1)
    },
    Misuse("Tensor.sparsemax: the tensor has no axis") { _ = Tensor(1).sparsemax() },
    Misuse("UnitActivity.observe: [2, 3] for 4 units") {
      var activity = UnitActivity(of: .relu, unitCount: 4)
      activity.observe(.ones([2, 3]))
    },
    Misuse("Saturation.init: there are no numbers to measure") {
      _ = Saturation(of: .tanh, at: .zeros([0]))
    },
    Misuse("GradientSigns.init: not a matrix: [3]") { _ = GradientSigns(of: .ones([3])) },
    Misuse("OutputSpread.init: at least two inputs are needed: [1, 2]") {
      _ = OutputSpread(of: ActivationLayer(.relu), on: .ones([1, 2]))
    },
    Misuse("Tensor.combined(with:by:): shapes: [2] and [3]") {
      struct Line: ElementwiseFormula {
        func value(_ x: Scalar) -> Scalar { x }
        func slope(_ x: Scalar) -> Scalar { 1 }
      }
      _ = Tensor.ones([2]).combined(with: .ones([3]), by: CombiningLoop(slopesOf: Line()))
    },
    Misuse("ActivationTrial.init: not positive: 0, 8 or 10") {
      _ = ActivationTrial(.relu, depth: 0, width: 8, stepCount: 10)
    },
    Misuse("Sequential.narrowNetwork: not positive: 0 or 3") {
      var generator = SplitMix64(seed: 0)
      _ = Sequential.narrowNetwork(width: 0, depth: 3, using: &generator)
    },
  ]

  @Test(arguments: misuses) func `misuse is refused by its values`(_ misuse: Misuse) async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        [message = misuse.message as String] in
        Misuse.makeCall(failingWith: message, from: Lesson03Refusals.misuses)
      }, says: ": \(misuse.message)\n")
  }
}
