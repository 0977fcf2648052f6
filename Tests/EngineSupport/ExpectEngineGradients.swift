public import Autograd
import Course
public import TensorCore
public import TestSupport
public import Testing

/// Fails the test unless the engine's derivatives of a function agree with central differences.
///
/// ```swift
/// expectGradients(at: ["a": a, "b": b]) { $0[0] * $0[1] }
/// ```
///
/// - Parameters:
///   - inputs: The point, one named tensor an input.
///   - name: What a failure calls the function.
///   - seed: The seed of the random cotangent.
///   - tolerance: The largest relative error that passes, as `GradientChecker` defines it.
///   - sourceLocation: Where the failure is reported.
///   - function: The function.
/// - Returns: What was compared.
@discardableResult
public func expectGradients(
  at inputs: KeyValuePairs<String, Tensor>, named name: String = "the function", seed: UInt64 = 1,
  tolerance: Double = 1e-6, sourceLocation: SourceLocation = #_sourceLocation,
  of function: @escaping @Sendable ([Variable]) -> Variable
) -> GradientReport {
  let tensors = inputs.map(\.value)
  let engine = GradientCheck(name, [:], function: function)
  return expectGradients(
    of: GradientCheck(
      name, inputNames: inputs.map(\.key), inputs: { tensors }, value: engine.value,
      pullback: engine.pullback, branches: engine.branches),
    seed: seed, tolerance: tolerance, sourceLocation: sourceLocation)
}
