import Course
import Dynamics

// Measured over ten seeds; a detector that errs is mended, not its row.

extension MatrixRow {
  /// All rows, in the order of the course.
  static var all: [MatrixRow] { ofFirstLessons + ofMiddleLessons + ofLastLessons }

  private static var ofFirstLessons: [MatrixRow] {
    [
      .unseen(1, 6, "mean and deviation of each feature", bringing: [.rateTooLow, .tooFewSteps]),
      .unseen(1, 7, "the smallest output beside the smallest target"),
      .unseen(
        1, 10, "the share of twenty starts that end at zero",
        bringing: [.explodingGradients, .rateTooLow]),
      .unseen(1, 11, "loss and accuracy of each class"),
      .unseen(2, 1, "the gradient of one batch twice, at rate 0"),
      .named(2, 3, [.notUpdated]),
      .named(2, 6, [.missingGradient]),
      .named(2, 21, [.notUpdated]),
      .named(2, 22, [.notUpdated]),
      .unseen(2, 26, "the gradient of every parameter after one backward pass"),
      .unseen(3, 1, "the units that are 0 over the whole data set", bringing: [.missingGradient]),
      .unseen(
        3, 2, "the units that are 0 over the whole data set", bringing: [.notFinite, .rateTooHigh]),
      .unseen(3, 7, "the smallest output beside the smallest target"),
      .unseen(3, 14, "gradient norms by layer over more steps", bringing: [.rateTooLow]),
      .unseen(3, 15, "the smallest output beside the smallest target"),
      .unseen(
        3, 16, "the spread of the outputs over a batch",
        bringing: [.missingGradient, .initialization], facts: .classes(2)),
      .named(3, 17, [.wrongHead], facts: .classes(3)),
      .unseen(3, 18, "the sum of a sample's outputs beside that of its labels"),
      .unseen(3, 26, "the slope itself along the run"),
      .unseen(3, 32, "outputs that are exactly 0, counted by class", facts: .classes(2)),
      .unseen(3, 40, "the sign of the loss"),
      .named(4, 1, [.initialization], bringing: [.missingGradient]),
      .unseen(4, 2, "the spread of the units of a layer for one sample"),
      .unseen(4, 4, "the deviation of each layer's output before training", bringing: [.notFinite]),
      .named(4, 6, [.vanishingGradients], leaving: [.rateTooHigh, .tooFewSteps]),
      .named(4, 9, [.initialization], facts: .classes(10)),
      .unseen(4, 10, "the first loss beside the entropy of the labels"),
      .unseen(4, 14, "mean and deviation of the inputs", bringing: [.rateTooHigh]),
      .unseen(4, 27, "the features of the body before and after training", leaving: [.notUpdated]),
      .named(4, 28, [.initialization], bringing: [.missingGradient]),
      .unseen(
        4, 35, "the distance of the copies after training", bringing: [.tooFewSteps],
        leaving: [.tooFewSteps]),
    ]
  }

