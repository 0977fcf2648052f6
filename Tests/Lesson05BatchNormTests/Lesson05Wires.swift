import Autograd
import BatchNorm
import TensorCore
import TestSupport
import Testing

/// Three derivations of one backward pass: by hand in two sums, wire by wire, and by the engine.
@Suite(.doublePrecision) struct Lesson05Wires {
  private let x = normals([6, 3], mean: 2, deviation: 3)
  private let d = normals([6, 3], seed: 2)
  private let scale = normals([3], seed: 3)
  private let offset = normals([3], seed: 4)

  private var wires: BatchNormWires {
    BatchNormWires(x, scale: scale, offset: offset, epsilon: 1e-5, cotangent: d)
  }

  @Test func `every wire has the value and gradient of the engine`() throws {
    let graph = BatchNormGraph(leaf(x), scale: leaf(scale), offset: leaf(offset), epsilon: 1e-5)
    for (_, variable) in graph.names { variable.retainGradient() }
    try graph.output.backward(cotangent: d)
    #expect(graph.names.map(\.name) == wires.wires.map(\.name))
    for (wire, (name, variable)) in zip(wires.wires, graph.names) {
      #expect(difference(wire.value, variable.value) < 1e-13, "\(name)")
      #expect(difference(wire.gradient, try #require(variable.gradient)) < 1e-12, "\(name)")
    }
  }

  @Test func `the wires end in what two sums give`() {
    let gradients = NormalizedBatch(of: x, epsilon: 1e-5).gradients(ofOutput: d, scale: scale)
    #expect(difference(wires["x"].gradient, gradients.input) < 1e-12)
    #expect(difference(wires["scale"].gradient, gradients.scale) < 1e-12)
    #expect(difference(wires["offset"].gradient, gradients.offset) < 1e-12)
  }

  // Σ centered = 0: of the two ways from the mean to the output, the one by the variance carries nothing.
  @Test func `the variance sends nothing back through the mean`() {
    let through = (wires["squares"].gradient * wires["centered"].value * 2).sum(axis: 0)
    #expect(through.maximumMagnitude() < 1e-14)
    #expect(wires["mean"].gradient.maximumMagnitude() > 0.1)
  }

  @Test func `the graph keeps more than the fused operation`() {
    let leaves = [x, scale, offset].map(leaf)
    let graph = BatchNormGraph(leaves[0], scale: leaves[1], offset: leaves[2], epsilon: 1e-5)
    let fused = batchNorm(leaves[0], scale: leaves[1], offset: leaves[2], epsilon: 1e-5)
    #expect(difference(graph.output.value, fused.value) < 1e-14)
    // Of a batch of 6 · 3 the fused operation keeps x̂ and one number a channel.
    #expect(fused.savedScalarCount(besides: leaves) == 18 + 3)
    #expect(graph.output.savedScalarCount(besides: leaves) > 2 * (18 + 3))
    #expect(fused.recordedOperations == ["batchNorm"])
    #expect(graph.output.recordedOperations.count == 12)
  }

  @Test func `the graph can be drawn with its names`() throws {
    let graph = BatchNormGraph(leaf(x), scale: leaf(scale), offset: leaf(offset), epsilon: 1e-5)
    let drawing = try (graph.output * graph.output).sum().graph(naming: graph.names)
    let names = Set(drawing.nodes.compactMap(\.name))
    #expect(names == Set(wires.wires.map(\.name)))
  }
}
