/// A stage of the workflow: what is settled there, and which lesson teaches it.
public enum WorkflowStage: Int, CaseIterable, Sendable {
  /// What is asked, how it is measured, and what the simplest answer is worth.
  case frame = 1
  /// What the samples and labels are.
  case data
  /// How large the network is, and what its narrowest place lets through.
  case architecture
  /// How the first weights are drawn.
  case initialization
  /// What the loss is before the first step.
  case startingLoss
  /// Whether one batch can be learned by heart.
  case oneBatch
  /// Which optimizer, and which rate.
  case optimizer
  /// How the rate changes.
  case schedule
  /// The run, and what watches over it.
  case training
  /// What keeps training and validation together.
  case regularization
  /// How the result is measured.
  case evaluation
  /// What is served.
  case shipping

  /// The stage in a few words.
  public var title: String {
    switch self {
    case .frame: "frame and baseline"
    case .data: "data"
    case .architecture: "architecture"
    case .initialization: "initialization"
    case .startingLoss: "loss at step 0"
    case .oneBatch: "overfit one batch"
    case .optimizer: "optimizer and rate"
    case .schedule: "schedule"
    case .training: "train with monitors"
    case .regularization: "regularization"
    case .evaluation: "evaluation"
    case .shipping: "shipping"
    }
  }

  /// The lesson that teaches what is decided here.
  public var lesson: Int {
    switch self {
    case .frame, .startingLoss: 1
    case .data, .oneBatch, .training: 9
    case .architecture: 10
    case .initialization: 4
    case .optimizer: 7
    case .schedule: 8
    case .regularization: 6
    case .evaluation, .shipping: 5
    }
  }

  /// What the gate asks.
  public var question: String {
    switch self {
    case .frame: "does every class have samples, and what do the simplest models reach?"
    case .data: "does one half of the samples name the other half by its nearest neighbor?"
    case .architecture: "is the narrowest layer as wide as the classes are many, less one?"
    case .initialization: "do the units of a layer differ, at a sane size?"
    case .startingLoss: "is the loss ln K, and a mean over the batch?"
    case .oneBatch: "does the step learn sixteen samples by heart?"
    case .optimizer: "does the loss fall, and is the rate within a hundredfold of the range test's?"
    case .schedule: "are the rates of all steps the planned ones?"
    case .training: "is every loss a number?"
    case .regularization: "is the training set fitted, and is validation near it?"
    case .evaluation: "does measuring twice give the same, and change nothing?"
    case .shipping: "does the server answer as the evaluation does?"
    }
  }
}
