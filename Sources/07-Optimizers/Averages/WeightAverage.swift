public import Autograd
public import TensorCore

/// An average of a network's weights beside the training (PyTorch: `swa_utils.AveragedModel`).
///
///     exponential:  a ← a + (1 − decay) (w − a)
///     equal:        a ← a + (w − a) / (n + 1)
///
/// ```swift
/// let average = WeightAverage(model.trainedVariables, .exponential(decay: 0.999))
/// // after every step of training
/// average.update()
/// // to answer
/// average.withAverages { model(x) }
/// ```
///
/// ## Conventions
///
/// PyTorch's: the first update takes the weights over. Running statistics of norms are not averaged; those of
/// the last batches fit the last weights, so they are estimated again for the average (`update_bn`).
///
/// ## Source
///
/// Polyak and Juditsky, 1992, https://doi.org/10.1137/0330046; equal weights: Izmailov and others, "Averaging
/// weights leads to wider optima and better generalization", 2018, https://arxiv.org/abs/1803.05407, Algorithm 1
public final class WeightAverage: Stateful {
  /// How much each moment counts.
  public enum Kind: Sendable {
    /// A share of the average is kept, and the rest is new; EMA.
    case exponential(decay: Scalar)
    /// All moments count alike; SWA.
    case equal
  }

  /// The variables whose values are averaged.
  public let variables: [Variable]

  /// How much each moment counts.
  public let kind: Kind

  /// The averages, in the order of the variables.
  public private(set) var averages: [Tensor]

  /// How many moments the averages are of.
  public private(set) var count = 0

  /// Creates an average of nothing yet.
  ///
  /// - Parameters:
  ///   - variables: Different variables.
  ///   - kind: How much each moment counts; a decay is in 0…1.
  public init(_ variables: [Variable], _ kind: Kind) {
    if case .exponential(let decay) = kind {
      precondition((0...1).contains(decay), "WeightAverage: the decay is outside 0...1: \(decay)")
    }
    self.variables = variables
    self.kind = kind
    averages = variables.map(\.value)
  }

  /// Takes the weights as they are into the average.
  public func update() {
    let share: Scalar =
      switch kind {
      case .exponential(let decay): count == 0 ? 1 : 1 - decay
      case .equal: 1 / Scalar(count + 1)
      }
    for (index, variable) in variables.enumerated() {
      if count == 0 {
        averages[index] = variable.value
      } else {
        // (equation 7.20)
        averages[index].update(with: variable.value) { a, w in a += share * (w - a) }
      }
    }
    count += 1
  }

  /// Carries out work with the averages in place of the weights, and puts the weights back.
  ///
  /// - Parameter body: The work; it must not train.
  /// - Returns: What the work returns.
  /// - Throws: What the work throws.
  public func withAverages<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let values = variables.map(\.value)
    for (variable, average) in zip(variables, averages) { variable.modify { $0 = average } }
    defer { for (variable, value) in zip(variables, values) { variable.modify { $0 = value } } }
    return try body()
  }

  /// The averages by position, and their count under PyTorch's name.
  public var state: [StateEntry] {
    averages.indices.map { .tensor("\($0).average", self, \WeightAverage.averages[$0]) }
      + [.integer("n_averaged", self, \WeightAverage.count)]
  }
}
