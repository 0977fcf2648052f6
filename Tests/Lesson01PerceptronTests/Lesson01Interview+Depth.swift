import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// What depth and width can do.

extension Lesson01Interview {
  @Test(
    .interview(
      .question(1, 32), level: .derive, minutes: 5,
      question: "Name a function for which depth pays, and show that it does.",
      answer: """
        The sawtooth: k layers of two ReLUs give it 2ᵏ linear pieces, for which one layer needs at \
        least 2ᵏ − 1 ReLUs. A tent, 2 relu(x) − 4 relu(x − ½), maps [0, 1] onto itself twice, up \
        and down; each one more in the row doubles the pieces. One hidden layer of n ReLUs on a \
        line has n kinks at most, so at most n + 1 pieces. For six layers that is {ReLUs, deep} \
        ReLUs against {ReLUs, one layer} at least, and {parameters, deep} parameters against \
        {parameters, one layer}.
        """,
      whiteboard: """
        t(x) = 2 relu(x) − 4 relu(x − ½):   0 → 0,  ½ → 1,  1 → 0
        t ∘ t ∘ … (k times):   2ᵏ pieces on [0, 1], 2 k ReLUs
        one hidden layer:      Σ vᵢ relu(wᵢ x + bᵢ): a kink at −bᵢ/wᵢ, n kinks, n + 1 pieces
        n + 1 ≥ 2ᵏ             n ≥ 2ᵏ − 1
        """,
      commonMistake: """
        None: in one wide hidden layer the same number of ReLUs makes as many linear pieces.
        """,
      otherMistakes: [
        "The absolute value: its two linear pieces take two layers, as one layer of ReLUs makes a single piece.":
          """
        One layer of two ReLUs makes |x| exactly, relu(x) + relu(−x), and n ReLUs in one layer \
        make up to n + 1 pieces. For |x| depth has nothing to add.
        """,
        "Any line of 2ᵏ linear pieces: whatever their slopes, k layers of two ReLUs are enough.":
          """
        Six layers of two ReLUs have {parameters, deep} parameters, and 64 slopes chosen freely \
        are 64 numbers, which they cannot all fit. The sawtooth is cheap because its pieces \
        repeat.
        """,
      ],
      refutation: """
        {ReLUs, deep} ReLUs in six layers of two make {pieces, deep} pieces on [0, 1]. In one \
        layer {ReLUs, deep} ReLUs make at most {pieces, one layer}, since each adds one kink at \
        most.
        """,
      followUps: [
        "Does this show that deep networks are better in practice?":
          """
        No. It shows that some functions are cheap in depth only. Whether the data ask for \
        such a function, and whether descent finds its weights, are other questions.
        """,
        "How many pieces does a random deep network have?":
          """
        Far fewer than it could have. At initialization the pieces along a line grow about in \
        proportion to the number of units, whatever the depth (Hanin and Rolnick, 2019).
        """,
      ]))
  func `six layers of two ReLUs make a sawtooth of 64 pieces`() throws {
    let depth = 6
    let kinks = Tensor([0, -0.5])
    let first = AffineMap(weight: Tensor([[1], [1]]), bias: kinks)
    let inner = AffineMap(weight: Tensor([[2, -4], [2, -4]]), bias: kinks)
    let last = AffineMap(weight: Tensor([[2, -4]]), bias: Tensor([0]))
    let network = MultilayerPerceptron(
      layers: [first] + Array(repeating: inner, count: depth - 1) + [last], nonlinearity: .relu)
    // Steps of 1/1024 are exact, and every kink, a multiple of 1/64, is a point of the grid.
    let x = Tensor((0...1024).map { [Scalar($0) / 1024] })
    let y = network(x).scalars
    let slopes = zip(y, y.dropFirst()).map { ($1 - $0) * 1024 }
    let pieces = 1 + zip(slopes, slopes.dropFirst()).count { $0 != $1 }
    try #require(pieces > 1)
    let unitCount = network.widths.dropFirst().dropLast().reduce(0, +)
    evidence("pieces, deep", pieces)
    evidence("ReLUs, deep", unitCount)
    evidence("parameters, deep", network.parameterCount)
    evidence("pieces, one layer", unitCount + 1)
    evidence("ReLUs, one layer", pieces - 1)
    evidence("parameters, one layer", Ledger(widths: [1, pieces - 1, 1]).parameterCount)
    #expect(pieces == 64 && unitCount == 12 && slopes.allSatisfy { abs($0) == 64 })
    #expect(y.min() == 0 && y.max() == 1)
  }

