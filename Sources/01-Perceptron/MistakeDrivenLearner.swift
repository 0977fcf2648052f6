public import TensorCore

/// A learner that looks at one sample after the other and changes only when it is wrong.
public protocol MistakeDrivenLearner {
  /// Looks at one sample, and corrects the weights if the answer was wrong.
  ///
  /// - Parameters:
  ///   - x: A sample of shape `[inputs]`.
  ///   - label: The right answer.
  /// - Returns: Whether the answer was wrong.
  mutating func learn(from x: Tensor, label: Scalar) -> Bool
}

/// The mistakes of a training run, pass by pass.
public struct MistakeCount: Hashable, Sendable {
  /// The number of mistakes in each pass over the data; 0 stands last or nowhere.
  public let perEpoch: [Int]

  /// The number of mistakes in all passes.
  public var total: Int { perEpoch.reduce(0, +) }

  /// The first pass without a mistake, counted from 1, after which nothing changes any more.
  public var cleanEpoch: Int? { perEpoch.last == 0 ? perEpoch.count : nil }

  /// Creates a count.
  ///
  /// - Parameter perEpoch: The number of mistakes in each pass.
  public init(perEpoch: [Int]) { self.perEpoch = perEpoch }
}

extension MistakeDrivenLearner {
  /// Goes through the samples in order, again and again, until a pass brings no mistake.
  ///
  /// - Parameters:
  ///   - inputs: Samples of shape `[samples, inputs]`.
  ///   - labels: The right answer of each.
  ///   - epochLimit: The greatest number of passes.
  /// - Returns: The mistakes of each pass.
  /// - Precondition: There are as many labels as samples.
  public mutating func train(
    on inputs: Tensor, labels: [Scalar], epochLimit: Int
  ) -> MistakeCount {
    precondition(
      inputs.shape.axisCount == 2 && inputs.shape[0] == labels.count,
      "MistakeDrivenLearner.train: \(labels.count) labels for inputs \(inputs.shape)")
    let samples = labels.indices.map { inputs.row($0) }
    var perEpoch: [Int] = []
    for _ in 0..<epochLimit {
      var mistakes = 0
      for (x, label) in zip(samples, labels) where learn(from: x, label: label) { mistakes += 1 }
      perEpoch.append(mistakes)
      if mistakes == 0 { break }
    }
    return MistakeCount(perEpoch: perEpoch)
  }
}
