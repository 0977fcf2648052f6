import Backprop
import TensorCore
import Testing

/// A graph as a value: its nodes and edges, its text and its drawing.
@Suite struct Lesson02ComputationGraph {
  /// The lesson's example, t = tanh(a b + c).
  private struct Example {
    let a = leaf(2)
    let b = leaf(-3)
    let c = leaf(6.549)
    let t: Variable

    init() { t = tanh(a * b + c) }

    func graph() throws -> ComputationGraph {
      try t.graph(naming: ["a": a, "b": b, "c": c, "t": t])
    }
  }

  // MARK: - Nodes and edges

  @Test func `values go forward, gradients back, shares on edges`() throws {
    let graph = try Example().graph()
    #expect(graph.nodes.map(\.name) == ["a", "b", nil, "c", nil, "t"])
    #expect(graph.nodes.map(\.operation) == [nil, nil, "multiply", nil, "add", "tanh"])
    let t = Scalar.tanh(-6 + 6.549)
    let slope = 1 - t * t
    let values = graph.nodes.map { $0.value?.scalar ?? .nan }
    #expect(values == [2, -3, -6, 6.549, -6 + 6.549, t])
    #expect(graph.nodes.map(\.gradient.scalar) == [-3 * slope, 2 * slope, slope, slope, slope, 1])
    #expect(graph.edges.map(\.operand) == [0, 1, 2, 3, 4])
    #expect(graph.edges.map(\.result) == [2, 2, 4, 4, 5])
    #expect(graph.edges.map(\.share.scalar) == [-3 * slope, 2 * slope, slope, slope, slope])
  }

  @Test func `it shows what backward() then does, and changes nothing`() throws {
    let example = Example()
    var hookCount = 0
    example.a.addGradientHook { _ in
      hookCount += 1
      return nil
    }
    let meter = WorkMeter()
    let (first, second) = try meter.measuring { (try example.graph(), try example.graph()) }
    #expect(first == second)
    try #require(first.nodes.count == 6)
    #expect(example.a.gradient == nil && hookCount == 0)
    #expect(meter.multiplyAdds == 0)
    try example.t.backward()
    #expect(first.nodes[0].gradient == example.a.gradient)
    #expect(first.nodes[1].gradient == example.b.gradient)
    #expect(first.nodes[3].gradient == example.c.gradient)
  }

  @Test func `shares of several uses stand apart and add up`() throws {
    let x = leaf(1)
    let s = x * x
    let graph = try ((2 * s) * (3 * s)).graph(naming: ["x": x, "s": s])
    #expect(graph.nodes.map(\.gradient.scalar) == [24, 12, 3, 2, 1])
    #expect(graph.edges.map(\.share.scalar) == [12, 12, 6, 6, 3, 2])
    #expect(graph.edges.map(\.operand) == [0, 0, 1, 1, 2, 3])
  }

  @Test func `broadcast operands receive summed shares`() throws {
    let (x, bias) = (leaf(Tensor([[1, 2], [3, 4]])), leaf(Tensor([1, 1])))
    let graph = try (x + bias).sum().graph()
    #expect(graph.edges.map(\.share) == [.ones([2, 2]), Tensor([2, 2]), .ones([2, 2])])
  }

