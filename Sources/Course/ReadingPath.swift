/// An order in which to take the lessons for a purpose.
///
/// ## Source
///
/// The course overview: interviews start with what is asked most, debugging goes straight to the
/// checklist, a new project needs four lessons before its first training run, and architecture work
/// needs the theory of depth and width.
public enum ReadingPath: String, Sendable, CaseIterable {
  /// To prepare for interviews.
  case interviews
  /// To find out why a network does not learn.
  case debugging
  /// To start a project.
  case newProject
  /// To choose and justify an architecture.
  case architecture

  /// The numbers of the lessons, in the order in which to take them.
  public var lessons: [Int] {
    switch self {
    case .interviews: [1, 2, 7, 3, 4, 5]
    case .debugging: [9]
    case .newProject: [1, 4, 7, 8]
    case .architecture: [10]
    }
  }
}
