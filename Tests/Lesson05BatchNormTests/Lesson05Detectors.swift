import Autograd
import BatchNorm
import TensorCore
import TestSupport
import Testing

/// What tells that batch norm is used wrongly, and what stays silent where it is not.
@Suite struct Lesson05Detectors {
  private let x = normals([9, 3], mean: 5, deviation: 2)

  private func network(_ norm: any Layer, seed: UInt64 = 1) -> Sequential {
    var generator = SplitMix64(seed: seed)
    return Sequential(
      Linear(inputCount: 3, outputCount: 4, using: &generator), norm, FunctionLayer("relu", relu),
      Linear(inputCount: 4, outputCount: 2, using: &generator))
  }

  private func parity(_ model: any Layer) -> ServingParity {
    servingParity(model, request: x.slice(0..<1), companions: x.slice(1..<9))
  }

  // MARK: Serving parity

  @Test func `served in training mode, answers depend on companions`() throws {
    for seed: UInt64 in 0..<10 {
      let norm = BatchNorm1d(featureCount: 4)
      let model = network(norm, seed: seed)
      _ = model(Variable(x))
      let running = try #require(norm.running)
      let before = running.mean
      let found = parity(model)
      #expect(!found.holds && found.alone == nil)
      #expect(found.difference > 0.01, "seed \(seed)")
      // The check itself taught the network nothing.
      #expect(running.mean == before && running.batchCount == 1)
      model.setMode(.evaluation)
      #expect(parity(model).holds)
      #expect(parity(model).answers.count == 4)
      model.setMode(.training)
      model.freezeBatchNorms()
      #expect(parity(model).holds)
    }
  }

  @Test func `norms of single samples keep the parity in any mode`() {
    let norms: [any Layer] = [
      LayerNorm(shape: [4]), RMSNorm(shape: [4]), GroupNorm(groupCount: 2, channelCount: 4),
    ]
    for norm in norms {
      let found = parity(network(norm))
      #expect(found.holds && found.alone != nil)
    }
  }

  @Test func `an untracked norm breaks the parity in evaluation too`() {
    let model = network(BatchNorm1d(featureCount: 4, tracksRunningStatistics: false))
    model.setMode(.evaluation)
    #expect(!parity(model).holds)
  }

  @Test func `other ways for samples to meet are found`() {
    let centered = FunctionLayer("centered") { $0 - $0.mean(axis: 0) }
    #expect(!parity(network(centered)).holds)
    // A softmax over the batch instead of over the classes.
    let softmax = FunctionLayer("softmax") { $0.transposed.softmax().transposed }
    #expect(!parity(network(softmax)).holds)
    #expect(parity(network(FunctionLayer("softmax") { $0.softmax() })).holds)
  }

  @Test func `an answer that is not a number keeps no parity`() {
    let broken = FunctionLayer("log") { log($0 * 0 - 1) }
    let found = parity(network(broken))
    #expect(!found.holds)
  }

  // MARK: Findings

  @Test func `before serving, training mode and no batches are found`() {
    let model = network(BatchNorm1d(featureCount: 4))
    #expect(
      model.servingFindings() == [.usesBatchStatistics(layer: "1"), .neverUpdated(layer: "1")])
    _ = model(Variable(x))
    model.setMode(.evaluation)
    #expect(model.servingFindings() == [])
  }

  @Test func `before training, evaluation mode is found, freezing not`() {
    let model = network(BatchNorm1d(featureCount: 4))
    #expect(model.trainingFindings() == [])
    model.setMode(.evaluation)
    #expect(model.trainingFindings() == [.inEvaluationMode(layer: "1")])
    model.freezeBatchNorms()
    #expect(model.trainingFindings() == [])
  }

  @Test func `a validation that teaches is found`() {
    let model = network(BatchNorm1d(featureCount: 4))
    for seed: UInt64 in 1...20 { _ = model(Variable(normals([9, 3], mean: 5, seed: seed))) }
    let shifted = Variable(x + 10)
    let moved = model.statisticsMoved { withoutGradient { _ = model(shifted) } }
    guard case .moved(layer: "1", let deviations) = moved.first, moved.count == 1 else {
      Issue.record("\(moved)")
      return
    }
    #expect(deviations > 0.1)
    let still = model.statisticsMoved { model.withMode(.evaluation) { _ = model(shifted) } }
    #expect(still == [])
  }

  @Test func `an error leaves the watch`() {
    struct Stop: Error {}
    let model = network(BatchNorm1d(featureCount: 4))
    #expect(throws: Stop.self) { try model.statisticsMoved { throw Stop() } }
  }

  @Test func `buffers that a file lacks are named`() {
    let model = network(BatchNorm1d(featureCount: 4))
    let names = Set(model.tensors.keys)
    #expect(model.missingBuffers(in: names) == [.missing(name: "1.num_batches_tracked")])
    let parameters = Set(model.namedParameters.map(\.name))
    #expect(
      model.missingBuffers(in: parameters) == [
        .missing(name: "1.running_mean"), .missing(name: "1.running_var"),
        .missing(name: "1.num_batches_tracked"),
      ])
    #expect(BatchNorm1d(featureCount: 1).missingBuffers(in: []).count == 3)
  }

  @Test func `every finding names its layer and a cure`() {
    let findings: [NormalizationFinding] = [
      .usesBatchStatistics(layer: "3.1"), .neverUpdated(layer: "3.1"),
      .inEvaluationMode(layer: "3.1"), .moved(layer: "3.1", deviations: 0.5),
      .missing(name: "3.1.running_mean"),
    ]
    #expect(findings.allSatisfy { $0.description.hasPrefix("3.1") && $0.description.count > 40 })
    #expect(Set(findings.map(\.description)).count == findings.count)
  }
}
