import Approximation
import Course
import Regularization
import TensorCore
import TestSupport
import Testing

// More parameters than samples.

extension Lesson10Interview {
  @Test(
    .interview(
      .question(10, 13), level: .explain, minutes: 3,
      question: "Do more parameters always mean more overfitting?",
      answer: """
        No: beyond the size that can just fit all samples the validation error can fall again. It can even get below what smaller models reach. Near that size it often has a peak: double descent (Belkin and others, 2019). \
        In a model that is linear in its weights only one fit meets all samples at the threshold, in general, and it is a wild one. With more weights there are many, and descent from 0 takes that of least norm. \
        With good regularization the peak can vanish, so I search widths on both sides.
        """,
      commonMistake:
        "Yes: the curve is a U, so once the error has begun to rise with size, it only rises.",
      otherMistakes: [
        "No: beyond the threshold larger is always better.":
          "With independent normal inputs and a signal stronger than the noise, the error of the least-norm fit falls beyond the threshold to a least value at some size, then rises again (Hastie and others, 2022).",
        "Only near a peak, which lies where the parameters equal the inputs.":
          "The peak is where they equal the samples, since there only one fit meets all of them: with 20 samples the error is {width 20|3} at 20 features and {width 10|3} at 10.",
      ],
      refutation: """
        20 samples, random ReLU features, weights of least norm, median validation error of 20 draws: {width 10|3} with 10 features, {width 20|3} with 20, {width 400|3} with 400. With a ridge of 5 the 20 features have {ridge|3}.
        """,
      followUps: [
        "Why is the least norm tame?": """
        At the threshold the weights must be huge in directions that the samples hardly show. With more features these directions can be had cheaply, so the fit that needs the least is smoother between the samples.
        """,
        "Does it mean that I need no validation set?": """
        The opposite: since the error is not monotone in size, neither “smaller is safer” nor “larger is better” can be assumed, and only the measurement tells.
        """,
      ]))
  func `twenty features are worse than ten and than 400`() {
    let problem = DoubleDescent(validationCount: 100)
    func error(_ width: Int, strength: Scalar = 0) -> Double {
      problem.medianError(featureCount: width, strength: strength, seeds: 160..<180)
    }
    let (few, threshold, many) = (error(10), error(20), error(400))
    evidence("width 10", few)
    evidence("width 20", threshold)
    evidence("width 400", many)
    let ridge = error(20, strength: 5)
    evidence("ridge", ridge)
    #expect(threshold > 2 * few && threshold > 10 * many && ridge < threshold / 2 && many < few)
  }

  @Test(
    .interview(
      .question(10, 21), level: .explain, minutes: 4,
      question: "Why do over-parameterized networks generalize, although they could overfit?",
      answer: """
        It is not for want of capacity, since the same networks fit random labels too. Zhang and others (2017) showed it, so a count of parameters does not explain it. \
        Of the many weights that fit the samples training picks special ones. For linear least squares that is settled: descent from 0 ends at the fit of least norm. For deep networks it is open; implicit bias of descent, architecture and the structure of the data are the candidates. \
        So I say which of them I can measure, and rely on held-out data.
        """,
      commonMistake: "Because they have too little capacity to learn the samples by heart.",
      otherMistakes: [
        "Because stochastic gradient descent finds flat minima, which is proved to be the reason.":
          "Nothing of the kind is proved for deep networks. Weights and bias into a ReLU times c, weights out of it divided by c: the same function at a minimum as sharp as one likes (Dinh and others, 2017).",
        "They do not: with more parameters than samples a network is no better than chance on new ones.":
          "Here 128 units with over 2,000 weights meet 64 samples and are right on {true accuracy|2} of new ones, if the labels follow the inputs. The count is the same as on coin tosses; the data differ.",
        "Because dropout and weight decay limit them.":
          "Zhang and others (2017) found that networks generalize without either, and that with them most still fit random labels. They help, and are not the explanation.",
      ],
      refutation: """
        128 units, 64 samples of 16 inputs, the same training. With labels that follow the inputs the training loss ends at {true loss|2} and the validation accuracy at {true accuracy|2}; with labels by coin toss at {random loss|2} and {random accuracy|2}. The capacity to fit coin tosses was there in both.
        """,
      followUps: [
        "What does the linear case look like in numbers?": """
        20 samples, 400 random features: the weights of least norm fit all samples and have a median validation error of {least norm|3}, where 20 features, with nothing left to choose, have {threshold|3}.
        """,
        "Does explicit regularization not explain it?": """
        It helps, but Zhang and others found that networks generalize without it, and that with it most of those that they tried still fit random labels.
        """,
      ]))
  func `the same network fits a rule and a coin`() throws {
    let failure = FailureMode.widthForNoise
    let random = try failure.broken.measure()
    let follows = try failure.remedies[0].measure()
    let losses = try [random, follows].map { run in
      let record = try #require(run.record)
      return try #require(record.losses.last)
    }
    evidence("random loss", losses[0])
    evidence("random accuracy", random.value)
    evidence("true loss", losses[1])
    evidence("true accuracy", follows.value)
    #expect(random.value < 0.65 && follows.value > 0.75)
    #expect(losses.allSatisfy { $0 < 0.2 })
    let problem = DoubleDescent(validationCount: 100)
    let many = problem.medianError(featureCount: 400, seeds: 160..<180)
    let threshold = problem.medianError(featureCount: 20, seeds: 160..<180)
    evidence("least norm", many)
    evidence("threshold", threshold)
    #expect(many < threshold / 10)
  }

