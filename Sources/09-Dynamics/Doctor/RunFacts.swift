/// What is known of a run beside its record: the network's shape, the loss, the optimizer, the modes.
///
/// Everything is optional. A log from elsewhere knows little of it, and a detector that needs a fact says nothing
/// without it.
public struct RunFacts: Sendable, Hashable {
  /// What a step of the record is.
  public enum StepUnit: String, Sendable, Hashable {
    /// An update of the parameters, or the mean over the updates since the last entry.
    case step
    /// An epoch: losses are means over the epoch, in which the network changed.
    case epoch
  }

  /// A layer: its name and its kind, such as `Linear`.
  public struct Layer: Sendable, Hashable {
    /// The name, such as `features.0`.
    public var name: String
    /// The name of the class.
    public var kind: String

    /// Creates the description of a layer.
    public init(name: String, kind: String) {
      self.name = name
      self.kind = kind
    }
  }

  /// Who wrote the log, such as `pytorch`.
  public var source: String?
  /// The optimizer's class, such as `AdamW`.
  public var optimizer: String?
  /// The class of the loss, such as `CrossEntropyLoss`.
  public var lossFunction: String?
  /// The number of classes.
  public var classCount: Int?
  /// The length of the last axis of the network's output.
  public var outputCount: Int?
  /// The type of the parameters, such as `float32`.
  public var scalar: String?
  /// The parameters in the order of the layers, from the input to the output.
  public var parameterNames: [String] = []
  /// The shapes of the parameters.
  public var parameterShapes: [String: [Int]] = [:]
  /// The layers in the order in which they are called.
  public var layers: [Layer] = []
  /// What a step of the record is.
  public var stepUnit = StepUnit.step
  /// The number of each step of the record in the run; empty if the record holds them all.
  public var stepNumbers: [Int] = []
  /// A fingerprint of the weights that were evaluated, for each measurement on held-out data.
  public var weightsHashes: [String?] = []
  /// Whether the network was in training mode while it was evaluated, for each measurement on held-out data.
  public var validatedInTrainingMode: [Bool?] = []
  /// The steps of the record, by index, that were made in evaluation mode.
  public var stepsInEvaluationMode: [Int] = []
  /// How the run ended, such as `finished`.
  public var outcome: String?
  /// The operation that made the first number that is not finite.
  public var operation: String?

  /// Creates facts of which nothing is known.
  public init() {}

  /// The number of a step in the run.
  ///
  /// - Parameter index: The index of a step in the record, or the number of its steps.
  /// - Returns: The number of the step; one more than the last for the number of steps.
  public func stepNumber(_ index: Int) -> Int {
    if stepNumbers.indices.contains(index) { return stepNumbers[index] }
    return stepNumbers.last.map { $0 + 1 } ?? index
  }

  /// Whether the optimizer divides each entry of the gradient by its own size, as Adam does; `nil` if unknown.
  public var isAdaptive: Bool? {
    guard let optimizer = optimizer?.lowercased() else { return nil }
    let families = ["adam", "rmsprop", "adagrad", "adadelta", "adafactor", "lion", "lamb"]
    return families.contains { optimizer.contains($0) }
  }

  /// Whether a layer is there that computes otherwise in training than in evaluation; `nil` if the layers are unknown.
  public var hasModes: Bool? {
    guard !layers.isEmpty else { return nil }
    return layers.contains { $0.kind.contains("Dropout") || $0.kind.contains("BatchNorm") }
  }
}
