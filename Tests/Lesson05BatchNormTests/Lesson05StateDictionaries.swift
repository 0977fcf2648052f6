import Autograd
import BatchNorm
import Datasets
import Foundation
import TensorCore
import TestSupport
import Testing

/// Files that go from PyTorch to us and back, buffers and counters included.
@Suite struct Lesson05StateDictionaries {
  private let path =
    FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).safetensors"

  private func withFile(_ body: () throws -> Void) rethrows {
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body()
  }

  /// The network of `lesson05.py`: batch norm behind a convolution and behind a linear layer.
  private func network(seed: UInt64) -> Sequential {
    var generator = SplitMix64(seed: seed)
    return Sequential(
      Conv2d(inputCount: 1, outputCount: 3, kernelSize: 3, padding: 1, using: &generator),
      BatchNorm2d(featureCount: 3), FunctionLayer("relu", relu),
      FunctionLayer("flatten") { $0.reshaped(to: [$0.shape[0], 48]) },
      Linear(inputCount: 48, outputCount: 6, using: &generator), BatchNorm1d(featureCount: 6),
      FunctionLayer("relu", relu), Linear(inputCount: 6, outputCount: 3, using: &generator))
  }

  /// The same network after twenty steps on images that are told apart by their mean.
  private func trained() throws -> Sequential {
    let model = network(seed: 5)
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.1)
    for step: UInt64 in 0..<20 {
      let images = normals([12, 1, 4, 4], mean: 1, deviation: 2, seed: 100 + step)
      let classes = images.mean(axes: [1, 2, 3]).scalars.map { $0 > 1 ? 2 : ($0 > 0.5 ? 1 : 0) }
      try trainingStep(optimizer) { softmaxCrossEntropy(model(Variable(images)), classes: classes) }
    }
    return model
  }

  @Test(.doublePrecision(because: "The file is in double precision."))
  func `a network that PyTorch trained answers the same here`() throws {
    let golden = try GoldenValues.lesson(5)
    let model = network(seed: 1)
    try model.load(from: "\(GoldenValues.folder)/Lesson05Trained.safetensors")
    #expect(model.batchNorms.map(\.norm.running?.batchCount) == [30, 30])
    let x = Variable(try golden.tensor("stateDictionary(trained).x"))
    let y = model.withMode(.evaluation) { model(x).value }
    #expect(difference(y, try golden.tensor("stateDictionary(trained).output")) < 1e-12)
  }

  // PyTorch loads this very file, strictly, in lesson05.py. To write it anew, run this test with
  // RECORD_FIXTURES=1 in the environment, and then the script.
  @Test(.doublePrecision(because: "The file is in double precision."))
  func `the file that PyTorch loaded is the one we write`() throws {
    let checked = "\(GoldenValues.folder)/Lesson05Ours.safetensors"
    let model = try trained()
    if ProcessInfo.processInfo.environment["RECORD_FIXTURES"] != nil { try model.save(to: checked) }
    try withFile {
      try model.save(to: path)
      let (now, then) = (try TensorFile(reading: path), try TensorFile(reading: checked))
      #expect(now.integers.keys.sorted() == ["1.num_batches_tracked", "5.num_batches_tracked"])
      #expect(now.integers == then.integers)
      #expect(now.metadata == then.metadata)
      #expect(now.tensors.keys.sorted() == then.tensors.keys.sorted())
      // Processors add in different orders, so twenty steps need not end in the same bits.
      for (name, tensor) in then.tensors {
        #expect(difference(try #require(now.tensors[name]), tensor) < 1e-10, "\(name)")
      }
      // What is read is written in the same bytes.
      try then.write(to: path)
      let files = FileManager.default
      #expect(files.contents(atPath: path) == files.contents(atPath: checked))
    }
  }

  @Test(.doublePrecision(because: "The file is in double precision."))
  func `PyTorch answers the same with the file we write`() throws {
    let golden = try GoldenValues.lesson(5)
    let model = network(seed: 1)
    try model.load(from: "\(GoldenValues.folder)/Lesson05Ours.safetensors")
    let counts = model.batchNorms.compactMap(\.norm.running?.batchCount)
    #expect(counts == (try golden.integers("stateDictionary(ours).counts")))
    let x = Variable(try golden.tensor("stateDictionary(ours).x"))
    let y = model.withMode(.evaluation) { model(x).value }
    #expect(difference(y, try golden.tensor("stateDictionary(ours).output")) < 1e-12)
  }

  // MARK: Checkpoints

  @Test func `a restored network answers the same, to the bit`() throws {
    let (model, other) = (try trained(), network(seed: 9))
    let x = Variable(normals([3, 1, 4, 4]))
    try withFile {
      try Checkpoint(["model": model]).write(to: path)
      try Checkpoint(reading: path).restore(["model": other])
    }
    #expect(
      other.withMode(.evaluation) { other(x).value }
        == model.withMode(.evaluation) { model(x).value })
    #expect(other.batchNorms.map(\.norm.running?.batchCount) == [20, 20])
  }

  @Test func `a run that is resumed ends in the same bits`() throws {
    func advance(_ model: Sequential, steps: Range<UInt64>) throws {
      let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.1)
      for step in steps {
        let images = Variable(normals([6, 1, 4, 4], mean: 1, seed: step))
        try trainingStep(optimizer) {
          softmaxCrossEntropy(model(images), classes: [0, 1, 2, 0, 1, 2])
        }
      }
    }
    for stop: UInt64 in [1, 7, 12] {
      let (whole, resumed) = (network(seed: 3), network(seed: 4))
      try advance(whole, steps: 0..<stop)
      try withFile {
        try Checkpoint(["model": whole]).write(to: path)
        try Checkpoint(reading: path).restore(["model": resumed])
      }
      try advance(whole, steps: stop..<15)
      try advance(resumed, steps: stop..<15)
      #expect(Checkpoint(["model": resumed]) == Checkpoint(["model": whole]))
    }
  }

  @Test func `a file without buffers is refused by name`() throws {
    let model = try trained()
    try withFile {
      let buffers = Set(model.missingBuffers(in: []).map(\.description))
      try TensorFile(tensors: model.tensors.filter { !$0.key.contains("running") })
        .write(to: path)
      #expect(
        throws: CheckpointError.names(
          missing: [
            "1.num_batches_tracked", "1.running_mean", "1.running_var", "5.num_batches_tracked",
            "5.running_mean", "5.running_var",
          ], unknown: [])
      ) { try model.load(from: path) }
      #expect(buffers.count == 6)
    }
  }

  // Leaving the buffers out without an error, as `strict=False` does: the layer is γ x + β then.
  @Test func `without its buffers a norm normalizes nothing`() throws {
    let norm = BatchNorm1d(featureCount: 2)
    for seed: UInt64 in 0..<50 {
      _ = norm(Variable(normals([16, 2], mean: 5, deviation: 2, seed: seed)))
    }
    let copy = BatchNorm1d(
      sharing: norm.scale, norm.offset, running: RunningStatistics(featureCount: 2),
      featureCount: 2)
    let x = Variable(normals([4, 2], mean: 5, deviation: 2))
    let (right, wrong) = (
      norm.withMode(.evaluation) { norm(x).value }, copy.withMode(.evaluation) { copy(x).value }
    )
    #expect(difference(wrong, x.value) < 1e-5)
    #expect((wrong - right).maximumMagnitude() > 1)
    copy.setMode(.evaluation)
    #expect(copy.servingFindings() == [.neverUpdated(layer: "")])
  }
}
