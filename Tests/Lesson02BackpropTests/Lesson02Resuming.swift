import Backprop
import Datasets
import Foundation
import TensorCore
import Testing

/// A small run with everything that a checkpoint must hold: batches drawn by a generator, a rate that
/// falls from step to step, an optimizer's memory, and a layer that draws.
private struct Run {
  let model: Sequential
  let optimizer: any Optimizer
  let position: TrainingPosition

  init(_ rule: Rule, seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    model = Sequential(
      Linear(inputCount: 2, outputCount: 5, using: &generator),
      ScaledDropping(rate: 0.25, using: &generator), FunctionLayer("relu", relu),
      Linear(inputCount: 5, outputCount: 2, using: &generator))
    optimizer = rule.makeOptimizer(model.trainedVariables)
    position = TrainingPosition(generator: generator)
  }

  var parts: KeyValuePairs<String, any Stateful> {
    ["model": model, "optimizer": optimizer, "run": position]
  }

  var checkpoint: Checkpoint { Checkpoint(parts) }

  func advance(to end: Int) throws {
    while position.stepCount < end {
      let batch = Tensor.normal([8, 2], using: &position.generator)
      let classes = (0..<8).map { batch[$0, 0] * batch[$0, 1] < 0 ? 0 : 1 }
      try trainingStep(optimizer) { softmaxCrossEntropy(model(Variable(batch)), classes: classes) }
      optimizer.learningRate *= 0.97
      position.stepCount += 1
    }
  }
}

private enum Rule: CaseIterable {
  case gradientDescent, momentum, adamW

  func makeOptimizer(_ parameters: [Variable]) -> any Optimizer {
    switch self {
    case .gradientDescent: GradientDescent(parameters, learningRate: 0.3)
    case .momentum: Momentum(parameters, learningRate: 0.1)
    case .adamW: AdamW(parameters, learningRate: 0.02)
    }
  }
}

@Suite struct Lesson02Resuming {
  private let path =
    FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).safetensors"

  private func withFile(_ body: () throws -> Void) rethrows {
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body()
  }

  @Test(arguments: Rule.allCases)
  fileprivate func `a resumed run equals the uninterrupted one to the bit`(
    _ rule: Rule
  ) throws {
    try withFile {
      let whole = Run(rule, seed: 1)
      try whole.advance(to: 17)
      try whole.checkpoint.write(to: path)
      try whole.advance(to: 40)
      // Other weights, another generator, and an optimizer that has steps of its own behind it.
      let resumed = Run(rule, seed: 2)
      try resumed.advance(to: 3)
      try Checkpoint(reading: path).restore(resumed.parts)
      #expect(resumed.position.stepCount == 17)
      try resumed.advance(to: 40)
      #expect(resumed.checkpoint == whole.checkpoint)
    }
  }

  @Test(arguments: [Rule.momentum, .adamW])
  fileprivate func `with the weights alone the run becomes another`(_ rule: Rule) throws {
    let whole = Run(rule, seed: 1)
    try whole.advance(to: 17)
    let resumed = Run(rule, seed: 2)
    try Checkpoint(["model": whole.model, "run": whole.position])
      .restore(["model": resumed.model, "run": resumed.position])
    resumed.optimizer.learningRate = whole.optimizer.learningRate
    try whole.advance(to: 18)
    try resumed.advance(to: 18)
    #expect(resumed.model.tensors != whole.model.tensors)
  }

  @Test func `a run that was killed goes on from the last state it wrote`() async throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let run = Run(.adamW, seed: 1)
      for step in 1...9 {
        try run.advance(to: step)
        try run.checkpoint.write(to: path)
      }
      try run.advance(to: 12)  // These steps are lost, and made again.
      kill(getpid(), SIGKILL)
    }
    let whole = Run(.adamW, seed: 1)
    try whole.advance(to: 20)
    let resumed = Run(.adamW, seed: 2)
    try Checkpoint(reading: path).restore(resumed.parts)
    #expect(resumed.position.stepCount == 9)
    try resumed.advance(to: 20)
    #expect(resumed.checkpoint == whole.checkpoint)
  }

  @Test func `the file bears PyTorch's names`() throws {
    try withFile {
      try Run(.adamW, seed: 1).checkpoint.write(to: path)
      let file = try TensorFile(reading: path)
      #expect(
        file.tensors.keys.filter { $0.hasPrefix("model.") }.sorted() == [
          "model.0.bias", "model.0.weight", "model.3.bias", "model.3.weight",
        ])
      #expect(
        file.tensors.keys.filter { $0.hasPrefix("optimizer.0") }.sorted() == [
          "optimizer.0.exp_avg", "optimizer.0.exp_avg_sq",
        ])
      #expect(
        file.integers.keys.sorted() == [
          "model.1.generator", "optimizer.0.step", "optimizer.1.step", "optimizer.2.step",
          "optimizer.3.step", "run.generator", "run.step",
        ])
    }
  }
}

