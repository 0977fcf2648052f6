import Autograd
import Datasets
import Foundation
import Optimizers
import TensorCore
import TestSupport
import Testing

/// L-BFGS against PyTorch's for a hundred steps of two iterations, and its state in files of both.
@Suite(.doublePrecision) struct Lesson07LBFGS {
  private let golden: GoldenValues
  private static let tolerance: Scalar = 1e-11
  private static let searches = ["fixed", "strong_wolfe"]

  init() throws { golden = try GoldenValues.lesson(7) }

  private func optimizer(
    _ parameters: [Variable], search: String, historyCount: Int = 100
  ) -> LBFGS {
    let isFixed = search == "fixed"
    return LBFGS(
      parameters, learningRate: isFixed ? 0.1 : 1, iterationCount: 2, historyCount: historyCount,
      search: isFixed ? .fixed : .strongWolfe)
  }

  @Test(arguments: searches)
  func `a hundred steps on a scalar and in a bowl`(search: String) throws {
    let curvature = try golden.tensor("quadratic.curvature")
    let problems: [(name: String, start: Tensor, loss: (Variable) -> Scalar)] = [
      (
        "scalar", Tensor([2]),
        { w in
          let x = w.value[0]
          w.gradient = Tensor([x + x * x * x])
          return x * x / 2 + x * x * x * x / 4
        }
      ),
      (
        "quadratic", Tensor([1, -2, 3]),
        { w in
          let gradient = matvec(curvature, w.value)
          w.gradient = gradient
          return dot(w.value, gradient) / 2
        }
      ),
    ]
    for (name, start, loss) in problems {
      let w = leaf(start)
      let optimizer = optimizer([w], search: search)
      let values = try (0..<100).map { _ in
        try optimizer.step { loss(w) }
        return w.value.scalars
      }
      let expected = try golden.tensor("lbfgs(\(search)).\(name)")
      #expect(difference(Tensor(values), expected) < Self.tolerance, "\(name)")
    }
  }

  /// Steps of the small network; in every third the last bias has no gradient.
  private func train(
    _ network: SmallNetwork, _ optimizer: LBFGS, steps: Range<Int>
  ) throws -> [Scalar] {
    try steps.map { step in
      var first: Scalar?
      try optimizer.step {
        for parameter in network.parameters { parameter.zeroGradient() }
        let loss = network.loss()
        try loss.backward()
        if step % 3 == 2 { network.parameters[3].zeroGradient() }
        first = first ?? loss.scalar
        return loss.scalar
      }
      return first ?? .nan
    }
  }

  @Test(arguments: searches)
  func `a hundred steps in a network with missing gradients`(search: String) throws {
    let network = try SmallNetwork(golden)
    let optimizer = optimizer(network.parameters, search: search, historyCount: 10)
    let losses = try train(network, optimizer, steps: 0..<100)
    let expected = try golden.tensor("lbfgs(\(search)).hundred")
    #expect(difference(Tensor(losses), expected) < Self.tolerance)
    let parameters = try golden.tensor("lbfgs(\(search)).parameters")
    #expect(difference(network.values, parameters) < Self.tolerance)
  }

  // MARK: - States

  private typealias Run = (search: String, network: SmallNetwork, optimizer: LBFGS)

  private func runs() throws -> [Run] {
    try Self.searches.map { search in
      let network = try SmallNetwork(golden)
      return (
        search, network, optimizer(network.parameters, search: search, historyCount: 10)
      )
    }
  }

  private func state(of runs: [Run]) -> Parts {
    Parts(
      runs.flatMap { search, network, optimizer -> [StateEntry] in
        [.part("\(search).optimizer", optimizer), .part("\(search).model", network.part)]
      })
  }

  @Test func `runs that PyTorch began go on as PyTorch's do`() throws {
    let runs = try runs()
    try Checkpoint(reading: GoldenValues.folder + "/Lesson07TorchLBFGS.safetensors")
      .restore(["runs": state(of: runs)])
    for (search, network, optimizer) in runs {
      _ = try train(network, optimizer, steps: 20..<100)
      let expected = try golden.tensor("lbfgs(\(search)).parameters")
      #expect(difference(network.values, expected) < Self.tolerance, "\(search)")
    }
  }

  // To write the file anew, run this test with RECORD_FIXTURES=1 in the environment, then lesson07.py.
  @Test func `runs that the course began go on in PyTorch`() throws {
    let runs = try runs()
    for run in runs { _ = try train(run.network, run.optimizer, steps: 0..<20) }
    let written = Checkpoint(["runs": state(of: runs)])
    let path = GoldenValues.folder + "/Lesson07OursLBFGS.safetensors"
    if ProcessInfo.processInfo.environment["RECORD_FIXTURES"] != nil { try written.write(to: path) }
    let stored = try self.runs()
    try Checkpoint(reading: path).restore(["runs": state(of: stored)])
    for (run, other) in zip(runs, stored) {
      #expect(difference(run.network.values, other.network.values) < Self.tolerance)
    }
    for (search, network, optimizer) in runs {
      _ = try train(network, optimizer, steps: 20..<100)
      let resumed = try golden.tensor("lbfgs(\(search)).resumed")
      #expect(difference(network.values, resumed) < Self.tolerance, "\(search)")
    }
  }
}
