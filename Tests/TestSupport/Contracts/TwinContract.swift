public import Course
import Foundation
import Testing

/// What the twins of a lesson in PyTorch promise: every failure mode has one, it was run as it stands in
/// the script, and what it measured is what ours measures.
public enum TwinContract {
  /// The claims on the file of twins, which hold whatever the precision of the build.
  ///
  /// - Parameter lesson: The lesson.
  /// - Returns: The claims on the whole file, and for every failure mode those on its words.
  public static func claims(on lesson: Lesson) -> [Claim] {
    let number = lesson.outline.number
    let ids = lesson.failureModes.map(\.id.description)
    return [
      Claim("the script was not changed since it was run") {
        let twins = try Twins.lesson(number)
        #expect(twins.lesson == number)
        let bytes = try twins.sources.flatMap { name in
          [UInt8](try Data(contentsOf: URL(filePath: "\(GoldenValues.folder)/\(name)")))
        }
        #expect(
          SHA256.hexadecimalDigest(of: bytes) == twins.scriptSHA256,
          "\(twins.sources) have changed: run \(twins.sources.first ?? "the script") again")
      },
      Claim("every failure mode has a twin or a reason") {
        let twins = try Twins.lesson(number).twins
        let missing = ids.filter { twins[$0] == nil }
        #expect(missing == [], "failure modes without a twin")
        let surplus = Set(twins.keys).subtracting(ids).sorted()
        #expect(surplus == [], "twins without a failure mode")
      },
    ]
      + lesson.failureModes.map { mode in
        Claim("\(mode.id): the twin is complete and speaks of the same") {
          guard let twin = try Twins.lesson(number).twins[mode.id.description] else { return }
          expectComplete(twin, of: mode)
        }
      }
  }

  /// The claims on what was measured; PyTorch's values are in double precision.
  ///
  /// - Parameter lesson: The lesson.
  /// - Returns: For every failure mode one claim.
  public static func figureClaims(on lesson: Lesson) -> [Claim] {
    lesson.failureModes.map { mode in
      Claim("\(mode.id): PyTorch measures the same") {
        guard let twin = try Twins.lesson(lesson.outline.number).twins[mode.id.description],
          let broken = twin.broken, let cured = twin.cured
        else { return }
        try expectAgreement(of: mode.broken, with: broken)
        for remedy in mode.remedies where remedy.name == cured.remedy {
          try expectAgreement(of: remedy, with: cured)
        }
        for further in twin.also ?? [] where further.value != nil {
          for remedy in mode.remedies where remedy.name == further.name {
            try expectAgreement(of: remedy, with: further)
          }
        }
      }
    }
  }

  private static func expectComplete(_ twin: Twin, of mode: FailureMode) {
    if let reason = twin.none {
      #expect(reason.count >= 20, "\(mode.id): why is there no twin?")
      #expect(twin.broken == nil && twin.cured == nil)
      return
    }
    #expect(twin.quantity == mode.quantity)
    #expect(mode.remedies.map(\.name).contains(twin.cured?.remedy ?? ""), "\(mode.id): the remedy")
    for run in [twin.broken, twin.cured] {
      #expect(run?.value != nil && run?.lines.isEmpty == false, "\(mode.id): a run is missing")
      #expect((run?.tolerance == nil) != (run?.below == nil), "\(mode.id): the nearness")
      // Rounding and counts need no reason.
      if run?.below != nil || ![0, 1e-12].contains(run?.tolerance ?? 0) {
        #expect(twin.reason != nil, "\(mode.id): a tolerance without its reason")
      }
    }
  }

  private static func expectAgreement(of run: FailureMode.Run, with twin: Twin.Run) throws {
    let ours = try run.measure().value
    // Compared apart, because a failure would print all lines.
    let agrees = twin.agrees(with: ours)
    #expect(
      agrees,
      "“\(run.name)”: ours is \(ours), PyTorch's \(twin.value.map { "\($0)" } ?? "nothing")")
  }
}
