public import Course
import Foundation
import Synchronization
import Testing

/// What every failure mode promises: the fault shows, no remedy shows it, and another seed changes
/// neither.
public enum FailureModeContract {
  /// The seeds on which a run that draws anything is tried.
  public static var seeds: Range<UInt64> {
    FailureMode.defaultSeed..<(FailureMode.defaultSeed + 10)
  }

  /// The claims on the failure modes of a lesson.
  ///
  /// - Parameters:
  ///   - lesson: The lesson.
  ///   - afterTraining: The names of remedies that act on a network that is trained already, so that
  ///     the record of the training is that of the broken run.
  /// - Returns: For every failure mode all claims.
  public static func claims(on lesson: Lesson, afterTraining: Set<String> = []) -> [Claim] {
    let modes = lesson.failureModes
    return [
      Claim("the failure modes are numbered from 1, in order") {
        let number = lesson.outline.number
        #expect(modes.map(\.id) == modes.indices.map { .failureMode(number, $0 + 1) })
      }
    ] + modes.flatMap { claims(on: $0, afterTraining: afterTraining) }
  }

  static func claims(on mode: FailureMode, afterTraining: Set<String>) -> [Claim] {
    func claim(_ words: String, _ check: @escaping @Sendable () throws -> Void) -> Claim {
      Claim("\(mode.id): \(words)", check: check)
    }
    let firstRuns = mode.runs.map(FirstRun.init)
    return [
      claim("the words are complete") {
        for text in [mode.title, mode.symptom, mode.diagnosis, mode.fix, mode.quantity] {
          #expect(text.count >= 7)
        }
        let names = mode.runs.map(\.name)
        #expect(names.allSatisfy { !$0.isEmpty })
        #expect(Set(names).count == names.count)
      },
      claim("“\(mode.broken.name)” shows the symptom") {
        for (seed, value) in try values(of: firstRuns[0]) {
          // NaN is a symptom where that is the symptom, and else it is a fault of the run.
          #expect(mode.symptomatic == .notFinite || !value.isNaN, "seed \(seed)")
          #expect(mode.symptomatic.holds(for: value), "seed \(seed): not \(mode.symptomatic)")
        }
      },
      claim("all runs keep a record, or none does") {
        let records = try firstRuns.map { try $0.measurement().record }
        #expect(records.allSatisfy { ($0 == nil) == (records[0] == nil) })
        for (run, record) in zip(mode.remedies, records.dropFirst()) {
          guard let broken = records[0], let record else { continue }
          let isSame = try text(of: record) == text(of: broken)
          #expect(isSame == afterTraining.contains(run.name), "\(run.name)")
        }
      },
    ]
      + firstRuns.dropFirst().map { first in
        claim("“\(first.run.name)” does not show the symptom") {
          for (seed, value) in try values(of: first) {
            #expect(value.isFinite, "seed \(seed)")
            #expect(!mode.symptomatic.holds(for: value), "seed \(seed): \(mode.symptomatic)")
          }
        }
      }
      + firstRuns.map { firstRun in
        claim("“\(firstRun.run.name)” gives the same result every time") {
          let (first, second) = (try firstRun.measurement(), try firstRun.run.measure())
          #expect(first.value == second.value || first.value.isNaN && second.value.isNaN)
          // Compared apart, because a failure would print both records.
          let recordsAgree = try first.record.map(text) == second.record.map(text)
          #expect(recordsAgree)
        }
      }
  }

  private static func values(of first: FirstRun) throws -> [(seed: UInt64, value: Double)] {
    let further = first.run.isSeeded ? Array(seeds.dropFirst()) : []
    return try [(FailureMode.defaultSeed, first.measurement().value)]
      + further.map { ($0, try first.run.measure(seed: $0).value) }
  }

  /// A record as text, in which NaN is a word that equals itself.
  private static func text(of record: TrainingRecord) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return try encoder.encode(record)
  }
}

extension FailureModeContract {
  /// What a run measures with the first seed, which several claims ask for.
  fileprivate final class FirstRun: Sendable {
    let run: FailureMode.Run
    private let kept = Mutex<Course.Measurement?>(nil)

    init(_ run: FailureMode.Run) { self.run = run }

    /// The measurement of the first call, and no later one.
    func measurement() throws -> Course.Measurement {
      if let known = kept.withLock({ $0 }) { return known }
      // The lock is not held while the run goes on: a claim that waits would hold a thread of the tests.
      let measured = try run.measure()
      return kept.withLock { kept in
        kept = kept ?? measured
        return kept ?? measured
      }
    }
  }
}
