public import Course
public import Testing

/// Expects that a failure mode's runs keep a record of their training, or that none of them does.
///
/// - Parameters:
///   - mode: The failure mode.
///   - stepCount: The number of steps on record; `nil` if its runs do not train.
///   - parameters: The names of the parameters that are trained. A gradient may be missing.
///   - sourceLocation: Where a failure is shown.
/// - Throws: What a run throws.
public func expectRecords(
  of mode: FailureMode, stepCount: Int?, parameters: Set<String>,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  for run in [mode.broken] + mode.remedies {
    let record = try run.measure().record
    let place: Comment = "\(mode.id), \(run.name)"
    #expect(record?.steps.count == stepCount, place, sourceLocation: sourceLocation)
    for step in record?.steps ?? [] {
      #expect(Set(step.parameterNorms.keys) == parameters, place, sourceLocation: sourceLocation)
      #expect(Set(step.updateNorms.keys) == parameters, place, sourceLocation: sourceLocation)
      #expect(
        parameters.isSuperset(of: step.gradientNorms.keys), place, sourceLocation: sourceLocation)
      #expect(0 < step.learningRate, place, sourceLocation: sourceLocation)
      let norms = [step.gradientNorms, step.parameterNorms, step.updateNorms].flatMap(\.values)
      #expect(
        ([step.loss] + norms).allSatisfy { $0.isFinite }, place, sourceLocation: sourceLocation)
    }
  }
}
