import Attempts
import Course
import ExerciseAnswers
import Foundation
import TestSupport
import Testing

/// What every exercise promises, proved for each: its checker accepts what is right, and says of
/// every known mistake which one it is.
struct ExerciseContractTests {
  @Test(arguments: everyExercise)
  func `the solution passes on three seeds`(_ item: Listed) {
    for seed in checkingSeeds {
      #expect(item.assignment.verdicts(of: .solution, seeds: [seed]) == [.passed])
    }
  }

  @Test(arguments: everyExercise)
  func `an alternative correct solution passes`(_ item: Listed) {
    #expect(item.assignment.verdicts(of: .alternative) == [.passed])
  }

  @Test(arguments: everyExercise)
  func `every named mistake is rejected by its own name`(_ item: Listed) {
    #expect(item.mistakes.count >= 3)
    for mistake in item.mistakes {
      let verdicts = item.assignment.verdicts(of: .mistake(mistake))
      guard case .failed(let findings) = verdicts.first else {
        Issue.record("“\(mistake.name)” is \(verdicts)")
        continue
      }
      #expect(findings.first?.mistake?.name == mistake.name)
    }
  }

  @Test(arguments: everyExercise)
  func `answers that compute nothing are rejected`(_ item: Listed) {
    let impostors = item.assignment.candidates.filter {
      if case .impostor = $0.role { true } else { false }
    }
    #expect(!impostors.isEmpty)
    for impostor in impostors {
      guard case .failed = impostor.verdict(checkingSeeds) else {
        Issue.record("\(impostor.role) is \(impostor.verdict(checkingSeeds))")
        continue
      }
    }
  }

  @Test(arguments: everyExercise)
  func `each kind has all the impostors that it can have`(_ item: Listed) {
    let names = item.assignment.candidates.compactMap {
      if case .impostor(let name) = $0.role { name } else { nil }
    }
    switch item.exercise.kind {
    case .implement, .repair: #expect(names == ["all zero", "all NaN", "identity"])
    case .writeTest: #expect(names == ["all zero", "identity"])
    case .predict, .tune: #expect(names.first == "all zero")
    }
  }

  @Test(arguments: everyExercise)
  func `what a repair starts from counts as open`(_ item: Listed) {
    let expected: [Verdict] = item.exercise.kind == .repair ? [.notAttempted] : []
    #expect(item.assignment.verdicts(of: .handedOut) == expected)
  }

  @Test(arguments: everyExercise)
  func `the stub is open, and not passed`(_ item: Listed) throws {
    let attempt = try #require(allAttempts.first { $0.exercise.id == item.exercise.id })
    guard try text(of: item.exercise.file) == text(of: item.exercise.stubFile) else {
      try Test.cancel("\(item.exercise.file) has been edited")
    }
    #expect(attempt.verdict() == .notAttempted)
  }

  @Test func `every exercise is attempted once, in order`() {
    #expect(allAttempts.map(\.exercise.id) == everyExercise.map(\.exercise.id))
  }
}

// MARK: - Support

/// All exercises, as arguments of tests.
let everyExercise = allAssignments.map { Listed(assignment: $0) }

/// An exercise as an argument of a test, shown by its id.
struct Listed: Sendable, CustomTestStringConvertible {
  let assignment: any AnyAssignment

  var exercise: Exercise { assignment.exercise }

  var testDescription: String { exercise.id.description }

  var mistakes: [Mistake] {
    assignment.candidates.compactMap {
      if case .mistake(let words) = $0.role { words } else { nil }
    }
  }
}

extension AnyAssignment {
  /// The verdicts on the implementations that play a part.
  func verdicts(of role: Candidate.Role, seeds: [UInt64] = checkingSeeds) -> [Verdict] {
    candidates.filter { $0.role == role }.map { $0.verdict(seeds) }
  }
}

/// The root of the package.
private let root = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The text of a file of the package.
func text(of path: String) throws -> String {
  try String(contentsOf: root.appending(path: path), encoding: .utf8)
}
