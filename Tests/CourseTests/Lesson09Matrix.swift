import AllLessons
import Course
import Dynamics
import TestSupport
import Testing

/// The failure modes of all lessons whose runs are trainings, before all detectors.
@Suite(.doublePrecision(because: "The verdicts were recorded in double precision."))
struct Lesson09Matrix {
  @Test(arguments: MatrixRow.all)
  func `the fault is named, or the record cannot show it`(row: MatrixRow) throws {
    let mode = try #require(row.mode)
    try expect(row, mode, seed: FailureMode.defaultSeed)
  }

  @Test(arguments: MatrixRow.all.filter { $0.mode?.broken.isSeeded ?? false })
  func `nine further seeds say the same`(row: MatrixRow) throws {
    let mode = try #require(row.mode)
    for seed in UInt64(1)..<10 { try expect(row, mode, seed: seed) }
  }

  @Test(arguments: MatrixRow.all)
  func `no detector accuses a remedy`(row: MatrixRow) throws {
    let mode = try #require(row.mode)
    for remedy in mode.remedies {
      for seed in remedy.isSeeded ? UInt64(0)..<10 : 0..<1 {
        let found = try row.found(in: remedy, seed: seed) ?? []
        #expect(found.isSubset(of: row.remaining), "\(mode.id), \(remedy.name), seed \(seed)")
      }
    }
  }

  @Test(arguments: AllLessons.all.map(\.outline.number))
  func `a failure mode without a row leaves no record`(lesson: Int) throws {
    let rows = Set(MatrixRow.all.map(\.id))
    let modes = AllLessons.all.first { $0.outline.number == lesson }?.failureModes ?? []
    for mode in modes where !rows.contains(mode.id) {
      let record = try mode.broken.measure().record
      #expect(record?.steps.isEmpty ?? true, "\(mode)")
    }
  }

  @Test func `each failure mode has at most one row`() {
    #expect(Set(MatrixRow.all.map(\.id)).count == MatrixRow.all.count)
  }

  @Test func `each measurement that is missing is named`() {
    for row in MatrixRow.all {
      guard case .unseen(let measurement) = row.verdict else { continue }
      #expect(measurement.count > 10, "\(row.id)")
    }
  }

  private func expect(_ row: MatrixRow, _ mode: FailureMode, seed: UInt64) throws {
    let found = try #require(try row.found(in: mode.broken, seed: seed), "\(mode.id): no record")
    let (missed, extra) = (
      row.causes.subtracting(found), found.subtracting(row.causes.union(row.consequences))
    )
    #expect(missed.isEmpty, "\(mode.id), seed \(seed): not named")
    #expect(extra.isEmpty, "\(mode.id), seed \(seed): named and not expected")
  }
}
