import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// One unit: what it can learn, when it stops, and what it needs its bias for.

extension Lesson01Interview {
  @Test(
    .interview(
      .question(1, 1), level: .explain, minutes: 3,
      question: "Why can a single perceptron not learn XOR?",
      answer: """
        Its decision boundary is one line, and XOR needs two. Write down what the four points demand of \
        the weights: the bias is negative, each weight beats it alone, both together do not. Adding the \
        middle two inequalities contradicts the sum of the outer two, so no weights exist, and no \
        training can find them. A hidden layer bends the space first; then one line is enough.
        """,
      whiteboard: """
        00 → 0:  b < 0                01 → 1:  w₂ + b ≥ 0
        10 → 1:  w₁ + b ≥ 0           11 → 0:  w₁ + w₂ + b < 0
        sum of the middle two:  w₁ + w₂ + 2b ≥ 0
        sum of the outer two:   w₁ + w₂ + 2b < 0        contradiction
        """,
      commonMistake: "With more epochs or a smaller learning rate a single perceptron learns XOR.",
      refutation: """
        The rule learns AND in {passes until AND is learned} passes. On XOR it has made \
        {mistakes in 1000 epochs} mistakes after 1000 of them and not one clean pass, with a hundredth of \
        the learning rate {mistakes at a hundredth of the rate}. No line gets more than \
        {best accuracy of a line} of the points right, and the best linear fit has the mean squared error \
        {least squared error of a line}.
        """,
      followUps: [
        "Which of the sixteen functions of two bits can one unit compute?":
          "",
        "Does a product feature x₁x₂ help?":
          "",
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
    evidence("mistakes in 1000 epochs", count.total)
    evidence("mistakes at a hundredth of the rate", slow.total)
    #expect(count.total == 3998 && count.cleanEpoch == nil && slow.cleanEpoch == nil)

    let grid = stride(from: -2.0, through: 2, by: 0.25).map { Scalar($0) }
    var best = 0
    for w1 in grid {
      for w2 in grid {
        for b in grid {
          let unit = Neuron(weights: Tensor([w1, w2]), bias: b, nonlinearity: .step)
          let right = zip(unit.outputs(for: Gates.inputs).scalars, labels).count { $0 == $1 }
          best = max(best, right)
        }
      }
    }
    evidence("best accuracy of a line", Double(best) / 4)
    #expect(best == 3)

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
        If some line separates the classes, the perceptron makes at most (R/γ)² mistakes. R is the length \
        of the longest sample, γ the margin of the best separating direction. The number of samples does \
        not appear, nor the order, nor the learning rate from a start at zero. The proof is two \
        lines: each mistake moves the weights at least γ toward the right direction, and lengthens them \
        by at most R² in the square.
        """,
      whiteboard: """
        mistake on (x, y):  w ← w + y x,  while y (w · x) ≤ 0,  y (u · x) ≥ γ,  ‖u‖ = 1
        w · u  grows by ≥ γ          after k mistakes:  w · u ≥ k γ
        ‖w‖²   grows by ≤ R²         after k mistakes:  ‖w‖² ≤ k R²
        k γ ≤ ‖w‖ ≤ √k R             k ≤ (R / γ)²
        """,
      commonMistake: "The number of mistakes grows with the size of the data set.",
      refutation: """
        With every sample listed ten times the count does not move: {mistakes, seed 0} mistakes on 100 \
        points and {mistakes, seed 0, every point ten times} on 1000, under a bound of {bound, seed 0}.
        """,
      followUps: [
        "What happens if the data are not separable?":
          "",
        "Is the separating line that it finds the one with the largest margin?":
          "",
      ]))
  func `the perceptron makes at most (R/γ)² mistakes`() {
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
        evidence("mistakes, seed 0", once.total)
        evidence("mistakes, seed 0, every point ten times", tenfold.total)
        evidence("bound, seed 0", bound.mistakeLimit)
        #expect(once.total == 9 && tenfold.total == 9)
        #expect(abs(bound.mistakeLimit - 188.0888) < 1e-4)
      }
    }
    evidence("greatest share of the bound in ten runs", greatestShare)
  }

  @Test(
    .interview(
      .question(1, 10), level: .explain, minutes: 2,
      question: "What does the bias of a unit do?",
      answer: """
        It moves the boundary away from the origin; without it every line has to pass through zero. As a \
        threshold it says how much evidence a unit wants before it fires, and as the bias of the last \
        layer it carries the base rate of the classes. Only a layer that is followed by a normalization \
        can do without, because the normalization takes the mean off again and brings its own offset.
        """,
      commonMistake: "With zero-mean inputs a network needs no bias.",
      refutation: """
        The inputs −1, 0, 1 have mean 0, and for y = x + 1 the best line without a bias has the mean squared \
        error {error without bias}, with a bias {error with bias}. It is the mean of the targets that \
        matters.
        """,
      followUps: [
        "How would you initialize the last bias for rare positives?":
          "",
        "Why are biases usually left out of weight decay?":
          "",
      ]))
  func `without a bias even centered inputs leave an error of 1`() {
    let x = Tensor([[-1], [0], [1]])
    let y = Tensor([1, 2, 3]) - 1
    func error(_ model: LinearRegression) -> Scalar {
      SquaredError().mean(of: model(x), targets: y)
    }
    let without = error(LinearRegression(throughOriginFitting: x, targets: y))
    let with = error(LinearRegression(fitting: x, targets: y))
    evidence("error without bias", without)
    evidence("error with bias", with, atMost: 1e-12)
    #expect(abs(without - 1) < 1e-12)
  }

  @Test(
    .interview(
      .question(1, 11), level: .explain, minutes: 4,
      question: "Why standardize the inputs?",
      answer: """
        Because the scales of the inputs set the conditioning of the loss, and that sets the number of \
        steps. A feature in thousands makes the bowl steep in its direction, so the learning rate must be \
        tiny, and along the others nothing moves. Standardized features make the bowl round. The mean \
        and the deviation come from the training set alone, and go into production with the \
        model.
        """,
      commonMistake: "A smaller learning rate makes up for badly scaled inputs.",
      refutation: """
        With scales of 1 and 1000 the condition number is {condition number, raw}, and 200,000 steps at the \
        largest safe rate still leave an error of {error after 200,000 steps, raw}; a smaller rate is \
        slower still. Standardized, the condition number is {condition number, standardized} and four steps \
        leave {error after 4 steps, standardized}.
        """,
      followUps: [
        "Which statistics do you use at inference?":
          "",
        "Do trees need standardized inputs?":
          "",
        "Does Adam make standardizing superfluous?":
          "",
      ]))
  func `standardized inputs need 4 steps, raw ones over 200,000`() {
    let (x, y) = PerceptronLesson.twoScales()
    let raw = LeastSquaresProblem(inputs: x, targets: y)
    let standardized = PerceptronLesson.standardizedTwoScales()
    let slow = raw.meanSquaredError(of: raw.descend(iterationCount: 200_000))
    let fast = standardized.meanSquaredError(of: standardized.descend(iterationCount: 4))
    evidence("condition number, raw", raw.conditionNumber)
    evidence("condition number, standardized", standardized.conditionNumber)
    evidence("error after 200,000 steps, raw", slow)
    evidence("error after 4 steps, standardized", fast)
    #expect(raw.conditionNumber > 5e5 && standardized.conditionNumber < 1.5)
    #expect(slow > 1 && fast < 1e-6)
  }
}
