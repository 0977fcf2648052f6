import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// One unit: what it can learn, and when it stops.

extension Lesson01Interview {
  @Test(
    .interview(
      .question(1, 1), level: .explain, minutes: 3,
      question: "Why can a single perceptron not learn XOR?",
      answer: """
        Its decision boundary is one straight line, and no line has 01 and 10 on one side and 00 \
        and 11 on the other. Write down what the four points demand: the bias is negative, each \
        weight alone overcomes it, both together do not. The two middle inequalities add up to \
        the opposite of what the two outer ones add up to, so no weights exist, and no training \
        can find them. A hidden layer computes new coordinates first; there one line is enough.
        """,
      whiteboard: """
        00 → 0:  b < 0                01 → 1:  w₂ + b ≥ 0
        10 → 1:  w₁ + b ≥ 0           11 → 0:  w₁ + w₂ + b < 0
        sum of the middle two:  w₁ + w₂ + 2b ≥ 0
        sum of the outer two:   w₁ + w₂ + 2b < 0        contradiction
        """,
      commonMistake:
        "It can: with more epochs or a smaller learning rate a single perceptron learns XOR.",
      otherMistakes: [
        """
        Its step has no gradient, so it cannot be trained; with a sigmoid in place of the step one \
        unit learns XOR.
        """:
          """
        A sigmoid crosses one half where its sum crosses 0, so it draws the same straight line. \
        And the step can be trained: Rosenblatt's rule learns AND in {passes until AND is learned} \
        passes.
        """,
        "It has no bias; with one, its line can be moved until XOR comes out right.":
          """
        It has one. With any bias b the points demand w₁ + b ≥ 0 and w₂ + b ≥ 0, but b < 0 and w₁ \
        + w₂ + b < 0; each pair adds up to the opposite of the other. Moving a line does not bend \
        it.
        """,
      ],
      refutation: """
        The rule learns AND in {passes until AND is learned} passes. On XOR it has made \
        {mistakes in 1000 epochs} mistakes after 1000 of them and not one clean pass, with a \
        hundredth of the learning rate {mistakes at a hundredth of the rate}. No line gets more \
        than {best accuracy of a line} of the points right, and the best linear fit has the mean \
        squared error {least squared error of a line}, that of always saying one half.
        """,
      followUps: [
        "Which of the sixteen functions of two bits can one unit compute?":
          """
        {functions of two bits that one unit computes}: all but XOR and its negation. The two \
        constants and the four that depend on one bit alone are among them.
        """,
        "Does a product feature x₁x₂ help?":
          """
        Yes. With x₁x₂ as a third input one unit is enough: x₁ + x₂ − 2x₁x₂ is XOR on bits, \
        and a threshold at one half decides. A hidden layer can learn a feature that does the \
        same.
        """,
      ]))
  func `no line computes XOR, and no training finds one`() {
    let labels: [Scalar] = [0, 1, 1, 0]
    func mistakes(rate: Scalar, _ labels: [Scalar]) -> MistakeCount {
      var unit = RosenblattPerceptron(inputCount: 2, learningRate: rate)
      return unit.train(on: Gates.inputs, labels: labels, epochLimit: 1000)
    }
    let (count, slow) = (mistakes(rate: 1, labels), mistakes(rate: 0.01, labels))
    let and = mistakes(rate: 1, [0, 0, 0, 1])
    evidence("passes until AND is learned", and.perEpoch.count)
    evidence("mistakes until AND is learned", and.total)
    #expect(and.cleanEpoch == 6 && and.total == 11)
    // In exact arithmetic the rate would change nothing; 0.1 is no binary fraction.
    let andSlowly = mistakes(rate: 0.1, [0, 0, 0, 1])
    evidence("mistakes until AND is learned at a tenth of the rate", andSlowly.total)
    #expect(andSlowly.cleanEpoch == 4 && andSlowly.total == 8)
    evidence("mistakes in 1000 epochs", count.total)
    evidence("mistakes at a hundredth of the rate", slow.total)
    #expect(count.total == 3998 && count.cleanEpoch == nil && slow.cleanEpoch == nil)

    let grid = stride(from: -2.0, through: 2, by: 0.25).map { Scalar($0) }
    var best = 0
    var tables: Set<[Scalar]> = []
    for w1 in grid {
      for w2 in grid {
        for b in grid {
          let unit = Neuron(weights: Tensor([w1, w2]), bias: b, nonlinearity: .step)
          let outputs = unit.outputs(for: Gates.inputs).scalars
          tables.insert(outputs)
          best = max(best, zip(outputs, labels).count { $0 == $1 })
        }
      }
    }
    evidence("best accuracy of a line", Double(best) / 4)
    evidence("functions of two bits that one unit computes", tables.count)
    #expect(best == 3 && tables.count == 14)
    let samples: [[Scalar]] = [[0, 0, 0], [0, 1, 0], [1, 0, 0], [1, 1, 1]]
    let product = Neuron(weights: Tensor([1, 1, -2]), bias: -0.5, nonlinearity: .step)
    for (bits, label) in zip(samples, labels) {
      #expect(product(Tensor(bits)) == label)
    }

    // A sigmoid in place of the step draws the same lines: its answer changes where the step's does.
    let smooth = Neuron(weights: Tensor([1, -2]), bias: 0.5, nonlinearity: .sigmoid)
    let sharp = Neuron(weights: Tensor([1, -2]), bias: 0.5, nonlinearity: .step)
    #expect((smooth.outputs(for: Gates.inputs) .>= 0.5) == sharp.outputs(for: Gates.inputs))

    let fit = LinearRegression(fitting: Gates.inputs, targets: Tensor(labels))
    let error = SquaredError().mean(of: fit(Gates.inputs), targets: Tensor(labels))
    evidence("least squared error of a line", error)
    #expect(abs(error - 0.25) < 1e-12)
  }

