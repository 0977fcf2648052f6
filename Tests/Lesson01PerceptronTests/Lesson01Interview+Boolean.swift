import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// XOR and other functions of bits: how small a network may be.

extension Lesson01Interview {
  @Test(
    .interview(
      .question(1, 2), level: .design, minutes: 4,
      question: "What is the smallest network for XOR?",
      answer: """
        With ordinary layers and ReLUs, two hidden units: one alone is monotone in a weighted sum, \
        and XOR is not. The usual network has {parameters} parameters; |x₁ − x₂| does it with \
        {parameters without biases}, without biases. If the output also sees the inputs, one \
        hidden unit and {parameters with a skip connection} parameters are enough. That such \
        weights exist does not mean that training finds them: with two ReLUs most random starts \
        fail, so in practice one takes more.
        """,
      whiteboard: """
        h₁ = relu(x₁ + x₂)      h₂ = relu(x₁ + x₂ − 1)      y = h₁ − 2 h₂
        00: 0 − 0 = 0     01: 1 − 0 = 1     10: 1 − 0 = 1     11: 2 − 2 = 0
        """,
      commonMistake: "Two hidden units suffice for XOR, so gradient descent finds the weights.",
      otherMistakes: [
        """
        With ordinary layers and ReLUs, one hidden unit: XOR has just two answers, and one \
        threshold tells them apart.
        """:
          """
        A threshold on one hidden ReLU is again one straight cut through the inputs, and no \
        straight cut parts XOR's ones from its zeros. Where the answers lie counts, not how many \
        there are.
        """,
        """
        With ordinary layers and ReLUs, four hidden units: one for each row of the truth table, \
        as each is a case of its own.
        """:
          """
        Even the construction from the truth table takes a unit only for a row whose answer is 1, \
        and XOR has two of those.
        """,
      ],
      refutation: """
        Of 20 random starts two ReLUs solve it {solved by 2 ReLUs} times, eight {solved by 8 \
        ReLUs} times, after 1000 steps of descent at the rate 0.5.
        """,
      followUps: [
        "Which starts get stuck, and how do you see it?":
          """
        Of the {failures of 2 ReLUs} failures in these 20 starts, {failures with a dead unit} \
        have a unit that is 0 at all four points, in {failures with twin units} the two units \
        agree in weights and bias up to a factor, and {other failures} have neither. In all of \
        them two corners with different answers get practically the same logit. I print the \
        hidden activations and the logits of the four points.
        """,
        "Are the two units one unit if their weight vectors point the same way?":
          """
        No, the biases count too: x₁ + x₂ and x₁ + x₂ − 1 point the same way and solve XOR. In \
        all {solved by 2 ReLUs} starts that succeed here the two weight vectors lie on one \
        line, in {successes with the same direction} of them in the same direction.
        """,
        "Can you do it with one hidden unit and a connection from the inputs to the output?":
          """
        Yes: x₁ + x₂ − 2 relu(x₁ + x₂ − 1), with {parameters with a skip connection} \
        parameters if biases are counted. The connection supplies the sum, and the hidden unit \
        takes it off again where both bits are 1.
        """,
      ]))
  func `two ReLUs compute XOR, but training wants eight`() {
    let network = MultilayerPerceptron.exclusiveOr
    #expect(network(Gates.inputs) == Tensor([[0], [1], [1], [0]]))
    evidence("parameters", network.parameterCount)
    #expect(network.parameterCount == 9)
    let distance = MultilayerPerceptron.absoluteDifference
    #expect(distance(Gates.inputs) == XORTraining.targets)
    evidence("parameters without biases", distance.parameterCount)
    let hidden = AffineMap(weight: Tensor([[1, 1]]), bias: Tensor([-1]))
    let output = AffineMap(weight: Tensor([[1, 1, -2]]), bias: Tensor([0]))
    let both = Nonlinearity.relu(hidden(Gates.inputs))
    #expect(output(.concatenation([Gates.inputs, both], axis: 1)) == XORTraining.targets)
    evidence("parameters with a skip connection", hidden.parameterCount + output.parameterCount)

    // One hidden unit: whatever its weights, no threshold on it tells the ones from the zeros.
    let grid = (-4...4).map { Scalar($0) / 2 }
    for (w1, w2) in grid.flatMap({ first in grid.map { (first, $0) } }) {
      for b in grid {
        let unit = AffineMap(weight: Tensor([[w1, w2]]), bias: Tensor([b]))
        let h = Nonlinearity.relu(unit(Gates.inputs)).scalars
        #expect(max(h[0], h[3]) >= min(h[1], h[2]) && max(h[1], h[2]) >= min(h[0], h[3]))
      }
    }

    func trained(_ hiddenCount: Int) -> [MultilayerPerceptron] {
      var training = XORTraining(hiddenCount: hiddenCount, nonlinearity: .relu)
      training.stepCount = 1000
      return (0..<20).map { seed in
        var generator = SplitMix64(seed: UInt64(seed))
        return training.train(training.start(using: &generator))
      }
    }
    let (two, eight) = (trained(2), trained(8))
    let failures = two.filter { !XORTraining.isSolved(by: $0) }
    let solvedByEight = eight.count { XORTraining.isSolved(by: $0) }
    evidence("solved by 2 ReLUs", two.count - failures.count)
    evidence("solved by 8 ReLUs", solvedByEight)
    #expect(failures.count > 10 && solvedByEight > 15)
    let causes = failures.map { Cause($0) }
    evidence("failures of 2 ReLUs", failures.count)
    evidence("failures with a dead unit", causes.count { $0 == .deadUnit })
    evidence("failures with twin units", causes.count { $0 == .twinUnits })
    evidence("other failures", causes.count { $0 == .neither })
    // What they share: a one and a zero get the same logit, so no output weights tell them apart.
    for network in failures {
      let z = network(Gates.inputs).scalars
      let gaps = [0, 3].flatMap { zero in [1, 2].map { one in abs(z[zero] - z[one]) } }
      #expect((gaps.min() ?? .infinity) < 0.01)
    }
    // Parallel weights are no cause of failure: every success has them, with other biases.
    let directions = two.filter { XORTraining.isSolved(by: $0) }.map { network in
      Cause.cosine(network.layers[0].weight)
    }
    #expect(!directions.isEmpty && directions.allSatisfy { abs($0) > 0.999 })
    evidence("successes with the same direction", directions.count { $0 > 0 })
    #expect(Cause.cosine(MultilayerPerceptron.exclusiveOr.layers[0].weight) > 0.999)
  }

