import Backprop
import Datasets
import Foundation
import TensorCore
import Testing

@Suite struct Lesson02Checkpoints {
  private let path =
    FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).safetensors"

  private func network(seed: UInt64) -> Sequential {
    var generator = SplitMix64(seed: seed)
    return .multilayerPerceptron([3, 4, 2], using: &generator)
  }

  @Test func `a saved model answers as the one that was saved, to the bit`() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let (model, other) = (network(seed: 1), network(seed: 2))
    let x = Variable(Tensor([[1, -2, 0.5]]))
    #expect(model(x).value != other(x).value)
    try model.save(to: path)
    try other.load(from: path)
    #expect(model(x).value == other(x).value)
  }

  @Test func `names are PyTorch's`() {
    #expect(
      network(seed: 1).tensors.keys.sorted() == ["0.bias", "0.weight", "2.bias", "2.weight"])
  }

  @Test func `tensors that do not fit change nothing`() {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let model = network(seed: 1)
    let before = model.tensors
    var tensors = before
    tensors["2.weight"] = .zeros([4, 2])
    #expect(throws: CheckpointError.shape(name: "2.weight", expected: [2, 4], found: [4, 2])) {
      try model.load(tensors, through: path)
    }
    tensors = before
    tensors["0.bias"] = nil
    tensors["3.bias"] = .zeros([2])
    #expect(throws: CheckpointError.names(missing: ["0.bias"], unknown: ["3.bias"])) {
      try model.load(tensors, through: path)
    }
    #expect(model.tensors == before)
  }

  @Test func `a value that stands twice is taken down once`() throws {
    let model = network(seed: 1)
    let once = Checkpoint(["model": model])
    #expect(Checkpoint(["model": model, "again": model]) == once)
    let other = network(seed: 2)
    try once.restore(["model": other, "again": other])
    #expect(other.tensors == model.tensors)
  }

  @Test func `loading a value makes backward refuse an older graph`() throws {
    let model = network(seed: 1)
    let loss = model(Variable(Tensor([[1, 2, 3]]))).sum()
    try Checkpoint(["model": network(seed: 2)]).restore(["model": model])
    #expect(throws: AutogradError.self) { try loss.backward() }
  }
}

extension Layer {
  /// Loads tensors that a file holds.
  fileprivate func load(_ tensors: [String: Tensor], through path: String) throws {
    try TensorFile(tensors: tensors).write(to: path)
    try load(from: path)
  }
}
