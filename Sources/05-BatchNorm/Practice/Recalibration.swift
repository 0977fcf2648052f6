public import Autograd
public import TensorCore

extension Layer {
  /// The batch norms in this network, by path.
  public var batchNorms: [(name: String, norm: BatchNormalization)] {
    namedLayers.compactMap { name, layer in (layer as? BatchNormalization).map { (name, $0) } }
  }

  /// Measures the running statistics of all batch norms anew, on given data, and changes nothing else.
  ///
  /// It is for a domain whose inputs are shifted or scaled against those of training, and for weights that no forward pass of
  /// training has seen, such as averages over a run. The batches count equally. The norms run in training
  /// mode, so that each sees what those before it make of the new data; all other layers are
  /// in evaluation mode, and no gradient is computed. Frozen norms are measured too and stay frozen.
  ///
  /// ## Conventions
  ///
  /// PyTorch's `torch.optim.swa_utils.update_bn` puts the whole network into training mode, dropout too, so that
  /// its statistics are those of inputs with holes.
  ///
  /// ## Source
  ///
  /// Li, Wang, Shi, Liu and Hou, “Revisiting batch normalization for practical domain adaptation”, 2016,
  /// https://arxiv.org/abs/1603.04779
  ///
  /// - Parameter batches: Inputs of this network, without labels; at least one batch.
  public func recalibrate(on batches: some Sequence<Tensor>) {
    let norms = namedLayers.compactMap { _, layer in
      (layer as? BatchNormalization).flatMap { norm in norm.running.map { (layer, norm, $0) } }
    }
    let before = norms.map { (isFrozen: $0.1.isFrozen, momentum: $0.2.momentum) }
    defer {
      for ((_, norm, running), setting) in zip(norms, before) {
        norm.isFrozen = setting.isFrozen
        running.momentum = setting.momentum
      }
    }
    withMode(.evaluation) {
      for (layer, norm, running) in norms {
        layer.setMode(.training)
        norm.isFrozen = false
        running.reset()
        running.momentum = nil
      }
      withoutGradient {
        for batch in batches { _ = self(Variable(batch)) }
      }
    }
    precondition(
      norms.allSatisfy { $0.2.batchCount > 0 }, "Layer.recalibrate: no batch reached a norm")
  }
}
