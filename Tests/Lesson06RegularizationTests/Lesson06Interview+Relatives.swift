import Autograd
import Course
import Regularization
import TensorCore
import TestSupport
import Testing

// Relatives of dropout, and a run that is resumed.

extension Lesson06Interview {
  @Test(
    .interview(
      .question(6, 28), level: .explain, minutes: 3,
      question: "What is Monte Carlo dropout, and which mode does the model have to be in?",
      answer: """
        Several forward passes with dropout on, whose mean is the prediction and whose spread is a measure of uncertainty. Only the dropout layers go into \
        training mode; batch norm stays in evaluation mode, otherwise answers depend on the batch. Gal and Ghahramani read it as approximate Bayesian inference. The spread depends on p and is not calibrated by itself, \
        and the cost is one pass a sample.
        """,
      commonMistake: "It works in evaluation mode; the passes differ anyway.",
      refutation: """
        In evaluation mode the standard deviation of 100 answers to one request is {deviation, evaluation}; with only dropout in training mode it is {deviation, dropout on|3}.
        """,
      followUps: [
        "What does a spread of 0 tell you?": """
        That dropout is off, or that the model has none. It does not say that the model is certain.
        """,
        "How does it differ from an ensemble?": """
        The members share their weights and one training, so it is cheap to train; an ensemble's networks are independent.
        """,
      ]))
  func `in evaluation mode Monte Carlo answers are all equal`() throws {
    let deviation = try FailureMode.certainOfEverything.measure()
    evidence("deviation, evaluation", deviation.broken, atMost: 1e-9)
    evidence("deviation, dropout on", deviation.cured)
    #expect(deviation.cured > 0.01)
  }

  @Test(
    .interview(
      .question(6, 29), level: .explain, minutes: 2,
      question: "What is stochastic depth, and what exactly is dropped?",
      answer: """
        In training the residual branch of a block is left out at random, for whole samples, and the shortcut always stays. What is kept is \
        divided by the probability of keeping, so that evaluation is the plain sum. The probabilities usually rise with depth. If the mask is put around the sum instead of the \
        branch, the whole signal of a sample is lost.
        """,
      commonMistake: "The whole block is dropped, shortcut included.",
      refutation: """
        Behind four blocks with p = 0.2, {samples, around the sum} of 64 samples have a signal of 0 if the sum is dropped, and {samples, the branch} if only the branch is.
        """,
      followUps: [
        "Does it save time?": """
        Only if a skipped branch is not computed, as for one mask a batch; with a mask a sample everything is computed.
        """,
        "How does it relate to dropout?": """
        It is dropout with one mask value for each sample and branch, instead of one for each unit.
        """,
      ]))
  func `dropping the shortcut too loses whole samples`() throws {
    let samples = try FailureMode.droppedShortcut.measure()
    evidence("samples, around the sum", Int(samples.broken))
    evidence("samples, the branch", Int(samples.cured))
    #expect(samples.broken > 10 && samples.cured == 0)
  }

  @Test(
    .interview(
      .question(6, 30), level: .debug, minutes: 2,
      question:
        "A run with dropout is resumed from its weights and optimizer state, and its losses differ from the run that went on. Why?",
      answer: """
        Because the state of the random generators was not saved: after the restart dropout draws other masks. It is no error in the weights, and the run is a valid one, but it cannot be compared \
        step by step. A checkpoint holds weights, optimizer, buffers, generators and the position in the data. The test is to interrupt a run and compare the losses with the \
        uninterrupted one.
        """,
      commonMistake: "Weights and optimizer state are the whole state of a run.",
      refutation: """
        Resumed with the weights alone, {losses, weights alone} of the next ten losses differ; with the generators too, {losses, all}.
        """,
      followUps: [
        "Setting the seed again after loading, does that help?": """
        No: the generator then starts from the beginning and repeats the masks of the first steps.
        """,
        "Which other generators are there?": """
        Those of the data order, of the augmentation, and one for each loading worker.
        """,
      ]))
  func `resumed without its generators a run differs`() throws {
    let losses = try FailureMode.resumedWithoutGenerator.measure()
    evidence("losses, weights alone", Int(losses.broken))
    evidence("losses, all", Int(losses.cured))
    #expect(losses.broken > 5 && losses.cured == 0)
  }

  @Test(
    .interview(
      .question(6, 31), level: .debug, minutes: 2,
      question:
        "Dropout2d gets one image without a batch axis, of shape channels × height × width. What is dropped?",
      answer: """
        It depends on how three axes are read. Read as batch, channels, length, the mask has one value for each channel and row, so single rows are \
        dropped and not whole channels. Nothing fails, as the shapes fit. Libraries may read three axes in either way. I always give it a batch \
        axis, also for one image.
        """,
      commonMistake: "Whole channels, as the name says.",
      refutation: """
        With 32 channels of 16 × 4 and p = ½, {channels, three axes} channels are dropped in part when three axes are given, and {channels, four axes} with a batch axis of 1.
        """,
      followUps: [
        "Why drop whole channels at all?": """
        Neighboring pixels are nearly equal, so single dropped ones are guessed from the others and the noise does little.
        """,
        "What is the scale?": """
        1/(1 − p), the same as for units: each channel is kept with probability 1 − p.
        """,
      ]))
  func `three axes drop rows of channels, four whole ones`() throws {
    let channels = try FailureMode.channelsInPart.measure()
    evidence("channels, three axes", Int(channels.broken))
    evidence("channels, four axes", Int(channels.cured))
    #expect(channels.broken > 8 && channels.cured == 0)
  }
}