  private static var ofMiddleLessons: [MatrixRow] {
    [
      .unseen(5, 12, "the running statistics beside those of the new inputs"),
      .unseen(5, 17, "the mode of each layer in training, and the running statistics"),
      .unseen(5, 24, "a batch of each composition, in evaluation mode", bringing: [.rateTooHigh]),
      .unseen(6, 8, "the parameters that decay, by name"),
      .unseen(6, 9, "the share of weights that are exactly 0"),
      .unseen(6, 11, "the largest logit along the run"),
      .unseen(6, 25, "ten losses beside those of the run that was not stopped"),
      .unseen(
        6, 28, "how far weights of small and of large gradients shrink", bringing: [.alwaysClipped],
        leaving: [.alwaysClipped]),
      .unseen(6, 29, "the norm of a row whose gradient is 0"),
      .unseen(
        6, 30, "the norm of what is frozen, before and after", bringing: [.missingGradient],
        leaving: [.missingGradient]),
      .unseen(6, 31, "the share of weights that are 0 after each step"),
      .unseen(6, 32, "the learned weights at another batch size"),
      .unseen(6, 34, "accuracy on samples that are not augmented", bringing: [.tooFewSteps]),
      .unseen(6, 36, "the accuracy by source"),
      .unseen(6, 37, "recall of each class"),
      .unseen(6, 38, "the mean probability beside the share of the class"),
      .unseen(6, 39, "the mean probability beside the share of the class"),
      .unseen(6, 40, "the labels of a mixed batch", bringing: [.rateTooHigh]),
      .named(
        6, 41, [.bestNotKept], bringing: [.overfitting], leaving: [.bestNotKept, .overfitting]),
      .unseen(6, 49, "training loss after the epoch, in evaluation mode"),
      .named(7, 1, [.rateTooHigh]),
      .unseen(7, 11, "the loss at a tenth of the rate"),
      .named(7, 12, [.spike]),
      .unseen(7, 14, "the parameters that decay, by name"),
      .unseen(7, 27, "the loss at a tenth of the rate"),
      .unseen(7, 35, "the loss of the average beside that of the weights"),
      .unseen(7, 45, "the loss at ten times the rate", bringing: [.rateTooLow]),
      .named(7, 46, [.rateTooHigh]),
      .unseen(8, 8, "the largest eigenvalue of the Hessian at the start", bringing: [.spike]),
      .unseen(8, 10, "the updates of the first step, without warm-up"),
      .named(8, 14, [.rateTooHigh]),
      .unseen(8, 30, "the loss of the first step beside that of new weights"),
    ]
  }

  private static var ofLastLessons: [MatrixRow] {
    [
      .unseen(
        9, 1, "training samples through the validation's code",
        bringing: [.overfitting, .ignoresInput]),
      .named(9, 2, [.notFinite]),
      .unseen(9, 3, "sixteen samples with fixed labels", facts: .classes(4)),
      .named(9, 4, [.ignoresInput], bringing: [.deadUnits], facts: .classes(4)),
      .named(9, 5, [.initialization], facts: .classes(10)),
      .named(9, 6, [.rateTooLow], facts: .classes(2)),
      .named(9, 7, [.rateTooHigh], bringing: [.deadUnits, .spike], facts: .classes(2)),
      .named(9, 8, [.vanishingGradients]),
      .named(9, 9, [.notFinite], bringing: [.rateTooHigh]),
      .named(9, 10, [.deadUnits], bringing: [.initialization, .wrongLabels], facts: .classes(2)),
      .unseen(9, 11, "balanced accuracy"),
      .unseen(9, 13, "held-out accuracy", facts: .classes(2)),
      .unseen(9, 15, "both losses in evaluation mode, without the penalty"),
      .unseen(9, 16, "the weights of two runs with one seed"),
      .named(9, 19, [.notFinite]),
      .named(9, 20, [.bestNotKept, .overfitting], leaving: [.overfitting]),
      .unseen(9, 21, "a fingerprint of the evaluated weights", bringing: [.validationPipeline]),
      .unseen(9, 22, "the loss of every step"),
      .named(9, 23, [.alwaysClipped], bringing: [.rateTooLow]),
      .unseen(9, 24, "the same run, twice as long"),
      .unseen(9, 33, "the number of targets in each batch", bringing: [.notFinite]),
      .named(9, 34, [.notFinite]),
      .unseen(10, 1, "the error that weights read off the target leave"),
      // The gradient of the first layers is small on eight of the ten seeds.
      .unseen(
        10, 6, "the spread of the outputs over a batch", bringing: [.vanishingGradients]),
      .unseen(10, 8, "held-out accuracy beside that of training", facts: .classes(2)),
      // On one of the ten seeds the single unit is dead from the start.
      .unseen(
        10, 10, "training accuracy at twice the width of each layer", bringing: [.missingGradient],
        facts: .classes(2)),
    ]
  }
}
