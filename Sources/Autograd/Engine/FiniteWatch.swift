import Synchronization
import TensorCore

/// Carries out work and names the first operation in it whose result is infinite or not a number.
///
/// Every result is inspected, so it is meant for the one step that went wrong, run again. What goes
/// wrong in the backward pass is named too, as in `squareRoot (backward)` (PyTorch:
/// `torch.autograd.detect_anomaly`, which watches the backward pass only). With a model given, the layer is
/// named as well: `log in layer 1 (FunctionLayer)`.
///
/// - Parameters:
///   - model: The network that the work applies, to name its layers.
///   - body: The work to watch.
/// - Returns: The name of the operation, or `nil` if every result was finite.
public func firstNonFiniteOperation(
  of model: (any Layer)? = nil, in body: () throws -> Void
) rethrows -> String? {
  let watch = FiniteWatch()
  let hooks = model.map { watch.followLayers(of: $0) } ?? []
  defer { for hook in hooks { hook.remove() } }
  try FiniteWatch.$current.withValue(watch) { try body() }
  return watch.operation
}

/// Watches the results of operations for the first that is infinite or not a number.
final class FiniteWatch: Sendable {
  // Stored: a task-local value has an identity.
  @TaskLocal static var current: FiniteWatch?

  private struct State {
    /// The first operation whose result was not finite.
    var operation: String?

    /// The layers that are being applied, the innermost last.
    var layers: [String] = []
  }

  private let state = Mutex(State())

  /// The first operation whose result was not finite.
  var operation: String? { state.withLock { $0.operation } }

  /// Notes the operation if it is the first whose result is not finite.
  func inspect(_ value: Tensor, _ operation: @autoclosure () -> String) {
    state.withLock { state in
      if state.operation == nil, !value.isFinite { state.operation = operation() }
    }
  }

  /// The name of an operation with the layer that is being applied.
  func placed(_ operation: String) -> String {
    guard let layer = state.withLock({ $0.layers.last }) else { return operation }
    return "\(operation) in layer \(layer)"
  }

  /// Keeps account of which layer of a network is being applied, until the hooks are removed.
  func followLayers(of model: any Layer) -> [HookHandle] {
    model.namedLayers.map { path, layer in
      let name = (path.isEmpty ? "" : "\(path) ") + "(\(type(of: layer)))"
      return layer.addHooks {
        self.state.withLock { $0.layers.append(name) }
      } after: { _, _ in
        self.state.withLock { _ = $0.layers.popLast() }
      }
    }
  }
}
