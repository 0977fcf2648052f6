import Backprop
import TensorCore
import Testing

// What later lessons need of layers: hooks, modes by scope, state that is no parameter.
extension Lesson02EngineLayers {
  /// A layer with running state, as batch normalization has it.
  private final class Centering: Module, Layer {
    var runningMean: Tensor
    private(set) var batchCount = 0

    init(featureCount: Int) { runningMean = .zeros([featureCount]) }

    var buffers: [StateEntry] {
      [
        .tensor("running_mean", self, \Centering.runningMean),
        .integer("num_batches_tracked", self, \Centering.batchCount),
      ]
    }

    func forward(_ input: Variable) -> Variable {
      guard mode == .training else { return input - Variable(runningMean) }
      let mean = input.value.mean(axis: 0)
      runningMean = runningMean * 0.9 + mean * 0.1
      batchCount += 1
      return input - Variable(mean)
    }
  }

  private func network() -> Sequential {
    var generator = SplitMix64(seed: 5)
    return Sequential(
      Linear(inputCount: 3, outputCount: 4, using: &generator), Centering(featureCount: 4),
      Sequential(FunctionLayer("tanh", tanh), Centering(featureCount: 4)))
  }

  // MARK: Hooks

  @Test func `a forward hook sees input and output until removed`() {
    let layer = FunctionLayer("tanh", tanh)
    var seen: [[Scalar]] = []
    let handle = layer.addForwardHook { seen.append([$0.scalar, $1.scalar]) }
    _ = layer(Variable(Tensor(0.5)))
    #expect(seen == [[0.5, .tanh(0.5)]])
    handle.remove()
    handle.remove()
    _ = layer(Variable(Tensor(1)))
    #expect(seen.count == 1)
  }

  @Test func `hooks run in order, and each handle removes its own`() {
    let layer = FunctionLayer("tanh", tanh)
    var calls = ""
    let first = layer.addForwardHook { _, _ in calls += "a" }
    layer.addForwardHook { _, _ in calls += "b" }
    _ = layer(Variable(Tensor(1)))
    first.remove()
    _ = layer(Variable(Tensor(1)))
    #expect(calls == "abb")
  }

  @Test func `hooks on all layers of a network see the forward pass`() {
    let model = network()
    var order: [String] = []
    for (name, layer) in model.namedLayers {
      layer.addForwardHook { _, _ in order.append(name) }
    }
    _ = model(Variable(.ones([2, 3])))
    // A layer is through when those inside it are; the network's own name is empty.
    #expect(order == ["0", "1", "2.0", "2.1", "2", ""])
  }

  @Test func `a hook does not keep its layer alive`() {
    weak var layer: FunctionLayer?
    do {
      let strong = FunctionLayer("tanh", tanh)
      strong.addForwardHook { _, _ in }
      layer = strong
    }
    #expect(layer == nil)
  }

  @Test func `a gradient hook is removed by its handle`() throws {
    let x = leaf(2)
    let handle = x.addGradientHook { $0 * 10 }
    try (x * 3).backward()
    #expect(x.gradient == Tensor(30))
    x.zeroGradient()
    handle.remove()
    try (x * 3).backward()
    #expect(x.gradient == Tensor(3))
  }

  @Test func `hooks write down the gradient's norm at every layer`() throws {
    var generator = SplitMix64(seed: 6)
    let (first, last) = (
      Linear(inputCount: 3, outputCount: 4, using: &generator),
      Linear(inputCount: 4, outputCount: 2, using: &generator)
    )
    let model = Sequential(first, FunctionLayer("tanh", tanh), last)
    var norms: [String: Scalar] = [:]
    for (name, layer) in model.namedLayers where layer !== model {
      layer.addForwardHook { _, output in
        output.addGradientHook { gradient in
          norms[name] = gradient.norm()
          return nil
        }
      }
    }
    let x = Tensor.normal([5, 3], using: &generator)
    try model(Variable(x)).sum().backward()
    let hidden = first(Variable(x)).value.map { Scalar.tanh($0) }
    let atHidden = matmul(.ones([5, 2]), last.weight.value)
    let expected = [
      "2": Tensor.ones([5, 2]), "1": atHidden, "0": atHidden * (1 - hidden * hidden),
    ]
    #expect(norms.count == 3)
    for (name, gradient) in expected {
      #expect(abs((norms[name] ?? 0) - gradient.norm()) < 100 * .ulpOfOne, "\(name)")
    }
  }

  // MARK: Modes

  @Test func `a mode by scope is given back, also by what throws`() throws {
    struct Stop: Error {}
    let model = network()
    // The inner block is frozen inside a network that is in training.
    let frozen = try #require(model.layers.last)
    frozen.setMode(.evaluation)
    func modes() -> [Mode] { model.namedLayers.map(\.layer.mode) }
    let before = modes()
    #expect(before == [.training, .training, .training, .evaluation, .evaluation, .evaluation])
    let inside = model.withMode(.evaluation) { modes() }
    #expect(inside.allSatisfy { $0 == .evaluation })
    #expect(modes() == before)
    #expect(throws: Stop.self) { try model.withMode(.evaluation) { throw Stop() } }
    #expect(modes() == before)
  }

  // MARK: State

  @Test func `running state is saved, restored and kept by evaluation`() throws {
    let model = network()
    let x = Variable(Tensor([[1, 2, 3], [4, 5, 7]]))
    for _ in 0..<3 { _ = model(x) }
    let checkpoint = Checkpoint(["model": model])
    let answer = model.withMode(.evaluation) { model(x).value }
    #expect(Checkpoint(["model": model]) == checkpoint)
    _ = model(x)
    #expect(Checkpoint(["model": model]) != checkpoint)
    let other = network()
    try checkpoint.restore(["model": other])
    #expect(other.withMode(.evaluation) { other(x).value } == answer)
    let centering = try #require(other.layers[1] as? Centering)
    #expect(centering.batchCount == 3)
  }

  @Test func `a fault is named with its layer`() {
    let model = Sequential(
      FunctionLayer("log", log), Sequential(FunctionLayer("root", squareRoot)))
    let forward = firstNonFiniteOperation(of: model) { _ = model(Variable(Tensor([1, 0]))) }
    #expect(forward == "log in layer 0 (FunctionLayer)")
    let backward = firstNonFiniteOperation(of: model) {
      let x = leaf(Tensor([1, 4]))
      #expect(throws: Never.self) { try model(x).sum().backward() }
    }
    // The root of log 1 = 0 has an infinite slope.
    #expect(backward == "squareRoot in layer 1.0 (FunctionLayer) (backward)")
  }
}
