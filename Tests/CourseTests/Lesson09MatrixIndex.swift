import Course
import Dynamics

/// What an engineer sees, what can be behind it, and what to do: the symptom index of the course.
struct SymptomRow: Sendable {
  /// One explanation of a symptom.
  struct Suspect: Sendable {
    /// What is wrong.
    let cause: Cause
    /// What to do, in a few words.
    let fix: String
    /// Failure modes that show it; without any, the lesson of the cause is linked.
    let modes: [CourseID]

    init(_ cause: Cause, _ fix: String, _ modes: (lesson: Int, position: Int)...) {
      self.cause = cause
      self.fix = fix
      self.modes = modes.map { .failureMode($0.lesson, $0.position) }
    }
  }

  /// What is seen, in a few words.
  let symptom: String
  /// The cheapest experiment that divides the suspects.
  let experiment: String
  /// What can be behind it, the most frequent first.
  let suspects: [Suspect]
}

extension SymptomRow {
  /// The index, in the order in which a run shows its symptoms.
  static var all: [SymptomRow] { ofTraining + ofValidation }

  private static var ofTraining: [SymptomRow] {
    [
      SymptomRow(
        symptom: "flat from the first step",
        experiment: "one batch (figure 9.7), then update over weight by layer",
        suspects: [
          .init(.rateTooLow, "ten times the rate", (9, 6), (7, 45)),
          .init(.notUpdated, "build the optimizer last", (2, 22), (7, 8)),
          .init(.missingGradient, "find what cuts the graph", (2, 6), (2, 26)),
          .init(
            .vanishingGradients, "ReLU, He's start, a norm or a skip", (9, 8), (3, 3), (2, 12),
            (10, 6)),
          .init(.deadUnits, "scale the inputs, lower the rate", (9, 10), (3, 2), (3, 1)),
          .init(.saturation, "smaller first weights", (4, 7), (4, 12)),
          .init(.initialization, "draw the weights", (4, 1), (4, 2), (4, 3)),
          .init(.wrongLabels, "look at twenty samples", (9, 3)),
          .init(.ignoresInput, "follow one sample", (9, 4)),
        ]),
      SymptomRow(
        symptom: "starts far from $L_0$ (equation 9.11)", experiment: "the loss of zero logits",
        suspects: [
          .init(.wrongHead, "logits into the loss", (1, 3), (3, 8), (3, 16)),
          .init(.initialization, "a small last layer", (9, 5), (4, 9)),
          .init(.inputScale, "standardize the inputs", (4, 14), (1, 6)),
          .init(.targetScale, "standardize the targets"),
          .init(.imbalance, "start the bias at the prior", (4, 10)),
        ]),
      SymptomRow(
        symptom: "falls, then stands", experiment: "a tenth and ten times the rate",
        suspects: [
          .init(.schedule, "count it in steps", (8, 2), (8, 4), (8, 11)),
          .init(.underfitting, "more units, less penalty", (1, 2), (1, 10), (6, 15), (10, 10)),
          .init(.decayTooStrong, "a tenth of the decay", (6, 28), (6, 32)),
          .init(.wrongHead, "the head that fits the task", (3, 17), (3, 18), (1, 7)),
          .init(.tooFewSteps, "go on", (8, 9), (8, 17)),
          .init(.biasBeforeNormalization, "`bias=False`", (5, 9)),
        ]),
      SymptomRow(
        symptom: "oscillates or diverges", experiment: "a tenth of the rate",
        suspects: [
          .init(.rateTooHigh, "divide it by three to ten, warm up", (9, 7), (7, 1), (8, 8)),
          .init(.gradientsKept, "`zero_grad()`", (2, 1)),
          .init(.explodingGradients, "clip; smaller first weights", (9, 9), (2, 13), (4, 4)),
          .init(.alwaysClipped, "clip at the 90th percentile", (9, 23)),
        ]),
      SymptomRow(
        symptom: "NaN or infinity", experiment: "the first operation",
        suspects: [
          .init(.notFinite, "guard that operation", (9, 2), (9, 33), (1, 5), (2, 20)),
          .init(.badData, "`isfinite` on every batch", (5, 23)),
          .init(.precision, "scale the loss, master weights", (9, 17), (9, 19), (7, 20)),
        ]),
      SymptomRow(
        symptom: "one spike", experiment: "the samples of that batch",
        suspects: [.init(.spike, "clip, or skip the batch", (9, 22), (7, 12), (7, 18))]),
    ]
  }

  private static var ofValidation: [SymptomRow] {
    [
      SymptomRow(
        symptom: "training falls, validation rises", experiment: "F9.1's test first",
        suspects: [
          .init(.overfitting, "stop early, more data", (9, 13), (6, 12)),
          .init(.bestNotKept, "save whenever it improves", (9, 20), (6, 41)),
        ]),
      SymptomRow(
        symptom: "training falls, validation is flat",
        experiment: "training samples through the validation's code",
        suspects: [
          .init(.validationPipeline, "one preparation for both", (9, 1), (5, 12), (6, 48)),
          .init(.staleWeights, "evaluate what is trained", (9, 21), (9, 37), (5, 29)),
          .init(.wrongMode, "`eval()`, then `train()`", (5, 6), (5, 17), (6, 1)),
        ]),
      SymptomRow(
        symptom: "training above validation", experiment: "evaluate both alike",
        suspects: [
          .init(.wrongMode, "nothing, if dropout explains it", (9, 15), (6, 14), (6, 49)),
          .init(.leakage, "split by group", (9, 12), (6, 35)),
        ]),
      SymptomRow(
        symptom: "too good", experiment: "a constant answer; a split by group",
        suspects: [
          .init(.leakage, "split first, then choose and copy", (9, 38), (9, 12), (6, 35)),
          .init(.imbalance, "report each class", (9, 11), (6, 37), (1, 11)),
          .init(.validationPipeline, "count what was evaluated", (9, 26), (9, 31)),
        ]),
      SymptomRow(
        symptom: "changes with the batch size", experiment: "one sample alone and in a batch",
        suspects: [
          .init(.validationPipeline, "weight by size", (9, 14), (9, 28), (2, 23)),
          .init(.wrongMode, "`eval()`", (5, 1), (5, 26)),
        ]),
      SymptomRow(
        symptom: "differs after a resume, or from run to run",
        experiment: "ten losses beside the unstopped run",
        suspects: [
          .init(.incompleteState, "save all of it", (9, 29), (7, 7), (8, 20), (6, 25)),
          .init(.notReproducible, "a seeded generator for each use", (9, 16), (9, 30), (4, 13)),
        ]),
    ]
  }
}
