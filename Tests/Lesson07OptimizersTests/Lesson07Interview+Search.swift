import Autograd
import Course
import Optimizers
import TensorCore
import TestSupport
import Testing

// How settings are found.

extension Lesson07Interview {
  @Test(
    .interview(
      .question(7, 22), level: .design, minutes: 4,
      question: "Grid, random or Bayesian search for hyper-parameters: which, and why?",
      answer: """
        Random rather than grid, as soon as some of the parameters hardly matter. Nine runs on a grid of three by three try three learning rates, nine random ones nine. \
        Bayesian search models the score from the runs so far, and pays when runs are expensive and few can go in parallel. Early stopping of bad runs, as in successive halving, can save more than either when early scores predict late ones. \
        And rates are drawn in equal ratios, not in equal steps.
        """,
      commonMistake: "A grid is better since it covers the space evenly.",
      otherMistakes: [
        "Grid, as random search needs many more runs for the same quality.":
          "With nine runs each random search is nearer: off by {distance, random|3} of the range against {distance, grid|3} if only the rate matters, and {distance, random, both|3} against {distance, grid, both|3} if both settings do.",
        "Random, with the learning rates drawn evenly between the bounds and not in equal ratios.":
          "Between 1e-4 and 1 nine tenths of the draws would then lie above 0.1, and less than one in a thousand below 0.001. Equal ratios give every decade the same share.",
      ],
      refutation: """
        Only the rate matters, and its best place is anywhere in the range, 300 such problems: the nearest of nine grid runs (3 × 3) is off by {distance, grid|3} of the range on average, that of nine random runs by {distance, random|3}. \
        If both matter alike, it is {distance, grid, both|3} against {distance, random, both|3}. Drawn in equal ratios between 1e-4 and 1, {share of the top decade|2} of 1000 rates lie above 0.1; drawn evenly, nine tenths would.
        """,
      followUps: [
        "How do three rungs of halving by three spend 900 steps?": """
        27 runs of 11 steps, 9 of them on to 33, 3 of those to 100: {steps of halving} steps, less than the 900 of nine full runs.
        """,
        "When does halving go wrong?": """
        When slow starters win: a low learning rate or a long warm-up looks bad early.
        """,
      ]))
  func `nine random runs try nine rates, a grid three`() throws {
    let space = SearchSpace(learningRates: 1e-4...1, momenta: 0...0.99)
    var generator = SplitMix64(seed: 22)
    func place(_ candidate: SearchCandidate) -> (Scalar, Scalar) {
      (.log(candidate.learningRate / 1e-4) / .log(1e4), .log(1 - candidate.momentum) / .log(0.01))
    }
    func distance(bothMatter: Bool, _ draw: () -> [SearchCandidate]) throws -> Scalar {
      let distances = try (0..<300).map { _ in
        let (x, y) = (Scalar(generator.uniform()), Scalar(generator.uniform()))
        return try HyperparameterSearch.exhaustive(draw(), stepCount: 1) { candidate in
          let (a, b) = place(candidate)
          let score = Scalar.squareRoot((a - x) * (a - x) + (bothMatter ? (b - y) * (b - y) : 0))
          return { _ in score }
        }.score
      }
      return distances.reduce(0, +) / 300
    }
    var other = SplitMix64(seed: 23)
    let grid = space.grid(rateCount: 3, momentumCount: 3)
    func random() -> [SearchCandidate] { space.random(count: 9, using: &other) }
    let rates = [grid, random()].map { Set($0.map(\.learningRate)).count }
    let single = try (distance(bothMatter: false) { grid }, distance(bothMatter: false, random))
    let both = try (distance(bothMatter: true) { grid }, distance(bothMatter: true, random))
    evidence("distance, grid", single.0)
    evidence("distance, random", single.1)
    evidence("distance, grid, both", both.0)
    evidence("distance, random, both", both.1)
    let drawn = space.random(count: 1000, using: &other)
    let share = Scalar(drawn.count { $0.learningRate > 0.1 }) / 1000
    evidence("share of the top decade", share)
    #expect(rates == [3, 9] && abs(share - 0.25) < 0.06)
    #expect(single.1 < 0.7 * single.0 && both.1 < 1.5 * both.0)
    let halving = try HyperparameterSearch.successiveHalving(
      space.random(count: 27, using: &other), rungCount: 3, factor: 3, stepCount: 100
    ) { candidate in { _ in candidate.learningRate } }
    evidence("steps of halving", halving.stepCount)
    #expect(halving.stepCount <= 900)
  }
}
