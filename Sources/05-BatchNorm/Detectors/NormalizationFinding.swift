public import Autograd
public import TensorCore

/// Something about the batch norms of a network that is wrong for what is about to be done with it.
public enum NormalizationFinding: Equatable, Sendable {
  /// The layer would normalize requests by each other.
  case usesBatchStatistics(layer: String)
  /// The running statistics have seen no batch: mean 0 and variance 1 normalize nothing.
  case neverUpdated(layer: String)
  /// The layer would be trained by constants, though nobody froze it.
  case inEvaluationMode(layer: String)
  /// The running statistics moved, though nothing was to be learned; in standard deviations of the channel that
  /// moved furthest.
  case moved(layer: String, deviations: Scalar)
  /// A buffer of the network is not in the file.
  case missing(name: String)
}

extension NormalizationFinding: CustomStringConvertible {
  /// What was found, where, and what to do.
  public var description: String {
    switch self {
    case .usesBatchStatistics(let layer):
      "\(layer): answers depend on the rest of the batch: put the network into evaluation mode"
    case .neverUpdated(let layer):
      "\(layer): no batch in the running statistics: train in training mode, or load the buffers"
    case .inEvaluationMode(let layer):
      "\(layer): trained in evaluation mode: put the network into training mode, or freeze the layer"
    case .moved(let layer, let deviations):
      "\(layer): the running mean moved by \(deviations) standard deviations: validate in evaluation mode"
    case .missing(let name): "\(name): not in the file: save buffers with the parameters"
    }
  }
}

extension Layer {
  /// What speaks against serving requests with the network as it stands.
  ///
  /// - Returns: The findings, in the order of the layers.
  public func servingFindings() -> [NormalizationFinding] {
    batchNorms.flatMap { name, norm -> [NormalizationFinding] in
      (norm.usesBatchStatistics ? [.usesBatchStatistics(layer: name)] : [])
        + (norm.running?.batchCount == 0 ? [.neverUpdated(layer: name)] : [])
    }
  }

  /// What speaks against training the network as it stands.
  ///
  /// - Returns: The findings, in the order of the layers.
  public func trainingFindings() -> [NormalizationFinding] {
    batchNorms.filter { !$0.norm.usesBatchStatistics && !$0.norm.isFrozen }
      .map { .inEvaluationMode(layer: $0.name) }
  }

  /// Carries out what must not teach the network anything, such as a validation, and says which statistics moved.
  ///
  /// - Parameter body: The work.
  /// - Returns: A finding for each batch norm whose running statistics are other than before.
  /// - Throws: What the work throws.
  public func statisticsMoved<Failure: Error>(
    by body: () throws(Failure) -> Void
  ) throws(Failure) -> [NormalizationFinding] {
    let kept = batchNorms.compactMap { name, norm in
      norm.running.map { (name: name, now: $0, before: RunningStatistics(copying: $0)) }
    }
    try body()
    return kept.compactMap { name, now, before in
      if now.mean == before.mean && now.variance == before.variance
        && now.batchCount == before.batchCount
      {
        return nil
      }
      let deviation = before.variance.map { .squareRoot($0 + 1e-12) }
      return .moved(
        layer: name, deviations: ((now.mean - before.mean) / deviation).maximumMagnitude())
    }
  }

  /// The buffers of this network that a file lacks: PyTorch's `load_state_dict` with `strict=False` leaves them as they are
  /// without a word.
  ///
  /// - Parameter names: The names in the file.
  /// - Returns: A finding for each buffer that is not there, in order.
  public func missingBuffers(in names: Set<String>) -> [NormalizationFinding] {
    namedLayers.flatMap { path, layer in
      layer.buffers.map { path.isEmpty ? $0.name : "\(path).\($0.name)" }
    }.filter { !names.contains($0) }.map { .missing(name: $0) }
  }
}
