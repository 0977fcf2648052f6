import Perceptron
import TensorCore
import Testing

/// Neurons and networks with weights set by hand, on every input.
@Suite struct Lesson01Gates {
  @Test func `a neuron is a weighted sum, a bias and a function`() {
    let neuron = Neuron(weights: Tensor([2, -1]), bias: 0.5, nonlinearity: .relu)
    #expect(neuron.weightedSum(of: Tensor([1, 3])) == -0.5)
    #expect(neuron(Tensor([1, 3])) == 0)
    #expect(neuron(Tensor([3, 1])) == 5.5)
    #expect(neuron.outputs(for: Tensor([[1, 3], [3, 1]])) == Tensor([0, 5.5]))
  }

  @Test func `the step fires at zero`() {
    #expect(Nonlinearity.step(Tensor([-1, -0.0, 0, 1])) == Tensor([0, 1, 1, 1]))
  }

  @Test func `AND, OR and NAND have their truth tables`() {
    #expect(Gates.and.outputs(for: Gates.inputs) == Tensor([0, 0, 0, 1]))
    #expect(Gates.or.outputs(for: Gates.inputs) == Tensor([0, 1, 1, 1]))
    #expect(Gates.nand.outputs(for: Gates.inputs) == Tensor([1, 1, 1, 0]))
  }

  @Test func `four NAND gates make XOR`() {
    let table = [(0, 0), (0, 1), (1, 0), (1, 1)].map {
      Gates.exclusiveOrByNand(Scalar($0.0), Scalar($0.1))
    }
    #expect(table == [0, 1, 1, 0])
  }

  @Test(arguments: 0..<16)
  func `two threshold layers compute every function of two bits`(number: Int) {
    let table = (0..<4).map { Scalar(number >> $0 & 1) }
    let network = ThresholdNetwork(truthTable: table)
    #expect((0..<4).map { network(Gates.inputs.row($0)) } == table)
    #expect(network.hidden.count == Int(table.reduce(0, +)))
  }

  @Test func `of two bits the perceptron learns all but XOR and XNOR`() {
    let learned = (0..<16).filter { number in
      var perceptron = RosenblattPerceptron(inputCount: 2)
      let labels = (0..<4).map { Scalar(number >> $0 & 1) }
      return perceptron.train(on: Gates.inputs, labels: labels, epochLimit: 100).cleanEpoch != nil
    }
    // 0110 and 1001 are XOR and its opposite.
    #expect(learned == (0..<16).filter { $0 != 0b0110 && $0 != 0b1001 })
  }

  @Test(arguments: 0..<256)
  func `two threshold layers compute every function of three bits`(number: Int) {
    let table = (0..<8).map { Scalar(number >> $0 & 1) }
    let network = ThresholdNetwork(truthTable: table)
    let inputs = Gates.allInputs(bitCount: 3)
    #expect((0..<8).map { network(inputs.row($0)) } == table)
  }

  @Test func `all inputs come in counting order`() {
    #expect(Gates.allInputs(bitCount: 2) == Gates.inputs)
    #expect(Gates.allInputs(bitCount: 3).row(6) == Tensor([1, 1, 0]))
    #expect(Gates.allInputs(bitCount: 0).shape == [1, 0])
  }

  // MARK: - ReLUs

  @Test func `two ReLUs and nine parameters compute XOR exactly`() {
    let network = MultilayerPerceptron.exclusiveOr
    #expect(network(Gates.inputs) == Tensor([[0], [1], [1], [0]]))
    #expect(network.parameterCount == 9)
    #expect(network.widths == [2, 2, 1])
  }

  @Test func `six or seven parameters are enough for XOR`() {
    #expect(MultilayerPerceptron.absoluteDifference.parameterCount == 6)
    // One hidden ReLU, and connections past it: y = x₁ + x₂ − 2 relu(x₁ + x₂ − 1), biases −1 and 0.
    let sums = Gates.inputs.sum(axis: 1)
    let outputs = sums - 2 * (sums - 1).map { $0 < 0 ? 0 : $0 }
    #expect(outputs == Tensor([0, 1, 1, 0]))
  }

  @Test func `two ReLUs give the distance of two numbers`() {
    let pairs = Tensor([[3, 1], [1, 3], [-2, 2.5], [0, 0]])
    #expect(MultilayerPerceptron.absoluteDifference(pairs) == Tensor([[2], [2], [4.5], [0]]))
    #expect(
      MultilayerPerceptron.absoluteDifference(Gates.inputs) == Tensor([[0], [1], [1], [0]]))
  }

  @Test(arguments: 1...8)
  func `a tree of distances computes parity on every input`(bitCount: Int) {
    let tree = ParityTree(bitCount: bitCount)
    let inputs = Gates.allInputs(bitCount: bitCount)
    let parity = (0..<1 << bitCount).map { Scalar($0.nonzeroBitCount % 2) }
    #expect(tree(inputs).flattened == Tensor(parity))
    #expect(tree.reluCount == 2 * (bitCount - 1))
    // The smallest depth with 2^depth ≥ bits.
    #expect(bitCount <= 1 << tree.depth)
    #expect(bitCount == 1 || 1 << (tree.depth - 1) < bitCount)
  }

  // So depth saves nothing here: the tree has 2 (n − 1).
  @Test(arguments: 1...8)
  func `n ReLUs in one layer compute the parity of n bits`(bitCount: Int) {
    let network = MultilayerPerceptron.parity(bitCount: bitCount)
    let inputs = Gates.allInputs(bitCount: bitCount)
    let parity = (0..<1 << bitCount).map { Scalar($0.nonzeroBitCount % 2) }
    #expect(network(inputs).flattened == Tensor(parity))
    #expect(network.widths == [bitCount, bitCount, 1])
    if bitCount == 2 { #expect(network == .exclusiveOr) }
  }

  @Test func `parity of 8 bits: 14 units in a tree, 128 in a table, 8 flat`() {
    let tree = ParityTree(bitCount: 8)
    #expect(tree.reluCount == 14)
    #expect(tree.depth == 3)
    let table = (0..<256).map { Scalar($0.nonzeroBitCount % 2) }
    #expect(ThresholdNetwork(truthTable: table).hidden.count == 128)
    #expect(MultilayerPerceptron.parity(bitCount: 8).widths[1] == 8)
  }
}
