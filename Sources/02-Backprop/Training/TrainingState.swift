public import Datasets
public import TensorCore

/// All that a training run continues from: the model, the optimizer's memory, and the generator.
///
/// ```swift
/// try TrainingState(after: 1000, model, optimizer, generator).write(to: "run.safetensors")
///
/// // later, in a process that has made the model and the optimizer anew
/// let state = try TrainingState(reading: "run.safetensors")
/// try state.restore(model, optimizer)
/// generator = state.generator
/// // go on with step `state.stepCount`
/// ```
///
/// A run that is resumed so makes the steps that it would have made, to the bit. With the weights
/// alone it would not: momentum would start from rest, Adam's corrections from the first step, and
/// the batches from the first draw.
///
/// ## Conventions
///
/// The file holds the model's tensors as `model.0.weight` and the optimizer's as
/// `optimizer.0.exp_avg`: the position of the parameter, then PyTorch's name. Numbers stand in the
/// file's metadata.
public struct TrainingState: Equatable, Sendable {
  /// How many steps have been made.
  public let stepCount: Int

  /// The length of the next step, which a schedule may have changed.
  public let learningRate: Scalar

  /// The generator that draws the next random number.
  public let generator: SplitMix64

  private let model: [String: Tensor]
  private let optimizer: [String: Tensor]

  /// Takes down where a run stands.
  ///
  /// - Parameters:
  ///   - stepCount: How many steps have been made.
  ///   - model: What is trained.
  ///   - optimizer: What trains it.
  ///   - generator: What draws the batches, and all else that is random in the run.
  public init(
    after stepCount: Int, _ model: some Layer, _ optimizer: some Optimizer, _ generator: SplitMix64
  ) {
    precondition(stepCount >= 0, "TrainingState.init: the step count is negative: \(stepCount)")
    self.stepCount = stepCount
    self.learningRate = optimizer.learningRate
    self.generator = generator
    self.model = model.tensors
    self.optimizer = optimizer.namedMemory
  }

  /// Puts a model and an optimizer where the run stood.
  ///
  /// - Parameters:
  ///   - model: A model of the same layers.
  ///   - optimizer: An optimizer of the same kind for the same parameters. What it was made with
  ///     and does not change, such as a momentum, stays as it is.
  /// - Throws: `CheckpointError` if something does not fit; nothing has changed then.
  public func restore(_ model: some Layer, _ optimizer: some Optimizer) throws(CheckpointError) {
    try optimizer.namedMemory.check(self.optimizer)
    try model.load(self.model)
    optimizer.learningRate = learningRate
    for name in optimizer.memory.keys {
      optimizer.memory[name] = optimizer.parameters.indices.compactMap {
        self.optimizer["\($0).\(name)"]
      }
    }
  }
}

extension Optimizer {
  /// The memory by the position of the parameter and the name, such as `0.exp_avg`.
  fileprivate var namedMemory: [String: Tensor] {
    Dictionary(
      uniqueKeysWithValues: memory.flatMap { name, tensors in
        tensors.enumerated().map { ("\($0.offset).\(name)", $0.element) }
      })
  }
}

// MARK: - Files

extension TrainingState {
  /// Writes the state to a file.
  ///
  /// - Parameter path: Where the file shall stand; an old one stays whole until the new one is, so
  ///   a run that is killed meanwhile loses nothing.
  /// - Throws: `DatasetError` of kind `unwritable`.
  public func write(to path: String) throws(DatasetError) {
    var tensors: [String: Tensor] = [:]
    for (name, tensor) in model { tensors["model.\(name)"] = tensor }
    for (name, tensor) in optimizer { tensors["optimizer.\(name)"] = tensor }
    // Swift prints the shortest digits that are read back as the same number.
    let numbers = [
      "stepCount": "\(stepCount)", "learningRate": "\(learningRate)",
      "generator": "\(generator.state)",
    ]
    try TensorFile(tensors: tensors, metadata: numbers).write(to: path)
  }

  /// Reads a file that `write(to:)` wrote.
  ///
  /// - Parameter path: The file.
  /// - Throws: `DatasetError` if the file is bad, `CheckpointError` if it holds no state of a run.
  public init(reading path: String) throws {
    let file = try TensorFile(reading: path)
    func number<Number: LosslessStringConvertible>(_ name: String) throws -> Number {
      guard let number = file.metadata[name].flatMap(Number.init) else {
        throw CheckpointError.number(name: name, found: file.metadata[name])
      }
      return number
    }
    func tensors(_ part: String) -> [String: Tensor] {
      let named = file.tensors.filter { $0.key.hasPrefix(part) }
      return Dictionary(
        uniqueKeysWithValues: named.map { (String($0.key.dropFirst(part.count)), $0.value) })
    }
    stepCount = try number("stepCount")
    guard stepCount >= 0 else {
      throw CheckpointError.number(name: "stepCount", found: file.metadata["stepCount"])
    }
    learningRate = try number("learningRate")
    generator = SplitMix64(seed: try number("generator"))
    model = tensors("model.")
    optimizer = tensors("optimizer.")
  }
}
