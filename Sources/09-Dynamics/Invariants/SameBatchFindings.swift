public import Autograd
public import TensorCore
import Text

/// What is wrong if one batch has two losses: in evaluation mode it must have one.
///
/// The network is put into evaluation mode, and asked for the loss of the batch twice; its state and modes are as
/// before afterward. Where the outputs differ, the first layer whose output differs is named. Where they agree and
/// the losses differ, the loss or its targets are drawn anew.
///
/// ```swift
/// let findings = sameBatchFindings(of: model, input: data.features) { output in
///   softmaxCrossEntropy(output, classes: data.labels)
/// }
/// ```
///
/// - Parameters:
///   - model: The network.
///   - input: The batch.
///   - step: The number of the step, from 0, for the finding.
///   - loss: The loss from the network's output.
/// - Returns: A finding, or none.
public func sameBatchFindings(
  of model: any Layer, input: Tensor, step: Int? = nil, loss: (Variable) -> Variable
) -> [RunFinding] {
  sameBatchFindings(of: model, step: step) { loss(model(Variable(input))) }
}

/// What is wrong if one batch has two losses, where the loss calls the network itself.
///
/// - Parameters:
///   - model: The network.
///   - step: The number of the step, from 0, for the finding.
///   - loss: The loss of the batch, for which it calls the network.
/// - Returns: A finding, or none.
public func sameBatchFindings(
  of model: any Layer, step: Int? = nil, loss: () -> Variable
) -> [RunFinding] {
  let before = LayerSnapshots(model)
  defer { before.putBack() }
  let passes = (0..<2).map { _ in LayerSnapshots.Outputs(model, loss) }
  let (first, second) = (passes[0], passes[1])
  let layer = zip(first.outputs, second.outputs).first { $0.value != $1.value }?.0.name
  guard layer != nil || first.loss != second.loss else { return [] }
  let losses = [first, second].map { Double($0.loss.scalar).shortText(significantDigits: 6) }
  return [
    RunFinding(
      layer == nil ? .wrongLabels : .wrongMode, place: layer ?? "loss", step: step,
      evidence: """
        The same batch, twice in evaluation mode: losses \(losses[0]) and \(losses[1]); \
        \(layer.map { "\($0) gave two outputs" } ?? "the network's outputs were equal").
        """,
      test: "Ask for the loss of one batch twice in evaluation mode, without a step in between.",
      fix: layer == nil
        ? "Draw targets and their order once for the data, not at each use."
        : "Have the layer ask for its mode (PyTorch: pass training=self.training to a functional).")
  ]
}

extension LayerSnapshots {
  /// What each layer gave in one pass in evaluation mode, in the order in which they were done.
  fileprivate struct Outputs {
    let loss: Tensor
    let outputs: [(name: String, value: Tensor)]

    init(_ model: any Layer, _ loss: () -> Variable) {
      var outputs: [(name: String, value: Tensor)] = []
      let hooks = model.namedLayers.map { name, layer in
        let title = LayerSnapshots.title(name, layer)
        return layer.addForwardHook { outputs.append((title, $1.value)) }
      }
      defer { for hook in hooks { hook.remove() } }
      self.loss = model.withMode(.evaluation) { withoutGradient { loss().value } }
      self.outputs = outputs
    }
  }
}