  @Test func `gradients agree with backward() in a network`() throws {
    var generator = SplitMix64(seed: 31)
    let model = Sequential.multilayerPerceptron([3, 5, 2], using: &generator)
    let x = Variable(.normal([4, 3], using: &generator))
    let loss = softmaxCrossEntropy(model(x), classes: [0, 1, 1, 0])
    let graph = try loss.graph(naming: model.namedParameters)
    try loss.backward()
    for (name, variable) in model.namedParameters {
      let node = try #require(graph.nodes.first { $0.name == name })
      #expect(node.gradient == variable.gradient)
      #expect(node.value == variable.value)
    }
    // Constants are no part of it: x is missing, and linear has the operands that are trained.
    #expect(
      graph.nodes.compactMap(\.operation) == ["linear", "relu", "linear", "softmaxCrossEntropy"])
  }

  @Test func `a part that is recomputed leaves no gradients behind`() throws {
    let (x, weight) = (leaf(2), leaf(3))
    let y = recomputed(x) { $0 * weight }
    let graph = try y.graph()
    #expect(weight.gradient == nil)
    #expect(graph.nodes.map(\.gradient.scalar) == [3, 1])
    try y.backward()
    #expect(weight.gradient?.scalar == 2)
  }

  @Test func `a change in place is a node, each with its own value`() throws {
    let x = leaf(2)
    let y = x * 3
    try y.addInPlace(1)
    let graph = try y.graph()
    #expect(graph.nodes.map(\.operation) == [nil, "multiplyByNumber", "addInPlace"])
    #expect(graph.nodes.map { $0.value?.scalar } == [2, 6, 7])
  }

  @Test func `small results are kept to be shown, large ones not`() throws {
    let (small, large) = (leaf(.ones([16])), leaf(.ones([17])))
    #expect(try (small * 2).sum().graph().nodes.dropFirst().first?.value == .ones([16]) * 2)
    let graph = try (large * 2).sum().graph()
    try #require(graph.nodes.count == 3)
    #expect(graph.nodes[0].value == .ones([17]))
    #expect(graph.nodes[1].value == nil)
    #expect(graph.description.contains("multiplyByNumber(#0)  [17]       …         …"))
    #expect((large * 2).sum().savedScalarCount == 0)
  }

  @Test func `a hundred thousand operations do not overflow the stack`() throws {
    let x = leaf(1)
    var y = x
    for _ in 0..<100_000 { y = y + 1 }
    let graph = try y.graph()
    #expect(graph.nodes.count == 100_001)
    #expect(graph.nodes.first?.gradient.scalar == 1)
  }

  @Test func `it is refused where backward() is`() throws {
    let x = leaf(Tensor([1, 2]))
    #expect(throws: AutogradError.notAScalar([2])) { try (x * 2).graph() }
    #expect(throws: AutogradError.nothingRecorded) { try Variable(Tensor(1)).graph() }
    let y = (x * x).sum()
    try y.backward()
    #expect(throws: AutogradError.graphReleased(operation: "sum")) { try y.graph() }
    let z = tanh(leaf(1))
    z.unguardedValue = Tensor(0)
    try z.detached().update { $0 += 1 }
    #expect(throws: AutogradError.self) { try z.graph() }
  }

  // MARK: - Text

  @Test func `the text is a table with a line for every node`() throws {
    #expect(
      try Example().graph().description == """
            operation       shape  value  gradient
        a   leaf            []         2     −2.25
        b   leaf            []        −3       1.5
        #2  multiply(a, b)  []        −6      0.75
        c   leaf            []     6.549      0.75
        #4  add(#2, c)      []     0.549      0.75
        t   tanh(#4)        []       0.5         1
        """)
  }

  @Test func `no line is longer than 80 columns`() throws {
    var generator = SplitMix64(seed: 32)
    let matrices = (0..<12).map { _ in leaf(.normal([4, 4], using: &generator)) }
    let joined = Variable.concatenation(matrices).sum() * 1e-20
    let names = matrices.enumerated().map { ("encoder.layers.\($0).weight", $1) }
    let text = try joined.graph(naming: names).description
    let lines = text.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 }, "\(text)")
    try #require(lines.count == 16)
    // What is cut says so, and numbers are never cut in two.
    #expect(lines[1].contains("encoder.lay…"))
    #expect(lines[13].contains(" …"))
  }

  // MARK: - Drawing

  @Test func `the drawing of the example in Graphviz's language`() throws {
    let expected = #"""
      digraph {
        graph [bgcolor="white", pad="0.12", nodesep="0.35", ranksep="0.3"]
        node [shape=plain, fontname="Helvetica,Arial,sans-serif", fontsize=15, fontcolor="#1a1a1a"]
        edge [fontname="Helvetica,Arial,sans-serif", fontsize=15, fontcolor="#b02318", color="#555555", arrowsize=0.7]
        n0 [label=<<table border="1" cellborder="0" cellspacing="0" cellpadding="3" bgcolor="#e4edf8" color="#555555" style="rounded"><tr><td colspan="2"><b>a</b></td></tr><tr><td align="left">value</td><td align="right">2</td></tr><tr><td align="left"><font color="#b02318"><i>gradient</i></font></td><td align="right"><font color="#b02318"><i>−2.25</i></font></td></tr></table>>]
        n1 [label=<<table border="1" cellborder="0" cellspacing="0" cellpadding="3" bgcolor="#e4edf8" color="#555555" style="rounded"><tr><td colspan="2"><b>b</b></td></tr><tr><td align="left">value</td><td align="right">−3</td></tr><tr><td align="left"><font color="#b02318"><i>gradient</i></font></td><td align="right"><font color="#b02318"><i>1.5</i></font></td></tr></table>>]
        n2 [label=<<table border="1" cellborder="0" cellspacing="0" cellpadding="3" bgcolor="white" color="#555555" style="rounded"><tr><td colspan="2"><b>multiply</b></td></tr><tr><td align="left">value</td><td align="right">−6</td></tr><tr><td align="left"><font color="#b02318"><i>gradient</i></font></td><td align="right"><font color="#b02318"><i>0.75</i></font></td></tr></table>>]
        n3 [label=<<table border="1" cellborder="0" cellspacing="0" cellpadding="3" bgcolor="#e4edf8" color="#555555" style="rounded"><tr><td colspan="2"><b>c</b></td></tr><tr><td align="left">value</td><td align="right">6.549</td></tr><tr><td align="left"><font color="#b02318"><i>gradient</i></font></td><td align="right"><font color="#b02318"><i>0.75</i></font></td></tr></table>>]
        n4 [label=<<table border="1" cellborder="0" cellspacing="0" cellpadding="3" bgcolor="white" color="#555555" style="rounded"><tr><td colspan="2"><b>add</b></td></tr><tr><td align="left">value</td><td align="right">0.549</td></tr><tr><td align="left"><font color="#b02318"><i>gradient</i></font></td><td align="right"><font color="#b02318"><i>0.75</i></font></td></tr></table>>]
        n5 [label=<<table border="1" cellborder="0" cellspacing="0" cellpadding="3" bgcolor="white" color="#555555" style="rounded"><tr><td colspan="2"><b>t = tanh</b></td></tr><tr><td align="left">value</td><td align="right">0.5</td></tr><tr><td align="left"><font color="#b02318"><i>gradient</i></font></td><td align="right"><font color="#b02318"><i>1</i></font></td></tr></table>>]
        n0 -> n2 [label=<<i>&#8593; −2.25</i>>]
        n1 -> n2 [label=<<i>&#8593; 1.5</i>>]
        n2 -> n4 [label=<<i>&#8593; 0.75</i>>]
        n3 -> n4 [label=<<i>&#8593; 0.75</i>>]
        n4 -> n5 [label=<<i>&#8593; 0.75</i>>]
      }

      """#
    #expect(try Example().graph().dot == expected)
  }

  @Test func `with tensors the boxes show shapes`() throws {
    let weight = leaf(Tensor([[1, -2], [3, 0.5]]))
    let dot = try (weight * 2).sum().graph(naming: ["W": weight]).dot
    #expect(dot.contains("<b>W [2, 2]</b>"))
    #expect(dot.contains(">1 −2<br/>3 0.5</td>"))
    // A share of four numbers is in the box; the arrow would be too full.
    #expect(dot.contains("  n0 -> n1\n"))
  }

  @Test func `names are escaped`() throws {
    let x = leaf(1)
    let dot = try (x * 2).graph(naming: ["a<b & c>": x]).dot
    #expect(dot.contains("<b>a&lt;b &amp; c&gt;</b>"))
    #expect(!dot.contains("a<b"))
  }
}
