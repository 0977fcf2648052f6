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

    /// Creates the measurements of one step.
    public init(
      loss: Double, learningRate: Double, gradientNorms: [String: Double] = [:],
      parameterNorms: [String: Double] = [:], updateNorms: [String: Double] = [:]
    ) {
      self.loss = loss
      self.learningRate = learningRate
      self.gradientNorms = gradientNorms
      self.parameterNorms = parameterNorms
      self.updateNorms = updateNorms
    }
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
