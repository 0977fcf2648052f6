public import Course
import Perceptron
public import TensorCore

/// The mean loss of counts given outputs of a network, with its gradient.
public typealias CountLossFunction =
  @Sendable (_ outputs: Tensor, _ counts: Tensor) throws -> (loss: Scalar, gradient: Tensor)

// solution begins
func poissonLoss(outputs: Tensor, counts: Tensor) throws -> (loss: Scalar, gradient: Tensor) {
  let rates = outputs.map { z in .exp(z) }
  let loss = (rates - counts * outputs).mean()
  return (loss, (rates - counts) / Scalar(counts.elementCount))
}
// solution ends

extension Lesson01Answers {
  /// Design the head and the loss of a network that predicts counts.
  public static var poissonHead: Assignment<CountLossFunction> {
    Assignment<CountLossFunction>(
      Exercise(
        id: .exercise(1, 4), title: "A head for counts", kind: .implement,
        minutes: 15, difficulty: .medium, fileName: "PoissonHead.swift",
        statement: """
          A network is to predict how many customers come in an hour. A squared error would allow \
          negative counts and would take an error of 5 at 1000 as seriously as one at 2. The usual \
          choice is a Poisson distribution, whose rate is the exponential of the network's output z, \
          so that it is positive for every z.

          The probability of the count y at the rate λ is λʸ e^(−λ) / y!. Return the mean over all \
          samples of its negative logarithm without the term log y!, which no parameter changes, and \
          the gradient of that mean with respect to the outputs.

              poissonLoss(outputs: [0], counts: [0])    // loss 1, gradient [1]
              poissonLoss(outputs: [0], counts: [3])    // loss 1, gradient [-2]
          """,
        hints: Exercise.Hints(
          nudge:
            "Put λ = eᶻ into the negative logarithm before you differentiate. What is left of log λ?",
          approach: """
            The logarithm of the rate is the output itself, so the loss of one sample has two short \
            terms. Differentiate them by z, not by λ, and do not forget what a mean does to a gradient.
            """,
          almostThere: """
            One term of the loss is the rate, the other a product with the count. The slope of a \
            sample is the predicted rate minus the count: the same form as for a squared error.
            """), forbidden: ["PoissonLoss"]),
      solution: poissonLoss(outputs:counts:),
      alternative: { outputs, counts in
        var loss: Scalar = 0
        let share = 1 / Scalar(outputs.elementCount)
        let gradient = outputs.combined(with: counts) { z, y in share * .exp(z) - share * y }
        for (z, y) in zip(outputs.scalars, counts.scalars) { loss += share * (.exp(z) - y * z) }
        return (loss, gradient)
      },
      mistakes: [
        .init(
          "the gradient is not divided by the number of samples",
          explanation: """
            The loss is a mean and the gradient that of a sum, n times too large. A learning rate \
            that works for one batch size may diverge for a larger one.
            """,
          { z, y in ((rates(z) - y * z).mean(), rates(z) - y) }),
        .init(
          "the derivative is taken by the rate",
          explanation: """
            1 − y/λ is the slope with respect to the rate. The network puts out z, so the chain rule \
            asks for one more factor, dλ/dz = λ.
            """,
          { z, y in ((rates(z) - y * z).mean(), (1 - y / rates(z)) / Scalar(y.elementCount)) }),
        .init(
          "the output is taken for the rate in the gradient",
          explanation: """
            z − y is the slope of half a squared error. It pulls z toward the count, and the rate toward \
            its exponential: a count of 10 ends in predictions of 22,026.
            """,
          { z, y in ((rates(z) - y * z).mean(), (z - y) / Scalar(y.elementCount)) }),
        .init(
          "the sign of the likelihood",
          explanation: """
            This is the logarithm of the likelihood, not its negative. Descending on it makes the \
            data less and less likely.
            """,
          { z, y in ((y * z - rates(z)).mean(), (y - rates(z)) / Scalar(y.elementCount)) }),
        .init(
          "the count multiplies the rate",
          explanation: """
            The second term is y log λ, and log λ is z. Multiplying with λ itself leaves (1 − y) λ, \
            which has no minimum for counts above 1.
            """,
          { z, y in
            ((rates(z) - y * rates(z)).mean(), (rates(z) - y * rates(z)) / Scalar(y.elementCount))
          }),
        .init(
          "the logarithm of the exponential",
          explanation: """
            log(exp z) is z on paper only: below z = −745 the exponential of a Double is 0 and its \
            logarithm −∞, and one sample makes the loss infinite or NaN. A loss that takes z needs no logarithm.
            """,
          { z, y in
            (
              (rates(z) - y * rates(z).map { rate in .log(rate) }).mean(),
              (rates(z) - y) / Scalar(y.elementCount)
            )
          }),
      ],
      impostors: .init(
        zero: { z, _ in (0, .zeros(z.shape)) },
        notANumber: { z, _ in (.nan, Tensor(repeating: .nan, shape: z.shape)) },
        identity: { z, _ in (z.mean(), z) }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        let outputs = Tensor.normal([4], using: &generator)
        let counts = Tensor((0..<4).map { _ in Scalar(generator.uniform(below: 6)) })
        let many = Tensor.normal([37], using: &generator)
        let manyCounts = Tensor((0..<37).map { _ in Scalar(generator.uniform(below: 6)) })
        let most = Tensor.normal([3, 1, 100], using: &generator)
        let mostCounts = most.map { z in (z * z).rounded() }
        // An exponential that every precision holds.
        let largest = min(300, Scalar.log(.greatestFiniteMagnitude) - 2)
        let cases: [(outputs: Tensor, counts: Tensor)] = [
          (Tensor([0]), Tensor([0])), (Tensor([0]), Tensor([3])), (Tensor([1]), Tensor([2])),
          (Tensor([0.5, -1]), Tensor([1, 0])),
          // An exponential that underflows, and a power and a factorial that overflow.
          (Tensor([-800]), Tensor([2])), (Tensor([-800, 0]), Tensor([0, 1])),
          (Tensor([5.7, -20]), Tensor([300, 1])), (outputs, counts),
          (outputs.reshaped(to: [2, 2]), counts.reshaped(to: [2, 2])),
          // What is clipped to keep exponentials small, and what is right for a few samples only.
          (Tensor([50]), Tensor([3])), (Tensor([13.5]), Tensor([1e6])), (many, manyCounts),
          (Tensor([largest]), Tensor([2])), (Tensor([-3e5]), Tensor([2])),
          (Tensor([17]), Tensor([3e7])), (Tensor([3e-4, -2e-7]), Tensor([1, 9])),
          (most, mostCounts),
        ]
        return cases.map { outputs, counts in
          let loss = PoissonLoss()
          let wanted = (
            loss: loss.mean(of: outputs, targets: counts),
            gradient: loss.gradient(at: outputs, targets: counts)
          )
          return Probe(
            "outputs \(Answer.text(outputs)), counts \(Answer.text(counts))", wanted: answer(wanted)
          ) { answer(try $0(outputs, counts)) }
        }
      })
  }
}

extension Lesson01Answers {
  private static func rates(_ outputs: Tensor) -> Tensor { outputs.map { z in .exp(z) } }

  private static func answer(_ result: (loss: Scalar, gradient: Tensor)) -> Answer {
    Answer(.number("loss", result.loss), .tensor("gradient", result.gradient))
  }
}
