package import Course

/// The words of failures and exercises, as `learn catalog --words` prints them.
package struct CourseWords: Decodable, Sendable {
  /// A failure mode.
  package struct Failure: Decodable, Sendable {
    /// The id, such as `F1.3`.
    package let id: CourseID
    /// The failure in a few words.
    package let title: String
    /// What an engineer sees.
    package let symptom: String
    /// What causes it.
    package let diagnosis: String
    /// What to do.
    package let fix: String
    /// What is measured.
    package let quantity: String
    /// The values that count as the symptom.
    package let symptomatic: String
    /// The run with the fault.
    package let broken: String
    /// The runs without it.
    package let remedies: [String]

    /// The number of the lesson, two digits.
    package var lesson: String { id.paddedLesson }
  }

  /// An exercise.
  package struct Exercise: Decodable, Sendable {
    /// The id, such as `E01.3`.
    package let id: CourseID
    /// The task in a few words.
    package let title: String
    /// What the learner does, in words.
    package let kind: String
    /// The time that it takes.
    package let minutes: Int
    /// How hard it is, in words.
    package let difficulty: String
    /// The file to edit, from the root of the checkout.
    package let file: String
    /// The file as it was handed out.
    package let stubFile: String
    /// What to do.
    package let statement: String
    /// The hints, in the order in which they are given.
    package let hints: [String]

    /// The number of the lesson, two digits.
    package var lesson: String { id.paddedLesson }
  }

  /// The failure modes of all lessons, in order.
  package let failures: [Failure]

  /// The exercises, in order.
  package let exercises: [Exercise]
}