  @Test(
    .interview(
      .question(1, 3), level: .recall, minutes: 4,
      question: "State the perceptron convergence theorem.",
      answer: """
        If a line through the origin separates the classes with margin γ, the perceptron, \
        started at zero, makes at most (R/γ)² mistakes. R is the length of the longest sample; a \
        constant input 1 stands for the bias. The bound knows neither the number of samples nor \
        their order, nor, in exact arithmetic, the learning rate. The proof is two lines: each \
        mistake moves the weights by at least γ along the separating direction, and adds at most \
        R² to their squared length.
        """,
      whiteboard: """
        mistake on (x, y):  w ← w + y x,  while y (w · x) ≤ 0,  y (u · x) ≥ γ,  ‖u‖ = 1
        w · u  grows by ≥ γ          after k mistakes:  w · u ≥ k γ
        ‖w‖²   grows by ≤ R²         after k mistakes:  ‖w‖² ≤ k R²
        k γ ≤ ‖w‖ ≤ √k R             k ≤ (R / γ)²
        """,
      commonMistake: """
        With γ and R fixed, the perceptron can still make any number of mistakes, if only there \
        are enough samples.
        """,
      otherMistakes: [
        """
        The perceptron, started at zero, finds the line of the widest margin after at most (R/γ)² \
        passes over the samples.
        """:
          """
        It stops at the first line that separates, and the order of the samples decides which one \
        that is; the widest margin is the aim of the support vector machine. And the bound counts \
        mistakes, not passes.
        """,
        """
        Started at zero, the perceptron comes to rest on any data after at most (R/γ)² mistakes, \
        at the line that makes the fewest errors there.
        """:
          """
        It rests only after a pass without a mistake, and its line then separates the data. Where \
        no line does there is no γ and no bound, and it goes on making mistakes forever.
        """,
      ],
      refutation: """
        The margin limits it, not the number. Under a bound of {bound, seed 0}, 100 points cost \
        {mistakes, seed 0} mistakes, ten copies one after the other {mistakes, seed 0, ten \
        copies in turn} (they are ten passes), every point ten times in a row {mistakes, seed 0, \
        each point ten times in a row}. Fresh points at the same margin cost a few more, on \
        average over ten seeds {mean mistakes, 10 points} for 10, {mean mistakes, 100 points} \
        for 100 and {mean mistakes, 1000 points} for 1000.
        """,
      followUps: [
        "What happens if the data are not separable?":
          """
        It never stops, since a pass without a mistake would mean that they are separable. The \
        weights stay bounded, and the number of errors goes up and down. One keeps the best \
        weights seen so far, which is the pocket algorithm, or takes a loss that has a \
        minimum, such as the logistic one with a penalty.
        """,
        "Is the separating line that it finds the one with the largest margin?":
          """
        No. It stops at the first line that it meets which separates, and which one that is \
        depends on the order of the samples. The largest margin takes another objective, that \
        of the support vector machine.
        """,
      ]))
  func `the perceptron makes at most (R/γ)² mistakes`() throws {
    var greatestShare: Scalar = 0
    for seed in 0..<5 {
      var generator = SplitMix64(seed: UInt64(seed))
      let normal = Tensor([1, -2, 0.5])
      let data = SeparablePoints(count: 100, normal: normal, margin: 0.1, using: &generator)
      let bound = ConvergenceBound(
        inputs: data.inputs, labels: data.labels, separatedBy: normal)
      func mistakes(_ inputs: Tensor, _ labels: [Scalar]) -> MistakeCount {
        var unit = SignedPerceptron(inputCount: 3)
        return unit.train(on: inputs, labels: labels, epochLimit: 200)
      }
      let once = mistakes(data.inputs, data.labels)
      let backward = Array((0..<100).reversed())
      let reversed = mistakes(
        data.inputs.gathering(rows: backward), backward.map { data.labels[$0] })
      #expect(once.cleanEpoch != nil && reversed.cleanEpoch != nil)
      for count in [once, reversed] {
        #expect(Scalar(count.total) <= bound.mistakeLimit)
        greatestShare = max(greatestShare, Scalar(count.total) / bound.mistakeLimit)
      }
      if seed == 0 {
        let tenfold = mistakes(
          .concatenation(Array(repeating: data.inputs, count: 10)),
          Array(repeating: data.labels, count: 10).flatMap { $0 })
        let inARow = (0..<1000).map { $0 / 10 }
        let repeated = mistakes(
          data.inputs.gathering(rows: inARow), inARow.map { data.labels[$0] })
        evidence("mistakes, seed 0", once.total)
        evidence("mistakes, seed 0, ten copies in turn", tenfold.total)
        evidence("mistakes, seed 0, each point ten times in a row", repeated.total)
        evidence("bound, seed 0", bound.mistakeLimit)
        #expect(once.total == 9 && tenfold.total == 9 && repeated.total == 4)
        #expect(abs(bound.mistakeLimit - 188.0888) < 1e-4)
      }
    }
    evidence("greatest share of the bound in ten runs", greatestShare)
    // The line that it stops at is the first that separates, not that of the widest margin.
    let pair = Tensor([[2, 1], [-1, -1]])
    var first = SignedPerceptron(inputCount: 2)
    _ = first.train(on: pair, labels: [1, -1], epochLimit: 10)
    try #require(first.weights.norm() > 0)
    let margins = [first.weights, Tensor([1, 1])].map {
      ConvergenceBound(inputs: pair, labels: [1, -1], separatedBy: $0).margin
    }
    #expect(0 < margins[0] && margins[0] < margins[1])

    for count in [10, 100, 1000] {
      let total = (0..<10).reduce(0) { sum, seed in
        var generator = SplitMix64(seed: UInt64(seed))
        let data = SeparablePoints(
          count: count, normal: Tensor([1, -2, 0.5]), margin: 0.1, using: &generator)
        var unit = SignedPerceptron(inputCount: 3)
        return sum + unit.train(on: data.inputs, labels: data.labels, epochLimit: 200).total
      }
      evidence("mean mistakes, \(count) points", Double(total) / 10)
      // The longest sample of the cube is √3, the margin at least 0.1: at most 300 mistakes each.
      #expect(total > 10 && total < 3000)
    }
  }
}