// MARK: - Refusals

extension Lesson02Resuming {
  /// That restoring throws an error and changes nothing.
  private func expectRefusal(
    of checkpoint: Checkpoint, by run: Run, _ error: CheckpointError,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let before = run.checkpoint
    #expect(throws: error, sourceLocation: sourceLocation) { try checkpoint.restore(run.parts) }
    #expect(run.checkpoint == before, sourceLocation: sourceLocation)
  }

  @Test func `a checkpoint of another optimizer changes nothing`() throws {
    let run = Run(.momentum, seed: 1)
    try run.advance(to: 2)
    let buffers = (0..<4).map { "optimizer.\($0).momentum_buffer" }
    expectRefusal(
      of: Run(.gradientDescent, seed: 2).checkpoint, by: run,
      .names(missing: buffers + ["optimizer.group.0.momentum"], unknown: []))
    expectRefusal(
      of: run.checkpoint, by: Run(.gradientDescent, seed: 2),
      .names(missing: [], unknown: buffers + ["optimizer.group.0.momentum"]))
  }

  @Test func `a tensor of another shape changes nothing`() throws {
    try withFile {
      let run = Run(.adamW, seed: 1)
      try run.checkpoint.write(to: path)
      var file = try TensorFile(reading: path)
      file.tensors["optimizer.2.exp_avg"] = .zeros([3, 5])
      try file.write(to: path)
      expectRefusal(
        of: try Checkpoint(reading: path), by: run,
        .shape(name: "optimizer.2.exp_avg", expected: [2, 5], found: [3, 5]))
    }
  }

  @Test(arguments: ["run.step", "run.generator", "optimizer.1.step"])
  func `a tensor in the place of a whole number is refused`(_ name: String) throws {
    try withFile {
      let run = Run(.adamW, seed: 1)
      try run.checkpoint.write(to: path)
      var file = try TensorFile(reading: path)
      file.integers[name] = nil
      file.tensors[name] = Tensor(3)
      try file.write(to: path)
      let before = run.checkpoint
      let error = #expect(throws: CheckpointError.self) {
        try Checkpoint(reading: path).restore(run.parts)
      }
      #expect(error?.description.contains("\(name) is a tensor []") == true)
      #expect(run.checkpoint == before)
    }
  }

  @Test func `a truncated file is refused`() throws {
    try withFile {
      try Run(.momentum, seed: 1).checkpoint.write(to: path)
      let bytes = try Data(contentsOf: URL(filePath: path))
      try bytes.dropLast(8).write(to: URL(filePath: path))
      #expect(throws: DatasetError.self) { try Checkpoint(reading: path) }
    }
  }

  @Test func `two values of one path are refused`() async {
    await #expect(processExitsWith: .failure) {
      let position = TrainingPosition(generator: SplitMix64(seed: 1))
      _ = Checkpoint(["run": position, "run": position])
    }
  }
}

/// A dropout-like layer, as lesson 06 needs it: it owns a generator that is saved with it.
private final class ScaledDropping: Module, Layer {
  let rate: Scalar
  private var generator: SplitMix64

  init(rate: Scalar, using generator: inout SplitMix64) {
    self.rate = rate
    self.generator = SplitMix64(seed: generator.next())
  }

  var buffers: [StateEntry] { [.generator("generator", self, \ScaledDropping.generator)] }

  func forward(_ input: Variable) -> Variable {
    guard mode == .training else { return input }
    let drawn = Tensor.uniform(input.shape, in: 0..<1, using: &generator)
    let kept = 1 - rate
    return input * Variable(drawn.map { $0 < kept ? 1 / kept : 0 })
  }
}
