import Course
import Testing

/// What the learner writes in an exercise small enough to see through: half of a number.
typealias Half = @Sendable (Double) throws -> Double

/// The exercise, and what its checker says.
enum HalfExercise {
  /// The words of the exercise.
  static func words(_ kind: Exercise.Kind = .implement, forbidden: [String] = []) -> Exercise {
    Exercise(
      id: .exercise(1, 1), title: "Half", kind: kind, minutes: 1, difficulty: .easy,
      fileName: "Half.swift", statement: "Return the half.",
      hints: Exercise.Hints(nudge: "a", approach: "b", almostThere: "c"), forbidden: forbidden)
  }

  /// The exercise with the inputs 0, 1 and ten times the seed, and two known mistakes.
  static func assignment(
    _ kind: Exercise.Kind = .implement, handedOut: Half? = nil
  ) -> Assignment<Half> {
    Assignment<Half>(
      words(handedOut == nil ? kind : .repair), solution: { $0 / 2 },
      alternative: { $0 * 0.5 }, handedOut: handedOut,
      mistakes: [
        .init("doubled", explanation: "Twice.", { $0 * 2 }),
        .init("negative", explanation: "Minus.", { -$0 / 2 }),
      ],
      impostors: .init(zero: { _ in 0 }, notANumber: { _ in .nan }, identity: { $0 })
    ) { seed in [0, 1, 10 * Double(seed)].map { probe($0, wanted: $0 / 2) } }
  }

  /// The exercise with one probe.
  static func assignment(
    _ kind: Exercise.Kind = .implement, probe: Probe<Half>,
    mistake: (name: String, half: Half)? = nil
  ) -> Assignment<Half> {
    Assignment<Half>(
      words(kind), solution: { $0 / 2 }, alternative: { $0 / 2 },
      mistakes: mistake.map { [.init($0.name, explanation: "It is.", $0.half)] } ?? [],
      impostors: .init(zero: { _ in 0 }, notANumber: nil, identity: nil)
    ) { _ in [probe] }
  }

  /// A probe that asks for the half of a number.
  static func probe(_ x: Double, wanted: Double, floor: Double = 1) -> Probe<Half> {
    Probe("x \(Answer.text(x))", wanted: Answer(.number("half", wanted)), floor: floor) {
      Answer(.number("half", try $0(x)))
    }
  }
}

/// The findings of a verdict; none unless it is a failure.
func findings(_ verdict: Verdict) -> [Finding] {
  if case .failed(let findings) = verdict { findings } else { [] }
}
