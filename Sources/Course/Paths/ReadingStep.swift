/// One thing to do on a reading path.
public struct ReadingStep: Hashable, Sendable, Identifiable {
  /// What there is to do.
  public enum Task: Hashable, Sendable {
    /// To read a section: the page from the root of the package, the anchor of the heading (`nil` for the
    /// whole page), and what it is called.
    case read(page: String, anchor: String?, title: String)
    /// To solve an exercise.
    case exercise(CourseID)
    /// To answer questions.
    case questions([CourseID])
    /// To run a command of the tool, given without `./learn`.
    case command(String)
    /// To go through the notebook of a lesson.
    case notebook(lesson: Int)
  }

  /// What there is to do.
  public let task: Task

  /// The time that it takes somebody who does it for the first time, in minutes.
  public let minutes: Int

  /// The step's name in the file of progress, the same on every path that has the step.
  public var id: String {
    switch task {
    case .read(let page, let anchor, _): page + (anchor.map { "#\($0)" } ?? "")
    case .exercise(let id): id.description
    case .questions(let ids): "questions " + ids.map(\.description).joined(separator: " ")
    case .command(let words): "./learn \(words)"
    case .notebook(let lesson): Self.notebookFile(of: lesson)
    }
  }

  /// The lessons that the step belongs to; none if it belongs to the whole course.
  public var lessons: [Int] {
    switch task {
    case .read(let page, _, _):
      Curriculum.outline.filter { page == "Lessons/\($0.folder).md" }.map(\.number)
    case .exercise(let id): [id.lesson]
    case .questions(let ids): ids.map(\.lesson)
    case .command: []
    case .notebook(let lesson): [lesson]
    }
  }

  /// What to do, in a line.
  public var description: String {
    switch task {
    case .read(let page, _, let title): "read “\(title)” in \(page)"
    case .exercise(let id): "solve \(id)"
    case .questions(let ids): "answer \(ids.map(\.description).joined(separator: ", "))"
    case .command(let words): "run ./learn \(words)"
    case .notebook(let lesson): "go through \(Self.notebookFile(of: lesson))"
    }
  }

  private static func notebookFile(of lesson: Int) -> String {
    "Notebooks-md/\(Curriculum.outline(of: lesson).folder).md"
  }
}

extension ReadingStep {
  /// The sections that every lesson's page has.
  public enum Section: String, Sendable, CaseIterable {
    /// Each idea with a drawing and an example.
    case ideas = "2-the-ideas"
    /// The central piece, written by the reader.
    case build = "3-build-it"
    /// Question, numbers, formula.
    case mathematics = "4-the-mathematics"
    /// Symptoms and their causes.
    case failures = "5-what-goes-wrong"
    /// The decision that the lesson prepares.
    case choice = "6-how-to-choose"
    /// Conventions that differ under one name.
    case disagreements = "7-where-papers-and-libraries-disagree"

    /// The heading without its number.
    public var title: String {
      switch self {
      case .ideas: "The ideas"
      case .build: "Build it"
      case .mathematics: "The mathematics"
      case .failures: "What goes wrong"
      case .choice: "How to choose"
      case .disagreements: "Where papers and libraries disagree"
      }
    }
  }

  /// The task of reading a section of a lesson's page.
  ///
  /// - Parameters:
  ///   - section: The section.
  ///   - lesson: The number of the lesson.
  /// - Returns: The task.
  public static func section(_ section: Section, of lesson: Int) -> Task {
    .read(
      page: "Lessons/\(Curriculum.outline(of: lesson).folder).md", anchor: section.rawValue,
      title: section.title)
  }

  static func read(_ lesson: Int, _ section: Section, minutes: Int) -> ReadingStep {
    ReadingStep(task: Self.section(section, of: lesson), minutes: minutes)
  }

  static func page(_ page: String, _ anchor: String?, _ title: String, minutes: Int) -> ReadingStep
  {
    ReadingStep(task: .read(page: page, anchor: anchor, title: title), minutes: minutes)
  }

  static func solve(_ lesson: Int, _ position: Int, minutes: Int) -> ReadingStep {
    ReadingStep(task: .exercise(.exercise(lesson, position)), minutes: minutes)
  }

  static func answer(_ lesson: Int, _ positions: [Int], minutes: Int) -> ReadingStep {
    ReadingStep(task: .questions(positions.map { .question(lesson, $0) }), minutes: minutes)
  }

  static func run(_ words: String, minutes: Int) -> ReadingStep {
    ReadingStep(task: .command(words), minutes: minutes)
  }

  static func notebook(_ lesson: Int, minutes: Int) -> ReadingStep {
    ReadingStep(task: .notebook(lesson: lesson), minutes: minutes)
  }
}
