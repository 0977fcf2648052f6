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
        Several forward passes with dropout on: their mean is the prediction, their spread a measure of doubt. Only the dropout layers go into \
        training mode; batch norm stays in evaluation mode, otherwise answers depend on the batch. Gal and Ghahramani (2016) read it as approximate Bayesian inference. The spread depends on p and need not be calibrated (Foong and others, 2019), \
        and the cost is one forward pass for each answer that is averaged.
        """,
      commonMistake: """
        Several forward passes in evaluation mode, whose answers differ, as dropout draws in \
        every pass.
        """,
      otherMistakes: [
        "Several passes with dropout on; the more of them, the smaller the spread.":
          "What shrinks is the error of the mean answer. The spread is that of single passes and settles: {deviation, 100 passes|2} from 100, {deviation, 1,000 passes|2} from 1,000.",
        "Several passes with dropout on; where their spread is 0, the model knows the input well.":
          "It means that the masks change nothing. An input of zeros, which the network never saw, has the spread {deviation, zeros}, since only zeros are dropped.",
      ],
      refutation: """
        In evaluation mode the standard deviation of 100 answers to one request is {deviation, evaluation}; with only dropout in training mode it is {deviation, dropout on|3}. For another network it is {deviation, 100 passes|2} \
        from 100 passes and {deviation, 1,000 passes|2} from 1,000; and for an input of zeros, which the network never saw and which sets all hidden units to 0, it is {deviation, zeros}.
        """,
      followUps: [
        "What does a spread of 0 tell you?": """
        That dropout is off, that the model has none, or that nothing but zeros is dropped. It does not say that the model is certain.
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
    var generator = SplitMix64(seed: 628)
    let model = Sequential(
      Linear(weight: .normal([64, 8], using: &generator), bias: nil), FunctionLayer("relu", relu),
      Dropout(using: &generator),
      Linear(
        weight: .normal([1, 64], standardDeviation: 0.125, using: &generator), bias: Tensor([1])))
    func spread(_ x: Tensor, passCount: Int) -> Scalar {
      MonteCarloDropout(passCount: passCount).predict(model, x).deviation.scalars[0]
    }
    let x = Tensor.normal([1, 8], using: &generator)
    let (few, many) = (spread(x, passCount: 100), spread(x, passCount: 1_000))
    evidence("deviation, 100 passes", few)
    evidence("deviation, 1,000 passes", many)
    evidence("deviation, zeros", spread(.zeros([1, 8]), passCount: 100))
    #expect(few > 0.1 && abs(few / many - 1) < 0.25 && spread(.zeros([1, 8]), passCount: 2) == 0)
  }

  @Test(
    .interview(
      .question(6, 29), level: .explain, minutes: 2,
      question: "What is stochastic depth, and what exactly is dropped?",
      answer: """
        In training the residual branch of a block is left out at random, and the shortcut always stays. The branch is left out for a whole sample or, as in the paper, a whole batch. What is kept is \
        divided by the probability of keeping, so that evaluation is the plain sum; the paper scales in evaluation instead. Its probability of dropping rises with depth. If the mask is put around the sum instead of the \
        branch, the whole signal of a sample is lost.
        """,
      commonMistake: """
        In training a whole block is left out at random, the shortcut included, for a sample or \
        a whole batch.
        """,
      otherMistakes: [
        "Dropping the sum at p = 0.2 loses a fifth of the samples, however many blocks there are.":
          "Each block loses a fifth of those that are left: behind four 0.8⁴ = 0.41 remain, so 59 % are lost, here {samples, around the sum} of 64 samples. The share grows with depth.",
        "In evaluation every branch is multiplied by 1 − p, whatever training did.":
          "Only if training did not divide, as in the paper. Branches of 1 that are divided in training have the mean {mean, training|3} there and, without any factor, {mean, evaluation} in evaluation.",
      ],
      refutation: """
        The shortcut has to carry the signal past. Behind four blocks with p = 0.2, {samples, around the sum} of 64 samples have a signal of 0 if the sum is dropped (1 − 0.8⁴ is 0.59), and {samples, the branch} if only the branch is. Divided in training, \
        branches of 1 have the mean {mean, training|3} there and {mean, evaluation} in evaluation, without another factor.
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
    evidence("samples, around the sum", samples.broken)
    evidence("samples, the branch", samples.cured)
    #expect(samples.broken > 25 && samples.cured == 0)
    let depth = StochasticDepth(probability: 0.2, seed: 629)
    let branches = Variable(.ones([10_000, 1]))
    let (training, evaluation) = (depth(branches), depth.withMode(.evaluation) { depth(branches) })
    evidence("mean, training", training.value.mean())
    evidence("mean, evaluation", evaluation.value.mean())
    // Four standard errors of 10,000 draws.
    #expect(abs(training.value.mean() - 1) < 0.02 && evaluation.value == branches.value)
  }

  @Test(
    .interview(
      .question(6, 30), level: .debug, minutes: 2,
      question:
        "A run with dropout is resumed from its weights and optimizer state, and its losses differ from the run that went on. Why?",
      answer: """
        Because the state of the random generators was not saved. After the restart dropout draws other masks. It is no error in the weights, and the run is a valid one, but it cannot be compared \
        step by step. A checkpoint holds weights, optimizer, buffers, generators and the position in the data. The test is to interrupt a run and compare the losses with the \
        uninterrupted one.
        """,
      commonMistake: """
        Because something was saved wrongly: weights and optimizer state are the whole state of \
        a run.
        """,
      otherMistakes: [
        "Setting the seed again after loading brings the masks back.":
          "It brings back the masks of the first steps, whereas the run that went on is further along in its generator: {losses, weights alone} of the next ten losses differ.",
        "A file rounds the weights, so no resumed run can repeat the uninterrupted one.":
          "Checkpoints hold the numbers as they are, to the bit. With the generators saved as well, {losses, all} of the next ten losses differ.",
      ],
      refutation: """
        Nothing was saved wrongly, something was not saved. Ten steps of plain descent, which has no state: resumed with the weights alone, the seed set as at the start, {losses, weights alone} of the next ten losses differ; with the generators too, and all digits of the weights, {losses, all}.
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
    evidence("losses, weights alone", losses.broken)
    evidence("losses, all", losses.cured)
    #expect(losses.broken > 5 && losses.cured == 0)
  }

  @Test(
    .interview(
      .question(6, 31), level: .debug, minutes: 2,
      question:
        "Dropout2d gets one image without a batch axis, of shape channels × height × width. What is dropped?",
      answer: """
        It depends on how three axes are read. Read as batch, channels, length, the mask has one value for each channel and row, so single rows are \
        dropped and not whole channels. Nothing fails, as the shapes fit. PyTorch reads them so, and warns that a later version may read one image. I \
        always give it a batch axis, also for one image.
        """,
      commonMistake: "Whole channels, as the name says.",
      otherMistakes: [
        "Single pixels, as with plain dropout, since there is no batch axis to read channels by.":
          "The mask has one value for each index of the first two axes, so it drops rows as a whole: of the 512 rows {rows, whole} are dropped whole and {rows, in part} in part.",
        "Nothing: it is refused, as the batch axis is missing.":
          "Three axes are a valid shape, read as batch, channels, length, so the call goes through and drops rows. PyTorch warns and raises no error.",
      ],
      refutation: """
        With 32 channels of 16 × 4 and p = ½, {channels, three axes} channels are dropped in part when three axes are given, and {channels, four axes} with a batch axis of 1. Of the 512 rows {rows, whole} are dropped whole, \
        and {rows, in part} in part.
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
    evidence("channels, three axes", channels.broken)
    evidence("channels, four axes", channels.cured)
    #expect(channels.broken > 8 && channels.cured == 0)
    let output = Dropout2d(probability: 0.5, seed: 631)(Variable(.ones([32, 16, 4]))).value
    let shares = (output.reshaped(to: [512, 4]) .== 0).mean(axis: 1).scalars
    let (whole, part) = (shares.count { $0 == 1 }, shares.count { $0 > 0 && $0 < 1 })
    evidence("rows, whole", whole)
    evidence("rows, in part", part)
    #expect(abs(whole - 256) < 60 && part == 0)
  }
}
