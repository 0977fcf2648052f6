import Autograd
import Optimizers
import TensorCore

/// A bowl over two matrices with noise that depends on the step alone, for laws that every optimizer keeps.
final class LawProblem {
  let parameters: [Variable]
  let targets: [Tensor]
  var scale: Scalar = 1
  var sign: Scalar = 1
  var noise: Scalar = 0.1

  /// The positions of parameters that have no gradient.
  var missing: Set<Int> = []

  init(seed: UInt64 = 7) {
    var generator = SplitMix64(seed: seed)
    parameters = [
      leaf(.normal([3, 2], using: &generator)), leaf(.normal([2, 3], using: &generator)),
    ]
    targets = parameters.map { .normal($0.shape, using: &generator) }
  }

  var values: [Tensor] { parameters.map(\.value) }

  /// Half the squared distance to the targets.
  var distance: Scalar {
    zip(parameters, targets).map { parameter, target in
      let d = parameter.value - target
      return (d * d).sum() / 2
    }.reduce(0, +)
  }

  /// Sets the gradients of a step, and returns the loss.
  func evaluate(step: Int) -> Scalar {
    var generator = SplitMix64(seed: UInt64(1000 + step))
    var loss: Scalar = 0
    for (index, (parameter, target)) in zip(parameters, targets).enumerated() {
      let push = Tensor.normal(parameter.shape, using: &generator) * noise
      let d = parameter.value - target
      loss += scale * sign * ((d * d).sum() / 2 + (push * d).sum())
      parameter.gradient = missing.contains(index) ? nil : (d + push) * (scale * sign)
    }
    return loss
  }

  /// Makes the steps of a range.
  func train(_ optimizer: any Optimizer, _ steps: Range<Int>) throws {
    for step in steps {
      _ = evaluate(step: step)
      try optimizer.step { self.evaluate(step: step) }
    }
  }

  /// The parameters as one part of a checkpoint.
  var part: Parts { Parts(parameters.indices.map { .variable("\($0)", parameters[$0]) }) }
}

extension CatalogEntry {
  /// The optimizer of all parameters of a problem in one group.
  func optimizer(_ parameters: [Variable], rate: Scalar? = nil) -> any Optimizer {
    make([(parameters, rate ?? usualRate)])
  }
}
