import Backprop
import RefusalSupport
import TensorCore
import Testing

/// Parts of a network that are computed again in the backward pass.
@Suite struct Lesson02EngineRecomputation {
  @Test func `16 layers in 4 segments keep 4 and 4 values instead of 16`() throws {
    func layers(_ x: Variable, _ count: Int) -> Variable {
      (0..<count).reduce(x) { x, _ in tanh(x) }
    }
    let start = Tensor([0.3, -1.2, 0.8])
    let plain = leaf(start)
    let direct = layers(plain, 16)
    #expect(direct.savedTensorCount == 16)
    try direct.sum().backward()

    let x = leaf(start)
    var evaluationCount = 0
    var keptInSegment: [Int] = []
    let output = (0..<4).reduce(x) { x, _ in
      recomputed(x) { x in
        evaluationCount += 4
        let y = layers(x, 4)
        if y.requiresGradient { keptInSegment.append(y.savedTensorCount) }
        return y
      }
    }
    #expect(output.savedTensorCount == 4)
    #expect(evaluationCount == 16)
    #expect(output.value == direct.value)
    try output.sum().backward()
    #expect(evaluationCount == 32)
    #expect(keptInSegment == [4, 4, 4, 4])
    #expect(x.gradient == plain.gradient)
  }

  @Test func `recomputed parameters train with or without input gradient`() throws {
    var generator = SplitMix64(seed: 1)
    let layer = Linear(inputCount: 3, outputCount: 2, using: &generator)
    let start = Tensor.normal([4, 3], using: &generator)
    try tanh(layer(Variable(start))).sum().backward()
    let expected = layer.namedParameters.map(\.variable.gradient)
    for input in [Variable(start), leaf(start)] {
      layer.zeroGradients()
      try recomputed(input) { tanh(layer($0)) }.sum().backward()
      #expect(layer.namedParameters.map(\.variable.gradient) == expected)
    }
  }

  @Test func `a parameter inside and outside of a part gets both shares`() throws {
    let (w, x) = (leaf(2), leaf(5))
    try (recomputed(x) { $0 * w * w } + w * 3).backward()
    // 2 w x + 3
    #expect(w.gradient?.scalar == 23)
    #expect(x.gradient?.scalar == 4)
    // Whichever of the two is walked first.
    w.zeroGradient()
    try (w * 3 + recomputed(x) { $0 * w * w }).backward()
    // 2 w x + 3
    #expect(w.gradient?.scalar == 23)
  }

  @Test func `a mask drawn from a seed is the same both times`() throws {
    func part(_ x: Variable) -> Variable {
      var generator = SplitMix64(seed: 9)
      return tanh(x) * Variable(.uniform(x.shape, using: &generator) .> 0.5)
    }
    let (plain, x) = (leaf(.ones([20])), leaf(.ones([20])))
    try part(plain).sum().backward()
    try recomputed(x, part).sum().backward()
    #expect(x.gradient == plain.gradient)
  }

  @Test func `a recomputed part is walked back without other recording`() throws {
    let x = leaf(2)
    let y = recomputed(x) { $0 * $0 }
    try withoutGradient { try y.backward() }
    #expect(x.gradient?.scalar == 4)
    #expect(!withoutGradient { recomputed(x) { $0 * $0 } }.requiresGradient)
  }

  @Test func `recomputed parts nest`() throws {
    let (plain, x) = (leaf(0.5), leaf(0.5))
    try tanh(exp(tanh(plain))).backward()
    try recomputed(x) { x in tanh(recomputed(x) { exp(tanh($0)) }) }.backward()
    #expect(x.gradient == plain.gradient)
  }

  @Test func `hooks round a recomputed part run once, on full gradients`() throws {
    let x = leaf(3)
    var seen: [Scalar] = []
    x.addGradientHook { gradient in
      seen.append(gradient.scalar)
      return nil
    }
    let y = recomputed(x) { $0 * $0 }
    y.addGradientHook { $0 * 10 }
    try (y + x).backward()
    // 10 · 2x through the part, and 1 past it.
    #expect(seen == [61])
    #expect(x.gradient?.scalar == 61)
  }

  @Test func `a parameter's hook sees a recomputed part's share alone`() throws {
    func seen(_ loss: (Variable, Variable) -> Variable) throws -> [Scalar] {
      let (w, x) = (leaf(2), leaf(5))
      var seen: [Scalar] = []
      w.addGradientHook { gradient in
        seen.append(gradient.scalar)
        return gradient * 0.5
      }
      try loss(w, x).backward()
      // Whatever the number of calls, every share is replaced once.
      #expect(w.gradient?.scalar == 11.5)
      return seen.sorted()
    }
    // 2 w x = 20, and 3.
    #expect(try seen { w, x in x * w * w + w * 3 } == [23])
    #expect(try seen { w, x in recomputed(x) { $0 * w * w } + w * 3 } == [3, 20])
  }

  @Test func `adding a hook in a recomputed part stops the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = recomputed(leaf(2)) { x in
          let y = x * x
          y.addGradientHook { $0 }
          return y
        }
      }, says: "Variable.addGradientHook: the variable does not require a gradient")
  }
}
