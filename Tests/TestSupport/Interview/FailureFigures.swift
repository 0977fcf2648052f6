public import Course
import Testing

extension Lesson {
  /// What a failure mode's quantity is in its broken run, and in the run with the usual cure.
  ///
  /// - Parameter id: The id of the failure mode, such as `F2.5`.
  /// - Returns: Both measurements.
  /// - Throws: If the lesson has no such failure mode, or a run throws.
  public func measure(failure id: String) throws -> (broken: Double, cured: Double) {
    let mode = try #require(failureModes.first { $0.id == id }, "no failure mode \(id)")
    return (try mode.broken.measure().value, try mode.remedies[0].measure().value)
  }
}
