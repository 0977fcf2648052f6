import Autograd
import BatchNorm
import Course
import TensorCore

// The networks of exercises E05.4 and E05.5.

/// A small network whose batch norms have seen data; made anew for every answer, which may change it.
struct TrainedNetwork: Sendable {
  /// The seed of weights and data.
  var seed: UInt64

  /// The momentum of the norms.
  var momentum: Scalar? = 0.1

  /// The mode in which the network is handed over; `nil` for an outer part in training and an inner in evaluation mode.
  var mode: Mode? = .evaluation

  /// Whether a third norm, of another momentum and mode, stands in a block inside of the inner part.
  var isDeep = false

  /// Batches of two features that differ in mean and spread.
  static func batches(seed: UInt64, counts: [Int]) -> [Tensor] {
    var generator = SplitMix64(seed: seed)
    return counts.map {
      Tensor.normal([$0, 2], using: &generator) * Tensor([1, 2]) + Tensor([0.5, -1])
    }
  }

  /// The network.
  func make() -> Sequential {
    var generator = SplitMix64(seed: seed)
    func affine(_ count: Int) -> (Variable, Variable) {
      (
        Variable(.normal([count], mean: 1, using: &generator), requiresGradient: true),
        Variable(.normal([count], using: &generator), requiresGradient: true)
      )
    }
    func norm(_ count: Int) -> BatchNorm1d {
      let (scale, offset) = affine(count)
      return BatchNorm1d(
        sharing: scale, offset,
        running: RunningStatistics(featureCount: count, momentum: momentum), featureCount: count)
    }
    var inside: [any Layer] = [
      ModeWitness(), Linear(inputCount: 4, outputCount: 3, using: &generator), norm(3),
    ]
    let deepest = norm(3)
    if isDeep {
      let linear = Linear(inputCount: 3, outputCount: 3, using: &generator)
      inside.append(AddedPart(Sequential(linear, deepest)))
    }
    let inner = Sequential(inside)
    let network = Sequential(
      Linear(inputCount: 2, outputCount: 4, using: &generator), norm(4),
      FunctionLayer("relu", relu), inner, Linear(inputCount: 3, outputCount: 1, using: &generator))
    for batch in Self.batches(seed: seed + 10, counts: [16, 16, 16]) {
      withoutGradient { _ = network(Variable(batch)) }
    }
    network.setMode(mode ?? .training)
    if mode == nil { inner.setMode(.evaluation) }
    if isDeep {
      deepest.running?.momentum = 0.3
      deepest.setMode(mode == .training ? .evaluation : .training)
    }
    return network
  }

  /// All that an answer may have changed.
  static func answer(_ network: Sequential) -> Answer {
    let witnesses = network.namedLayers.compactMap { $0.layer as? ModeWitness }
    let hasRecorded = witnesses.contains(where: \.hasRecorded)
    var parts: [Answer.Part] = []
    for (name, norm) in network.batchNorms {
      guard let running = norm.running else { continue }
      parts += [
        .tensor("\(name).running_mean", running.mean),
        .tensor("\(name).running_var", running.variance),
        .word("momentum", running.momentum.map { Answer.text($0) } ?? "cumulative"),
        .word("frozen", "\(norm.isFrozen)"),
      ]
    }
    for (name, layer) in network.namedLayers where !name.isEmpty {
      parts.append(.word("\(name) in", "\(layer.mode) mode"))
      parts += layer.parameters.map { .tensor("\(name).\($0.name)", $0.variable.value) }
    }
    return Answer(parts + [.word("for a backward pass", hasRecorded ? "recorded" : "not recorded")])
  }
}

/// A block whose part is added to its input; it has layers inside and is no `Sequential`.
final class AddedPart: Module, Layer {
  let part: any Layer

  init(_ part: any Layer) { self.part = part }

  var children: [(name: String, layer: any Layer)] { [("part", part)] }

  func forward(_ input: Variable) -> Variable { input + part(input) }
}

/// A layer that halves its input in training mode, in place of dropout.
final class ModeWitness: Module, Layer {
  /// Whether an input was part of a graph.
  var hasRecorded = false

  func forward(_ input: Variable) -> Variable {
    if input.requiresGradient { hasRecorded = true }
    return mode == .training ? input * 0.5 : input
  }
}
