import Approximation
import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// What no width changes, and what no depth changes.

extension Lesson10Interview {
  @Test(
    .interview(
      .question(10, 6), level: .explain, minutes: 3,
      question: "Which activations are not universal in one hidden layer, and why?",
      answer: """
        Polynomials, the straight line among them. With degree r every unit is a polynomial of degree at most r in the inputs, and so is every sum of them, whatever the width. \
        Those functions form a space of finite dimension, and more units only repeat it. Leshno and others (1993) proved that among continuous activations nothing else is in the way. \
        It holds at a fixed depth: each further squaring layer doubles the degree, and deep narrow networks of polynomials that are not straight lines are universal (Kidger and Lyons, 2020).
        """,
      commonMistake: "With enough units x² fits anything, since it is not linear.",
      otherMistakes: [
        "ReLU is not universal, as it is linear in pieces.":
          "Linear in pieces is not a polynomial: sums of kinks join any values by straight lines, and more pieces come closer. On |x| 64 random ReLUs leave {ReLU, 64|3}, where 64 squares leave {square, 64|3}.",
        "Only bounded activations are universal, such as sigmoid and tanh.":
          "Bounded was a condition of the early proofs (Hornik, 1991). Leshno and others (1993) do without: every continuous activation that is no polynomial is universal, ReLU included.",
      ],
      refutation: """
        The best output weights for random units on |x|, root mean squared error: x² with 4, 16 and 64 units {square, 4|3}, {square, 16|3} and {square, 64|3}, ReLU with as many {ReLU, 4|3}, {ReLU, 16|3} and {ReLU, 64|3}. Two layers of 12 squares reach {square twice|3}, degree four, and stop there.
        """,
      followUps: [
        "Are polynomials useless, then?": """
        No: on encrypted data, where common schemes compute sums and products only, one uses them (Gilad-Bachrach and others, 2016), and makes up by degree and depth on a known range. Far out they grow fast, so inputs have to be kept within that range.
        """,
        "What is the least number of units for the floor?": """
        For |x| one: it is even, and the best parabola is a multiple of x² and the output bias. For every target of one input, two squares in general position and the bias, which together are all polynomials of degree two.
        """,
      ]))
  func `x² has the same floor with 4 units and with 64`() {
    func kink(_ x: Scalar) -> Scalar { abs(x) }
    func error(_ count: Int, _ activation: RandomFeatures.Activation) -> Scalar {
      RandomFeatures(unitCount: count, activation: activation).error(fitting: kink, seed: 6)
    }
    let widths = [4, 16, 64]
    let squares = widths.map { error($0, .square) }
    let rectifiers = widths.map { error($0, .relu) }
    for (index, width) in widths.enumerated() {
      evidence("square, \(width)", squares[index])
      evidence("ReLU, \(width)", rectifiers[index])
    }
    let twice = error(12, .squareTwice)
    // One square and the bias already are the best parabola: 15 x²/16 + 3/16.
    let x = Tensor.linearlySpaced(from: -1, through: 1, count: 801).scalars
    let parabola = x.map { 0.9375 * $0 * $0 + 0.1875 - abs($0) }
    let floor = (parabola.reduce(0) { $0 + $1 * $1 } / 801).squareRoot()
    #expect(abs(squares[2] - floor) < 2e-4)
    evidence("square twice", twice)
    #expect(squares.allSatisfy { abs($0 - 0.0725) < 5e-4 && abs($0 - squares[0]) < 1e-4 })
    #expect(rectifiers[2] < 0.3 * squares[2] && abs(twice - 0.0363) < 0.002)
  }

