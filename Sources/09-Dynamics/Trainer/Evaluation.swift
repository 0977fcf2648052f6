public import Autograd
public import Datasets
import TensorCore

/// What was measured of a network on held-out data.
///
/// ```swift
/// let result = try Evaluation(of: model, on: data, for: .classification)
/// result.metrics["accuracy"]
/// ```
public struct Evaluation: Hashable, Sendable {
  /// The number of steps that had been made.
  public let step: Int

  /// The mean loss over the samples.
  public let loss: Double

  /// The other measurements by name, each a mean over the samples.
  public let metrics: [String: Double]

  /// The number of samples.
  public let sampleCount: Int

  /// A fingerprint of the weights that were evaluated: equal ones have not been trained in between.
  public let weightsHash: String

  /// Measures a network in evaluation mode, without a graph; afterward every layer has the mode that it had.
  ///
  /// Batches count by their number of samples: a last batch of four among batches of 32 counts an eighth of
  /// each of the others. The mean of the batches' means would depend on how the samples are dealt out.
  ///
  /// - Parameters:
  ///   - model: The network.
  ///   - samples: The held-out data; at least one sample.
  ///   - objective: What is measured.
  ///   - batchSize: How many samples go through the network at once; positive.
  ///   - step: The number of steps that had been made.
  /// - Throws: What a metric throws; the modes are put back then too.
  public init<Samples: SampleSet>(
    of model: any Layer, on samples: Samples, for objective: Objective<Samples>,
    batchSize: Int = 256, step: Int = 0
  ) throws {
    precondition(samples.count > 0, "Evaluation.init: there are no samples")
    var loss = 0.0
    var metrics = objective.metrics.mapValues { _ in 0.0 }
    try model.withMode(.evaluation) {
      try withoutGradient {
        for batch in samples.minibatchesInOrder(size: batchSize) {
          let share = Double(batch.count) / Double(samples.count)
          let output = model(Variable(batch.features))
          loss += share * Double(objective.loss(output, batch).scalar)
          for (name, metric) in objective.metrics {
            metrics[name, default: 0] += share * (try metric(output.value, batch))
          }
        }
      }
    }
    self.step = step
    self.loss = loss
    self.metrics = metrics
    sampleCount = samples.count
    var fingerprint = Fingerprint()
    for (name, variable) in model.namedParameters {
      fingerprint.combine(name)
      fingerprint.combine(variable.value)
    }
    weightsHash = fingerprint.text
  }
}
