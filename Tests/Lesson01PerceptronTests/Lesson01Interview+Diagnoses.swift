import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// Symptoms, and what to suspect behind them.

extension Lesson01Interview {
  @Test(
    .interview(
      .question(1, 13), level: .debug, minutes: 3,
      question: "How do you show that a batch is processed sample by sample?",
      answer: """
        Nothing in a multilayer perceptron mixes samples, so each row can be computed alone, and \
        that is the test. With dropout off, I compare the batch with its rows one by one, up to \
        rounding, or change one sample and require that no other output moves. It finds a \
        reshape where a transposition was meant, a normalization over the wrong axis, or a \
        softmax over the batch. Shape checks do not, because all shapes are right.
        """,
      commonMistake: """
        I check the shapes: each layer keeps the number of rows, and if all shapes are right, \
        samples cannot leak into each other.
        """,
      otherMistakes: [
        """
        I shuffle the batch: if the outputs come out shuffled in the same way, no sample sees \
        another.
        """:
          """
        A layer that takes the mean of the batch off passes that test, because the mean does not \
        depend on the order. Yet every sample moves the outputs of all others.
        """,
        """
        I compare the mean loss of the batch with that of its halves: if they agree, no sample \
        sees another.
        """:
          """
        The halves are batches too: a leak between neighbors in one half is in both figures alike, \
        and they agree. A row alone, or a change of one sample, shows it.
        """,
      ],
      refutation: """
        A reshape in place of a transposition keeps every shape, and a change of one sample moves the \
        others' outputs by {leakage with a reshape}. With the transposition it is {leakage with a \
        transposition}.
        """,
      followUps: [
        "Which layers mix samples on purpose?":
          """
        Batch normalization while it trains, because it uses the mean and variance of the \
        batch. Losses may mix too: contrastive ones compare all samples of a batch. In \
        evaluation mode batch normalization uses stored averages, and samples are independent \
        again.
        """,
        "How would you do the same test with gradients?":
          """
        I take the output of one sample as the loss, run the backward pass down to the inputs, \
        and require that the gradient is exactly 0 in every other row: here it is {gradient in \
        the other rows}. Karpathy's recipe suggests it.
        """,
      ]))
  func `a reshape leaks between samples, a transposition does not`() throws {
    var generator = SplitMix64(seed: 13)
    let network = MultilayerPerceptron(
      widths: [6, 16, 16, 3], nonlinearity: .tanh, using: &generator)
    let batch = Tensor.normal([20, 6], using: &generator)
    let together = network(batch)
    let alone = Tensor.concatenation((0..<20).map { network(batch.slice($0..<$0 + 1)) })
    evidence("batch − row by row", (together - alone).maximumMagnitude(), atMost: 1e-14)
    let clean = leakage(in: { network($0) }, samples: batch, perturbing: 3)
    let (reshaped, transposed) = try FailureMode.reshapedBatch.measure()
    evidence("leakage of the network", clean)
    evidence("leakage with a reshape", reshaped)
    evidence("leakage with a transposition", transposed)
    #expect(clean == 0 && transposed == 0 && reshaped > 1e-2)

    // A layer that takes the mean of the batch off passes the test by shuffling, and leaks.
    let backward = Array((0..<20).reversed())
    func centered(_ x: Tensor) -> Tensor { x - x.mean(axis: 0) }
    let moved =
      centered(batch.gathering(rows: backward)) - centered(batch).gathering(rows: backward)
    #expect(moved.maximumMagnitude() < 1e-14)
    #expect(leakage(in: centered, samples: batch, perturbing: 3) > 0.04)
    // Every feature grows by 1, which a leak of differences of features does not show.
    func differences(_ x: Tensor) -> Tensor {
      (x - x.mean(axis: 1).reshaped(to: [20, 1])).gathering(rows: backward)
    }
    #expect(leakage(in: differences, samples: batch, perturbing: 3) < 1e-14)
    var changed = batch
    changed[3, 0] += 1
    let leak = (differences(changed) - differences(batch)).row(16).maximumMagnitude()
    #expect(leak > 0.8)

    // The same test with gradients: one output of sample 3, back to the inputs.
    let pass = network.forward(batch)
    var cotangent = Tensor.zeros([20, 3])
    cotangent[3, 0] = 1
    for (index, layer) in network.layers.enumerated().reversed() {
      let activations = pass.inputs[index]
      cotangent = layer.pullback(input: activations, cotangent: cotangent).input
      if index > 0 { cotangent *= network.nonlinearity.slope(fromOutput: activations) }
    }
    let others = cotangent.gathering(rows: (0..<20).filter { $0 != 3 }).maximumMagnitude()
    evidence("gradient in the other rows", others)
    #expect(others == 0 && cotangent.row(3).maximumMagnitude() > 0)
  }

