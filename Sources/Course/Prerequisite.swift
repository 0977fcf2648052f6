/// Something that a learner should know before the first lesson, with the exercises that show whether.
///
/// ```swift
/// Prerequisite.all.map(\.name).first   // linear algebra
/// ```
public struct Prerequisite: Sendable, Hashable {
  /// The name, such as `linear algebra`.
  public let name: String

  /// The heading of its section in the notebook, as GitHub names it in links.
  public let anchor: String

  /// The number of the first lesson that needs it.
  public let firstLesson: Int

  /// The exercises of the self-check that ask for it, in order.
  public let exercises: [CourseID]

  private init(_ name: String, anchor: String, firstLesson: Int, positions: [Int]) {
    self.name = name
    self.anchor = anchor
    self.firstLesson = firstLesson
    exercises = positions.map { .exercise(0, $0) }
  }

  /// The section of the notebook that explains it, from the root of the package.
  public var section: String { "Notebooks-md/\(Curriculum.selfCheck.folder).md#\(anchor)" }

  /// All that the course expects, in the order of the notebook.
  public static var all: [Prerequisite] {
    [
      Prerequisite(
        "linear algebra", anchor: "shapes-and-products", firstLesson: 1, positions: [1, 2]),
      Prerequisite("eigenvalues", anchor: "eigenvalues", firstLesson: 1, positions: [3]),
      Prerequisite("broadcasting", anchor: "broadcasting", firstLesson: 1, positions: [4]),
      Prerequisite("calculus", anchor: "slopes", firstLesson: 1, positions: [5, 6, 7]),
      Prerequisite("probability", anchor: "chance", firstLesson: 1, positions: [8, 9, 10]),
      Prerequisite("likelihood", anchor: "likelihood", firstLesson: 1, positions: [11, 12]),
      Prerequisite(
        "the training loop", anchor: "the-training-loop", firstLesson: 1, positions: [13]),
    ]
  }
}
