import Autograd
import TensorCore

/// The parts of a network in the order in which a batch passes them, and which hands its result directly to which.
///
/// The order is seen, not declared: hooks take down every use of a layer, and a part follows another where the very variable that
/// one made is what the other is given. Functions that are called between layers without being layers break such a chain, and the
/// rules are then silent about it.
struct NetworkOutline {
  /// One use of a layer that has no layers inside.
  struct Part {
    let name: String
    let layer: any Layer
    let kind: PartKind
    let input: Variable
    let output: Variable

    /// The matrix or the kernels of a layer of weights.
    var weight: Variable? { layer.parameters.first { $0.name == "weight" }?.variable }

    /// The number of channels that come in.
    var inputCount: Int { input.shape.axisCount > 1 ? input.shape[1] : 0 }

    /// The number of channels that go out.
    var outputCount: Int { output.shape.axisCount > 1 ? output.shape[1] : 0 }

    /// Whether it adds a number of its own to every channel.
    var hasBias: Bool { layer.parameters.contains { $0.name == "bias" } }
  }

  /// The parts, in order.
  let parts: [Part]

  /// The network's output for the batch, in evaluation mode.
  let output: Variable

  /// What is given to a layer with layers inside that is no sequence: it may go around them too, as in a residual block.
  private let shared: [Variable]

  /// Watches a batch pass through a network, in evaluation mode and unrecorded.
  init(of model: any Layer, on inputs: Tensor) {
    final class Log {
      var uses: [(name: String, layer: any Layer, Variable, Variable)] = []
      var shared: [Variable] = []
    }
    let log = Log()
    let hooks = model.namedLayers.filter { !($0.layer is Sequential) }.map { name, layer in
      layer.addForwardHook { [unowned layer] input, output in
        if layer.children.isEmpty {
          log.uses.append((name, layer, input, output))
        } else {
          log.shared.append(input)
        }
      }
    }
    let output = model.withMode(.evaluation) { withoutGradient { model(Variable(inputs)) } }
    for hook in hooks { hook.remove() }
    self.output = output
    shared = log.shared
    parts = log.uses.map { name, layer, input, output in
      Part(
        name: name, layer: layer, kind: PartKind(of: layer, given: input.value), input: input,
        output: output)
    }
  }

  /// The part whose result this one is given; `nil` at the start, and where something else stands between.
  func predecessor(of index: Int) -> Int? {
    if shared.contains(where: { $0 === parts[index].input }) { return nil }
    return parts.indices.prefix(index).last { parts[$0].output === parts[index].input }
  }

  /// The parts before one, nearest first, as far as the chain goes.
  func chain(before index: Int) -> [Int] {
    var chain: [Int] = []
    var current = index
    while let before = predecessor(of: current) {
      chain.append(before)
      current = before
    }
    return chain
  }

  /// The nearest parts before one, without those that let values pass as they are.
  func chainWithoutIdentities(before index: Int) -> [Int] {
    chain(before: index).filter { parts[$0].kind != .identity }
  }

  /// The part that made the network's output; `nil` if no part did.
  var last: Int? { parts.indices.last { parts[$0].output === output } }

  /// The parts that made the output, last first, without those that pass values on as they are in use.
  var tail: [Int] {
    guard let last else { return [] }
    return ([last] + chain(before: last)).filter {
      if case .masking = parts[$0].kind { return false }
      return parts[$0].kind != .identity
    }
  }

  /// What the output has gone through last.
  var head: PartKind? { tail.first.map { parts[$0].kind } }

  /// The name of the part that made the output.
  var headName: String? { tail.first.map { parts[$0].name } }
}
