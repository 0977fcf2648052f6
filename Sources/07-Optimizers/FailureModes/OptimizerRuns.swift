import Autograd
import Course
import TensorCore

/// What several failure modes of this lesson share: small bowls, given gradients, and short trainings.
enum OptimizerRuns {
  /// A leaf that requires a gradient.
  static func leaf(_ values: [Scalar]) -> Variable {
    Variable(Tensor(values), requiresGradient: true)
  }

  /// Makes steps with gradients that are given, of the parameter's shape.
  static func descend(
    _ optimizer: any Optimizer, _ parameter: Variable, stepCount: Int, gradient: (Int) -> Tensor
  ) {
    for step in 0..<stepCount {
      parameter.gradient = gradient(step)
      optimizer.step()
    }
  }

  /// What one step with a given gradient adds to a parameter.
  static func step(
    _ optimizer: any Optimizer, _ parameter: Variable, _ gradient: Tensor
  ) -> Tensor {
    let before = parameter.value
    parameter.gradient = gradient
    optimizer.step()
    return parameter.value - before
  }

  /// Trains one weight from 1 in the bowl ½ w², and measures how far from the minimum it ends.
  static func distanceInBowl(_ rule: SGDRule, stepCount: Int) throws -> Measurement {
    let w = leaf([1])
    let record = try fit(SGD([w], rule), parameters: [("w", w)], stepCount: stepCount) { _ in
      (w * w).sum() / 2
    }.finished()
    return Measurement(abs(w.value[0]), record: record)
  }

  /// 32 inputs, and a network with ReLU between its layers.
  static func network(
    seed: UInt64, widths: [Int]
  ) -> (inputs: Tensor, targets: Tensor, model: Sequential, layers: [Linear]) {
    var generator = SplitMix64(seed: seed)
    let inputs = Tensor.normal([32, widths[0]], using: &generator)
    let targets = Tensor.normal([32, widths[widths.count - 1]], using: &generator)
    var layers: [any Layer] = []
    var linear: [Linear] = []
    for (inputCount, outputCount) in zip(widths, widths.dropFirst()) {
      if !layers.isEmpty { layers.append(FunctionLayer("relu", relu)) }
      let layer = Linear(inputCount: inputCount, outputCount: outputCount, using: &generator)
      layers.append(layer)
      linear.append(layer)
    }
    return (inputs, targets, Sequential(layers), linear)
  }

  /// Trains 400 weights whose gradients are noisy, and measures their mean square; 0 is best.
  static func noisyBowl(
    _ rule: SGDRule, seed: UInt64, stepCount: Int, beforeStep: (SGD, Int) -> Void = { _, _ in },
    afterStep: (Tensor) -> Tensor = { $0 }
  ) throws -> Measurement {
    var generator = SplitMix64(seed: seed)
    let w = Variable(.zeros([400]), requiresGradient: true)
    let optimizer = SGD([w], rule)
    var result = w.value
    let record = try fit(optimizer, parameters: [("w", w)], stepCount: stepCount) { step in
      if step > 0 { result = afterStep(w.value) }
      beforeStep(optimizer, step)
      let push = Variable(.normal([400], using: &generator))
      return (w * w).sum() / 2 + (push * w).sum()
    }.finished()
    result = afterStep(w.value)
    return Measurement((result * result).mean(), record: record)
  }
}

/// An optimizer whose gradients are clipped in front of every step.
final class ClippedOptimizer: Optimizer {
  private let base: any Optimizer
  private let bound: Scalar

  init(_ base: any Optimizer, to bound: Scalar) {
    self.base = base
    self.bound = bound
  }

  var parameters: [Variable] { base.parameters }

  var learningRates: [Scalar] {
    get { base.learningRates }
    set { base.learningRates = newValue }
  }

  var state: [StateEntry] { base.state }

  func step() {
    clipGradientNorm(parameters, to: bound)
    base.step()
  }
}