  @Test(
    .interview(
      .question(1, 14), level: .explain, minutes: 4,
      question: "Can multilayer perceptrons compute every Boolean function?",
      answer: """
        Yes: two layers of threshold units compute any of them. One hidden unit recognizes each \
        row of the truth table where the function is 1, and the output is their OR. Or one \
        argues with NAND, which is a single unit and universal. The catch is the size: the truth \
        table of n bits has 2ⁿ rows. Many functions with structure take far fewer units. Parity \
        of n bits takes n hidden ReLUs in one layer, since it depends on the number of ones \
        alone.
        """,
      commonMistake: "In one hidden layer, parity of n bits needs exponentially many units.",
      otherMistakes: [
        "No: they compute all of them but the parity of many bits, which takes a recurrent network.":
          """
        Parity has a truth table like any other function, and two layers compute it: for eight \
        bits {ReLUs of one layer, parity of 8} hidden ReLUs are right on all {inputs checked} \
        inputs.
        """,
        "Yes, but only with one layer of threshold units for every bit of the input.":
          """
        The depth need not grow with the bits: a unit for each row where the function is 1, and an \
        OR of them, are two layers for any n. What may grow exponentially is the width.
        """,
      ],
      refutation: """
        The truth-table construction does take {hidden units of two layers, parity of 8} hidden \
        units for eight bits. But {ReLUs of one layer, parity of 8} ReLUs in one layer, with \
        kinks at 0, 1, 2 … ones and the output weights 1, −2, 2, −2 …, are right on all {inputs \
        checked} inputs. A tree of distances |a − b| takes {ReLUs of the tree, parity of 8} \
        ReLUs in {levels of the tree} levels.
        """,
      followUps: [
        "How does the number of units of the tree grow with n?":
          """
        It has 2 (n − 1) ReLUs in log₂ n levels, rounded up. That is linear in n, as it is for \
        the single hidden layer of n ReLUs. Tents that fold the number of ones take fewer: two \
        in each of log₂ n levels (lesson 10).
        """,
        "Can gradient descent learn parity?":
          """
        For a few bits yes. For many bits, where the parity is that of an unknown subset, it \
        fails in practice: over random inputs different parities are uncorrelated, so the \
        gradient says almost nothing about which one is meant (Shalev-Shwartz and others, \
        2017). That a small network exists does not help.
        """,
      ]))
  func `two layers compute all gates, n ReLUs the parity of n bits`() throws {
    var wrong = 0
    for table in Gates.allInputs(bitCount: 4).rowScalars {
      try #require(table.count == 4 && Set(table).isSubset(of: [0, 1]))
      let network = ThresholdNetwork(truthTable: table)
      wrong += zip(Gates.inputs.rowScalars, table).count { network(Tensor($0)) != $1 }
    }
    evidence("wrong answers over all 16 functions of two bits", wrong)
    #expect(wrong == 0)
    for bits in Gates.inputs.rowScalars {
      #expect(Gates.exclusiveOrByNand(bits[0], bits[1]) == abs(bits[0] - bits[1]))
    }

    let inputs = Gates.allInputs(bitCount: 8)
    let parity = inputs.rowScalars.map { Scalar(Int($0.reduce(0, +)) % 2) }
    let tree = ParityTree(bitCount: 8)
    try #require(parity.count == 256)
    #expect(tree(inputs).flattened == Tensor(parity))
    evidence("inputs checked", parity.count)
    evidence("ReLUs of the tree, parity of 8", tree.reluCount)
    evidence("levels of the tree", tree.depth)
    let flat = ThresholdNetwork(truthTable: parity)
    evidence("hidden units of two layers, parity of 8", flat.hidden.count)
    #expect(tree.reluCount == 14 && tree.depth == 3 && flat.hidden.count == 128)

    // One hidden layer: unit k is relu(number of ones − k), the output weights 1, −2, 2, −2 …
    let kinks = Tensor((0..<8).map { Scalar(-$0) })
    let weights = (0..<8).map { Scalar($0 == 0 ? 1 : $0 % 2 == 0 ? 2 : -2) }
    let layer = MultilayerPerceptron(
      layers: [
        AffineMap(weight: .ones([8, 8]), bias: kinks),
        AffineMap(weight: Tensor([weights]), bias: Tensor([0])),
      ], nonlinearity: .relu)
    #expect(layer(inputs).flattened == Tensor(parity))
    evidence("ReLUs of one layer, parity of 8", layer.widths[1])
  }
}

/// Why two hidden ReLUs did not solve XOR.
private enum Cause {
  case deadUnit, twinUnits, neither

  init(_ network: MultilayerPerceptron) {
    let activations = network.forward(Gates.inputs).inputs[1]
    let (weight, bias) = (network.layers[0].weight, network.layers[0].bias ?? .zeros([2]))
    if activations.max(axis: 0).min() == 0 {
      self = .deadUnit
    } else {
      let both = Tensor.concatenation([weight, bias.reshaped(to: [2, 1])], axis: 1)
      self = Cause.cosine(both) > 0.99 ? .twinUnits : .neither
    }
  }

  /// The cosine of the angle between the two rows of a matrix.
  static func cosine(_ rows: Tensor) -> Scalar {
    dot(rows.row(0), rows.row(1)) / (rows.row(0).norm() * rows.row(1).norm())
  }
}

extension Tensor {
  /// The scalars of each row of a matrix.
  fileprivate var rowScalars: [[Scalar]] { (0..<shape[0]).map { row($0).scalars } }
}