  @Test(
    .interview(
      .question(1, 33), level: .explain, minutes: 4,
      question: "What does the universal approximation theorem say, and what does it not say?",
      answer: """
        One hidden layer of ReLUs, if wide enough, comes as close as one likes to any continuous \
        function on a closed, bounded region. The same holds for every other continuous \
        activation that is no polynomial. The theorem does not say how many units that takes, \
        nor that training finds their weights, nor what happens between the samples or outside \
        the region. On a line one sees it with ReLUs, which join the function's values by \
        straight lines: for one period of the sine 32 of them leave an error of at most \
        {error, 32 ReLUs}.
        """,
      commonMistake: "A network that fits the sine closely over one period has learned the sine.",
      otherMistakes: [
        """
        One hidden layer of enough units computes any continuous function exactly, on a closed, \
        bounded region and outside of it as well.
        """:
          """
        As close as one likes is not exactly: finitely many ReLUs make straight pieces, which are \
        no sine. And outside nothing is promised: at x = 10 the 32 ReLUs are off by {error at 10, \
        32 ReLUs}.
        """,
        """
        One hidden layer comes as close as one likes to any continuous function only with a sigmoid, \
        since a ReLU has no bound.
        """:
          """
        The difference of two ReLUs, relu(x) − relu(x − 1), is already a bounded ramp from 0 to 1. \
        Among continuous activations only the polynomials fail.
        """,
      ],
      refutation: """
        The network of 32 ReLUs that is off by at most {error, 32 ReLUs} on one period is off by \
        {error at 10, 32 ReLUs} at x = 10: beyond its last kink it goes straight on.
        """,
      followUps: [
        "How does the error fall with the number of units?":
          """
        For a smooth function on a line like 1/n²: {error, 16 ReLUs} with 16 ReLUs, {error, 32 \
        ReLUs} with 32. In many dimensions the number of units for a given error may grow \
        exponentially with the dimension.
        """,
        "Why must the activation not be a polynomial?":
          """
        Because one hidden layer of polynomials of degree m is a polynomial of degree m at \
        most, however wide it is, and those do not come close to every function. Leshno and \
        others showed in 1993 that among continuous activations this is the only obstacle.
        """,
      ]))
  func `ReLUs join the sine by chords, and go straight on beyond it`() {
    // Unit i turns at knot i by the change of the chords' slopes there.
    func network(_ unitCount: Int) -> MultilayerPerceptron {
      let step = 2 * Scalar.pi / Scalar(unitCount)
      let knots = (0...unitCount).map { Scalar($0) * step }
      let chords = zip(knots, knots.dropFirst()).map { (Scalar.sine($1) - .sine($0)) / step }
      let turns = zip(chords, [0] + chords).map { $0 - $1 }
      return MultilayerPerceptron(
        layers: [
          AffineMap(weight: .ones([unitCount, 1]), bias: Tensor(knots.dropLast().map { -$0 })),
          AffineMap(weight: Tensor([turns]), bias: Tensor([0])),
        ], nonlinearity: .relu)
    }
    func error(_ network: MultilayerPerceptron, at x: [Scalar]) -> Scalar {
      let sine = Tensor(x.map { [.sine($0)] })
      return (network(Tensor(x.map { [$0] })) - sine).maximumMagnitude()
    }
    let period = (0...2000).map { Scalar($0) * .pi / 1000 }
    let (sixteen, thirtyTwo) = (network(16), network(32))
    evidence("error, 16 ReLUs", error(sixteen, at: period))
    evidence("error, 32 ReLUs", error(thirtyTwo, at: period))
    evidence("error at 10, 32 ReLUs", error(thirtyTwo, at: [10]))
    // A chord of length h is off by at most h²/8.
    let step = 2 * Scalar.pi / 32
    #expect(error(thirtyTwo, at: period) < step * step / 8 + 1e-12)
    #expect(error(sixteen, at: period) > 3 * error(thirtyTwo, at: period))
    #expect(error(thirtyTwo, at: [10]) > 1)
  }
}