  @Test(
    .interview(
      .question(10, 36), level: .explain, minutes: 4,
      question:
        "Into which three parts does the error of a trained model split, beside the noise, and what makes each smaller?",
      answer: """
        Approximation, estimation and optimization. Approximation: the best model of the family still differs from the truth; a larger or better suited family helps. Estimation: with few samples one does not find that best model; more data, regularization or a smaller family help. \
        Optimization: training does not reach the best fit on the samples; more steps or better conditioning help. The theorem of universal approximation speaks of the first part only. They trade off, so I find out which is largest first.
        """,
      commonMistake: "A universal family has no error but optimization.",
      otherMistakes: [
        "More data make all three smaller.":
          "More samples lower the estimation error. The best model of the family stays as far from the truth as it was, and ten steps of descent on more samples are still ten steps.",
        "The three are bias, variance and noise under other names.":
          "Noise comes beside all three, and bias and variance have no place for optimization: ten steps of descent leave {training, 10 steps|2} where the best weights on the same samples leave {training, best|2}.",
      ],
      refutation: """
        Polynomials on sin πx, 20 noisy points, 100 sets: of degree 1 the squared bias is {bias, 1|2} and the variance {variance, 1|2}; of degree 9 {bias, 9|2} and {variance, 9|2}. Bias stands for approximation here, variance for estimation: the richer family moved the error from the one to the other. \
        On 12 points a fit of degree 9 has the training error {training, best|2} at the best weights and {training, 10 steps|2} after 10 steps of descent: optimization.
        """,
      followUps: [
        "Can worse optimization be better?": """
        Yes: stopping early is less optimization and acts as a regularizer. If estimation dominates, the last digits of the training loss are not worth their time (Bottou and Bousquet, 2008).
        """,
        "Which measurement tells which part is largest?": """
        Training error against what is attainable: approximation or optimization. Validation minus training error points to estimation. A larger family, or longer training, tells the first two apart; a gap that shrinks with more samples was estimation.
        """,
      ]))
  func `a richer family trades bias for variance`() {
    func parts(_ degree: Int) -> BiasVariance {
      BiasVariance.ofPolynomials(degree: degree, strength: 1e-3, seed: 36)
    }
    let (line, rich) = (parts(1), parts(9))
    evidence("bias, 1", line.squaredBias)
    evidence("variance, 1", line.variance)
    evidence("bias, 9", rich.squaredBias)
    evidence("variance, 9", rich.variance)
    #expect(line.squaredBias > 2 * line.variance && rich.variance > 2 * rich.squaredBias)
    let problem = PolynomialFit(degree: 9)
    let best = problem.errors(strength: 0).training
    let early = problem.errors(of: problem.weights(afterSteps: 10)).training
    evidence("training, best", best)
    evidence("training, 10 steps", early)
    #expect(early > 1.2 * best)
  }
}
