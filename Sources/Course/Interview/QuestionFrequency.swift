/// How often interviewers ask about the subject of a question.
///
/// ## Source
///
/// Our judgment, and not a count: *often* is a subject to which most of the public lists of questions give a
/// question of its own that we looked at for subjects (Huyen, "Introduction to Machine Learning Interviews",
/// 2021, chapter 8.3, https://huyenchip.com/ml-interviews-book/; the lists at https://nikhillearnhub.com,
/// https://fahimfaisal.info/ml_and_llm_learning and https://mlmentorship.com/questions/). Of several questions of
/// the bank that ask nearly the same only one is here.
public enum QuestionFrequency: String, Sendable, CaseIterable {
  /// Most lists ask it.
  case often
  /// The others.
  case sometimes

  /// How often a question is asked.
  ///
  /// - Parameter id: The id of the question.
  /// - Returns: The frequency.
  public static func frequency(of id: CourseID) -> QuestionFrequency {
    let isAskedOften = oftenAskedPositions.contains {
      $0.lesson == id.lesson && $0.positions.contains(id.position) && id.kind == .question
    }
    return isAskedOften ? .often : .sometimes
  }

  /// How many times as likely as the others a question comes up in a mock interview.
  ///
  /// One question in six is asked often; with this weight they are about half of what is drawn.
  public var weight: Double { self == .often ? 6 : 1 }

  /// The questions whose subjects are asked often.
  public static var oftenAsked: Set<CourseID> {
    Set(
      oftenAskedPositions.flatMap { lesson, positions in
        positions.map { .question(lesson, $0) }
      })
  }

  private static var oftenAskedPositions: [(lesson: Int, positions: [Int])] {
    [
      (1, [1, 4, 5, 7, 11, 20, 23, 24, 25]),
      (2, [1, 2, 7, 21, 22, 23, 24, 25, 29]),
      (3, [2, 4, 7, 13, 15, 23]),
      (4, [1, 3, 4]),
      (5, [1, 4, 8, 9, 10]),
      (6, [1, 2, 3, 6, 7, 13, 17, 18, 21, 24]),
      (7, [1, 2, 4, 5, 7, 18, 22, 24]),
      (8, [1, 3, 11]),
      (9, [1, 3, 5, 6, 7, 11]),
      (10, [1, 3, 13]),
    ]
  }
}
