import Course

/// The numbers of a row of a log, sorted by what their names stand for.
struct NamedRow {
  /// The number of the step, if the row has one.
  private(set) var step: Int?
  /// The number of the epoch.
  private(set) var epoch: Double?
  private var training = TrainingRecord.Step(loss: .nan, learningRate: .nan)
  private var hasLoss = false
  private var lossRank = Int.max
  private var validationLoss: Double?
  private var validationRank = Int.max
  private var accuracy: Double?
  private var accuracyRank = Int.max

  /// Names that are kept without being understood.
  private(set) var unknownNames: [String] = []

  /// Sorts the numbers of a row.
  ///
  /// - Parameter numbers: Names, what they stand for, and numbers.
  init(_ numbers: [(name: String, meaning: LogNames.Meaning, value: Double)]) {
    for (name, meaning, value) in numbers {
      switch meaning {
      case .step: step = LogNumber.count(value.rounded()) ?? step
      case .epoch: epoch = value
      case .time: break
      case .loss(let rank) where rank < lossRank:
        (training.loss, lossRank, hasLoss) = (value, rank, true)
      case .loss: break
      case .learningRate:
        if training.learningRate.isNaN { training.learningRate = value }
      case .totalGradientNorm: training.gradientNorms[Self.total] = value
      case .gradientNorm(let parameter): training.gradientNorms[parameter] = value
      case .validationLoss(let rank):
        if rank < validationRank { (validationLoss, validationRank) = (value, rank) }
      case .validationAccuracy(let rank):
        if rank < accuracyRank { (accuracy, accuracyRank) = (value, rank) }
      case .trainingAccuracy: training.columns[.accuracy, default: [:]]["training"] = value
      case .other:
        unknownNames.append(name)
        training.columns[TrainingRecord.Column(rawValue: name), default: [:]]["run"] = value
      }
    }
  }

  /// The name under which the norm of the whole gradient stands in a record.
  static var total: String { "all parameters" }

  /// What was measured in training, if there is a loss.
  var trainingStep: TrainingRecord.Step? { hasLoss ? training : nil }

  /// What else was measured at a step that has its loss in another row.
  var rest: TrainingRecord.Step? {
    let isEmpty =
      training.learningRate.isNaN && training.gradientNorms.isEmpty && training.columns.isEmpty
    return isEmpty ? nil : training
  }

  /// What was measured on held-out data.
  ///
  /// - Parameter step: The number of steps made before.
  /// - Returns: The measurement, or `nil` where the row has none.
  func validation(step: Int) -> TrainingRecord.Validation? {
    guard validationLoss != nil || accuracy != nil else { return nil }
    return TrainingRecord.Validation(step: step, loss: validationLoss ?? .nan, accuracy: accuracy)
  }
}
