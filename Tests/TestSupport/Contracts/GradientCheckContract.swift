public import Course
import Testing

/// What every lesson promises of its derivatives: each operation that it adds has a check that applies it.
public enum GradientCheckContract {
  /// The claims on the gradient checks of a lesson.
  ///
  /// That an operation has a check is the compiler's to see; that the check agrees with differences is a
  /// matter of `expectGradients(of:)`.
  ///
  /// - Parameter lesson: The lesson.
  /// - Returns: The claims.
  public static func claims(on lesson: Lesson) -> [Claim] {
    [
      Claim("every gradient check has a name of its own") {
        let names = lesson.gradientChecks.map(\.name)
        #expect(Set(names).count == names.count)
      }
    ] + lesson.operations.flatMap { claims(on: $0) }
  }

  private static func claims<Operation: DifferentiableOperation>(
    on operations: Operation.Type
  ) -> [Claim] {
    operations.allCases.map { operation in
      Claim("the check of \(operation.rawValue) bears its name and records it") {
        let check = operation.gradientCheck
        #expect(check.name == operation.rawValue)
        #expect(check.operations(check.inputs()).contains(operation.rawValue))
      }
    }
  }
}
