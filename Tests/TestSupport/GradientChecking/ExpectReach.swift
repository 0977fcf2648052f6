public import Course
import TensorCore
public import Testing

/// Fails the test if the output of a check does not depend on all of its inputs.
///
/// For an input that nothing is computed from a derivative of 0 is right, and says nothing of the operation.
///
/// - Parameters:
///   - check: The check.
///   - sourceLocation: Where a failure is shown.
/// - Throws: What the pullback throws.
public func expectReach(
  of check: GradientCheck, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  var generator = SplitMix64(seed: 23)
  let inputs = check.inputs()
  let cotangent = Tensor.normal(check.value(inputs).shape, using: &generator)
  for (name, gradient) in zip(check.inputNames, try check.pullback(inputs, cotangent)) {
    #expect(
      gradient.maximumMagnitude() > 0, "\(check.name) does not depend on \(name)",
      sourceLocation: sourceLocation)
  }
}
