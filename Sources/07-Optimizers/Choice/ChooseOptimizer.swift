/// What a choice of an optimizer depends on.
public struct OptimizerTask: Hashable, Sendable {
  /// What is trained.
  public enum Architecture: Sendable {
    /// Attention, or a network with embeddings of words.
    case transformer
    /// Convolutions with batch norm.
    case convolutional
    /// Anything else.
    case other
  }

  /// What is trained.
  public var architecture = Architecture.other

  /// Whether every step sees all samples, so that the loss has no noise.
  public var isFullBatch = false

  /// The number of parameters.
  public var parameterCount = 1_000_000

  /// Whether some features are active in few samples.
  public var hasRareFeatures = false

  /// Whether two more numbers a parameter do not fit into memory.
  public var isShortOfMemory = false

  /// Creates a task of the usual kind.
  public init() {}
}

/// A choice of an optimizer, with what speaks for it.
public struct OptimizerChoice: Hashable, Sendable {
  /// What a reason rests on.
  public enum Evidence: Hashable, Sendable {
    /// A test of this lesson that measures it.
    case measured(test: String)
    /// Practice that a source reports, and no test of ours shows.
    case practice(source: String)
  }

  /// The name in the catalog.
  public let name: String

  /// The reason, in a sentence.
  public let reason: String

  /// What the reason rests on.
  public let evidence: Evidence
}

extension OptimizerTask {
  /// The optimizer to begin with; every choice still needs its learning rate tuned.
  ///
  /// The first case that fits decides.
  public var chosenOptimizer: OptimizerChoice {
    if isFullBatch && parameterCount <= 10_000 {
      return OptimizerChoice(
        name: "LBFGS", reason: "Without noise, curvature from past steps saves most gradients.",
        evidence: .measured(test: "L-BFGS needs a third of tuned momentum's gradients"))
    }
    if isShortOfMemory {
      return architecture == .transformer
        ? OptimizerChoice(
          name: "Adafactor", reason: "Rows and columns stand for the matrix of squares.",
          evidence: .measured(test: "memory is as counted, in bytes a parameter"))
        : OptimizerChoice(
          name: "Momentum", reason: "One number a parameter, half of Adam's.",
          evidence: .measured(test: "memory is as counted, in bytes a parameter"))
    }
    if hasRareFeatures {
      return OptimizerChoice(
        name: "AdamW", reason: "A rate of its own for each weight lets rare features catch up.",
        evidence: .measured(test: "rare features train where one rate must fit all"))
    }
    switch architecture {
    case .convolutional:
      return OptimizerChoice(
        name: "Momentum", reason: "With a tuned rate and schedule it is what vision models report.",
        evidence: .practice(source: "https://arxiv.org/abs/1705.08292"))
    case .transformer, .other:
      return OptimizerChoice(
        name: "AdamW",
        reason: "Adam and its kin are well established; begin there, and tune the rate.",
        evidence: .practice(source: "https://github.com/google-research/tuning_playbook"))
    }
  }
}