  @Test(
    .interview(
      .question(1, 16), level: .debug, minutes: 4,
      question: "A classifier reaches 90 % accuracy at once. What do you suspect?",
      answer: """
        First that nine of ten samples belong to one class, and that the model says this class \
        every time. Without other evidence cross-entropy is least where the probabilities equal \
        the frequencies, a logit gap of ln 9. I look at the recall of each class, the balanced \
        accuracy and the confusion matrix. Class weights, resampling or a shift of the logits \
        help; the shift needs no new training. If the classes are balanced, I look for a feature \
        that gives the label away, and for test samples in the training set.
        """,
      commonMistake: """
        Nothing: an accuracy of 90 % means that the model uses its inputs, as guessing would be \
        right half of the time.
        """,
      otherMistakes: [
        """
        First that the model has overfitted: it has so many weights that it learns the training \
        set by heart at once.
        """:
          """
        Learning samples by heart takes many passes and shows later, as a gap to new data. At nine \
        to one a bias alone reaches {accuracy of a bias alone, classes 9 : 1} and knows no sample.
        """,
        "First that the learning rate is too high, because no model can learn so fast.":
          """
        To say the frequent class every time a model has to learn one bias, which takes few steps \
        at any ordinary rate. A rate that is too high shows as a loss that jumps or grows.
        """,
      ],
      refutation: """
        On targets of nine to one a model with nothing but a bias reaches an accuracy of \
        {accuracy of a bias alone, classes 9 : 1} and a balanced accuracy of {balanced accuracy \
        of a bias alone, classes 9 : 1}. Its logit gap is {logit gap, classes 9 : 1, \
        unweighted|4}; with class weights of one to nine it is {logit gap, classes 9 : 1, weighted}.
        """,
      followUps: [
        "When are class weights the wrong cure?":
          """
        When the probabilities themselves are used, since weights distort them. When both \
        kinds of error cost the same, because then the frequent answer is right where nothing \
        else is known. And when the rare class has too few samples: weights make them louder, \
        not more.
        """,
        "Which metric do you report at 1 % positives?":
          """
        Precision and recall at the threshold that will be used, and the area under the \
        precision-recall curve, where guessing gets 0.01. Saying no every time has an accuracy \
        of 99 %, and a ROC curve can look good while most alarms are false.
        """,
      ]))
  func `a bias alone reaches 90 % accuracy on nine to one`() throws {
    let (unweighted, weighted) = try FailureMode.imbalancedClasses.measure()
    // With nothing but biases every sample gets the same answer: the class with the greater logit.
    let answer = unweighted > 0 ? 0 : 1
    let classes = Array(repeating: 0, count: 9) + [1]
    let recalls = [0, 1].map { label in
      Double(classes.count { $0 == label && $0 == answer }) / Double(classes.count { $0 == label })
    }
    let accuracy = Double(classes.count { $0 == answer }) / 10
    evidence("accuracy of a bias alone, classes 9 : 1", accuracy)
    evidence("balanced accuracy of a bias alone, classes 9 : 1", (recalls[0] + recalls[1]) / 2)
    evidence("logit gap, classes 9 : 1, unweighted", unweighted)
    evidence("logit gap, classes 9 : 1, weighted", abs(weighted), atMost: 1e-9)
    #expect(abs(unweighted - Double.log(9)) < 1e-6 && accuracy == 0.9)
  }

  @Test(
    .interview(
      .question(1, 17), level: .debug, minutes: 3,
      question: "A regression predicts the mean for every input. What is the first suspect?",
      answer: """
        Shapes that broadcast: predictions of shape [n, 1] minus targets of shape [n] make an n \
        × n matrix. Every prediction is then compared with every target, and the best answer to \
        all targets is their mean. The loss falls at first, down to the variance of the targets, \
        and stays. I print the two shapes at the loss, and cure it with a check there that \
        refuses shapes which differ. Other suspects are dead units, inputs without information \
        and a learning rate that is far too small.
        """,
      commonMistake: "It cannot be the shapes: if they did not fit, the loss would raise an error.",
      otherMistakes: [
        "Overfitting: a network with too many weights has learnt the mean of the training targets by heart.":
          """
        An overfitted network follows every training target, noise included, so its predictions \
        differ too much, not too little. One constant for all inputs is the least that a model can \
        learn.
        """,
        "The loss: the squared error pulls every prediction to the mean of all targets, whatever the input.":
          """
        It pulls each prediction to the mean of the targets at that input. One mean for all \
        follows only if the model sees no difference between inputs, or if each prediction meets \
        every target.
        """,
      ],
      refutation: """
        A loss written by hand broadcasts without a word, and PyTorch's MSE loss only warns. For \
        predictions that equal their targets 0, 1, 2, 3 the loss reads {loss of perfect \
        predictions, broadcast} instead of {loss of perfect predictions}; for a model that \
        always says the mean it reads {loss of the mean, broadcast}, so the mean looks better \
        than the truth.
        """,
      followUps: [
        "Which loss would this bug show at its floor?":
          """
        The variance of the targets, {loss of the mean, broadcast} for 0, 1, 2, 3. That is \
        also the honest loss of always saying the mean, so the curve looks like that of a \
        model that learns nothing.
        """,
        "How does a library warn you of it?":
          """
        In PyTorch the squared and the absolute error warn when the sizes differ, once, and \
        the line scrolls past. Poisson and Gaussian losses and those written by hand say \
        nothing, and binary cross-entropy raises an error. I turn the warning into an error.
        """,
      ]))
  func `with broadcast shapes the mean beats the truth`() throws {
    let (broadcast, right) = try FailureMode.broadcastTargets.measure()
    let targets = Tensor([0, 1, 2, 3])
    let mean = Tensor(repeating: targets.mean(), shape: [4, 1])
    let flattering = PerceptronLesson.broadcastingError(of: mean, targets: targets)
    evidence("loss of perfect predictions, broadcast", broadcast)
    evidence("loss of perfect predictions", right)
    evidence("loss of the mean, broadcast", flattering)
    #expect(broadcast == 2.5 && right == 0 && flattering == 1.25)
    let honest = SquaredError().mean(of: mean.flattened, targets: targets)
    evidence("loss of the mean", honest)
    #expect(honest == 1.25)
  }
}
