import Backprop
import Datasets
import Foundation
import TensorCore
import Testing

/// A small run with everything that a state must hold: batches drawn by a generator, a rate that
/// falls from step to step, and an optimizer's memory.
private struct Run {
  let model: Sequential
  let optimizer: any Optimizer
  var generator: SplitMix64
  var stepCount = 0

  init(_ rule: Rule, seed: UInt64) {
    generator = SplitMix64(seed: seed)
    model = .multilayerPerceptron([2, 5, 2], using: &generator)
    optimizer = rule.makeOptimizer(model.namedParameters.map(\.variable))
  }

  var state: TrainingState { TrainingState(after: stepCount, model, optimizer, generator) }

  mutating func advance(to end: Int) throws {
    while stepCount < end {
      let batch = Tensor.normal([8, 2], using: &generator)
      let classes = (0..<8).map { batch[$0, 0] * batch[$0, 1] < 0 ? 0 : 1 }
      try trainingStep(optimizer) { softmaxCrossEntropy(model(Variable(batch)), classes: classes) }
      optimizer.learningRate *= 0.97
      stepCount += 1
    }
  }

  mutating func resume(_ state: TrainingState) throws {
    try state.restore(model, optimizer)
    generator = state.generator
    stepCount = state.stepCount
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
      var whole = Run(rule, seed: 1)
      try whole.advance(to: 17)
      try whole.state.write(to: path)
      try whole.advance(to: 40)
      // Other weights, another generator, and an optimizer that has steps of its own behind it.
      var resumed = Run(rule, seed: 2)
      try resumed.advance(to: 3)
      try resumed.resume(TrainingState(reading: path))
      #expect(resumed.stepCount == 17)
      try resumed.advance(to: 40)
      #expect(resumed.state == whole.state)
    }
  }

  @Test(arguments: [Rule.momentum, .adamW])
  fileprivate func `with the weights alone the run becomes another`(_ rule: Rule) throws {
    var whole = Run(rule, seed: 1)
    try whole.advance(to: 17)
    var resumed = Run(rule, seed: 2)
    try resumed.model.load(whole.model.tensors)
    resumed.generator = whole.generator
    resumed.optimizer.learningRate = whole.optimizer.learningRate
    try whole.advance(to: 18)
    resumed.stepCount = 17
    try resumed.advance(to: 18)
    #expect(resumed.model.tensors != whole.model.tensors)
  }

  @Test func `a run that was killed goes on from the last state it wrote`() async throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      var run = Run(.adamW, seed: 1)
      for step in 1...9 {
        try run.advance(to: step)
        try run.state.write(to: path)
      }
      try run.advance(to: 12)  // These steps are lost, and made again.
      kill(getpid(), SIGKILL)
    }
    var whole = Run(.adamW, seed: 1)
    try whole.advance(to: 20)
    var resumed = Run(.adamW, seed: 2)
    try resumed.resume(TrainingState(reading: path))
    #expect(resumed.stepCount == 9)
    try resumed.advance(to: 20)
    #expect(resumed.state == whole.state)
  }

  @Test func `the file bears PyTorch's names`() throws {
    try withFile {
      try Run(.adamW, seed: 1).state.write(to: path)
      let names = try TensorFile(reading: path).tensors.keys.sorted()
      #expect(
        names.prefix(4) == ["model.0.bias", "model.0.weight", "model.2.bias", "model.2.weight"])
      #expect(
        names.dropFirst(4).prefix(3) == [
          "optimizer.0.exp_avg", "optimizer.0.exp_avg_sq", "optimizer.0.step",
        ])
      #expect(names.count == 4 + 4 * 3)
    }
  }
}

// MARK: - Refusals

extension Lesson02Resuming {
  /// That restoring throws an error and changes nothing.
  private func expectRefusal(
    of state: TrainingState, by run: Run, _ error: CheckpointError,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let before = run.state
    #expect(throws: error, sourceLocation: sourceLocation) {
      try state.restore(run.model, run.optimizer)
    }
    #expect(run.state == before, sourceLocation: sourceLocation)
  }

  @Test func `a state of another optimizer changes nothing`() throws {
    var run = Run(.momentum, seed: 1)
    try run.advance(to: 2)
    expectRefusal(
      of: Run(.gradientDescent, seed: 2).state, by: run,
      .names(missing: (0..<4).map { "\($0).momentum_buffer" }, unknown: []))
    expectRefusal(
      of: run.state, by: Run(.gradientDescent, seed: 2),
      .names(missing: [], unknown: (0..<4).map { "\($0).momentum_buffer" }))
  }

  @Test func `a state of another model changes nothing`() throws {
    var generator = SplitMix64(seed: 3)
    let model = Sequential.multilayerPerceptron([2, 6, 2], using: &generator)
    let optimizer = AdamW(model.namedParameters.map(\.variable))
    expectRefusal(
      of: TrainingState(after: 0, model, optimizer, generator), by: Run(.adamW, seed: 1),
      .shape(name: "0.exp_avg", expected: [5, 2], found: [6, 2]))
    let plain = GradientDescent(optimizer.parameters, learningRate: 1)
    expectRefusal(
      of: TrainingState(after: 0, model, plain, generator), by: Run(.gradientDescent, seed: 1),
      .shape(name: "0.bias", expected: [5], found: [6]))
  }

  @Test(arguments: [
    ("stepCount", nil), ("stepCount", "many"), ("stepCount", "-3"), ("learningRate", nil),
    ("learningRate", "fast"), ("generator", nil), ("generator", "-1"),
  ])
  func `a number that is missing or none is named`(_ name: String, _ text: String?) throws {
    try withFile {
      try Run(.momentum, seed: 1).state.write(to: path)
      var file = try TensorFile(reading: path)
      file.metadata[name] = text
      try file.write(to: path)
      let error = #expect(throws: CheckpointError.number(name: name, found: text)) {
        try TrainingState(reading: path)
      }
      #expect(error?.description.contains(name) == true)
      if let text { #expect(error?.description.contains("\"\(text)\"") == true) }
    }
  }

  @Test func `a truncated file is refused`() throws {
    try withFile {
      try Run(.momentum, seed: 1).state.write(to: path)
      let bytes = try Data(contentsOf: URL(filePath: path))
      try bytes.dropLast(8).write(to: URL(filePath: path))
      #expect(throws: DatasetError.self) { try TrainingState(reading: path) }
    }
  }
}
