public import TensorCore

/// What happened in a training run, step by step: the material of every diagnosis.
///
/// Norms are kept per parameter, under the parameter's name, because most faults sit in one layer.
/// All numbers are `Double`, whatever the precision of the run. A record can be encoded whatever is in
/// it: numbers that are not finite are written as the words "nan", "inf" and "-inf".
public struct TrainingRecord: Sendable, Codable, Hashable {
  /// What was measured in one step.
  public struct Step: Sendable, Codable, Hashable {
    /// The loss on the batch of the step, before the update.
    public var loss: Double

    /// The learning rate of the update.
    public var learningRate: Double

    /// The Euclidean norm of each parameter's gradient; a gradient that never arrived is missing.
    public var gradientNorms: [String: Double]

    /// The Euclidean norm of each parameter before the update.
    public var parameterNorms: [String: Double]

    /// The Euclidean norm of each parameter's change in the update.
    public var updateNorms: [String: Double]

    /// What a lesson records beside: under each column a number for every parameter, layer or group.
    public var columns: [Column: [String: Double]]

    /// Creates the measurements of one step.
    public init(
      loss: Double, learningRate: Double, gradientNorms: [String: Double] = [:],
      parameterNorms: [String: Double] = [:], updateNorms: [String: Double] = [:],
      columns: [Column: [String: Double]] = [:]
    ) {
      self.loss = loss
      self.learningRate = learningRate
      self.gradientNorms = gradientNorms
      self.parameterNorms = parameterNorms
      self.updateNorms = updateNorms
      self.columns = columns
    }
  }

  /// The name of something that is recorded beside the norms, such as the share of units that are zero.
  ///
  /// A lesson declares its columns as members, so that a misspelled one does not compile:
  ///
  ///     extension TrainingRecord.Column {
  ///       static var zeroShare: Self { Self(rawValue: "zeroShare") }
  ///     }
  public struct Column: RawRepresentable, Hashable, Sendable, Codable, CodingKeyRepresentable {
    /// The name, as it stands in files.
    public let rawValue: String

    /// Creates a column.
    public init(rawValue: String) { self.rawValue = rawValue }
  }

  /// What was measured on held-out data.
  public struct Validation: Sendable, Codable, Hashable {
    /// The number of steps made before the measurement.
    public var step: Int

    /// The mean loss on the held-out data.
    public var loss: Double

    /// The share of right answers on the held-out data, for classifiers.
    public var accuracy: Double?

    /// Creates a measurement on held-out data.
    public init(step: Int, loss: Double, accuracy: Double? = nil) {
      self.step = step
      self.loss = loss
      self.accuracy = accuracy
    }
  }

  /// The steps, in order.
  public var steps: [Step] = []

  /// The measurements on held-out data, in order.
  public var validations: [Validation] = []

  /// Creates an empty record.
  public init() {}

  /// The loss of every step.
  public var losses: [Double] { steps.map(\.loss) }
}

// MARK: - Recording

/// What a step did to one parameter.
public struct ParameterStep {
  let name: String
  let value: Tensor
  let gradient: Tensor?
  let change: Tensor

  /// Creates what a step did to one parameter.
  ///
  /// - Parameters:
  ///   - name: The name of the parameter.
  ///   - value: Its value before the step.
  ///   - gradient: Its gradient; `nil` if none arrived.
  ///   - change: What was added to the value.
  public init(_ name: String, value: Tensor, gradient: Tensor?, change: Tensor) {
    self.name = name
    self.value = value
    self.gradient = gradient
    self.change = change
  }
}

extension TrainingRecord {
  /// Adds a step to the record: the one place where steps are measured.
  ///
  /// - Parameters:
  ///   - loss: The loss before the update.
  ///   - learningRate: The learning rate of the update.
  ///   - parameters: What the step did to each parameter.
  ///   - columns: What is recorded beside.
  public mutating func append(
    loss: Scalar, learningRate: Scalar, _ parameters: [ParameterStep],
    columns: [Column: [String: Double]] = [:]
  ) {
    func norms(_ tensor: (ParameterStep) -> Tensor?) -> [String: Double] {
      var norms = [String: Double](minimumCapacity: parameters.count)
      for step in parameters where norms[step.name] == nil {
        if let tensor = tensor(step) { norms[step.name] = Double(tensor.norm()) }
      }
      return norms
    }
    steps.append(
      Step(
        loss: Double(loss), learningRate: Double(learningRate),
        gradientNorms: norms(\.gradient), parameterNorms: norms(\.value),
        updateNorms: norms(\.change), columns: columns))
  }
}
