// Preflight and doctor on the runs of a fault.

extension RealFault {
  /// What preflight and doctor say of a run, the strongest evidence first, and the run's error.
  ///
  /// - Parameters:
  ///   - run: The broken run or a repaired one.
  ///   - seed: What it draws from.
  /// - Returns: The findings of both, and the error on held-out samples.
  /// - Throws: An error if a data file is damaged, or what the engine throws.
  public func findings(
    on run: FaultRun, seed: UInt64
  ) throws -> (findings: [RunFinding], error: Double) {
    let before = try run.preflight(seed: seed).findings
    let result = try run.train(seed: seed, measure: measure)
    let after = Doctor.examination(of: result.record, facts: result.facts).findings
    let ranked = (before + after).enumerated().sorted {
      ($1.element.strength, $0.offset) < ($0.element.strength, $1.offset)
    }
    return (ranked.map(\.element), result.error)
  }

  /// The row of the benchmark for this fault.
  ///
  /// - Parameter seeds: What the runs draw from.
  /// - Returns: Verdicts, errors and false alarms.
  /// - Throws: An error if a data file is damaged, or what the engine throws.
  public func examined(seeds: some Sequence<UInt64>) throws -> FaultBenchmark.Row {
    let seeds = Array(seeds)
    let broken = try seeds.map { try findings(on: self.broken, seed: $0) }
    let repaired = try repairs.map { repair in
      try seeds.map { try findings(on: repair, seed: $0) }
    }
    let alarms = repaired.enumerated().flatMap { number, runs in
      zip(seeds, runs).flatMap { seed, run in
        run.findings.map { finding in
          "\(id), repair \(number + 1), seed \(seed): \(finding.cause.rawValue): \(finding.evidence)"
        }
      }
    }
    return FaultBenchmark.Row(
      id: id, verdicts: broken.map { verdict(on: $0.findings) },
      firstCauses: broken.map { $0.findings.first?.cause.rawValue ?? "" },
      errors: [broken.map(\.error)] + repaired.map { $0.map(\.error) }, falseAlarms: alarms)
  }
}
