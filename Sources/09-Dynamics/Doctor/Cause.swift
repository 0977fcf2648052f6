/// What can be wrong with a run: the one vocabulary of gates, rules, detectors, doctor and mysteries.
public enum Cause: String, CaseIterable, Sendable, Codable, Hashable {
  // Data and targets.
  /// Samples hold NaN, infinity, or values that no sensor gives.
  case badData = "bad data"
  /// The inputs are not scaled: their size is far from 1, or differs much between features.
  case inputScale = "inputs not scaled"
  /// The targets of a regression are far from the size that the network starts with.
  case targetScale = "targets not scaled"
  /// The labels do not belong to the inputs, or are out of range.
  case wrongLabels = "wrong labels"
  /// One class is rare, and the metric does not show it.
  case imbalance = "imbalance"
  /// Validation has seen what training saw, or the answer is among the inputs.
  case leakage = "leakage"

  // Model and loss.
  /// The output's activation and the loss do not fit each other or the task: missing, doubled, of one unit.
  case wrongHead = "head and loss do not fit"
  /// The weights start too large, too small, or alike.
  case initialization = "initialization"
  /// Units are zero for every sample.
  case deadUnits = "dead units"
  /// Units sit at the flat ends of their activation.
  case saturation = "saturation"
  /// The output does not depend on the input.
  case ignoresInput = "input ignored"
  /// A layer's bias stands before a normalization that removes it.
  case biasBeforeNormalization = "bias before normalization"

  // Gradients and updates.
  /// Gradients shrink from the last layer to the first.
  case vanishingGradients = "vanishing gradients"
  /// Gradients grow without bound.
  case explodingGradients = "exploding gradients"
  /// No gradient reaches a parameter: the graph is cut.
  case missingGradient = "no gradient"
  /// A parameter has a gradient and does not move: the optimizer does not hold it.
  case notUpdated = "not updated"
  /// Gradients of earlier steps are added to those of this one.
  case gradientsKept = "gradients not zeroed"
  /// The learning rate is too high.
  case rateTooHigh = "learning rate too high"
  /// The learning rate is too low.
  case rateTooLow = "learning rate too low"
  /// Every step is clipped.
  case alwaysClipped = "clipped at every step"
  /// The schedule is in the wrong unit, spent too early, or never leaves its warm-up.
  case schedule = "schedule"
  /// The penalty on the weights is stronger than the loss.
  case decayTooStrong = "weight decay too strong"

  // Numbers.
  /// An operation made NaN or infinity.
  case notFinite = "not finite"
  /// Numbers vanish or overflow in the precision of the run.
  case precision = "precision"

  // Evaluation and state.
  /// The run ended before it had learned.
  case tooFewSteps = "too few steps"
  /// The model is too small, or held back too much, to fit the training data.
  case underfitting = "underfitting"
  /// Training falls and validation rises.
  case overfitting = "overfitting"
  /// The measurement on held-out data is broken: constant, weighted wrongly, of other data.
  case validationPipeline = "validation pipeline"
  /// What is evaluated are not the weights that were trained last.
  case staleWeights = "stale weights"
  /// A layer is in the wrong mode while it is evaluated or trained.
  case wrongMode = "wrong mode"
  /// Two runs with one seed differ.
  case notReproducible = "not reproducible"
  /// A resumed run does not continue the one that was stopped.
  case incompleteState = "incomplete state"
  /// A better state than the last was reached and not kept.
  case bestNotKept = "best state not kept"
  /// The loss jumped at one batch and came back.
  case spike = "spike"
}
