public import Autograd
import TensorCore

/// An optimizer that counts what it remembers.
public protocol CountedMemory: Optimizer {
  /// How many scalars are remembered beside the parameters.
  var rememberedScalarCount: Int { get }
}

extension FirstOrderOptimizer: CountedMemory {}

extension CountedMemory {
  /// The bytes of parameters, gradients and memories for each parameter.
  ///
  /// - Parameter bytesPerScalar: 4 for single precision, 2 for bfloat16.
  /// - Returns: The bytes.
  public func bytesPerParameter(bytesPerScalar: Int) -> Double {
    let count = parameters.reduce(0) { $0 + $1.value.elementCount }
    return Double(bytesPerScalar) * (2 + Double(rememberedScalarCount) / Double(count))
  }
}
