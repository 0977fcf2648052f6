import Course
import Datasets
import Perceptron
import TensorCore
import TestSupport
import Testing

// Biases and the scales of the inputs.

extension Lesson01Interview {
  @Test(
    .interview(
      .question(1, 10), level: .explain, minutes: 2,
      question: "What does the bias of a unit do?",
      answer: """
        It moves the boundary away from the origin; without biases a layer sends 0 to 0. In a \
        threshold unit it says how much evidence the unit wants before it fires, and in the last \
        layer of a classifier it can carry the base rate of the classes. Right before batch \
        normalization a bias does nothing, because the batch mean is taken off again. Layer and \
        RMS normalization do not cancel it. Some large language models have no biases at all.
        """,
      commonMistake: "With zero-mean inputs a network needs no bias.",
      otherMistakes: [
        "It turns the boundary; without biases a layer can only draw boundaries along the axes.":
          """
        The weights turn the boundary, which is perpendicular to them. Without a bias x₁ = x₂ is \
        still possible, a slanted line; it only has to go through the origin.
        """,
        "It adds noise to the unit; without biases a layer learns its samples by heart.":
          """
        A bias is one number, the same for every sample, and noise is drawn anew each time. A \
        layer without biases has fewer parameters to learn samples by heart with, not more.
        """,
      ],
      refutation: """
        The inputs −1, 0, 1 have mean 0, and for y = x + 1 the best line without a bias has the \
        mean squared error {error without bias}, with a bias {error with bias}. Centering the \
        targets too would save the line, but not a network: at 0 a ReLU or tanh network without \
        biases says {output at 0, no biases}, even if the target there is −2/3.
        """,
      followUps: [
        "How would you initialize the last bias for rare positives?":
          """
        To the log odds, log(p/(1 − p)), which is about −4.6 for 1 %. Then the first steps are \
        not spent on learning the base rate, and the first loss is the entropy of the labels \
        if the last weights are small.
        """,
        "Why are biases usually left out of weight decay?":
          """
        Decay makes a function less sensitive to its inputs, and a bias does not make it \
        sensitive, it only shifts. Pulling it to 0 moves thresholds and base rates for little \
        gain. There are few biases, so the effect is mostly small.
        """,
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

    // Centered inputs and targets do not save a network.
    var generator = SplitMix64(seed: 10)
    for nonlinearity in [Nonlinearity.relu, .tanh] {
      var network = MultilayerPerceptron(
        widths: [1, 8, 1], nonlinearity: nonlinearity, using: &generator)
      #expect(network(Tensor([[0]])).scalar != 0)
      for index in network.layers.indices { network.layers[index].bias = nil }
      let atZero = abs(network(Tensor([[0]])).scalar)
      if nonlinearity == .relu { evidence("output at 0, no biases", atZero) }
      #expect(atZero == 0)
    }

    // Which normalization takes a bias off again: the one over the batch, not the one over features.
    let z = Tensor.normal([32, 4], using: &generator)
    let bias = Tensor([1, -2, 0, 3])
    func change(_ normalized: (Tensor) -> Tensor) -> Scalar {
      (normalized(z + bias) - normalized(z)).maximumMagnitude()
    }
    func perSample(_ x: Tensor) -> Tensor {
      Standardizer(fittedTo: x.transposed).apply(to: x.transposed)
    }
    func rootMeanSquare(_ x: Tensor) -> Tensor {
      x / (x * x).mean(axis: 1).map { .squareRoot($0) }.reshaped(to: [32, 1])
    }
    evidence(
      "change by a bias, batch normalization",
      change { Standardizer(fittedTo: $0).apply(to: $0) }, atMost: 1e-12)
    evidence("change by a bias, layer normalization", change(perSample))
    evidence("change by a bias, RMS normalization", change(rootMeanSquare))
    #expect(change(perSample) > 0.5 && change(rootMeanSquare) > 0.5)
  }

  @Test(
    .interview(
      .question(1, 11), level: .explain, minutes: 4,
      question: "Why standardize the inputs?",
      answer: """
        Because inputs of very different scales make the loss badly conditioned. Then descent \
        takes many steps. A feature in thousands makes the loss steep along its weight, so the \
        learning rate must be tiny, and the other weights hardly move. Standardizing brings all \
        features to one scale; strong correlations remain. The means and deviations come from \
        the training set alone, and go into production with the model.
        """,
      commonMistake: "One need not: a smaller learning rate makes up for badly scaled inputs.",
      otherMistakes: [
        """
        Because standardizing takes away the correlations of the features, which slow descent \
        down.
        """:
          """
        Each feature is shifted and scaled by itself, and that leaves every correlation as it was. \
        To remove them one has to mix the features, which is whitening.
        """,
        "Because a layer can represent only functions of inputs between −1 and 1.":
          """
        A feature a thousand times larger with weights a thousand times smaller is the same \
        function: it can be represented, but descent finds it slowly. Nor do standardized values \
        stay between −1 and 1.
        """,
      ],
      refutation: """
        With features of scales 1 and 1000 the condition number is {condition number, raw}, and \
        200,000 steps at the rate 1/λmax still leave a mean squared error of {error after \
        200,000 steps, raw}; a smaller rate is slower still. With standardized features and \
        nothing else changed the condition number is {condition number, standardized}, and four \
        steps leave {error after 4 steps, standardized}.
        """,
      followUps: [
        "Which statistics do you use at inference?":
          """
        Those of the training set, stored with the model. Statistics of the batch at hand \
        would make a sample's answer depend on its neighbors, and a single sample minus its \
        own mean would be all zeros.
        """,
        "Can standardizing make the conditioning worse?":
          """
        Yes, but seldom. The scaling of centered features misses the best one by at most a \
        factor of their number (van der Sluis, 1969). For the six samples ±(−1, 0, 2), ±(3, −2, −3) and ±(−2, 0, 1) the \
        condition number rises from {condition number, three features} to {condition number, \
        three features standardized}.
        """,
        "Do trees need standardized inputs?":
          """
        Ordinary decision trees do not. A split asks whether one feature exceeds a threshold, \
        and when the feature is rescaled the threshold moves along, so the same splits are \
        available.
        """,
        "Does Adam make standardizing superfluous?":
          """
        Not quite. It divides each parameter's step by the size of that parameter's gradients, \
        so a feature's unit of measurement matters much less. It neither centers the inputs \
        nor undoes correlations, and initialization and weight decay still assume inputs of \
        about one size.
        """,
      ]))
  func `standardized inputs need 4 steps, raw ones over 200,000`() {
    let (x, y) = PerceptronLesson.twoScales()
    let raw = LeastSquaresProblem(inputs: x, targets: y)
    let standardized = PerceptronLesson.standardizedTwoScales()
    let slow = raw.meanSquaredError(of: raw.descend(iterationCount: 200_000))
    let fast = standardized.meanSquaredError(of: standardized.descend(iterationCount: 4))
    evidence("condition number, raw", raw.conditionNumber)
    evidence("condition number, standardized", standardized.conditionNumber)
    evidence("error before the first step, raw", raw.meanSquaredError(of: .zeros([3])))
    evidence(
      "error after the first step, raw", raw.meanSquaredError(of: raw.descend(iterationCount: 1)))
    evidence("error after 200,000 steps, raw", slow)
    evidence("error after 4 steps, standardized", fast)
    #expect(raw.conditionNumber > 5e5 && standardized.conditionNumber < 1.5)
    #expect(slow > 1 && fast < 1e-6)
    // Correlated features on nearly one scale, for which standardizing is no gain.
    let half = Tensor([[-1, 0, 2], [3, -2, -3], [-2, 0, 1]])
    let six = Tensor.concatenation([half, -half])
    func conditionNumber(_ inputs: Tensor) -> Scalar {
      LeastSquaresProblem(inputs: inputs, targets: .zeros([6])).conditionNumber
    }
    let before = conditionNumber(six)
    let after = conditionNumber(Standardizer(fittedTo: six).apply(to: six))
    evidence("condition number, three features", before)
    evidence("condition number, three features standardized", after)
    #expect(before < 30 && after > 37)
    // Both runs have a bias and the same targets, and standardizing leaves the correlation.
    #expect(standardized.targets == y && x.slice(2..<3, axis: 1) == .ones([64, 1]))
    func correlation(_ x: Tensor) -> Scalar {
      let z = x.slice(0..<2, axis: 1) - x.slice(0..<2, axis: 1).mean(axis: 0)
      let (a, b) = (z.transposed.row(0), z.transposed.row(1))
      return dot(a, b) / (a.norm() * b.norm())
    }
    #expect(abs(correlation(x)) > 0.01)
    #expect(abs(correlation(x) - correlation(standardized.inputs)) < 1e-12)
  }
}
