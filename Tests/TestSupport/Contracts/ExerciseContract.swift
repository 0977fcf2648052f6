public import Course
import Testing

/// What every exercise promises: its checker accepts what is right, and says of every known mistake
/// which one it is.
public enum ExerciseContract {
  /// The claims on the exercises of a lesson.
  ///
  /// - Parameters:
  ///   - assignments: What the exercises are judged by.
  ///   - attempts: What the learner wrote.
  /// - Returns: For every exercise all claims.
  public static func claims(
    on assignments: [any AnyAssignment], attempts: [Attempt]
  ) -> [Claim] {
    [
      Claim("every exercise is attempted once, in order, from the first") {
        #expect(attempts.map(\.exercise.id) == assignments.map(\.exercise.id))
        #expect(assignments.map(\.exercise.id.position) == Array(1...assignments.count))
      },
      Claim("there are six exercises or more, of three kinds or more") {
        #expect(assignments.count >= 6)
        #expect(Set(assignments.map(\.exercise.kind)).count >= 3)
      },
    ] + assignments.flatMap { claims(on: $0, attempts) + textClaims(on: $0) }
  }

  private static func claims(on assignment: any AnyAssignment, _ attempts: [Attempt]) -> [Claim] {
    let exercise = assignment.exercise
    func claim(_ words: String, _ check: @escaping @Sendable () throws -> Void) -> Claim {
      Claim("\(exercise.id): \(words)", check: check)
    }
    return [
      claim("the solution passes on three seeds") {
        for seed in checkingSeeds {
          #expect(assignment.verdicts(of: .solution, seeds: [seed]) == [.passed])
        }
        expectFit(.passed, of: exercise)
      },
      claim("an alternative correct solution passes") {
        #expect(assignment.verdicts(of: .alternative) == [.passed])
      },
      claim("every named mistake is rejected by its own name") {
        #expect(assignment.mistakes.count >= 3)
        for mistake in assignment.mistakes {
          let verdicts = assignment.verdicts(of: .mistake(mistake))
          guard case .failed(let findings) = verdicts.first else {
            Issue.record("“\(mistake.name)” is \(verdicts)")
            continue
          }
          #expect(findings.first?.mistake?.name == mistake.name)
          expectFit(verdicts[0], of: exercise)
        }
      },
      claim("answers that compute nothing are rejected") {
        for impostor in assignment.candidates + assignment.spoiledSolutions {
          guard case .impostor(let name) = impostor.role else { continue }
          let verdict = impostor.verdict(checkingSeeds)
          guard case .failed = verdict else {
            Issue.record("“\(name)” is \(verdict)")
            continue
          }
          expectFit(verdict, of: exercise)
        }
      },
      claim("impostors are complete, but for kinds without an input or NaN") {
        let names = (assignment.candidates + assignment.spoiledSolutions).compactMap {
          if case .impostor(let name) = $0.role { name } else { nil }
        }
        // Tests, and some goals, are judged in words, which have no numbers to replace.
        let infinite = ["all infinite", "all minus infinite"]
        switch exercise.kind {
        case .implement, .repair:
          #expect(names == ["all zero", "all NaN", "identity"] + infinite)
        case .writeTest: #expect(names == ["all zero", "identity"])
        case .predict: #expect(names.first == "all zero" && names.suffix(2) == infinite)
        case .tune: #expect(names.first == "all zero")
        }
      },
      claim("what a repair starts from counts as open") {
        let expected: [Verdict] = exercise.kind == .repair ? [.notAttempted] : []
        #expect(assignment.verdicts(of: .handedOut) == expected)
      },
      claim("the stub is open, and not passed") {
        let attempt = try #require(attempts.first { $0.exercise.id == exercise.id })
        guard try Checkout.text(of: exercise.file) == Checkout.text(of: exercise.stubFile) else {
          try Test.cancel("\(exercise.file) has been edited")
        }
        #expect(attempt.verdict() == .notAttempted)
      },
    ]
  }
}

extension AnyAssignment {
  /// The verdicts on the implementations that play a part.
  fileprivate func verdicts(
    of role: Candidate.Role, seeds: [UInt64] = checkingSeeds
  ) -> [Verdict] {
    candidates.filter { $0.role == role }.map { $0.verdict(seeds) }
  }

  /// The words of the named mistakes.
  var mistakes: [Mistake] {
    candidates.compactMap { if case .mistake(let words) = $0.role { words } else { nil } }
  }
}
