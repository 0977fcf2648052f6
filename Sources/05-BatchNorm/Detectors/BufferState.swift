import Autograd

/// The buffers of a network and nothing else, so that they can be put back after an experiment.
final class BufferState: Stateful {
  private let model: any Layer

  /// Creates the state of a network's buffers.
  init(_ model: any Layer) { self.model = model }

  /// The buffers of each layer under its path.
  var state: [StateEntry] {
    model.namedLayers.filter { !$0.layer.buffers.isEmpty }.map { name, layer in
      .part(name.isEmpty ? "model" : name, LayerBuffers(layer))
    }
  }

  /// The buffers of one layer.
  private final class LayerBuffers: Stateful {
    let state: [StateEntry]

    init(_ layer: any Layer) { state = layer.buffers }
  }

  /// Carries out an experiment, and puts all buffers back to where they were.
  ///
  /// - Parameters:
  ///   - model: The network whose buffers are kept.
  ///   - body: The experiment.
  /// - Returns: What the experiment returns.
  static func preserving<Result>(of model: any Layer, _ body: () -> Result) -> Result {
    let buffers = BufferState(model)
    let before = Checkpoint(["buffers": buffers])
    defer {
      do { try before.restore(["buffers": buffers]) } catch {
        preconditionFailure("servingParity: the buffers changed their structure: \(error)")
      }
    }
    return body()
  }
}
