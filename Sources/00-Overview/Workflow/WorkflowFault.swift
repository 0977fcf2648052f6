/// One mistake for every stage of the workflow: what its gate is there to catch.
public enum WorkflowFault: Int, CaseIterable, Sendable {
  /// The task is framed by an old export, which knows eight of ten classes.
  case missingClasses = 1
  /// A line is lost at the top of the file of labels, so that images have the label of the next one, down to where a line was
  /// put in.
  case shiftedLabels
  /// A layer of one unit stands between two of 32.
  case bottleneck
  /// All weights start at the same number.
  case equalWeights
  /// The loss is the sum over the batch, at the rate that was chosen for the mean.
  case summedLoss
  /// The inputs of a batch are shuffled, the labels are not.
  case lostPairs
  /// The rate is a thousandth of what was meant.
  case slowRate
  /// The schedule is written in epochs and stepped in batches.
  case hastySchedule
  /// A batch cannot be read and is handed on as NaN.
  case unreadableBatch
  /// The decay is stronger than the gradient.
  case strongDecay
  /// Validation runs in training mode, on files sorted by class: its batches enter the running statistics, and the wrong state
  /// is kept.
  case trainingModeValidation
  /// The server does not scale the pixels.
  case unscaledRequests

  /// The stage whose gate shall catch it.
  public var stage: WorkflowStage {
    guard let stage = WorkflowStage(rawValue: rawValue) else {
      preconditionFailure("WorkflowFault.stage: there is no stage \(rawValue)")
    }
    return stage
  }

  /// The fault in a few words.
  public var summary: String {
    switch self {
    case .missingClasses: "the export has eight of ten classes"
    case .shiftedLabels: "three images in five have the next one's label"
    case .bottleneck: "a hidden layer of one unit"
    case .equalWeights: "all weights start equal"
    case .summedLoss: "the loss is a sum over the batch"
    case .lostPairs: "inputs are shuffled without their labels"
    case .slowRate: "a thousandth of the rate"
    case .hastySchedule: "epochs counted in batches"
    case .unreadableBatch: "a batch that is not a number"
    case .strongDecay: "decay stronger than the gradient"
    case .trainingModeValidation: "validation in training mode"
    case .unscaledRequests: "requests are not scaled"
    }
  }

  /// Makes the mistake in a plan; nothing else changes.
  ///
  /// - Parameter plan: The plan, healthy before.
  public func apply(to plan: inout WorkflowPlan) {
    switch self {
    case .missingClasses: plan.exportedClassCount = 8
    case .shiftedLabels: plan.shiftedShare = 0.6
    case .bottleneck: plan.hiddenWidths = [32, 1, 32]
    case .equalWeights: plan.start = .constant
    case .summedLoss: plan.reduction = .sum
    case .lostPairs: plan.losesPairs = true
    case .slowRate: plan.learningRate /= 1_000
    case .hastySchedule: plan.stepsScheduleByBatch = true
    case .unreadableBatch: plan.unreadableStep = 5
    case .strongDecay: plan.weightDecay = 10
    case .trainingModeValidation: plan.evaluatesInTrainingMode = true
    case .unscaledRequests: plan.servesRawPixels = true
    }
  }
}
