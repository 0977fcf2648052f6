import Autograd
import BatchNorm
import TensorCore
import TestSupport
import Testing

/// A batch in parts: ghost batches, replicas, accumulated gradients.
@Suite struct Lesson05Parts {
  private let x = normals([8, 3], mean: 2, deviation: 3)

  // MARK: Ghost batches

  @Test func `a ghost batch is normalized by itself`() throws {
    let (ghost, plain) = (BatchNorm1d(featureCount: 3), BatchNorm1d(featureCount: 3))
    let y = GhostBatchNorm(ghost, ghostSize: 4)(Variable(x)).value
    let parts = [x.slice(0..<4), x.slice(4..<8)].map { plain(Variable($0)).value }
    #expect(y == .concatenation(parts))
    #expect(ghost.running?.mean == plain.running?.mean)
    #expect(ghost.running?.batchCount == 2)
    #expect(difference(y, BatchNorm1d(featureCount: 3)(Variable(x)).value) > 0.05)
  }

  @Test func `the rest belongs to the last ghost batch`() {
    let ghost = BatchNorm1d(featureCount: 3)
    let y = GhostBatchNorm(ghost, ghostSize: 3)(Variable(x)).value
    let last = BatchNorm1d(featureCount: 3)(Variable(x.slice(3..<8))).value
    #expect(y.slice(3..<8) == last)
    #expect(ghost.running?.batchCount == 2)
  }

  @Test func `a small batch is one ghost, evaluation knows none`() {
    let ghost = GhostBatchNorm(BatchNorm1d(featureCount: 3), ghostSize: 8)
    #expect(ghost(Variable(x)).value == BatchNorm1d(featureCount: 3)(Variable(x)).value)
    let layer = GhostBatchNorm(BatchNorm1d(featureCount: 3), ghostSize: 2)
    layer.setMode(.evaluation)
    #expect(layer(Variable(x)).value == layer.norm(Variable(x)).value)
    #expect(layer.norm.running?.batchCount == 0)
    #expect(layer.namedParameters.map(\.name) == ["norm.weight", "norm.bias"])
  }

  // MARK: Replicas

  @Test func `merged statistics are those of the whole`() {
    let parts = [x.slice(0..<1), x.slice(1..<5), x.slice(5..<8)]
    let merged = ChannelStatistics.merged(parts.map { ChannelStatistics(of: $0) })
    let whole = ChannelStatistics(of: x)
    #expect(merged.count == whole.count)
    #expect(difference(merged.mean, whole.mean) < rounding)
    #expect(difference(merged.variance, whole.variance) < rounding)
  }

  private func shares() -> [Variable] { [x.slice(0..<4), x.slice(4..<8)].map(leaf) }

  @Test func `synchronized replicas compute the whole batch's step`() throws {
    let (layer, copies) = (BatchNorm1d(featureCount: 3), BatchNorm1d(featureCount: 3))
    let (whole, d) = (leaf(x), normals([8, 3], seed: 4))
    let y = layer(whole)
    try y.backward(cotangent: d)
    let shares = shares()
    let replicas = BatchNormReplicas(of: copies, count: 2)
    let outputs = replicas.synchronized(shares)
    try Variable.concatenation(outputs).backward(cotangent: d)
    #expect(difference(.concatenation(outputs.map(\.value)), y.value) < rounding)
    let gradients = try shares.map { try #require($0.gradient) }
    #expect(difference(.concatenation(gradients), try #require(whole.gradient)) < rounding)
    #expect(
      difference(try #require(copies.scale?.gradient), try #require(layer.scale?.gradient))
        < rounding)
    for running in replicas.running {
      #expect(difference(running.mean, try #require(layer.running?.mean)) < rounding)
      #expect(difference(running.variance, try #require(layer.running?.variance)) < rounding)
    }
    #expect(copies.running?.batchCount == 0)
  }

  @Test func `separate replicas keep averages of their own data`() {
    let replicas = BatchNormReplicas(of: BatchNorm1d(featureCount: 3), count: 2)
    for seed: UInt64 in 1...30 {
      _ = replicas.separately([
        Variable(normals([4, 3], mean: 0, seed: seed)),
        Variable(normals([4, 3], mean: 10, seed: seed + 100)),
      ])
    }
    #expect(replicas.running[0].mean.maximumMagnitude() < 1)
    #expect(replicas.running[1].mean.min() > 8)
    // What DistributedDataParallel does before each forward pass: the first wins.
    replicas.broadcastBuffers()
    #expect(replicas.running[1].mean == replicas.running[0].mean)
    #expect(replicas.running[1].batchCount == 30)
  }

  // MARK: Accumulation

  @Test func `accumulated gradients are not the large batch's`() throws {
    let classes = [0, 1, 1, 0, 1, 0, 0, 1]
    func gradient(sizes: [Int], isNormalized: Bool, seed: UInt64) throws -> Tensor {
      var generator = SplitMix64(seed: seed)
      let linear = Linear(inputCount: 3, outputCount: 6, using: &generator)
      let model = Sequential(
        linear, isNormalized ? BatchNorm1d(featureCount: 6) : LayerNorm(shape: [6]),
        FunctionLayer("relu", relu), Linear(inputCount: 6, outputCount: 2, using: &generator))
      let x = normals([8, 3], seed: seed + 50)
      let ends = sizes.indices.map { sizes[...$0].reduce(0, +) }
      try accumulateGradients(sizes: sizes) { part in
        let rows = ends[part] - sizes[part]..<ends[part]
        return softmaxCrossEntropy(model(Variable(x.slice(rows))), classes: Array(classes[rows]))
      }
      return try #require(linear.weight.gradient)
    }
    for seed: UInt64 in 0..<10 {
      func relative(_ isNormalized: Bool) throws -> Scalar {
        let whole = try gradient(sizes: [8], isNormalized: isNormalized, seed: seed)
        let parts = try gradient(sizes: [4, 4], isNormalized: isNormalized, seed: seed)
        return (parts - whole).norm() / whole.norm()
      }
      #expect(try relative(true) > 0.1, "seed \(seed)")
      #expect(try relative(false) < rounding, "seed \(seed)")
    }
  }
}
