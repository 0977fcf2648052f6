import Autograd
import BatchNorm
import Datasets
import Foundation
import Regularization
import TensorCore
import TestSupport
import Testing

/// What lessons 05 and 06 promise together: one network with both, its file, and its run that is killed.
@Suite struct BatchNormAndDropoutTests {
  private let path =
    FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).safetensors"

  /// A run over the digits as images, with both norms, both dropouts and augmentation.
  private struct Run {
    let model: Sequential
    let optimizer: AdamW
    let position: TrainingPosition
    let digits: LabeledData

    init(seed: UInt64) throws {
      digits = try LabeledData.digits().selecting(Array(0..<64))
      var generator = SplitMix64(seed: seed)
      model = Sequential(
        Conv2d(inputCount: 1, outputCount: 2, kernelSize: 3, padding: 1, using: &generator),
        BatchNorm2d(featureCount: 2), FunctionLayer("relu", relu),
        Dropout2d(probability: 0.2, using: &generator),
        FunctionLayer("flatten") { $0.reshaped(to: [$0.shape[0], 128]) },
        Linear(inputCount: 128, outputCount: 12, using: &generator), BatchNorm1d(featureCount: 12),
        FunctionLayer("relu", relu), Dropout(probability: 0.3, using: &generator),
        Linear(inputCount: 12, outputCount: 10, using: &generator))
      optimizer = AdamW(model.trainedVariables, learningRate: 0.01)
      position = TrainingPosition(generator: generator)
    }

    var parts: KeyValuePairs<String, any Stateful> {
      ["model": model, "optimizer": optimizer, "run": position]
    }

    func advance(to end: Int) throws {
      let augmentation = Augmentation.sequence([
        .shift(height: 8, width: 8, by: 1), .noise(deviation: 0.1),
      ])
      while position.stepCount < end {
        let batch = digits.selecting(Array(position.generator.permutation(of: 64).prefix(16)))
        let pixels = augmentation(batch.features, using: &position.generator)
        let images = Variable(pixels.reshaped(to: [16, 1, 8, 8]))
        try trainingStep(optimizer) { softmaxCrossEntropy(model(images), classes: batch.labels) }
        position.stepCount += 1
      }
    }
  }

  @Test func `ten interruptions of both leave no trace`() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let whole = try Run(seed: 1)
    try whole.advance(to: 40)
    var generator = SplitMix64(seed: 2026)
    let moments = generator.permutation(of: 39).prefix(10).map { $0 + 1 }
    var run = try Run(seed: 1)
    for (index, moment) in moments.sorted().enumerated() {
      try run.advance(to: moment)
      try Checkpoint(run.parts).write(to: path)
      try run.advance(to: moment + 2)  // These steps are lost, and made again.
      // A process of its own would have other weights, averages and generators when it starts.
      run = try Run(seed: UInt64(100 + index))
      try Checkpoint(reading: path).restore(run.parts)
    }
    try run.advance(to: 40)
    #expect(Checkpoint(run.parts) == Checkpoint(whole.parts))
  }

  @Test func `a killed process with both goes on to the bit`() async throws {
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
    let (whole, resumed) = (try Run(seed: 1), try Run(seed: 2))
    try whole.advance(to: 15)
    try Checkpoint(reading: path).restore(resumed.parts)
    try resumed.advance(to: 15)
    #expect(Checkpoint(resumed.parts) == Checkpoint(whole.parts))
  }

  // MARK: PyTorch's file and ours

  /// The network of `lesson06.py`.
  private func network(seed: UInt64) -> Sequential {
    var generator = SplitMix64(seed: seed)
    return Sequential(
      Conv2d(inputCount: 1, outputCount: 3, kernelSize: 3, padding: 1, using: &generator),
      BatchNorm2d(featureCount: 3), FunctionLayer("relu", relu),
      Dropout2d(probability: 0.2, using: &generator),
      FunctionLayer("flatten") { $0.reshaped(to: [$0.shape[0], 48]) },
      Linear(inputCount: 48, outputCount: 6, using: &generator), BatchNorm1d(featureCount: 6),
      FunctionLayer("relu", relu), Dropout(probability: 0.3, using: &generator),
      Linear(inputCount: 6, outputCount: 3, using: &generator))
  }

  /// The same after twenty steps, dropout included.
  private func trained() throws -> Sequential {
    let model = network(seed: 6)
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.1)
    var generator = SplitMix64(seed: 66)
    for _ in 0..<20 {
      let images = Tensor.normal([12, 1, 4, 4], using: &generator)
      let classes = images.mean(axes: [1, 2, 3]).scalars.map { $0 > 0.2 ? 2 : ($0 > -0.2 ? 1 : 0) }
      try trainingStep(optimizer) { softmaxCrossEntropy(model(Variable(images)), classes: classes) }
    }
    return model
  }

  private func checkAnswers(_ name: String, file: String) throws {
    let golden = try GoldenValues.lesson(6)
    let model = network(seed: 1)
    try model.load(from: "\(GoldenValues.folder)/\(file)")
    let counts = model.batchNorms.compactMap(\.norm.running?.batchCount)
    #expect(counts == (try golden.integers("stateDictionary(\(name)).counts")))
    let x = Variable(try golden.tensor("stateDictionary(\(name)).x"))
    let y = model.withMode(.evaluation) { model(x).value }
    let expected = try golden.tensor("stateDictionary(\(name)).output")
    #expect((y - expected).scalars.map(abs).max() ?? .infinity < 1e-12)
  }

  @Test(.doublePrecision(because: "The file is in double precision."))
  func `PyTorch's network with both answers the same here`() throws {
    try checkAnswers("trained", file: "Lesson06Trained.safetensors")
  }

  @Test(.doublePrecision(because: "The file is in double precision."))
  func `our network with both answers the same in PyTorch`() throws {
    try checkAnswers("ours", file: "Lesson06Ours.safetensors")
  }

  // To write the file anew, run this test with RECORD_FIXTURES=1 in the environment, then lesson06.py.
  @Test(.doublePrecision(because: "The file is in double precision."))
  func `the file that PyTorch loaded is written today, nearly`() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let checked = "\(GoldenValues.folder)/Lesson06Ours.safetensors"
    let model = try trained()
    if ProcessInfo.processInfo.environment["RECORD_FIXTURES"] != nil { try model.save(to: checked) }
    try model.save(to: path)
    let (now, then) = (try TensorFile(reading: path), try TensorFile(reading: checked))
    #expect(now.integers == then.integers)
    #expect(now.tensors.keys.sorted() == then.tensors.keys.sorted())
    // Processors add in different orders, so twenty steps need not end in the same bits.
    for (name, tensor) in then.tensors {
      let other = try #require(now.tensors[name])
      #expect(other.shape == tensor.shape, "\(name)")
      #expect((other - tensor).maximumMagnitude() < 1e-10, "\(name)")
    }
  }
}