  @Test(
    .interview(
      .question(10, 23), level: .explain, minutes: 4,
      question:
        "Depth costs nothing. How narrow may a ReLU network of d inputs be and still be universal?",
      answer: """
        d + 1, for one output and if depth is free. With at most d units in every hidden layer not every continuous function can be approximated, however deep, and with d + 1 it can (Hanin and Sellke, 2017). \
        For one input it can be seen at once: a layer of one ReLU is a monotone function, and monotone functions of monotone functions are monotone, so no depth makes x² on [−1, 1]. \
        The count is for plain networks. A skip connection carries the inputs past the narrow layers.
        """,
      whiteboard: """
        width 1: relu(a·t + b) monotone in t ⇒ the whole is monotone
        best monotone function for x² on [−1, 1]: the constant ½, error ½
        width 2: |x| = relu(x) + relu(−x)
        """,
      commonMistake: "Depth makes up for any lack of width.",
      otherMistakes: [
        "One unit a layer is enough, if there are enough layers.":
          "A ReLU of a monotone function is monotone, so one unit a layer gives a monotone function at any depth: {monotone} of {networks} random ones are. The best of them misses x² on [−1, 1] by {least error}.",
        "A width of 2ᵈ is needed, a unit for each corner.":
          "Depth handles regions one after the other, so no layer has to hold all corners at once. d + 1 units a layer are enough (Hanin and Sellke, 2017): 11 and not 1,024 for ten inputs.",
      ],
      refutation: """
        {networks} random networks of width 1 with 1 to 10 hidden layers: {monotone} of them are monotone on [−1, 1]. The least greatest error of a monotone function on x² is {least error}. With two units in one layer, |x|, the error is {two units}.
        """,
      followUps: [
        "Does d + 1 help in practice?": """
        Hardly. It says what exists, at a depth that may be huge. Narrow deep networks are often dead at the start, as lesson 03 measures. What it is good for: a first layer narrower than the input drops directions of it, and nothing behind brings them back.
        """,
        "Do narrow layers in transformers break the rule?": """
        The residual stream passes around the narrow parts, so the theorem on plain networks does not speak of them.
        """,
      ]))
  func `one unit a layer is monotone at every depth`() {
    var generator = SplitMix64(seed: 23)
    let x = Tensor.linearlySpaced(from: -1, through: 1, count: 101).scalars
    let depths = (1...10).flatMap { Array(repeating: $0, count: 10) }
    let monotoneCount = depths.count { depth in
      let network = NarrowNetwork.random(depth: depth, using: &generator)
      return NarrowNetwork.isMonotone(values(network, x))
    }
    evidence("networks", depths.count)
    evidence("monotone", monotoneCount)
    let least = NarrowNetwork.leastMonotoneError(x.map { $0 * $0 })
    evidence("least error", least)
    let two = PiecewiseLinear(knots: [-1, 0, 1], values: [1, 0, 1])
    let error = two.greatestError(to: { $0 * $0 })
    evidence("two units", error)
    #expect(two.network.widths == [1, 2, 1] && abs(error - 0.25) < 1e-6)
    #expect(monotoneCount == depths.count && least == 0.5)
    #expect(!NarrowNetwork.isMonotone(values(two.network, x)))
  }

  @Test(
    .interview(
      .question(10, 16), level: .explain, minutes: 4,
      question:
        "How does the number of units for a given accuracy grow with the number of inputs d? Compare a grid with Barron's theorem.",
      answer: """
        On a grid the number n of points for the same error grows exponentially with d. A function with bounded second derivatives is met to within about n^(−2/d). \
        Barron (1993) shows that for targets whose Fourier transform has a finite first moment one layer of n sigmoids has a mean squared error of the order 1/n, whatever d is. \
        It is no way around the curse for all functions: the class is smaller, the constant may itself grow with d, and the weights have to be found.
        """,
      whiteboard: """
        grid: n = mᵈ, error ~ m⁻² = n^(−2/d)
        Barron: ∫ |ω| |f̂(ω)| dω = C finite  ⇒  mean squared error ≤ (2rC)²/n on a ball of radius r
        """,
      commonMistake: "It hardly grows: a few more grid points along each axis are enough.",
      otherMistakes: [
        "Networks have no curse of dimension, by Barron's theorem.":
          "The theorem speaks of targets whose Fourier transform has a finite first moment C, and C may itself grow exponentially with d. For all functions with bounded second derivatives the curse stays.",
        "Twice the inputs need twice the units.":
          "A grid has mᵈ points, so twice the inputs square their number: at 32 cells along each axis it is {points, 1} points in one dimension and {points, 4} in four.",
      ],
      refutation: """
        The product of sin πxᵢ with 32 cells along each axis: {points, 1} points in one dimension leave the error {error, 1|3}, {points, 4} in four {error, 4|3}. \
        Over 4 to 32 cells the logarithm of the error falls with that of the number of points at the slopes {slope, 1|3}, {slope, 2|3}, {slope, 3|3} and {slope, 4|3} for d = 1 to 4; −2/d is the limit.
        """,
      followUps: [
        "Why do networks work on images with a million inputs?": """
        No theorem says so for images as such. Usual reasons given: the data lie near a set of far lower dimension, the targets are compositional, and the architecture shares weights. Each can be measured in part, none is the full answer.
        """,
        "Which functions have a small constant?": """
        Those of one direction, g(w · x), with a smooth g, and sums of not too many of them: a network's own kind.
        """,
      ]))
  func `on a grid the rate is halved by twice the dimension`() {
    let slopes = (1...4).map { GridRate.slope(dimension: $0, cellCounts: [4, 8, 16, 32]) }
    for (dimension, slope) in zip(1...4, slopes) {
      evidence("slope, \(dimension)", slope)
      #expect(abs(slope * Double(dimension) / 2 + 1) < 0.1)
    }
    for dimension in [1, 4] {
      evidence(
        "points, \(dimension)", GridRate.pointCount(dimension: dimension, cellCount: 32))
      evidence("error, \(dimension)", GridRate.error(dimension: dimension, cellCount: 32))
    }
    let (line, cube) = (
      GridRate.error(dimension: 1, cellCount: 32), GridRate.error(dimension: 4, cellCount: 32)
    )
    #expect(cube > 3 * line && GridRate.pointCount(dimension: 4, cellCount: 32) == 1_185_921)
  }
}
