import Approximation
import Autograd
import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// What training finds of what exists.

extension Lesson10Interview {
  @Test(
    .interview(
      .question(10, 12), level: .explain, minutes: 3,
      question: "What is spectral bias?",
      answer: """
        Gradient descent fits the low frequencies of a target first and the high ones much later. Rahaman and others (2019) named it. \
        In the linear picture of wide networks, with inputs spread evenly, each frequency decays at about its own rate, an eigenvalue of the kernel, and these get small for high frequencies. \
        It helps where the signal is smooth and the noise is not: early stopping then keeps the signal. It hurts on images as functions of coordinates, where one gives sines and cosines of the inputs (Tancik and others, 2020).
        """,
      commonMistake: "That a network of usual size is too small to represent high frequencies.",
      otherMistakes: [
        "High frequencies are learned first, as their gradients are larger.":
          "It is the other way round: after 150 steps at most {low, 150|2} of sin πx is left and at least {high, 150|3} of sin 10πx. High frequencies belong to small eigenvalues of the kernel.",
        "It is an effect of the learning rate, and a higher one removes it.":
          "The rate speeds up all frequencies alike, so their order stays, and the largest eigenvalue, that of a low frequency, limits the rate. Features of the input change the order.",
      ],
      refutation: """
        A sum of sin πx, sin 4πx and sin 10πx, one layer of 64 ReLUs, Adam. After 150 steps, in three starts, at most {low, 150|2} of the first is left and at least {high, 150|3} of the last; after 300 at most {low, 300|2} and at least {high, 300|3}. \
        64 straight pieces read off the target leave a mean squared error of {constructed|2}, always answering 0 leaves {variance|3}.
        """,
      followUps: [
        "How do you measure what is left of a frequency?": """
        By projecting the residual on the sine of that frequency, relative to the sine's own square: 1 is untouched, 0 is learned.
        """,
        "Is it a property of all networks?": """
        No, of the usual ones with inputs as they are. With Fourier features, or with other activations and scales, the order can be changed; the scale of the features is then a hyperparameter that can be too large as well.
        """,
      ]))
  func `the lowest frequency is learned, the highest is not yet`() throws {
    var order = FrequencyOrder(frequencies: [1, 4, 10])
    order.fit.stepCount = 300
    let looks = try (0..<3 as Range<UInt64>).map { try order.remainders(every: 150, seed: $0) }
    try #require(looks.allSatisfy { $0.map(\.step) == [0, 150, 300] })
    for (index, step) in [(1, 150), (2, 300)] {
      let low = try range(of: looks.map { $0[index].shares[0] })
      let high = try range(of: looks.map { $0[index].shares[2] })
      evidence("low, \(step)", low.upperBound)
      evidence("high, \(step)", high.lowerBound)
      #expect(low.upperBound < 0.5 * high.lowerBound && high.lowerBound > 0.7)
    }
    let pieces = PiecewiseLinear(interpolating: order.fit.target, over: -1...1, pieceCount: 64)
    let (points, targets) = order.fit.data
    let constructed = meanSquare(pieces.network(points) - targets)
    evidence("constructed", constructed)
    evidence("variance", meanSquare(targets))
    #expect(constructed < 0.01 * meanSquare(targets))
  }

  @Test(
    .interview(
      .question(10, 34), level: .debug, minutes: 4,
      question:
        "A network of 64 hidden ReLUs does not fit your target even on the training data. Is it capacity or optimization, and how do you find out?",
      answer: """
        I try to show that good weights exist. On a line I read them off the target; elsewhere I fit a few samples, or the outputs of a network of the same kind. If they exist and training does not reach them, it is optimization. \
        Then I change one thing at a time: the rate and its schedule, more steps, the initialization, skips, and the form of the input, which is often the cheapest. If a larger network reaches a lower training error by the same procedure, that alone does not tell the two apart.
        """,
      commonMistake: "The training error is high, so the network is too small.",
      otherMistakes: [
        "The training error is high, so it needs dropout.":
          "Dropout narrows a gap between training and validation. Here the training data themselves are not fitted, and dropout makes fitting them harder.",
        "By universal approximation it cannot be capacity.":
          "The theorem promises some width, not 64: a target with hundreds of waves is beyond 64 kinks. Here weights with an error of {constructed|2} were shown to exist, and that, not the theorem, rules capacity out.",
      ],
      refutation: """
        64 points of sin 8πx, 200 steps of Adam, three seeds: on x the mean squared error ends at {plain least|2} to {plain greatest|2}. The same 64 units with weights read off the target have {constructed|2}. On sines and cosines of x of eight frequencies, the target's among them, training ends at {features greatest|2} at most. \
        And 64 units on sin πx reach {low frequency|2} by the same training on x.
        """,
      followUps: [
        "Why may a wider network train better, though capacity was enough?": """
        It has more units with kinks in useful places at the start, so the output weights alone can do more. That is a help to optimization, paid for in width.
        """,
        "What if weights cannot be constructed?": """
        Let a large network learn the target, and train the small one on its outputs, or start the small one from a fit that works on half the range. A lower error from another start shows that the first was not at its capacity.
        """,
      ]))
  func `the same 64 units fit by hand and by other inputs`() throws {
    let failure = FailureMode.existsAndIsNotFound
    let seeds = 0..<3 as Range<UInt64>
    let plain = try range(of: seeds.map { try failure.broken.measure(seed: $0).value })
    let features = try range(of: seeds.map { try failure.remedies[0].measure(seed: $0).value })
    evidence("plain least", plain.lowerBound)
    evidence("plain greatest", plain.upperBound)
    evidence("features greatest", features.upperBound)
    var fit = CurveFit(hiddenWidths: [64], target: wave(8))
    (fit.pointCount, fit.stepCount) = (64, 200)
    let (points, targets) = fit.data
    let pieces = PiecewiseLinear(interpolating: wave(8), over: -1...1, pieceCount: 64)
    let constructed = meanSquare(pieces.network(points) - targets)
    evidence("constructed", constructed)
    fit.target = wave(1)
    let low = try fit.trained(seed: 0).finalError
    evidence("low frequency", low)
    #expect(plain.lowerBound > 50 * constructed && plain.lowerBound > 10 * features.upperBound)
    #expect(constructed < 0.002 && low < 0.1 * plain.lowerBound)
  }
}
