import Autograd
import Datasets
import Foundation
import Regularization
import TensorCore
import TestSupport
import Testing

/// A run with dropout, augmentation and early stopping, which may be killed at any step.
private struct Run {
  let model: Sequential
  let optimizer: AdamW
  let position: TrainingPosition
  let stopping = EarlyStopping(patience: 50)
  let training: LabeledData

  init(seed: UInt64) throws {
    training = try LabeledData.digits().selecting(Array(0..<64))
    var generator = SplitMix64(seed: seed)
    model = Sequential(
      Linear(inputCount: 64, outputCount: 16, using: &generator),
      Dropout(probability: 0.2, using: &generator), FunctionLayer("relu", relu),
      DropConnect(Linear(inputCount: 16, outputCount: 16, using: &generator), using: &generator),
      AlphaDropout(probability: 0.1, using: &generator),
      SkippedBlock(
        Linear(inputCount: 16, outputCount: 16, using: &generator), probability: 0.5,
        seed: generator.next()),
      Linear(inputCount: 16, outputCount: 10, using: &generator))
    optimizer = AdamW(model.trainedVariables, learningRate: 0.01)
    position = TrainingPosition(generator: generator)
  }

  var parts: KeyValuePairs<String, any Stateful> {
    ["model": model, "optimizer": optimizer, "run": position, "stopping": stopping]
  }

  func advance(to end: Int) throws {
    let augmentation = Augmentation.sequence([
      .shift(height: 8, width: 8, by: 1), .cutout(height: 8, width: 8, side: 3),
      .noise(deviation: 0.1),
    ])
    while position.stepCount < end {
      let rows = position.generator.permutation(of: 64).prefix(16)
      let batch = training.selecting(Array(rows))
      let features = augmentation(batch.features, using: &position.generator)
      let mixed = Mixup(alpha: 0.3)(
        features, targets: .oneHot(batch.labels, classCount: 10), using: &position.generator)
      let loss = try trainingStep(optimizer) {
        softmaxCrossEntropy(model(Variable(mixed.features)), targets: mixed.targets)
      }
      _ = stopping.observe(loss)
      position.stepCount += 1
    }
  }
}

@Suite struct Lesson06Resuming {
  private let path =
    FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).safetensors"

  @Test func `ten random interruptions leave no trace`() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let whole = try Run(seed: 1)
    try whole.advance(to: 60)
    let end = Checkpoint(whole.parts)
    var generator = SplitMix64(seed: 2024)
    let moments = Set((0..<40).map { _ in 1 + generator.uniform(below: 59) }).prefix(10)
    #expect(moments.count == 10)
    var run = try Run(seed: 1)
    for (index, moment) in moments.sorted().enumerated() {
      try run.advance(to: moment)
      try Checkpoint(run.parts).write(to: path)
      try run.advance(to: moment + 2)  // These steps are lost, and made again.
      // A process of its own would have other weights and generators when it starts.
      run = try Run(seed: UInt64(100 + index))
      try Checkpoint(reading: path).restore(run.parts)
      #expect(run.position.stepCount == moment)
    }
    try run.advance(to: 60)
    #expect(Checkpoint(run.parts) == end)
  }

  @Test func `a killed process goes on from its last state`() async throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let run = try Run(seed: 1)
      for step in 1...7 {
        try run.advance(to: step)
        try Checkpoint(run.parts).write(to: path)
      }
      try run.advance(to: 9)
      kill(getpid(), SIGKILL)
    }
    let whole = try Run(seed: 1)
    try whole.advance(to: 15)
    let resumed = try Run(seed: 2)
    try Checkpoint(reading: path).restore(resumed.parts)
    try resumed.advance(to: 15)
    #expect(Checkpoint(resumed.parts) == Checkpoint(whole.parts))
  }

  @Test func `without the masks' generators it is another run`() throws {
    let whole = try Run(seed: 1)
    try whole.advance(to: 5)
    let resumed = try Run(seed: 2)
    let tensors = whole.model.tensors
    for (name, variable) in resumed.model.namedParameters {
      let value = try #require(tensors[name])
      try withoutGradient { try variable.update { $0 = value } }
    }
    try Checkpoint(["optimizer": whole.optimizer, "run": whole.position])
      .restore(["optimizer": resumed.optimizer, "run": resumed.position])
    #expect(resumed.model.tensors == whole.model.tensors)
    try whole.advance(to: 6)
    try resumed.advance(to: 6)
    #expect(resumed.model.tensors != whole.model.tensors)
  }

  @Test func `PyTorch's file has no generators and loads`() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let run = try Run(seed: 1)
    try run.model.save(to: path)
    let file = try TensorFile(reading: path)
    #expect(file.integers.isEmpty)
    #expect(file.tensors.keys.sorted().prefix(2) == ["0.bias", "0.weight"])
    let other = try Run(seed: 2)
    try other.model.load(from: path)
    let x = Variable(run.training.features)
    let answers = [run.model, other.model].map { model in
      model.withMode(.evaluation) { model(x).value }
    }
    #expect(answers[0] == answers[1])
  }
}
