import Autograd
import BatchNorm
import Course
import Init
import TensorCore
import TestSupport
import Testing

// Fine-tuning, dropout beside the norm, and folding.

extension Lesson05Interview {
  @Test(
    .interview(
      .question(5, 19), level: .design, minutes: 4,
      question:
        "You fine-tune a pretrained network with batch norm on ten images. What do you do with the norms?",
      answer: """
        Freeze their statistics: a few images at a time measure worse than the pretraining did. \
        If the domain has moved, that may be otherwise. In training mode every forward pass \
        would overwrite them, even at a learning rate of 0. requires_grad = False does not do \
        it, since buffers have no gradients, and eval() on the norms is undone by the next \
        model.train(), so I set it after each. γ and β I would leave alone or train, as few \
        parameters that adapt cheaply; a validation decides.
        """,
      commonMistake: """
        Nothing: with a small learning rate the running statistics move as little as the \
        weights do.
        """,
      otherMistakes: [
        "Set requires_grad = False on the parameters of the norms, which freezes their statistics too.":
          "That holds γ and β. Mean and variance are buffers, moved by each forward pass in training mode: one batch of sevens takes the running mean from 0 to {mean after sevens}.",
        "Call norm.eval() once before the loop, whose epochs begin with model.train().":
          "model.train() puts every module back into training mode, this norm too: over two epochs of five batches each it took in {batches taken in}.",
      ],
      refutation: """
        The learning rate does not enter the averages: twenty batches of two with no optimizer at all change the old features by {change of old features}, relatively; with frozen statistics by {change, frozen}. Without \
        gradients for γ and β a batch of sevens moves the running mean to {mean after sevens}. And a norm put into evaluation mode before two epochs of five batches took in \
        {batches taken in} of them after model.train().
        """,
      followUps: [
        "What does Keras do with trainable = False?": """
        There a batch norm that is not trainable also runs in inference mode: its documentation makes an exception for this \
        layer.
        """,
        "Is a bias before a frozen norm still useless?": """
        No: nothing subtracts it any more. Its gradient is {bias gradient, frozen} here, against {bias gradient, training} in training mode.
        """,
      ]))
  func `without any optimizer the statistics are overwritten`() throws {
    let tuned = try FailureMode.fineTunedOnSmallBatches.measure()
    evidence("change of old features", tuned.broken)
    evidence("change, frozen", tuned.cured)
    #expect(tuned.broken > 0.1 && tuned.cured == 0)
    let sevens = try FailureMode.onlyParametersFrozen.broken.measure().value
    evidence("mean after sevens", sevens)
    let taken = try FailureMode.thawedByTraining.broken.measure().value
    evidence("batches taken in", taken)
    #expect(abs(sevens - 0.7) < 1e-15 && taken == 10)
    func biasGradient(frozen: Bool) throws -> Scalar {
      var generator = SplitMix64(seed: 42)
      let linear = Linear(inputCount: 4, outputCount: 8, using: &generator)
      let model = Sequential(linear, BatchNorm1d(featureCount: 8))
      if frozen { model.freezeBatchNorms() }
      try meanSquaredError(model(Variable(normals([16, 4]))), targets: normals([16, 8], seed: 2))
        .backward()
      return try #require(linear.bias?.gradient).maximumMagnitude()
    }
    evidence("bias gradient, frozen", try biasGradient(frozen: true))
    evidence("bias gradient, training", try biasGradient(frozen: false), atMost: 1e-14)
    #expect(try biasGradient(frozen: true) > 1e-3)
  }

  @Test(
    .interview(
      .question(5, 20), level: .debug, minutes: 3,
      question:
        "Since dropout was put before a batch norm, evaluation is worse than training. Why?",
      answer: """
        Dropout enlarges the variance in training only, so the running variance is too large for evaluation. \
        Inverted dropout keeps the mean, but with p = 0.5 and inputs of mean 0 the variance is doubled. The norm averages \
        that; in evaluation nothing is dropped, and its outputs are too small. Behind a ReLU even p = 0.1 shows. Put dropout \
        behind the last norm, or measure the statistics anew with dropout off.
        """,
      commonMistake: """
        Not because of dropout: it divides by 1 − p, so the norm sees the same statistics in \
        both modes.
        """,
      otherMistakes: [
        "The running averages have not settled yet; with more steps the difference goes away.":
          "More steps average the wrong variance more exactly: after 400 instead of 60 the deviation is {deviation, 400 steps}, close to 1/√2 and not to 1.",
        "At p = 0.1 there is nothing to see.":
          "Dropout adds p/(1 − p) times the mean square to the variance, and behind a ReLU the mean is not 0 and adds its square: with p = 0.1 the deviation is {deviation, rectified, 0.1}, not 1.",
      ],
      refutation: """
        The mean is the same, the variance is not. With p = 0.5 before the norm the outputs have the standard deviation {deviation, before the norm} in evaluation mode, where it should be 1; with dropout behind it \
        {deviation, behind the norm}. After 400 steps instead of 60 it is {deviation, 400 steps}. Rectified inputs and p = 0.1 give {deviation, rectified, 0.1}; \
        measured anew without dropout {deviation, recalibrated}.
        """,
      followUps: [
        "Where does the factor two come from?": """
        A kept value is x/(1 − p), with probability 1 − p. Its mean square is x²/(1 − p), at p = 0.5 twice that \
        of x. A mean other than 0 adds p/(1 − p) times its square.
        """,
        "Does PyTorch's update_bn repair it?": """
        Not by itself: it runs the network in training mode, so that dropout is measured again. Put the dropout layers into evaluation \
        mode for it.
        """,
      ]))
  func `dropout enlarges the variance that the norm averages`() throws {
    let order = try FailureMode.dropoutBeforeNorm.measure()
    evidence("deviation, before the norm", order.broken)
    evidence("deviation, behind the norm", order.cured)
    #expect(abs(order.broken - 0.707) < 0.03 && abs(order.cured - 1) < 0.05)
    func spread(rate: Scalar, steps: Int, rectifies: Bool, recalibrates: Bool = false) -> Scalar {
      var masks = SplitMix64(seed: 43)
      let norm = BatchNorm1d(featureCount: 16)
      let data = batches(steps, [32, 16], seed: 44).map { x in rectifies ? x.map { max($0, 0) } : x
      }
      for x in data {
        let kept = Tensor.uniform(x.shape, using: &masks) .>= rate
        see(norm, [x * kept / (1 - rate)])
      }
      if recalibrates { norm.recalibrate(on: data) }
      let outputs = served(norm, .concatenation(Array(data.suffix(40))))
      return .squareRoot(ChannelStatistics(of: outputs).variance.mean())
    }
    let long = spread(rate: 0.5, steps: 400, rectifies: false)
    evidence("deviation, 400 steps", long)
    let tenth = spread(rate: 0.1, steps: 60, rectifies: true)
    evidence("deviation, rectified, 0.1", tenth)
    let mended = spread(rate: 0.1, steps: 60, rectifies: true, recalibrates: true)
    evidence("deviation, recalibrated", mended)
    #expect(long < 0.75 && tenth < 0.96 && abs(mended - 1) < 0.02)
  }
}
