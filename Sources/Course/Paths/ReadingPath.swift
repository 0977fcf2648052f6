/// An order in which to take the course for a purpose, step by step.
///
/// ## Source
///
/// The course overview has the first four: interviews start with what is asked most, debugging goes straight
/// to the checklist, a new project needs four lessons before its first training run, and architecture work
/// needs the theory of depth and width. The others are ours, for a time instead of a purpose.
public enum ReadingPath: String, Sendable, CaseIterable {
  /// To prepare for interviews.
  case interviews
  /// To find out why a network does not learn.
  case debugging
  /// To start a project.
  case newProject
  /// To choose and justify an architecture.
  case architecture
  /// To see within an evening what the course is.
  case evening
  /// To learn most of what a training run needs within a weekend.
  case weekend
  /// To refresh what is asked, in the week before an interview.
  case weekBefore

  /// The path in a few words.
  public var title: String {
    switch self {
    case .interviews: "Interviews"
    case .debugging: "Debugging"
    case .newProject: "A new project"
    case .architecture: "Architecture"
    case .evening: "An evening"
    case .weekend: "A weekend"
    case .weekBefore: "The week before an interview"
    }
  }

  /// What somebody can do who has walked the path.
  public var purpose: String {
    switch self {
    case .interviews: "Derive, explain and defend what interviewers ask most."
    case .debugging: "Go from a curve that looks wrong to its cause, one measurement at a time."
    case .newProject: "Choose network, start, optimizer and schedule, and have the plan checked."
    case .architecture: "Say what depth and width buy, and count before comparing."
    case .evening: "See networks fail and learn, and say what a gradient is."
    case .weekend: "Set up a training run, and know where to look when it fails."
    case .weekBefore: "Refresh the answers, a part a day, and end with a mock interview."
    }
  }

  /// The time that the path promises not to exceed, in hours.
  public var hourLimit: Int {
    switch self {
    case .interviews: 12
    case .debugging: 6
    case .newProject: 5
    case .architecture: 5
    case .evening: 3
    case .weekend: 10
    case .weekBefore: 10
    }
  }

  /// The steps in parts, in order.
  public var parts: [ReadingPart] {
    switch self {
    case .interviews: Self.interviewParts
    case .debugging: Self.debuggingParts
    case .newProject: Self.newProjectParts
    case .architecture: Self.architectureParts
    case .evening: Self.eveningParts
    case .weekend: Self.weekendParts
    case .weekBefore: Self.weekBeforeParts
    }
  }

  /// The steps, in order.
  public var steps: [ReadingStep] { parts.flatMap(\.steps) }

  /// The time that the steps take together, in minutes.
  public var minutes: Int { steps.reduce(0) { $0 + $1.minutes } }

  /// The numbers of the lessons, in the order in which the steps first come to them.
  public var lessons: [Int] {
    steps.flatMap(\.lessons).reduce(into: []) { seen, lesson in
      if !seen.contains(lesson) { seen.append(lesson) }
    }
  }

  /// The lessons that those of the path build on, directly or through others, and that are not on it.
  public var missingPrerequisites: [Int] {
    var needed = Set(lessons)
    for lesson in Curriculum.outline.reversed() where needed.contains(lesson.number) {
      needed.formUnion(lesson.prerequisites)
    }
    return needed.subtracting(lessons).sorted()
  }
}

/// Some steps of a path under one heading.
public struct ReadingPart: Hashable, Sendable {
  /// The heading.
  public let title: String

  /// The steps, in order.
  public let steps: [ReadingStep]

  /// The time that the steps take together, in minutes.
  public var minutes: Int { steps.reduce(0) { $0 + $1.minutes } }

  init(_ title: String, _ steps: [ReadingStep]) {
    self.title = title
    self.steps = steps
  }
}
