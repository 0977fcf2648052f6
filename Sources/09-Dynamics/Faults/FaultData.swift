public import TensorCore

/// What a rebuilt fault is trained on: a source, and how its numbers are scaled and divided.
public struct FaultData: Sendable, Hashable {
  /// Where samples come from.
  public enum Source: Sendable, Hashable {
    /// Handwritten digits, 64 pixels in 0…1, ten classes.
    case digits
    /// Tumors, thirty measurements, two classes.
    case tumors
    /// Two interleaved half circles, two classes.
    case moons
    /// Three clusters in the plane, three classes.
    case clusters
    /// The four points of exclusive or, two classes, all in both sets.
    case xor
    /// Ten independent yes-or-no answers about sixteen numbers.
    case bits
    /// A surface over two numbers in 0…100, with values from 0 to about 250.
    case hill
    /// A sine wave over −1…1, with noise, between 0.1 and 0.9.
    case wave
    /// Tumors again, to be reproduced: the targets are the inputs.
    case reconstruction
  }

  /// What is done to numbers before training.
  public enum Scaling: Sendable, Hashable {
    /// Nothing.
    case none
    /// Mean 0 and standard deviation 1, as on the training set.
    case standardized
    /// Everything is multiplied by a number.
    case times(Double)
  }

  /// How the held-out samples are chosen.
  public enum Split: Sendable, Hashable {
    /// At random.
    case shuffled
    /// The last ones in the order of the classes, as a file that is sorted by class gives them.
    case sortedByClass
  }

  /// Where samples come from.
  public var source: Source

  /// What is done to the inputs.
  public var inputs: Scaling

  /// What is done to the targets of a regression.
  public var targets: Scaling

  /// How the held-out samples are chosen.
  public var split: Split

  /// Creates a choice of data.
  public init(
    _ source: Source, inputs: Scaling = .none, targets: Scaling = .none, split: Split = .shuffled
  ) {
    self.source = source
    self.inputs = inputs
    self.targets = targets
    self.split = split
  }

  /// The number of classes; 0 where answers are bits or numbers.
  public var classCount: Int {
    switch source {
    case .digits: 10
    case .clusters: 3
    case .tumors, .moons, .xor: 2
    case .bits, .hill, .wave, .reconstruction: 0
    }
  }
}

/// Samples of a rebuilt fault: inputs, and what is to be answered.
public struct FaultSamples: Sendable, Hashable {
  /// A row of numbers for each sample, of shape `[samples, features]`.
  public let inputs: Tensor

  /// What is to be answered, of shape `[samples, answers]`; for classes the number of the class in one column.
  public let targets: Tensor

  /// Creates samples.
  ///
  /// - Parameters:
  ///   - inputs: A row of numbers for each sample, of shape `[samples, features]`.
  ///   - targets: What is to be answered, of shape `[samples, answers]`.
  public init(inputs: Tensor, targets: Tensor) {
    self.inputs = inputs
    self.targets = targets
  }

  /// How many samples there are.
  public var count: Int { inputs.shape[0] }

  /// The class of each sample.
  public var labels: [Int] { targets.scalars.map { Int($0) } }

  /// Some of the samples.
  ///
  /// - Parameter indices: Their positions.
  /// - Returns: The samples at these positions, in this order.
  public func selecting(_ indices: some Sequence<Int>) -> FaultSamples {
    let indices = Array(indices)
    return FaultSamples(
      inputs: inputs.gathering(rows: indices), targets: targets.gathering(rows: indices))
  }
}
