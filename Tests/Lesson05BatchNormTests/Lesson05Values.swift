import Autograd
import BatchNorm
import TensorCore
import TestSupport
import Testing

/// The lesson's table of golden values, and values that a pencil gives.
@Suite(.doublePrecision(because: "The table has ten digits."))
struct Lesson05Values {
  let golden: GoldenValues
  let x = Tensor([[1, 10], [2, 20], [3, 30], [6, 40]])

  init() throws { golden = try GoldenValues.lesson(5) }

  /// Whether a tensor agrees with digits that stand in the table and with PyTorch's value of that name.
  private func expect(
    _ found: Tensor, _ name: String, table digits: [Scalar],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let table = Tensor(shape: found.shape, scalars: digits)
    #expect((found - table).maximumMagnitude() < 6e-11, sourceLocation: sourceLocation)
    #expect(difference(found, try golden.tensor(name)) < 1e-12, sourceLocation: sourceLocation)
  }

  @Test func `V5.1 a batch in training mode`() throws {
    let y = BatchNorm1d(featureCount: 2)(Variable(x)).value
    try expect(
      y, "table(V5.1).output",
      table: [
        -1.0690434404, -1.3416407328, -0.5345217202, -0.4472135776, 0, 0.4472135776,
        1.6035651607, 1.3416407328,
      ])
  }

  @Test func `V5.2 the running statistics after one batch`() throws {
    let layer = BatchNorm1d(featureCount: 2)
    _ = layer(Variable(x))
    let running = try #require(layer.running)
    try expect(running.mean, "table(V5.2).mean", table: [0.3, 2.5])
    try expect(running.variance, "table(V5.2).variance", table: [1.3666666667, 17.5666666667])
    #expect(running.batchCount == 1)
  }

  @Test func `V5.3 running averages over three batches`() throws {
    let layer = BatchNorm1d(featureCount: 1)
    let running = try #require(layer.running)
    let rows = [[0, 2], [4, 8], [1, 3]].map { (batch: [Scalar]) in
      _ = layer(Variable(Tensor(batch).reshaped(to: [2, 1])))
      return [running.mean.scalar, running.variance.scalar]
    }
    try expect(
      Tensor(rows), "table(V5.3).output", table: [0.1, 1.1, 0.69, 1.79, 0.821, 1.811])
  }

  @Test func `V5.4 layer norm of four numbers`() throws {
    let y = LayerNorm(shape: [4])(Variable(Tensor([1, 2, 4, 9]))).value
    try expect(
      y, "table(V5.4).output", table: [-0.9733280145, -0.6488853430, 0, 1.6222133575])
  }

  @Test func `V5.5 group norm of the same, in two groups`() throws {
    let y = GroupNorm(groupCount: 2, channelCount: 4)(Variable(Tensor([[1, 2, 4, 9]]))).value
    try expect(
      y, "table(V5.5).output", table: [-0.9999800006, 0.9999800006, -0.9999992000, 0.9999992000])
  }

  @Test func `V5.6 what is left of the start after n batches`() throws {
    let running = RunningStatistics(featureCount: 1)
    let batch = ChannelStatistics(mean: .zeros([1]), variance: .ones([1]), count: 2)
    let weights = [10, 22, 44, 66].map { count in
      for _ in 0..<count where running.batchCount < count { running.update(with: batch) }
      return running.weightOfStart
    }
    #expect(difference(Tensor(weights), try golden.tensor("table(V5.6).output")) < 1e-12)
    for (weight, digits) in zip(weights, [0.349, 0.098, 0.0097, 0.00096] as [Scalar]) {
      #expect(abs(weight / digits - 1) < 0.006)
    }
    // It is what the averages do: a mean that starts at 1 under batches of mean 0.
    running.reset()
    running.mean = .ones([1])
    for _ in 0..<44 { running.update(with: batch) }
    #expect(abs(running.mean.scalar - running.weightOfStart) < 1e-15)
    #expect(running.weightOfStart < 0.01)
    #expect(Scalar.pow(0.9, 43) >= 0.01)
  }

  // MARK: The backward pass

  private let d = Tensor([[1, 0], [0, 1], [-1, 2], [0.5, -1]])
  private let scale = Tensor([1.5, -0.5])
  private let offset = Tensor([0.1, 0.2])

  private func expectTable(
    output: Tensor, _ gradients: (x: Tensor, scale: Tensor, offset: Tensor),
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try expect(
      output, "table(V5.7).output",
      table: [
        -1.5035651607, 0.8708203664, -0.7017825803, 0.4236067888, 0.1, -0.0236067888, 2.5053477410,
        -0.4708203664,
      ], sourceLocation: sourceLocation)
    try expect(
      gradients.x, "table(V5.7).gradient.x",
      table: [
        0.6442897371, 0.0357770851, -0.1288578329, -0.0178885435, -0.9020054029, -0.0715541721,
        0.3865734986, 0.0536656304,
      ], sourceLocation: sourceLocation)
    try expect(
      gradients.scale, "table(V5.7).gradient.scale", table: [-0.2672608601, -0.8944271552],
      sourceLocation: sourceLocation)
    try expect(
      gradients.offset, "table(V5.7).gradient.offset", table: [0.5, 2],
      sourceLocation: sourceLocation)
  }

  @Test func `V5.7 the backward pass by hand`() throws {
    let batch = NormalizedBatch(of: x, epsilon: 1e-5)
    let gradients = batch.gradients(ofOutput: d, scale: scale)
    try expectTable(
      output: batch.output(scale: scale, offset: offset),
      (gradients.input, gradients.scale, gradients.offset))
  }

  @Test func `V5.7 the backward pass wire by wire`() throws {
    let wires = BatchNormWires(x, scale: scale, offset: offset, epsilon: 1e-5, cotangent: d)
    try expectTable(
      output: wires["y"].value,
      (wires["x"].gradient, wires["scale"].gradient, wires["offset"].gradient))
  }

  @Test func `V5.7 the backward pass of the engine`() throws {
    let leaves = [x, scale, offset].map(leaf)
    let y = batchNorm(leaves[0], scale: leaves[1], offset: leaves[2], epsilon: 1e-5)
    try y.backward(cotangent: d)
    let gradients = try leaves.map { try #require($0.gradient) }
    try expectTable(output: y.value, (gradients[0], gradients[1], gradients[2]))
  }

  @Test func `V5.7 statistics as constants give another gradient`() {
    let statistics = ChannelStatistics(of: x)
    let constant = NormalizedBatch(
      of: x, mean: statistics.mean, variance: statistics.variance, epsilon: 1e-5)
    let gradient = constant.gradients(ofOutput: d, scale: scale).input
    #expect(abs(gradient[0, 0] - 0.8018) < 5e-5)
    #expect((gradient.sum(axis: 0) - Tensor([0.4009, -0.0894])).maximumMagnitude() < 5e-5)
    #expect(
      constant.output(scale: scale, offset: offset)
        == NormalizedBatch(of: x, epsilon: 1e-5).output(scale: scale, offset: offset))
  }
}
