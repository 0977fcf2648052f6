import Approximation
import Autograd
import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// What the theorem says, and what it does not.

extension Lesson10Interview {
  @Test(
    .interview(
      .question(10, 1), level: .recall, minutes: 2,
      question: "State the universal approximation theorem precisely.",
      answer: """
        On a compact set, one hidden layer comes within any ε > 0 of any continuous function, at all points at once, if the activation is continuous and no polynomial. \
        How many units that takes depends on the function and on ε. Cybenko (1989) proved it for sigmoids, Hornik (1991) for bounded activations that are not constant, \
        and Leshno and others (1993) for all that are continuous but no polynomial, ReLU included; with a polynomial it is false. \
        It is a statement about existence.
        """,
      commonMistake:
        "On a compact set, one hidden layer comes within any ε > 0 of any function, with a jump or without, at all points at once.",
      otherMistakes: [
        "With ReLUs there is one width with which one hidden layer comes within any ε > 0 of any continuous function on a compact set.":
          "n ReLUs in one layer make at most n + 1 straight pieces on a line, and a function with many more waves is missed. The width comes after the function and ε, not before.",
        "On a compact set, training one hidden layer that is wide enough comes within any ε > 0 of any continuous function.":
          "It says that such weights exist and never mentions training. That very wide networks can be trained to fit their samples is another theory, and it speaks of the samples only.",
        "One hidden layer comes within any ε > 0 of any continuous function, at all inputs, bounded or not.":
          "Far out a ReLU network is straight along every ray, so on the whole line its distance to x² is infinite. Without a compact set the statement is false.",
      ],
      refutation: """
        Where the second derivative is bounded, a width that is enough can be computed: {pieces, 0.1} ReLUs bring sin 2πx on [0, 1] within 0.1, {pieces, 0.01} within 0.01 and {pieces, 0.001} within 0.001; the errors found are {error, 0.1|3}, {error, 0.01|3} and {error, 0.001|3}. \
        With a continuous activation the network is continuous, so near a jump it misses by at least half the jump: sigmoids of steepness 10, 100 and 1000 all have the greatest error {step, 1000} on a step of height 1.
        """,
      followUps: [
        "Why a compact set?": """
        Far out a ReLU network is straight along every ray, so on the whole line its distance to x² is infinite. And on an open interval a continuous function need not be bounded: 1/x on (0, 1) is not, a network there is.
        """,
        "And with more than one hidden layer?": """
        Also universal, and then even narrow networks can be: with ReLUs, any depth and one output, a width of the number of inputs plus one is enough, and less is not (Hanin and Sellke, 2017).
        """,
      ]))
  func `the bound names a width, and a step stays at a half`() {
    for (name, allowed) in [("0.1", 0.1), ("0.01", 0.01), ("0.001", 0.001)] as [(String, Scalar)] {
      let count = PiecewiseLinear.sufficientPieceCount(
        error: allowed, curvature: 4 * .pi * .pi, length: 1)
      let error = sineError(pieceCount: count)
      evidence("pieces, \(name)", count)
      evidence("error, \(name)", error)
      #expect(error < allowed)
    }
    let steps = [10, 100, 1000].map { SoftStep.greatestError(steepness: $0) }
    evidence("step, 1000", steps[2])
    #expect(steps.allSatisfy { abs($0 - 0.5) < 1e-6 })
  }

