import Activations
import Approximation
import Autograd
import Course
import Perceptron
import Regularization
import TensorCore
import TestSupport
import Testing

// What depth can represent, and what training makes of it.

extension Lesson10Interview {
  /// The greatest and the least value of numbers of which there are some.
  func range(of numbers: [Double]) throws -> ClosedRange<Double> {
    let (least, greatest) = (try #require(numbers.min()), try #require(numbers.max()))
    try #require(least <= greatest, "\(numbers)")
    return least...greatest
  }

  @Test(
    .interview(
      .question(10, 3), level: .explain, minutes: 3,
      question: "One hidden layer is universal. Why, then, deep networks?",
      answer: """
        Because some functions take exponentially fewer units in depth. A tent composed with itself is one. Each layer works on all folds of the one before at once. Six tents in a row have {pieces} straight pieces with {units, deep} ReLUs; one layer needs at least {units, shallow}. \
        That is what can be represented. That training finds it is another statement: on this very sawtooth Adam did not. So I take depth where the data are compositional and where it measurably helps.
        """,
      commonMistake: "Because deeper is always better: each further layer lowers the error.",
      otherMistakes: [
        "Because one hidden layer cannot approximate what deep networks can, however wide it is.":
          "It can, being universal: one ReLU for each of the {pieces} pieces gives in one layer the sawtooth for which depth takes {units, deep}. Depth changes the price, not what is possible.",
        "Because deep networks have more parameters, and these are what fits the data.":
          "Depth and number of parameters are chosen separately; at one budget a single layer is simply wider. The sawtooth shows the reverse: {units, deep} ReLUs in depth, at least {units, shallow} in one layer.",
        "Because depth is exponentially cheaper for every smooth function.":
          "A straight line is smooth, and one layer has it exactly with two ReLUs. And for the worst functions with s bounded derivatives the number of weights stays a power of 1/ε at any depth (Yarotsky, 2017).",
      ],
      refutation: """
        At width 2 and depth 20 with He's weights and biases of 0, {constant} of 100 networks give one number for all inputs before training begins. \
        And six layers of two ReLUs, which can be the sawtooth exactly, end after 200 steps of Adam, in three starts, at a root mean squared error of {trained least|3} to {trained greatest|3}; the best constant has {constant error|3}.
        """,
      followUps: [
        "Which data are compositional?": """
        I expect it where parts make up larger parts, as in images, sound and text, and where one step is applied again and again. I cannot read it off a table of numbers; there I compare with boosted trees and a shallow network.
        """,
        "Does a wide single layer train better, then?": """
        It may. On the sawtooth it needs 63 units or more, and training has to place their kinks. I compare both at equal budget, each with its own tuned learning rate.
        """,
      ]))
  func `six layers of two hold a sawtooth; Adam does not find it`() throws {
    let saw = Sawtooth(compositionCount: 6)
    evidence("pieces", Pieces(of: saw.network, over: 0...1).pieces.count)
    evidence("units, deep", saw.unitCount)
    evidence("units, shallow", Crossings.shallowUnitsNeeded(compositionCount: 6))
    #expect(Pieces(of: saw.network, over: 0...1).pieces.count == 64 && saw.unitCount == 12)
    var fit = CurveFit(hiddenWidths: Array(repeating: 2, count: 6)) { x in
      Sawtooth(compositionCount: 6)(x)
    }
    (fit.range, fit.pointCount, fit.stepCount) = (0...1, 257, 200)
    let targets = fit.data.targets
    let constant = meanSquare(targets - targets.mean()).squareRoot()
    let trained = try range(
      of: (0..<3 as Range<UInt64>).map { try fit.trained(seed: $0).finalError.squareRoot() })
    evidence("trained least", trained.lowerBound)
    evidence("trained greatest", trained.upperBound)
    evidence("constant error", constant)
    #expect(trained.lowerBound > 0.9 * constant)
    let deep = values(saw.network, fit.data.points.scalars)
    #expect(zip(deep, targets.scalars).allSatisfy { abs($0 - $1) < 1e-12 })
    var generator = SplitMix64(seed: 3)
    let inputs = Tensor.linearlySpaced(from: -1, through: 1, count: 21).reshaped(to: [21, 1])
    let constantCount = (0..<100).count { _ in
      let network = Sequential.narrowNetwork(width: 2, depth: 20, using: &generator)
      return OutputSpread(of: network, on: inputs).isConstant
    }
    evidence("constant", constantCount)
    #expect(constantCount > 90)
  }

  @Test(
    .interview(
      .question(10, 4), level: .derive, minutes: 6,
      question:
        "Show a function that is cheap for a deep network and expensive for a shallow one, with a lower bound that holds for all weights.",
      answer: """
        The tent 2 relu(x) − 4 relu(x − ½), applied k times. It has 2ᵏ pieces with two ReLUs a layer. At the points j/2ᵏ it is 0 and 1 in turn, so its label, above ½ or not, changes 2ᵏ times. \
        One layer of n ReLUs has at most n + 1 pieces and crosses ½ at most once on each, so its label changes at most n + 1 times. A wrong point accounts for at most two missing changes. So at least (2ᵏ − n − 1)/2 points are wrong.
        """,
      whiteboard: """
        deep: 2k ReLUs, 2ᵏ pieces, labels 0 1 0 1 … at j/2ᵏ, j = 0 … 2ᵏ
        shallow, n ReLUs: ≤ n + 1 pieces, ≤ n + 1 changes of label
        errors ≥ (2ᵏ − (n + 1))/2;  no errors ⇒ n ≥ 2ᵏ − 1
        """,
      commonMistake: "A shallow network with somewhat more units comes close.",
      otherMistakes: [
        "Better training would close the gap.":
          "The bound holds for all weights, whether trained or written by hand: 15 ReLUs in one layer are wrong at {bound} or more of the {points} points.",
        "Knots in cleverer places would close the gap.":
          "The bound counts changes of the label, at most one on each of n + 1 pieces, wherever the knots are. {reached} errors with 15 ReLUs are reached, and no placement goes below {bound}.",
        "So training finds this function more easily with a deep network.":
          "The bound says which weights exist, not which of them descent reaches. Each fold has to sit in its exact place before the next can use it, and Adam on six layers of two ReLUs did not get there.",
      ],
      refutation: """
        k = 6: the deep network has {units, deep} ReLUs and {errors, deep} wrong labels of {points}. With 15 ReLUs in one layer at least {bound} are wrong, and weights that meet the first teeth and go straight on reach that bound: {reached}. \
        The best output weights for 8, 16 and 32 equal knots leave a root mean squared error of {fit, 8|3}, {fit, 16|3} and {fit, 32|3}; the best constant has {constant|3}.
        """,
      followUps: [
        "Does the bound hold for other activations?": """
        For all that are continuous and straight in pieces: with t pieces each, n units make at most n(t − 1) + 1. Telgarsky (2016) treats a larger class, with polynomials in place of straight pieces, in the same way.
        """,
        "Is such a function natural?": """
        It is a worst case, made for the proof. That a task has this property must be shown for the task; what follows is that no theorem can promise that moderate width replaces depth.
        """,
      ]))
  func `15 units in one layer miss 24 of 65 labels at least`() {
    let saw = Sawtooth(compositionCount: 6)
    let deep = saw.network
    evidence("units, deep", saw.unitCount)
    evidence("points", Crossings.points(compositionCount: 6).count)
    let deepErrors = Crossings.errorCount(
      of: { values(deep, [$0])[0] }, compositionCount: 6)
    evidence("errors, deep", deepErrors)
    let bound = Crossings.leastErrors(pieceCount: 16, compositionCount: 6)
    evidence("bound", bound)
    let best = Crossings.oneLayer(unitCount: 15, compositionCount: 6)
    let reached = Crossings.errorCount(of: { values(best, [$0])[0] }, compositionCount: 6)
    evidence("reached", reached)
    #expect(best.widths == [1, 15, 1] && deepErrors == 0 && bound == 24 && reached == bound)
    let x = Tensor.linearlySpaced(from: 0, through: 1, count: 1025)
    let targets = x.map { saw($0) }
    let constant = meanSquare(targets - targets.mean()).squareRoot()
    evidence("constant", constant)
    for count in [8, 16, 32] {
      let layer = PiecewiseLinear(interpolating: { $0 }, over: 0...1, pieceCount: count).network
      let hidden = layer.forward(x.reshaped(to: [1025, 1])).inputs[1]
      let features = Tensor.concatenation([hidden, .ones([1025, 1])], axis: 1)
      let weights = LeastSquares.ridge(features, targets: targets, strength: 0)
      let error = meanSquare(matvec(features, weights) - targets).squareRoot()
      evidence("fit, \(count)", error)
      #expect(error > 0.99 * constant && error < 1.01 * constant)
    }
  }
}
