public import Autograd
import TensorCore

extension Layer {
  /// Has all batch norms use their running statistics, and leave them alone, whatever mode the network is put into.
  ///
  /// It is for fine-tuning on batches that are too small, or too few, to measure anything by. A learned scale and offset
  /// go on learning; `variablesBesideBatchNorms` leaves them out.
  public func freezeBatchNorms() {
    for (_, norm) in batchNorms where norm.running != nil { norm.isFrozen = true }
  }

  /// Has all batch norms follow the mode of the network again.
  public func unfreezeBatchNorms() {
    for (_, norm) in batchNorms { norm.isFrozen = false }
  }

  /// The trained variables without scales and offsets of batch norms.
  ///
  /// An optimizer that is given these leaves batch norms as they are; one that decays weights should be
  /// given the others without decay.
  public var variablesBesideBatchNorms: [Variable] {
    let own = Set(
      batchNorms.flatMap { $0.norm.parameters }.map { ObjectIdentifier($0.variable) })
    return trainedVariables.filter { !own.contains(ObjectIdentifier($0)) }
  }
}
