public import Course

extension FailureMode {
  /// The quantity of the broken run and of the usual cure, at the seed of the lesson's page.
  public func measure() throws -> (broken: Double, cured: Double) {
    (try broken.measure().value, try remedies[0].measure().value)
  }
}
