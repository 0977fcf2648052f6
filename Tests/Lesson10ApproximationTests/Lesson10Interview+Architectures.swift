import Approximation
import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// How to choose, and to count before choosing.

extension Lesson10Interview {
  @Test(
    .interview(
      .question(10, 7), level: .design, minutes: 5,
      question:
        "512 inputs, 10 outputs: four hidden layers of 512, or two of 2048? Justify your choice.",
      answer: """
        First I count, and they are not the same size. It is {parameters, deep} parameters against {parameters, two}, five times as many. At the budget of the first, two layers have {width of two} units each. \
        Then I compare at that budget, each with its own tuned rate, on several seeds: training error, held-out error, latency. For depth speaks a compositional task, for width simpler training and larger products that run in parallel. If they tie, I take the one that is cheaper to serve.
        """,
      commonMistake: "They are about equal in size, so the deeper one is the better choice.",
      otherMistakes: [
        "Two of 2048, as region bounds count more regions for it.":
          "Such bounds count what special weights could represent; random ones stay far below. And as the two of 2048 have {ratio, two|3} times the parameters, it is no comparison at one budget.",
        "Four layers, because deep networks always win at equal budget.":
          "Depth separation is proved for targets that were made for the proof. Plain depth can also be harder to train, so both are measured at one budget, each with its own rate.",
      ],
      refutation: """
        Two layers of 2048 have {ratio, two|3} times the parameters of four of 512. Only one layer of 2048 is alike, {ratio, one|4} times. With 10 inputs in place of 512 that one has {ratio, thin|2} times the parameters of the four: the answer depends on how it is read and on the inputs.
        """,
      followUps: [
        "Do theorems decide between the two?": """
        No. Depth separation is about made-up targets, and region bounds about what could be represented. For the task at hand the comparison at equal budget decides.
        """,
        "What if the budget is latency, not parameters?": """
        Then I count sequential products and their sizes: five for four hidden layers, three for two. On a GPU small products leave it idle, so the wide one may be faster at equal parameters. I measure at the batch size of the service.
        """,
      ]))
  func `two layers of 2048 are five times as large`() {
    let candidates = [[512, 512, 512, 512], [2048, 2048], [2048]]
    let review = ArchitectureReview(inputCount: 512, outputCount: 10, candidates: candidates)
    evidence("parameters, deep", review.rows[0].ledger.parameterCount)
    evidence("parameters, two", review.rows[1].ledger.parameterCount)
    evidence("width of two", review.equalBudget(as: 0)[1][0])
    let (two, one) = (1 / review.parameterRatio(to: 1), 1 / review.parameterRatio(to: 2))
    evidence("ratio, two", two)
    evidence("ratio, one", one)
    let thin = ArchitectureReview(inputCount: 10, outputCount: 10, candidates: candidates)
    evidence("ratio, thin", 1 / thin.parameterRatio(to: 2))
    #expect(two > 4.9 && abs(one - 1.0145) < 1e-3 && 1 / thin.parameterRatio(to: 2) < 0.06)
    let equal = ArchitectureReview(
      inputCount: 512, outputCount: 10, candidates: [candidates[0], review.equalBudget(as: 0)[1]])
    #expect(abs(equal.parameterRatio(to: 1) - 1) < 0.002)
    #expect(review.description.contains("not equal in size"))
  }