  @Test(
    .interview(
      .question(10, 2), level: .explain, minutes: 3,
      question: "What does the universal approximation theorem not guarantee?",
      answer: """
        It does not say how many units are enough, nor that training finds the weights. It says nothing of points outside of the set. \
        It does not cover targets with a jump, where the greatest error of a continuous network is at least half the jump. And it knows nothing of samples: the network is to be near the function at all points, not only where there are data. \
        So I ask three things separately: do such weights exist, does my training find them, does the result hold on new data.
        """,
      commonMistake: "As weights that fit exist, gradient descent finds them.",
      otherMistakes: [
        "With enough units it guarantees good predictions on new data.":
          "It speaks of nearness to a known function, not of samples. Weights that meet all samples can do anything between them, and more units leave more such weights, not fewer.",
        "It guarantees that a good fit continues the function outside of the set.":
          "It says nothing about points outside: a fit of x² that is off by at most {inside|2} on [−1, 1] answers {at 3|3} at 3, where x² is 9.",
        "It tells how many units are needed.":
          "It says that a finite number is enough, for each function and ε, and gives none. A number takes more knowledge, such as a bound on the second derivative.",
      ],
      refutation: """
        sin 8πx on [−1, 1], 64 points, one layer of 64 ReLUs. With weights read off the target the mean squared error is {constructed|2}. \
        Adam with the rate 0.005 ends after 400 steps, from three starts, between {least trained|2} and {greatest trained|2}; a constant 0 has {constant|2}. \
        And a fit of x² that is off by at most {inside|2} on [−1, 1] answers {at 3|3} at 3.
        """,
      followUps: [
        "Is this a proof that descent cannot find them?": """
        No, it is a measurement of one procedure. More steps, a schedule or more layers go lower. The theorem is silent on all of them.
        """,
        "What would you do here?": """
        Give the input as sines and cosines of several frequencies; then the target is nearly linear in the features, if its frequency is among them. It is the usual trick for coordinates (Tancik and others, 2020).
        """,
      ]))
  func `weights that fit exist, and Adam ends elsewhere`() throws {
    var fit = CurveFit(hiddenWidths: [64], target: wave(8))
    (fit.pointCount, fit.stepCount) = (64, 400)
    let (points, targets) = fit.data
    let pieces = PiecewiseLinear(interpolating: wave(8), over: -1...1, pieceCount: 64)
    let constructed = meanSquare(pieces.network(points) - targets)
    let trained = try (0..<3 as Range<UInt64>).map { try fit.trained(seed: $0).finalError }
    let (least, greatest) = (try #require(trained.min()), try #require(trained.max()))
    evidence("constructed", constructed)
    evidence("least trained", least)
    evidence("greatest trained", greatest)
    evidence("constant", meanSquare(targets))
    #expect(constructed < 0.002 && least > 100 * constructed)
    let parabola = PiecewiseLinear(interpolating: { $0 * $0 }, over: -1...1, pieceCount: 16)
    let outside = values(parabola.network, [3])[0]
    evidence("inside", parabola.greatestError(to: { $0 * $0 }))
    evidence("at 3", outside)
    #expect(parabola.greatestError(to: { $0 * $0 }) < 0.004 && abs(outside - 9) > 4)
  }

  @Test(
    .interview(
      .question(10, 32), level: .explain, minutes: 3,
      question:
        "The target jumps from 0 to 1. Can a network with a sigmoid approximate it, and does that matter for a classifier?",
      answer: """
        Not in the greatest error, which stays at half the jump or more. Beside the jump a continuous function misses one side by at least half of it, however large the network. \
        In the mean it can: the area between sigmoid and step falls like one over the steepness. \
        A classifier is usually judged by labels, and those come from a threshold on the output, which is the jump. So I look at the share of wrong labels, or at the error at some distance from the boundary, and not at the greatest error.
        """,
      whiteboard: """
        sup |s(kx) − step(x)| = ½ for every k
        ∫ |s(kx) − step(x)| dx over −1…1 = (2/k) (ln 2 − ln(1 + e⁻ᵏ)) ≈ 1.386/k
        """,
      commonMistake: "A steeper sigmoid makes the greatest error as small as one likes.",
      otherMistakes: [
        "No network comes near a function with a jump, in whatever sense.":
          "In the mean it does: the area between sigmoid and step is {area, 10|3} at steepness 10 and {area, 1000|3} at 1000. It is the greatest error that stays.",
        "More units would lower the greatest error, a steeper one does not.":
          "A sum of any number of sigmoids is continuous: just left and right of the jump it has nearly one value where the target has 0 and 1, so its greatest error is at least ½.",
      ],
      refutation: """
        Steepness 10, 100, 1000 on [−1, 1]: the greatest error is {greatest, 10}, {greatest, 100} and {greatest, 1000}, the area between the two {area, 10|3}, {area, 100|3} and {area, 1000|3}.
        """,
      followUps: [
        "What does the steepness cost in training?": """
        The weights in front of it grow, and with them the gradient near the boundary, while it vanishes elsewhere. With labels that can be separated, cross-entropy alone lets the weights grow without end.
        """,
        "And with a threshold unit in the network?": """
        Then the jump can be exact, if the threshold is in the right place. But its derivative is 0 wherever it exists, so no gradient reaches what is in front of it.
        """,
      ]))
  func `steepness shrinks the area and not the greatest error`() {
    var areas: [Scalar] = []
    for steepness in [10, 100, 1000] {
      let greatest = SoftStep.greatestError(steepness: Scalar(steepness))
      let area = SoftStep.area(steepness: Scalar(steepness))
      evidence("greatest, \(steepness)", greatest)
      evidence("area, \(steepness)", area)
      #expect(abs(greatest - 0.5) < 1e-6)
      areas.append(area)
    }
    #expect(areas[0] > 9.9 * areas[1] && areas[1] > 9.9 * areas[2])
  }
}
