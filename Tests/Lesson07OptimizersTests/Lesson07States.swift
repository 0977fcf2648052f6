import Autograd
import Datasets
import Foundation
import Optimizers
import TensorCore
import TestSupport
import Testing

/// States of optimizers in files: PyTorch's is read here and goes on, ours is read there and goes on.
@Suite(.doublePrecision) struct Lesson07States {
  private let golden: GoldenValues

  init() throws { golden = try GoldenValues.lesson(7) }

  private static let names = [
    "sgd momentum", "sgd dampening", "adagrad all", "rmsprop all", "adadelta", "adam", "adamw",
    "adam amsgrad", "adamax", "nadam", "radam", "rprop", "asgd", "adafactor", "muon",
  ]

  /// Runs of all these settings, as one state.
  private func runs() throws -> [(name: String, network: SmallNetwork, optimizer: any Optimizer)] {
    try Self.names.map { name in
      let setting = try #require(Setting.all.first { $0.name == name })
      let network = try SmallNetwork(golden)
      return (name, network, network.optimizer(setting))
    }
  }

  private func state(
    of runs: [(name: String, network: SmallNetwork, optimizer: any Optimizer)]
  ) -> Parts {
    Parts(
      runs.flatMap { name, network, optimizer -> [StateEntry] in
        let key = name.replacing(" ", with: "-")
        return [.part("\(key).optimizer", optimizer), .part("\(key).model", network.part)]
      })
  }

  @Test func `runs that PyTorch began go on as PyTorch's do`() throws {
    let runs = try runs()
    let file = GoldenValues.folder + "/Lesson07Torch.safetensors"
    try Checkpoint(reading: file).restore(["runs": state(of: runs)])
    for (name, network, optimizer) in runs {
      _ = try network.train(optimizer, steps: 50..<100)
      let expected = try golden.tensor("network(\(name)).parameters")
      #expect(difference(network.values, expected) < 1e-11, "\(name)")
    }
  }

  // To write the file anew, run this test with RECORD_FIXTURES=1 in the environment, then lesson07.py.
  @Test func `runs that the course began go on in PyTorch`() throws {
    let runs = try runs()
    for run in runs { _ = try run.network.train(run.optimizer, steps: 0..<50) }
    let written = Checkpoint(["runs": state(of: runs)])
    let path = GoldenValues.folder + "/Lesson07Ours.safetensors"
    if ProcessInfo.processInfo.environment["RECORD_FIXTURES"] != nil { try written.write(to: path) }
    let stored = try self.runs()
    try Checkpoint(reading: path).restore(["runs": state(of: stored)])
    for (run, other) in zip(runs, stored) {
      #expect(difference(run.network.values, other.network.values) < 1e-11, "\(run.name)")
    }
    for (name, network, optimizer) in runs {
      _ = try network.train(optimizer, steps: 50..<100)
      let resumed = try golden.tensor("resumed(\(name)).parameters")
      #expect(difference(network.values, resumed) < 1e-11, "\(name)")
    }
  }
}