  @Test(
    .interview(
      .question(10, 17), level: .design, minutes: 4,
      question: "Deep or wide for a new task: what do you try first, and what do you measure?",
      answer: """
        First what is usual for such data, then half and twice the depth at equal parameters. For tables or features I begin with two or three equal hidden layers that I can afford. Each depth gets its own learning rate and several seeds. \
        I look at the training error first: too high means optimization or capacity, and depth without skips is a suspect. Then at the held-out error, at the latency at the real batch size, and at the memory. I stop when the differences are within the seeds' spread.
        """,
      commonMistake: "At equal parameters depth and width cost the same, so only accuracy counts.",
      otherMistakes: [
        "As deep as fits into memory, since depth can always be the identity.":
          "That a layer can be the identity does not mean that training finds it: He and others (2015) saw 56 plain layers end with a higher training error than 20. And each layer is one more product in a row.",
        "As wide as fits into memory, since one layer is universal.":
          "Universal means that some width is enough; it may be exponential where a few more layers would do, and memory need not hold it. It says nothing about training or new samples either.",
        "One run of each is enough, if the validation set is large.":
          "A large validation set removes the noise of samples, not that of start and data order. If seeds lie half a point apart, two single runs half a point apart say nothing.",
      ],
      refutation: """
        64 inputs, 10 outputs, the budget of 64-256-256-10: one hidden layer gets {width, 1} units, six get {width, 6} each. All are within {deviation|1} % of each other in parameters, but a batch of 32 keeps {activations, 1} activations with one layer, {activations, 2} with two and {activations, 6} with six, and a pass is 2, 3 or 7 products in a row.
        """,
      followUps: [
        "How many seeds?": """
        As many as the difference needs: from the spread of a few seeds I estimate how many make the standard error of the difference small against it. Two or three only show large effects.
        """,
        "Why tune the rate for each?": """
        The best rate changes with depth and width. At one common rate one compares which architecture that rate happens to suit.
        """,
      ]))
  func `equal parameters are not equal activations`() {
    let first = ArchitectureReview(inputCount: 64, outputCount: 10, candidates: [[256, 256]])
    let widths = first.equalBudget(as: 0, depths: 1...6)
    let review = ArchitectureReview(inputCount: 64, outputCount: 10, candidates: widths)
    let deviations = review.rows.indices.map { abs(review.parameterRatio(to: $0) - 1) }
    evidence("deviation", 100 * (deviations.max() ?? .nan))
    for depth in [1, 6] { evidence("width, \(depth)", widths[depth - 1][0]) }
    for depth in [1, 2, 6] {
      evidence("activations, \(depth)", review.rows[depth - 1].ledger.activationCount)
    }
    let counts = review.rows.map(\.ledger.activationCount)
    #expect(widths[1] == [256, 256] && deviations.allSatisfy { $0 < 0.01 })
    #expect(Double(counts[0]) > 1.5 * Double(counts[1]))
  }

  @Test(
    .interview(
      .question(10, 25), level: .debug, minutes: 3,
      question: """
        Points of the plane are labeled by the quadrants of XOR. A network 2-1-64-2 does not get all training points right, and a colleague wants to double the 64. What do you say?
        """,
      answer: """
        That it is the wrong place, as the first hidden layer has one unit. All that follows is a function of one weighted sum. \
        Points along a line across that direction get one answer, and the quadrants cannot be told apart so. What width behind it can do is memorize: the samples' sums differ, so with the first unit on for all of them enough units can fit their labels one by one, without the rule. \
        I widen the narrowest layer. A list of widths shows it; a count of parameters hides it.
        """,
      commonMistake: "That the colleague is right: the network is too small.",
      otherMistakes: [
        "That the learning rate is too low, so it has to be raised first.":
          "No rate widens the first layer: what follows its one unit is a function of one weighted sum, which cannot tell the quadrants apart. By the same training 2-16-16-2 gets a share of {wide least|2} right at worst.",
        "That two inputs are too few for XOR, whatever the widths.":
          "XOR is a function of two bits, and two hidden units compute it. With the same two inputs 2-16-16-2 gets a share of {wide least|2} right at worst; too narrow is the layer behind them.",
      ],
      refutation: """
        128 points, 120 steps of Adam, three seeds: 2-1-64-2 with {parameters, narrow} parameters gets a share of {narrow least|2} to {narrow greatest|2} of its training points right, 2-16-16-2 with {parameters, wide} {wide least|2} to {wide greatest|2}. With 128 for 64 the first would have {parameters, doubled}, and behind the first layer still one number.
        """,
      followUps: [
        "Is a narrow layer always a mistake?": """
        No, it is a choice, as in autoencoders or low-rank layers: what passes is what the task must need. It is a mistake where nobody chose it.
        """,
        "What would a skip connection around it change?": """
        The inputs would reach the layers behind it directly, so the narrow unit would be a feature more and no bottleneck.
        """,
      ]))
  func `width behind a single unit does not help`() throws {
    let failure = FailureMode.bottleneckInFront
    let seeds = 0..<3 as Range<UInt64>
    let narrow = try range(of: seeds.map { try failure.broken.measure(seed: $0).value })
    let wide = try range(of: seeds.map { try failure.remedies[0].measure(seed: $0).value })
    evidence("parameters, narrow", Ledger(widths: [2, 1, 64, 2]).parameterCount)
    evidence("parameters, doubled", Ledger(widths: [2, 1, 128, 2]).parameterCount)
    evidence("parameters, wide", Ledger(widths: [2, 16, 16, 2]).parameterCount)
    evidence("narrow least", narrow.lowerBound)
    evidence("narrow greatest", narrow.upperBound)
    evidence("wide least", wide.lowerBound)
    evidence("wide greatest", wide.upperBound)
    #expect(narrow.upperBound < 0.92 && wide.lowerBound > 0.95)
  }
}
