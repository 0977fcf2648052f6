public import TensorCore

/// The samples that a network shall learn from, as the loss will be given them.
///
/// Class numbers stand in a tensor too, so that what is wrong with them, a fraction or a class too many, can be looked for.
public struct PreflightData: Sendable {
  /// The inputs, of shape `[samples, …]`.
  public var inputs: Tensor

  /// The targets: class numbers `[samples]`, or rows `[samples, columns]`.
  public var targets: Tensor

  /// How many samples a step takes; `nil` where it is not known.
  public var batchSize: Int?

  /// The inputs of the held-out samples, of shape `[samples, …]`.
  public var validationInputs: Tensor?

  /// Describes the data of a run.
  ///
  /// - Parameters:
  ///   - inputs: Of shape `[samples, …]`.
  ///   - targets: As many, class numbers or rows.
  ///   - batchSize: How many samples a step takes.
  ///   - validationInputs: The inputs of the held-out samples.
  /// - Precondition: There is a sample, and there are as many inputs as targets.
  public init(
    inputs: Tensor, targets: Tensor, batchSize: Int? = nil, validationInputs: Tensor? = nil
  ) {
    precondition(
      inputs.shape.axisCount >= 2 && targets.shape.axisCount >= 1 && inputs.shape[0] > 0
        && inputs.shape[0] == targets.shape[0],
      "PreflightData.init: inputs \(inputs.shape) and targets \(targets.shape)")
    self.inputs = inputs
    self.targets = targets
    self.batchSize = batchSize
    self.validationInputs = validationInputs
  }

  /// Describes the data of a run with a class number for every sample.
  ///
  /// - Parameters:
  ///   - inputs: Of shape `[samples, …]`.
  ///   - labels: As many class numbers.
  ///   - batchSize: How many samples a step takes.
  ///   - validationInputs: The inputs of the held-out samples.
  public init(
    inputs: Tensor, labels: [Int], batchSize: Int? = nil, validationInputs: Tensor? = nil
  ) {
    self.init(
      inputs: inputs, targets: Tensor(labels.map { Scalar($0) }), batchSize: batchSize,
      validationInputs: validationInputs)
  }

  /// The number of samples.
  public var count: Int { inputs.shape[0] }

  /// Some of the samples, drawn with a fixed seed: neither sorted nor periodic data fool it.
  ///
  /// - Parameter count: At most how many.
  /// - Returns: The samples, without the held-out ones.
  public func drawn(_ count: Int) -> PreflightData {
    var generator = SplitMix64(seed: 16)
    let rows = Array(generator.permutation(of: self.count).prefix(count))
    return PreflightData(
      inputs: inputs.gathering(rows: rows), targets: targets.gathering(rows: rows))
  }
}

extension PreflightData {
  /// The targets as class numbers of a task, or `nil` where one is no whole number within its range.
  func labels(of task: PreflightTask) -> [Int]? {
    guard case .classes(let classCount) = task, targets.elementCount == count else { return nil }
    let labels = targets.scalars.compactMap { Int(exactly: $0) }
    guard labels.count == count, labels.allSatisfy({ (0..<classCount).contains($0) }) else {
      return nil
    }
    return labels
  }

  /// The class of every sample, whether it is given as a number or as a row with a single 1.
  func classes(of task: PreflightTask) -> [Int]? {
    switch task {
    case .classes(let classCount):
      if let labels = labels(of: task) { return labels }
      guard targets.shape == [count, classCount], targets.isFinite else { return nil }
      return targets.argmax()
    case .binary:
      guard targets.elementCount == count else { return nil }
      let labels = targets.scalars.compactMap { Int(exactly: $0) }
      return labels.count == count && labels.allSatisfy { $0 == 0 || $0 == 1 } ? labels : nil
    case .bits, .values: return nil
    }
  }

  /// How many samples each class has.
  func classCounts(of task: PreflightTask) -> [Int]? {
    guard let classes = classes(of: task) else { return nil }
    var counts = [Int](repeating: 0, count: Swift.max(2, task.width))
    if case .classes(let classCount) = task { counts = [Int](repeating: 0, count: classCount) }
    for label in classes { counts[label] += 1 }
    return counts
  }
}
