import Approximation
import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// How many units: on equal knots, on better ones, and by composition.

extension Lesson10Interview {
  @Test(
    .interview(
      .question(10, 5), level: .derive, minutes: 4,
      question:
        "How many ReLUs in one hidden layer are enough to approximate sin 2πx on [0, 1] to within 0.01?",
      answer: """
        {pieces} are enough, by joining equally spaced values with straight lines. Pieces of length h miss a function by at most M h²/8, where M = 4π² bounds the second derivative. With h = 1/n that is below ε from n = √(4π²/(8ε)) on, and each piece costs one unit. \
        It is enough, not necessary: knots that stand closer where the sine bends make do with {pieces, curvature}, and if the values may also leave the curve, with {pieces, shifted}.
        """,
      whiteboard: """
        error ≤ M h²/8,  M = 4π²,  h = 1/n
        4π²/(8n²) ≤ 0.01  ⇒  n ≥ √493.5 ≈ 22.2  ⇒  23
        """,
      commonMistake: "It takes about 100, as the error falls like 1/n: half of it takes twice n.",
      otherMistakes: [
        "Fewer than 23 cannot do it, as the bound says so.":
          "M h²/8 bounds the error from above, for equal knots, so it says what is enough. Knots by curvature make do with {pieces, curvature} pieces, values off the curve with {pieces, shifted}.",
        "10, as the error is about h² and h = 0.1 makes that 0.01.":
          "That leaves out the curvature: the error is M h²/8 with M = 4π², about 4.9 h². At h = 0.1 it is 0.049, nearly five times too much.",
      ],
      refutation: """
        16, 32 and 64 pieces are off by {error, 16|3}, {error, 32|3} and {error, 64|3}: twice the width divides the error by about 4, so half the error takes about 1.4 times the width. With {pieces} the error is {error at the bound|3}, with one less {error below|3}.
        """,
      followUps: [
        "What changes for ten periods on the same interval?": """
        The second derivative is 100 times as large, so ten times as many pieces: as many for each period as before.
        """,
        "Would training find a network of that size?": """
        Not as a matter of course. Descent starts with kinks wherever they happen to be, and high frequencies come late. I train with more units than the bound says, and hold the result against it.
        """,
      ]))
  func `23 equal pieces reach a hundredth, and 15 others do too`() throws {
    let count = PiecewiseLinear.sufficientPieceCount(
      error: 0.01, curvature: 4 * .pi * .pi, length: 1)
    evidence("pieces", count)
    try #require(count > 1)
    for pieces in [16, 32, 64] { evidence("error, \(pieces)", sineError(pieceCount: pieces)) }
    let (enough, less) = (sineError(pieceCount: count), sineError(pieceCount: count - 1))
    evidence("error at the bound", enough)
    evidence("error below", less)
    #expect(enough < 0.01 && less > 0.01)
    let ratio = sineError(pieceCount: 32) / sineError(pieceCount: 64)
    #expect(abs(ratio - 4) < 0.1)
    func curved(_ pieces: Int) -> PiecewiseLinear {
      PiecewiseLinear(
        interpolating: sine, bending: { 4 * .pi * .pi * sine($0) }, over: 0...1,
        pieceCount: pieces)
    }
    let bent = (10...30).first { curved($0).greatestError(to: sine) < 0.01 } ?? 0
    evidence("pieces, curvature", bent)
    #expect((16...20).contains(bent))
    // Chords lie inside the arcs; moved outward they miss on both sides, by less.
    let chords = curved(15)
    let shift = 0.65 * chords.greatestError(to: sine)
    let moved = PiecewiseLinear(
      knots: chords.knots,
      values: chords.values.map { abs($0) < 1e-6 ? $0 : $0 + ($0 < 0 ? -shift : shift) })
    evidence("pieces, shifted", moved.pieceCount)
    #expect(chords.greatestError(to: sine) > 0.01 && moved.greatestError(to: sine) < 0.01)
  }

