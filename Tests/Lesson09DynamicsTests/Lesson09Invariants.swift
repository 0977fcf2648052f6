import Autograd
import BatchNorm
import Datasets
import Dynamics
import Optimizers
import Regularization
import TensorCore
import Testing

/// Each invariant fails on its planted bugs, within one step.
@Suite struct Lesson09Invariants {
  private let x = Variable(SmallRun.clouds(count: 12, seed: 100).features)
  private let labels = SmallRun.clouds(count: 12, seed: 100).labels

  private func network(dropout: Scalar = 0.5) -> Sequential {
    var generator = SplitMix64(seed: 1)
    return Sequential(
      Linear(inputCount: 4, outputCount: 8, using: &generator), BatchNorm1d(featureCount: 8),
      FunctionLayer("relu", relu), Dropout(probability: dropout, using: &generator),
      Linear(inputCount: 8, outputCount: 3, using: &generator))
  }

  private func step(_ model: any Layer, _ optimizer: any Optimizer) throws {
    try trainingStep(optimizer) { softmaxCrossEntropy(model(x), classes: labels) }
  }

  // MARK: A step changes what has a gradient, and no other

  @Test func `an optimizer of copies is found by the update`() throws {
    let model = network()
    let copies = model.trainedVariables.map { Variable($0.value, requiresGradient: true) }
    let optimizer = SGD(copies, learningRate: 0.1)
    let watch = UpdateWatch(model)
    try step(model, optimizer)
    let findings = watch.findings(after: optimizer, step: 0)
    #expect(Set(findings.map(\.cause)) == [.notUpdated])
    #expect(findings.contains { $0.place == "4.weight" && $0.step == 0 })
  }

  @Test func `a forgotten layer is found by the update, by name`() throws {
    let model = network()
    let known = model.namedParameters.filter { $0.name != "4.weight" }.map(\.variable)
    let optimizer = Adam(known, learningRate: 0.1)
    let watch = UpdateWatch(model)
    try step(model, optimizer)
    #expect(watch.findings(after: optimizer).map(\.place) == ["4.weight"])
  }

  @Test func `a parameter that something else writes is found`() throws {
    let model = network()
    let optimizer = SGD(model.trainedVariables, learningRate: 0.1)
    let unused = Variable(.ones([3]), requiresGradient: true)
    let larger = WithUnused(model, unused)
    let watch = UpdateWatch(larger)
    try step(larger, optimizer)
    unused.modify { $0 = $0 * 0.99 }
    let findings = watch.findings(after: optimizer)
    #expect(findings.map(\.cause) == [.staleWeights])
    #expect(findings.map(\.place) == ["unused"])
  }

  @Test func `a rate of 0 and a vanishing gradient are no findings`() throws {
    for rate in [0, Scalar.leastNonzeroMagnitude] {
      let model = network()
      let optimizer = SGD(model.trainedVariables, learningRate: rate)
      let watch = UpdateWatch(model)
      try step(model, optimizer)
      #expect(watch.findings(after: optimizer).isEmpty)
    }
  }

  // At 1 a rounding is ε. The step is to be 0.1 of a gradient: of four roundings it shows, of one it may not.
  @Test(arguments: [(4, true), (1, false)] as [(Scalar, Bool)])
  func `an update of four roundings must show`(roundings: Scalar, mustShow: Bool) throws {
    let model = Sequential(Linear(weight: Tensor([[1]]), bias: nil))
    let ofCopy = SGD([Variable(.ones([1, 1]), requiresGradient: true)], learningRate: 0.1)
    let watch = UpdateWatch(model)
    try model(Variable(Tensor([[10 * roundings * .ulpOfOne]]))).sum().backward()
    ofCopy.step()
    #expect(watch.findings(after: ofCopy).map(\.cause) == (mustShow ? [.notUpdated] : []))
  }

  // MARK: The optimizer holds the model's parameters

  @Test func `strangers and missing parameters are found`() {
    let model = network()
    let copies = network().trainedVariables
    let ofCopies = optimizerFindings(of: SGD(copies, learningRate: 0.1), for: model)
    #expect(ofCopies.map(\.place) == model.namedParameters.map(\.name) + ["optimizer"])
    let part = SGD(Array(model.trainedVariables.dropLast()), learningRate: 0.1)
    #expect(optimizerFindings(of: part, for: model).map(\.place) == ["4.bias"])
    let whole = SGD(model.trainedVariables, learningRate: 0.1)
    #expect(optimizerFindings(of: whole, for: model).isEmpty)
    let withFixed = WithUnused(model, Variable(.ones([3])))
    #expect(optimizerFindings(of: whole, for: withFixed).isEmpty)
  }

  // MARK: An evaluation is deterministic and changes nothing

  private func loss(_ model: any Layer) -> Double {
    Double(withoutGradient { softmaxCrossEntropy(model(x), classes: labels).scalar })
  }

  @Test func `a forgotten evaluation mode is found, and the layer`() {
    let model = network()
    let before = model.tensors
    let findings = evaluationFindings(of: model) { loss(model) }
    #expect(Set(findings.map(\.cause)) == [.wrongMode])
    #expect(findings.contains { $0.place == "1 (BatchNorm1d)" })
    #expect(findings.contains { $0.place == "3 (Dropout)" })
    #expect(model.tensors == before)
  }

