import Autograd
import Course
import Init
import TensorCore
import TestSupport
import Testing

// Data, pretrained weights, and layers of one's own.

extension Lesson04Interview {
  @Test(
    .interview(
      .question(4, 19), level: .design, minutes: 4,
      question: """
        You fine-tune a pretrained network on a new task. What do you initialize, and what do you \
        freeze?
        """,
      answer: """
        Only the new head, small or zero; everything else keeps its pretrained values. I \
        initialize before I load, and assert that the loaded weights are still there. A random \
        head's first errors would push the body around, which can cost accuracy on data unlike the \
        new training set (Kumar and others, 2022). So I train the head alone first, or give the \
        body a much smaller rate. Then I unfreeze, if there is enough data, at a low rate for the \
        body.
        """,
      commonMistake: "One trains everything at the old learning rate from the first step.",
      otherMistakes: [
        "model.apply(init) after loading touches the new layers only.":
          "apply goes through every submodule and knows nothing of loading: it replaces {parameters lost} of the body's 2 parameters. Initialize first, load then.",
        "The whole network has to be initialized again for a new task.":
          "That throws away what pretraining has learned, and with it the reason to fine-tune. Only the head has no values yet; the body's pretrained weights are its initialization.",
      ],
      refutation: """
        In twenty steps of a random head a tanh body's features change by {change of features, old \
        rate} of their size if both are trained at a rate of 0.1, and by {change of features, head \
        first} if the head is trained alone. Initializing after loading replaces {parameters lost} \
        of the body's 2 parameters.
        """,
      followUps: [
        "Does a head of zeros protect the body?": """
        For one step: with zero weights no gradient passes to the body. After that the head is no \
        longer zero, but it has grown from its own gradient instead of being random.
        """,
        "What does a frozen body with batch normalization need?": """
        Evaluation mode. Freezing the parameters does not stop the running statistics, which are \
        no parameters.
        """,
      ]))
  func `a random head pushes the pretrained body around`() throws {
    let features = try FailureMode.newHeadOldRate.measure()
    let lost = try FailureMode.pretrainedOverwritten.measure()
    evidence("change of features, old rate", features.broken)
    evidence("change of features, head first", features.cured)
    evidence("parameters lost", lost.broken)
    #expect(features.broken > 0.2 && features.cured == 0)
    #expect(lost.broken == 2 && lost.cured == 0)
  }

  @Test(
    .interview(
      .question(4, 20), level: .explain, minutes: 3,
      question: """
        The inputs are not standardized. Which assumption of Xavier's and He's rules breaks, and \
        what do you see?
        """,
      answer: """
        That the inputs have a second moment near 1. The rules keep the size of a signal, they do \
        not make it: inputs in the hundreds give outputs in the hundreds, and a first loss orders \
        of magnitude above the variance of the targets. Features of different size are worse, \
        because one drowns the others. A mean far from 0 adds the same large number to a unit's \
        sum for every sample. So I standardize with the training set's mean and deviation, and \
        large targets too.
        """,
      commonMistake: "None: He's rule makes the size of the inputs irrelevant.",
      otherMistakes: [
        "None for ReLU: only saturating activations need standardized inputs.":
          "ReLU hands on the size that it gets: for inputs from 0 to 1000 a ReLU network with He's rule starts at {loss, square meters} variances of the targets, with standardized inputs at {loss, standardized}.",
        "That the inputs are at most 1: dividing by the largest value is the same as standardizing.":
          "It leaves the mean in: values from 990 to 1000 end between 0.99 and 1, nearly the same number for every sample. Standardizing subtracts the mean and divides by the spread that is left.",
      ],
      refutation: """
        For inputs from 0 to 1000 and a sine as target a ReLU network 1-32-1 with He's rule starts \
        at {loss, square meters} variances of the targets; with standardized inputs at {loss, \
        standardized}.
        """,
      followUps: [
        "Could one divide the first weights by the inputs' size instead?": """
        The forward pass would be right. The gradient of a weight is multiplied by its input, \
        though, so the rates that suit the first layer would be far from those of the others.
        """,
        "Why the training set's mean and deviation?": """
        The test set must be treated as new data will be, with numbers that were fixed before; its \
        own statistics would leak into the evaluation.
        """,
      ]))
  func `He's rule keeps the size it is given, right or wrong`() throws {
    let loss = try FailureMode.inputsUnscaled.measure()
    evidence("loss, square meters", loss.broken)
    evidence("loss, standardized", loss.cured)
    #expect(loss.broken > 1e5 && loss.cured < 20)
  }

  @Test(
    .interview(
      .question(4, 21), level: .debug, minutes: 3,
      question: """
        You write a layer relu(x @ w) with w of shape [32, 512], 32 inputs and 512 outputs, and \
        call nn.init.kaiming_normal_(w). What is wrong?
        """,
      answer: """
        The fan: kaiming_normal_ divides by 512, where 32 products are summed. PyTorch's \
        initializers take the layout of nn.Linear, [out, in], so the second axis counts as inputs. \
        The variance is a sixteenth of what it should be, and so is the second moment of the \
        outputs. I call it on w.t(), which writes into w, or with mode="fan_out". In a square \
        layer the fault is invisible, which is why tests should use one that is not.
        """,
      commonMistake: "kaiming_normal_ knows how the weight is used.",
      otherMistakes: [
        "The scale: the second moment becomes sixteen times too large.":
          "That would be a layer that narrows, from 512 to 32. Here the variance is 2/512 where 32 products are summed, so the second moment falls to {second moment, as it lies} of the one before.",
        "Nothing: random weights have no layout, so the order of the axes does not matter.":
          "The numbers have none, their scale has: the second axis counts as inputs. With [32, 512] as it lies the second moment becomes {second moment, as it lies} of what it was, transposed {second moment, transposed}.",
      ],
      refutation: """
        It sees a shape. With the fans of the weight as it lies the second moment behind the layer \
        is {second moment, as it lies} of the one before; with those of the transposed weight \
        {second moment, transposed}.
        """,
      followUps: [
        "Which frameworks lay weights out as [in, out]?": """
        The dense layers of Flax and Keras do, with initializers that count accordingly; so does \
        GPT-2's Conv1D, which uses no fans. It matters when one ports code, or initializes a bare \
        parameter.
        """,
        "What if the layer narrows instead, from 512 to 32?": """
        Then the signal is sixteen times too large in its second moment: the variance divides by \
        32, and 512 products are summed.
        """,
      ]))
  func `kaiming on x @ w divides by the wrong fan`() throws {
    let moment = try FailureMode.ownLayout.measure()
    evidence("second moment, as it lies", moment.broken)
    evidence("second moment, transposed", moment.cured)
    #expect((0.05...0.08).contains(moment.broken) && (0.8...1.25).contains(moment.cured))
    let shape: Shape = [32, 512]
    #expect(Fans(asPyTorch: shape).input == 512)
    #expect(Fans(of: shape, connection: .denseTransposed).input == 32)
  }
}