  @Test(
    .interview(
      .question(10, 8), level: .derive, minutes: 5,
      question:
        "Approximate x² on [0, 1] with ReLUs. How does the error fall with depth, and with the width of a single layer?",
      answer: """
        With m levels of three ReLUs the greatest error is 2^(−2m−2). Each level divides it by 4. Level s takes off the s-fold tent divided by 4ˢ; what results is exactly the interpolation of x² at 2ᵐ equal pieces, whose error is h²/4. \
        In one layer the same interpolation costs 2ᵐ units. So an accuracy ε takes a number of units of the order log 1/ε in depth and 1/√ε in one layer (Yarotsky, 2017).
        """,
      whiteboard: """
        fₘ(x) = x − Σ tentˢ(x)/4ˢ,  s = 1 … m
        fₘ interpolates x² at j/2ᵐ:  error = h²/4 with h = 2⁻ᵐ, so 2^(−2m−2)
        units: 3m in depth, 2ᵐ in one layer
        """,
      commonMistake: "The error falls like 1/m² with m levels.",
      otherMistakes: [
        "Each level halves the error.":
          "It halves the spacing of the knots, and the error goes with its square, so it is divided by 4: from {levels, 1} at 1 level to {levels, 4|4} at 4.",
        "Depth gains nothing here, as x² has no kinks that could be folded.":
          "The approximation has kinks, and composed tents double them with each level: 6 levels, {units, 6} units, leave {levels, 6|3}, for which one layer takes {pieces} units.",
      ],
      refutation: """
        From 1 level to 4 the error goes from {levels, 1} to {levels, 4|4}, by a factor of {factor}, not 16. With 6 levels, {units, 6} units, it is {levels, 6|3}; one layer of interpolation reaches that with {pieces} units.
        """,
      followUps: [
        "And outside of [0, 1]?": """
        Take |x|, which is two ReLUs, scale it into the interval first, |x| = c·t, and multiply the result by c²; the error grows by c² as well.
        """,
        "What is it good for?": """
        Products follow from squares, polynomials from products, and smooth functions from local polynomials. It shows what depth can buy; nobody trains such a network for it.
        """,
      ]))
  func `each level of tents divides the error of x² by four`() throws {
    func found(_ network: MultilayerPerceptron) -> Scalar {
      let x = Tensor.linearlySpaced(from: 0, through: 1, count: 1025).scalars
      return zip(values(network, x), x).reduce(0) { max($0, abs($1.0 - $1.1 * $1.1)) }
    }
    let errors = [1, 4, 6].map { found(Squares(levelCount: $0).network) }
    for (levels, error) in zip([1, 4, 6], errors) {
      evidence("levels, \(levels)", error)
      #expect(abs(error - Squares(levelCount: levels).greatestError) < 1e-12)
    }
    evidence("factor", (errors[0] / errors[1]).rounded())
    evidence("units, 6", Squares(levelCount: 6).unitCount)
    try #require(errors[2] > 0 && errors[2].isFinite)
    let wanted = PiecewiseLinear.sufficientPieceCount(
      error: errors[2] * 1.000001, curvature: 2, length: 1)
    evidence("pieces", wanted)
    try #require(wanted == 64)
    let wide = PiecewiseLinear(interpolating: { $0 * $0 }, over: 0...1, pieceCount: wanted)
    #expect(abs(found(wide.network) - errors[2]) < 1e-12)
  }

  @Test(
    .interview(
      .question(10, 31), level: .derive, minutes: 4,
      question: "A ReLU network only adds and clips. How can it multiply two numbers of [0, 1]?",
      answer: """
        By squares, as xy = 2((x + y)/2)² − x²/2 − y²/2. A square is approximated by composed tents. Three squares side by side take nine ReLUs a level, and each level divides the error by 4. \
        With ε the error of a square, which lies above x², the product is off by at least −ε and at most 2ε. It is never exact on the whole square, as xy is curved along the diagonal and the network is linear in pieces.
        """,
      whiteboard: """
        2((x + y)/2)² = (x² + 2xy + y²)/2  ⇒  xy = 2((x + y)/2)² − x²/2 − y²/2
        0 ≤ square − x² ≤ ε  ⇒  −ε ≤ error ≤ 2ε
        """,
      commonMistake:
        "Without a multiplying unit no network of sums and ReLUs comes near a product.",
      otherMistakes: [
        "A layer of ReLUs is enough for an exact product.":
          "A ReLU network is linear in pieces, and along the diagonal x = y the product is x², which is curved. So it is off somewhere on the square with any finite number of units.",
        "Logarithms do it: log x + log y, and ReLU is nearly a logarithm.":
          "A logarithm goes to −∞ at 0 and grows ever more slowly; ReLU is 0 up to its kink and a straight line after it. On (0, 1] the logarithm is not even bounded, so no network comes near it there.",
      ],
      refutation: """
        {units} ReLUs in 5 levels multiply 400 random pairs with an error between {least|2} and {greatest|2}; the bounds are {lower bound|2} and {upper bound|2}.
        """,
      followUps: [
        "What do gated layers change?": """
        SwiGLU and attention have products built in: one multiplication, exact but for rounding. They make such interactions cheap; what can be approximated at all stays the same.
        """,
        "How many inputs can one multiply so?": """
        Pairwise in a tree, with a depth in proportion to log d times the levels of a product. The errors add up, so a few levels more are needed.
        """,
      ]))
  func `three squares multiply within their bounds`() {
    let square = Squares(levelCount: 5)
    let network = square.productNetwork
    evidence("units", network.widths.dropFirst().dropLast().reduce(0, +))
    var generator = SplitMix64(seed: 31)
    let points = Tensor.uniform([400, 2], using: &generator)
    let errors = network(points).scalars.enumerated().map { row, value in
      value - points[row, 0] * points[row, 1]
    }
    let (least, greatest) = (errors.min() ?? .nan, errors.max() ?? .nan)
    evidence("least", least)
    evidence("greatest", greatest)
    evidence("lower bound", -square.greatestError)
    evidence("upper bound", 2 * square.greatestError)
    #expect(least >= -square.greatestError - 1e-12 && greatest <= 2 * square.greatestError + 1e-12)
    #expect(least < 0 && greatest > square.greatestError / 2)
  }
}
