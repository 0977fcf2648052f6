public import TensorCore

/// A perceptron that keeps in its pocket the best weights it has met.
///
/// On data that no line separates the perceptron rule never settles, and its last weights may be
/// poor ones. After each correction the pocket is compared on all samples, and replaced only by
/// weights with fewer errors, so that it never gets worse.
///
/// ## Source
///
/// Gallant, "Perceptron-based learning algorithms", 1990, https://doi.org/10.1109/72.80230, the
/// pocket algorithm with ratchet. Differs from the paper: each pass takes every sample once, and the
/// weights are compared after every correction instead of after long runs of right answers, which
/// costs more and needs no bookkeeping. As in the paper the order is random: a fixed order may go
/// round in a circle of poor weights, as it does on XOR.
public struct PocketPerceptron: Sendable {
  /// The best unit so far.
  public private(set) var best: Neuron

  /// The number of samples that the best unit gets wrong.
  public private(set) var errorCount: Int

  /// The number of samples that the pocket got wrong after each pass.
  public private(set) var errorsPerEpoch: [Int] = []

  /// Learns labeled samples.
  ///
  /// - Parameters:
  ///   - inputs: Samples of shape `[samples, inputs]`.
  ///   - labels: For each 0 or 1.
  ///   - epochCount: The number of passes; it ends earlier once nothing is wrong.
  ///   - generator: The source of the order in which a pass takes the samples.
  /// - Precondition: There are as many labels as samples.
  public init(
    learning inputs: Tensor, labels: [Scalar], epochCount: Int,
    using generator: inout some RandomNumberGenerator
  ) {
    precondition(
      inputs.shape.axisCount == 2 && inputs.shape[0] == labels.count,
      "PocketPerceptron.init: \(labels.count) labels for inputs \(inputs.shape)")
    let samples = labels.indices.map { inputs.row($0) }
    let targets = Tensor(labels)
    func errors(of neuron: Neuron) -> Int {
      zip(neuron.outputs(for: inputs).scalars, targets.scalars).count { $0 != $1 }
    }

    var learner = RosenblattPerceptron(inputCount: inputs.shape[1])
    best = learner.neuron
    errorCount = errors(of: learner.neuron)
    for _ in 0..<epochCount where errorCount > 0 {
      for index in generator.permutation(of: labels.count)
      where learner.learn(from: samples[index], label: labels[index]) {
        let candidate = errors(of: learner.neuron)
        if candidate < errorCount { (best, errorCount) = (learner.neuron, candidate) }
      }
      errorsPerEpoch.append(errorCount)
    }
  }
}