  @Test func `a mode that is not put back is found`() {
    let model = network()
    let findings = evaluationFindings(of: model) {
      model.setMode(.evaluation)
      return loss(model)
    }
    #expect(!findings.isEmpty && findings.allSatisfy { $0.cause == .wrongMode })
    #expect(model.namedLayers.allSatisfy { $0.layer.mode == .training })
  }

  @Test func `an average that is not put back is found`() {
    let model = network()
    let findings = evaluationFindings(of: model) {
      model.namedParameters[0].variable.modify { $0 = $0 * 0.5 }
      return model.withMode(.evaluation) { loss(model) }
    }
    #expect(findings.contains { $0.cause == .staleWeights && $0.place == "0.weight" })
  }

  @Test func `a random evaluation set is found`() {
    let model = network()
    var generator = SplitMix64(seed: 1)
    let findings = evaluationFindings(of: model) {
      model.withMode(.evaluation) {
        let noise = Tensor.normal([2, 4], using: &generator)
        return Double(withoutGradient { model(Variable(noise)).value.mean() })
      }
    }
    #expect(findings.map(\.cause) == [.notReproducible])
  }

  @Test func `a backward pass in an evaluation is found`() throws {
    let model = network()
    let findings = try evaluationFindings(of: model) {
      try model.withMode(.evaluation) {
        let loss = softmaxCrossEntropy(model(x), classes: labels)
        try loss.backward()
        return Double(loss.scalar)
      }
    }
    #expect(Set(findings.map(\.cause)) == [.gradientsKept])
    #expect(model.trainedVariables.allSatisfy { $0.gradient == nil })
  }

  // MARK: The same batch gives the same loss

  @Test func `dropout that ignores its mode is found, and where`() {
    var generator = SplitMix64(seed: 2)
    var mask = SplitMix64(seed: 3)
    let model = Sequential(
      Linear(inputCount: 4, outputCount: 8, using: &generator),
      FunctionLayer("functional dropout") {
        dropout($0, mask: .mask($0.shape, dropping: 0.5, keptAs: 2, using: &mask))
      },
      Linear(inputCount: 8, outputCount: 3, using: &generator))
    let findings = sameBatchFindings(of: model, input: x.value) {
      softmaxCrossEntropy($0, classes: labels)
    }
    #expect(findings.map(\.cause) == [.wrongMode])
    #expect(findings.map(\.place) == ["1 (FunctionLayer)"])
  }

  @Test func `labels that are shuffled at each use are found`() {
    let model = network()
    var generator = SplitMix64(seed: 4)
    let findings = sameBatchFindings(of: model, input: x.value) { output in
      let order = generator.permutation(of: labels.count)
      return softmaxCrossEntropy(output, classes: order.map { labels[$0] })
    }
    #expect(findings.map(\.cause) == [.wrongLabels])
    #expect(model.mode == .training)
    #expect(sameBatchFindings(of: model, input: x.value) { $0.mean() }.isEmpty)
  }

  // MARK: Every sample once an epoch

  @Test func `drawing with replacement is found at the first repetition`() {
    var generator = SplitMix64(seed: 1)
    var watch = EpochWatch(sampleCount: 40)
    let batches = (0..<5).map { _ in (0..<8).map { _ in generator.uniform(below: 40) } }
    let findings = batches.enumerated().flatMap { watch.see($1, step: $0) }
    var seen: Set<Int> = []
    let first = batches.firstIndex { batch in batch.contains { !seen.insert($0).inserted } }
    #expect(findings.first?.step == first)
    #expect(watch.end().count == 1)
  }

  @Test func `a dropped last batch and a wrong index are found`() {
    var watch = EpochWatch(sampleCount: 10)
    #expect(watch.see([0, 1, 2, 3]).isEmpty)
    #expect(watch.see([4, 5, 6, 7]).isEmpty)
    #expect(watch.end().first?.evidence.contains("2 of 10 samples were not seen, first 8") == true)
    #expect(watch.see([10]).first?.evidence.contains("sample 10") == true)
    #expect(watch.see([3, 3, 3]).first?.evidence.contains("Sample 3 and 1 others") == true)
  }

  // MARK: Gradients are zero where a step begins

  @Test func `gradients that are not forgotten are found`() throws {
    let model = network()
    #expect(gradientFindings(of: model).isEmpty)
    try softmaxCrossEntropy(model(x), classes: labels).backward()
    let findings = gradientFindings(of: model, step: 3)
    #expect(Set(findings.map(\.cause)) == [.gradientsKept])
    #expect(findings.allSatisfy { $0.step == 3 })
    model.zeroGradients()
    #expect(gradientFindings(of: model).isEmpty)
  }

  @Test func `an optimizer that forgets its own only is found`() throws {
    let model = network()
    let optimizer = SGD(Array(model.trainedVariables.suffix(2)), learningRate: 0.1)
    try step(model, optimizer)
    optimizer.zeroGradients()
    let places = gradientFindings(of: model).compactMap(\.place)
    #expect(places.contains("0.weight") && places.contains("1.weight"))
    #expect(!places.contains { $0.hasPrefix("4.") })
  }
}

/// A network with a parameter that nothing uses.
private final class WithUnused: Module, Layer {
  let inner: any Layer
  let unused: Variable

  init(_ inner: any Layer, _ unused: Variable) {
    self.inner = inner
    self.unused = unused
  }

  var parameters: [(name: String, variable: Variable)] { [("unused", unused)] }
  var children: [(name: String, layer: any Layer)] { [("inner", inner)] }
  func forward(_ input: Variable) -> Variable { inner(input) }
}
