import Approximation
import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// Parity and XOR: what they show, and what they do not.

extension Lesson10Interview {
  @Test(
    .interview(
      .question(10, 9), level: .explain, minutes: 4,
      question: "How many ReLUs does the parity of n bits take, shallow and deep?",
      answer: """
        In one hidden layer n are enough. All units see the sum of the bits, and parity is a zigzag of n pieces over it. A tree of |a − b|, which is XOR on bits, takes 2(n − 1) in depth ⌈log₂ n⌉. \
        Tents fold the sum with 2⌈log₂ n⌉ in that depth. That is far fewer units, but the first layer reads n bits in any case: about 2n weights in place of n². \
        The well-known 2ⁿ⁻¹ is the price of a truth table: one threshold unit for each row with answer 1.
        """,
      whiteboard: """
        s = Σ bits:  y = relu(s) − 2 relu(s − 1) + 2 relu(s − 2) − … ± 2 relu(s − n + 1)
        tree: XOR(a, b) = relu(a − b) + relu(b − a), n − 1 pairs
        fold: k = ⌈log₂ n⌉ tents in a row on s/2ᵏ
        """,
      commonMistake: "In one hidden layer parity takes 2ⁿ⁻¹ units.",
      otherMistakes: [
        "Depth gains nothing on parity, since n units in one layer are enough.":
          "They are enough and far from the least: tents on the sum take 2⌈log₂ n⌉. For 1,000 bits that is 20 ReLUs in place of 1,000, and about 2,000 weights in place of a million.",
        "One hidden layer cannot compute parity, as Minsky and Papert proved.":
          "They proved it for features of which each sees only some of the bits. Units that see all bits escape that: {units, shallow} ReLUs in one layer make {errors, shallow} errors on all inputs of 8 bits.",
      ],
      refutation: """
        8 bits, all {inputs} inputs: one layer of {units, shallow} ReLUs makes {errors, shallow} errors, the tree with {units, deep} ReLUs in {depth, deep} levels {errors, deep}, three tents on the sum with {units, folded} ReLUs {errors, folded}. The truth table's network has {units, table} hidden units.
        """,
      followUps: [
        "Where does the exponential statement come from?": """
        From circuits of AND, OR and NOT gates: with a fixed number of levels parity takes a number of gates that grows faster than every polynomial (Furst, Saxe and Sipser; Håstad). Units that add up their inputs are not such gates.
        """,
        "Can one layer do with far fewer than n?": """
        Not with fewer than the order of √n. On each square face of the cube parity is not affine, so a unit has to change sides there; and a hyperplane cuts at most a share of the order 1/√n of the edges (O’Neil, 1971), and so of the faces.
        """,
        "Does training find either network?": """
        Not for many bits: if any subset of them may be the one that counts, the gradient says hardly anything about which (Shalev-Shwartz, Shamir and Shammah, 2017).
        """,
      ]))
  func `eight ReLUs in one layer compute the parity of 8 bits`() {
    let bits = Gates.allInputs(bitCount: 8)
    let wanted = (0..<256).map { Scalar($0.nonzeroBitCount % 2) }
    func errorCount(_ outputs: Tensor) -> Int {
      zip(outputs.scalars, wanted).count { abs($0 - $1) > 1e-9 }
    }
    let shallow = MultilayerPerceptron.parity(bitCount: 8)
    let tree = ParityTree(bitCount: 8)
    evidence("inputs", wanted.count)
    evidence("units, shallow", shallow.widths[1])
    evidence("errors, shallow", errorCount(shallow(bits)))
    evidence("units, deep", tree.reluCount)
    evidence("depth, deep", tree.depth)
    evidence("errors, deep", errorCount(tree(bits)))
    // The first layer adds the bits up, in eighths; what follows is the sawtooth.
    let saw = Sawtooth(compositionCount: 3).network
    let sum = AffineMap(
      weight: Tensor(repeating: 1 / 8, shape: [2, 8]), bias: saw.layers[0].bias)
    let folded = MultilayerPerceptron(
      layers: [sum] + saw.layers.dropFirst(), nonlinearity: .relu)
    evidence("units, folded", folded.widths.dropFirst().dropLast().reduce(0, +))
    evidence("errors, folded", errorCount(folded(bits)))
    #expect(folded.widths == [8, 2, 2, 2, 1] && errorCount(folded(bits)) == 0)
    let table = ThresholdNetwork(truthTable: wanted)
    evidence("units, table", table.hidden.count)
    #expect(errorCount(shallow(bits)) == 0 && errorCount(tree(bits)) == 0)
    #expect(shallow.widths[1] == 8 && tree.reluCount == 14 && table.hidden.count == 128)
  }

  @Test(
    .interview(
      .question(10, 14), level: .explain, minutes: 3,
      question:
        "Minsky and Papert proved in 1969 that perceptrons cannot compute XOR or parity. Why does that not limit today's networks?",
      answer: """
        Their theorems are about one layer of weights over fixed features. Each of these sees only some of the inputs. A hidden layer makes new features of all inputs, and the limit is gone: two ReLUs compute XOR, n of them parity. \
        What was missing then was not a network that could do it but a way to train its hidden weights; backpropagation is that way. What stays true is that a model without hidden units draws one hyperplane.
        """,
      commonMistake: "It does, since they proved that neural networks cannot compute XOR.",
      otherMistakes: [
        "The proof had a gap, which was found in the 1980s.":
          "The proof stands: one layer of weights over features of limited order still cannot compute parity. What spread in the 1980s was backpropagation, which trains hidden weights, of which the theorems do not speak.",
        "The limit was one of computers of that time.":
          "XOR has four points, and no computer of today fits them with a linear model: its best mean squared error is {linear}, that of the constant one half. What was missing was a way to train hidden weights.",
        "Only a smooth activation removes the limit.":
          "It is the hidden layer that removes it: with ReLUs, which have a kink, {parameters} parameters make {errors} errors on XOR, and hidden thresholds, which jump, compute it as well.",
      ],
      refutation: """
        A network with one hidden layer and {parameters} parameters makes {errors} errors on the four points. The best linear model has the mean squared error {linear}, that of the constant one half. \
        Trained from random starts, 8 hidden ReLUs solve XOR in {solved} of 20.
        """,
      followUps: [
        "What did they show about parity?": """
        That one of the features has to look at all n bits at once, so features of limited order are not enough. With such a feature it is easy, but then the feature does the work.
        """,
        "So are hidden units sufficient?": """
        To represent, yes. To learn from data by descent is another matter: with two hidden ReLUs most random starts on XOR get stuck, which lesson 01 measures.
        """,
      ]))
  func `nine parameters compute XOR, and no linear model does`() {
    let network = MultilayerPerceptron.exclusiveOr
    let targets = XORTraining.targets
    evidence("parameters", network.parameterCount)
    let errors = zip(network(Gates.inputs).scalars, targets.scalars).count { $0 != $1 }
    evidence("errors", errors)
    let linear = LinearRegression(fitting: Gates.inputs, targets: targets.flattened)
    let error = SquaredError().mean(of: linear(Gates.inputs), targets: targets.flattened)
    evidence("linear", Double((error * 1e9).rounded() / 1e9))
    var training = XORTraining(hiddenCount: 8, nonlinearity: .relu)
    training.stepCount = 500
    let solved = (0..<20 as Range<UInt64>).count { training.solves(seed: $0) }
    evidence("solved", solved)
    #expect(network.parameterCount == 9 && errors == 0 && abs(error - 0.25) < 1e-9)
    #expect(solved >= 15)
  }
}
