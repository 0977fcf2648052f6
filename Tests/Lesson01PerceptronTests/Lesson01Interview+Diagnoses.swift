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
        Nothing in a multilayer perceptron mixes samples, so each row can be computed alone, and that is the \
        test. I compare the batch with its rows one by one, or change one sample and require that no other \
        output moves at all. It finds a reshape where a transposition was meant, a normalization over the \
        wrong axis, or a softmax over the batch. Shape checks do not, because all shapes are right.
        """,
      commonMistake: "If all shapes are right, samples cannot leak into each other.",
      refutation: """
        A reshape in place of a transposition keeps every shape, and a change of one sample moves the \
        others' outputs by {leakage with a reshape}. With the transposition it is {leakage with a \
        transposition}.
        """,
      followUps: [
        "Which layers mix samples on purpose?":
          "",
        "How would you do the same test with gradients?":
          "",
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
  }

  @Test(
    .interview(
      .question(1, 16), level: .debug, minutes: 4,
      question: "A classifier reaches 90 % accuracy at once. What do you suspect?",
      answer: """
        That the model has learned the class frequencies and nothing else. With nine to one, saying the \
        frequent class every time is right in nine of ten cases, and the unweighted loss rewards it with \
        a logit gap of ln 9. I look at the accuracy of each class, or the balanced accuracy, and at the \
        confusion matrix. Cures are class weights, resampling, or a shift of the logits by the logarithms of \
        the frequencies, which needs no new training.
        """,
      commonMistake: "An accuracy of 90 % means that the model has learned something.",
      refutation: """
        On targets of nine to one a model with nothing but a bias reaches an accuracy of {accuracy of a bias alone} \
        and a balanced accuracy of {balanced accuracy of a bias alone}. Its logit gap is \
        {logit gap, unweighted|4}; with class weights of one to nine it is {logit gap, weighted}.
        """,
      followUps: [
        "When are class weights the wrong cure?":
          "",
        "Which metric do you report at 1 % positives?":
          "",
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
    evidence("accuracy of a bias alone", accuracy)
    evidence("balanced accuracy of a bias alone", (recalls[0] + recalls[1]) / 2)
    evidence("logit gap, unweighted", unweighted)
    evidence("logit gap, weighted", abs(weighted), atMost: 1e-9)
    #expect(abs(unweighted - Double.log(9)) < 1e-6 && accuracy == 0.9)
  }

  @Test(
    .interview(
      .question(1, 17), level: .debug, minutes: 3,
      question: "A regression predicts the mean for every input. What is the first suspect?",
      answer: """
        Shapes that broadcast: predictions of shape [n, 1] minus targets of shape [n] make an n × n matrix. \
        Every prediction is then compared with every target, and the best answer to all targets is their \
        mean. The loss even falls at first, down to the variance. I print the two shapes at the loss, and \
        cure it with a check there that refuses shapes which differ. Other suspects are dead units and a \
        learning rate that is far too small.
        """,
      commonMistake: "If the shapes were wrong, the loss would raise an error.",
      refutation: """
        They broadcast without a word. For predictions that equal their targets 0, 1, 2, 3 the loss reads \
        {loss of perfect predictions, broadcast} instead of {loss of perfect predictions}; for a \
        model that always says the mean it reads {loss of the mean, broadcast}, so the mean looks better \
        than the truth.
        """,
      followUps: [
        "Which loss would this bug show at its floor?":
          "",
        "How does a library warn you of it?":
          "",
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
