public import Course
public import Testing

/// Fails the test unless a claimed derivative agrees with central differences.
///
/// ```swift
/// @Test(.doublePrecision, arguments: lesson.gradientChecks)
/// func derivative(of check: GradientCheck) { expectGradients(of: check) }
/// ```
///
/// - Parameters:
///   - check: The function, its claimed derivative, and the point.
///   - seed: The seed of the random cotangent.
///   - tolerance: The largest relative error that passes, as `GradientChecker` defines it.
///   - sourceLocation: Where the failure is reported.
/// - Returns: What was compared.
@discardableResult
public func expectGradients(
  of check: GradientCheck, seed: UInt64 = 1, tolerance: Double = 1e-6,
  sourceLocation: SourceLocation = #_sourceLocation
) -> GradientReport {
  let report = GradientChecker(seed: seed, tolerance: tolerance).report(on: check)
  if !isDoublePrecision {
    Issue.record(
      "\(check.name): gradients are checked in double precision only; give the test .doublePrecision",
      sourceLocation: sourceLocation)
  } else if !report.isPassed {
    Issue.record("\(report)", sourceLocation: sourceLocation)
  }
  return report
}

extension GradientCheck: CustomTestStringConvertible {
  /// The name of the operation or layer.
  public var testDescription: String { name }
}
