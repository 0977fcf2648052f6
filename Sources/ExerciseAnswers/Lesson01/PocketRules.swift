import Perceptron
import TensorCore

// What may come of a pocket (exercise E01.5): the right one, and those of the mistakes.

/// What is known after a correction.
struct Correction {
  let oldCount: Int
  let newCount: Int
  let fewest: Int
  let fewestOld: Int
  let answersItsSample: Bool
}

extension Lesson01Answers {
  /// The perceptron rule with a pocket that changes whenever a condition says so.
  static func run(
    _ inputs: Tensor, _ labels: [Scalar], _ visits: [Int], returnsToPocket: Bool = false,
    answersZeroAtZero: Bool = false, keeps: (Correction) -> Bool
  ) -> Tensor {
    func output(_ neuron: Neuron, _ sample: Int) -> Scalar {
      guard answersZeroAtZero else { return neuron(inputs.row(sample)) }
      return dot(neuron.weights, inputs.row(sample)) + neuron.bias > 0 ? 1 : 0
    }
    func errorCount(_ neuron: Neuron) -> Int {
      labels.indices.count { output(neuron, $0) != labels[$0] }
    }
    var neuron = Neuron(weights: .zeros([inputs.shape[1]]), bias: 0, nonlinearity: .step)
    var (best, fewest, fewestOld) = (neuron, errorCount(neuron), Int.max)
    for sample in visits {
      let error = labels[sample] - output(neuron, sample)
      guard error != 0 else { continue }
      let oldCount = errorCount(neuron)
      neuron.weights += error * inputs.row(sample)
      neuron.bias += error
      let correction = Correction(
        oldCount: oldCount, newCount: errorCount(neuron), fewest: fewest,
        fewestOld: fewestOld, answersItsSample: output(neuron, sample) == labels[sample])
      if keeps(correction) {
        (best, fewest, fewestOld) = (neuron, correction.newCount, oldCount)
      } else if returnsToPocket {
        neuron = best
      }
    }
    return Tensor(best.weights.scalars + [best.bias])
  }

  /// The perceptron rule with a pocket for the weights that answered the most visits in a row.
  static func longestRun(
    _ inputs: Tensor, _ labels: [Scalar], _ visits: [Int]
  ) -> Tensor {
    var learner = RosenblattPerceptron(inputCount: inputs.shape[1])
    var (best, longest, length) = (learner.neuron, 0, 0)
    for sample in visits {
      length = learner.learn(from: inputs.row(sample), label: labels[sample]) ? 0 : length + 1
      if length > longest { (best, longest) = (learner.neuron, length) }
    }
    return Tensor(best.weights.scalars + [best.bias])
  }

  static func errorCount(of neuron: Neuron, _ inputs: Tensor, _ labels: [Scalar]) -> Int {
    labels.indices.count { neuron(inputs.row($0)) != labels[$0] }
  }
}
