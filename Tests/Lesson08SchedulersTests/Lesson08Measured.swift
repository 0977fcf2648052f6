import Course
import Schedulers
import TestSupport
import Testing

/// What the runs of failure modes and exhibits measure, which the contracts hold only against a bound.
///
/// A rate, a count of steps or a position that is changed in a run seldom crosses the bound. All that draw
/// nothing are here; of those that draw, seeds tell.
@Suite(.doublePrecision(because: "The numbers were measured in double precision."))
struct Lesson08Measured {
  private typealias Recorded = (id: String, values: [Double])

  // The broken run and the remedies, in order.
  private static var failures: [Recorded] {
    [
      ("F8.1", [0.0153612, 0.00815068, 0.00874912]),
      ("F8.2", [0.0421445, 1]),
      ("F8.3", [99, 0]),
      ("F8.4", [0.33309, 0.0184373]),
      ("F8.5", [9, 12]),
      ("F8.6", [2, 3]),
      ("F8.7", [2, 1]),
      ("F8.8", [5777.61, 0.75, 0.9]),
      ("F8.9", [0.25, 1]),
      ("F8.11", [541, 0, 0]),
      ("F8.12", [60.5006, 1.54729]),
      ("F8.13", [75, 0]),
      ("F8.14", [2.99523e14, 0.0246359]),
      ("F8.15", [0.302242, 0.04592]),
      ("F8.16", [75, 0]),
      ("F8.17", [0.272107, 0.0184373]),
      ("F8.18", [2578, 400]),
      ("F8.19", [0.9, 0.1]),
      ("F8.20", [1.72945, 1]),
      ("F8.21", [0, 1]),
      ("F8.22", [10, 1]),
      ("F8.23", [1, 0.00024672]),
      ("F8.24", [81.7269, 1]),
      ("F8.25", [1, 0.00024672]),
      ("F8.26", [1, 0.01]),
      ("F8.27", [0.015625, 1]),
      ("F8.29", [1, 0.0625]),
      ("F8.30", [2016.69, 1]),
      ("F8.31", [4.98045e15, 0.0123248]),
      ("F8.32", [5.688, 0.95]),
      ("F8.33", [0.1, 1]),
      ("F8.34", [357.047, 1]),
      ("F8.35", [0, 0.01]),
    ]
  }

  // What was reported, and what is right.
  private static var exhibits: [Recorded] {
    [
      ("M08.1", [0.000488281, 0.5]),
      ("M08.2", [1, 0.1]),
      ("M08.3", [0.15, 0.5]),
      ("M08.4", [0.1, 1]),
      ("M08.5", [0.1, 0.9]),
      ("M08.6", [0.991144, 0.000991144]),
      ("M08.7", [1, 10]),
      ("M08.8", [-0.025, 0]),
      ("M08.9", [-0.0142853, 4e-7]),
      ("M08.10", [1.14, 0.791667]),
      ("M08.11", [30, 31]),
      ("M08.12", [2.78951, 1]),
      ("M08.13", [1, 0.01]),
      ("M08.14", [2, 3]),
      ("M08.15", [0.5, 0.01]),
      ("M08.16", [1, 0.0625]),
      ("M08.17", [2.25, 0.75]),
      ("M08.18", [3, 4]),
      ("M08.19", [0.001, 1]),
      ("M08.20", [0.0421445, 1]),
      ("M08.21", [15.8255, 1]),
      ("M08.22", [1, 0.5]),
    ]
  }

  @Test(arguments: SchedulersLesson.failureModes.filter { !$0.broken.isSeeded })
  func `runs measure what they have measured`(mode: FailureMode) throws {
    let recorded = try #require(Self.failures.first { $0.id == mode.id.description })
    let measured = try mode.runs.map { try $0.measure().value }
    expectAlike(measured, recorded.values)
  }

  @Test(arguments: SchedulersLesson.museum)
  func `exhibits measure what they have measured`(bug: SchedulerBug) throws {
    let recorded = try #require(Self.exhibits.first { $0.id == bug.id })
    expectAlike([try bug.reported(), try bug.right()], recorded.values)
  }

  /// Six digits are recorded; what is divided by nearly nothing keeps fewer.
  private func expectAlike(_ measured: [Double], _ recorded: [Double]) {
    #expect(measured.count == recorded.count)
    for (value, expected) in zip(measured, recorded) {
      #expect(abs(value - expected) <= 1e-4 * abs(expected) + 1e-9)
    }
  }

  @Test func `nothing is recorded twice, or of what is not there`() {
    let modes = SchedulersLesson.failureModes.filter { !$0.broken.isSeeded }
    #expect(Self.failures.map(\.id) == modes.map(\.id.description))
    #expect(Self.exhibits.map(\.id) == SchedulersLesson.museum.map(\.id))
  }
}
