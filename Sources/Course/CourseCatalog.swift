/// What the lessons register, in a form that another program can read.
///
/// The authors' tool checks pages against it. It asks the learner's tool for it, so that the lessons need
/// not be compiled once more for a program that only reads and compares.
public struct CourseCatalog: Codable, Sendable {
  /// What one lesson registers.
  public struct Entry: Codable, Sendable {
    /// The number of the lesson.
    public let number: Int
    /// Its failure modes, in order.
    public let failureModes: [Failure]
    /// The names of its gradient checks.
    public let gradientChecks: [String]
    /// The names of the enumerations of operations that it lists.
    public let operations: [String]
  }

  /// A failure mode and, where it was run, what it measured.
  public struct Failure: Codable, Sendable {
    /// The id, such as `F1.3`.
    public let id: String
    /// What the run with the fault came to; `nil` if it was not run.
    public internal(set) var broken: Outcome?
    /// What each remedy came to; empty if none was run.
    public internal(set) var remedies: [Outcome] = []
  }

  /// What a run came to: a number, or the words of its error.
  public struct Outcome: Codable, Sendable {
    /// The bits of the measured quantity, so that infinities and NaN are kept.
    private var bits: UInt64?
    /// The words of the error; `nil` if the run measured something.
    public private(set) var error: String?

    /// Carries out a run with the seed whose numbers stand on pages.
    init(of run: FailureMode.Run) {
      do { bits = try run.measure().value.bitPattern } catch { self.error = "\(error)" }
    }

    /// The measured quantity; `nil` if the run ended in an error.
    public var value: Double? { bits.map(Double.init(bitPattern:)) }
  }

  /// The lessons, in order.
  public internal(set) var lessons: [Entry]

  /// Reads what lessons register; nothing is run.
  ///
  /// - Parameter lessons: The lessons that are built.
  public init(of lessons: [Lesson]) {
    self.lessons = lessons.map { lesson in
      Entry(
        number: lesson.outline.number,
        failureModes: lesson.failureModes.map { Failure(id: $0.id.description) },
        gradientChecks: lesson.gradientChecks.map(\.name),
        operations: lesson.operations.map { "\($0)" })
    }
  }

  /// Reads what lessons register, and runs every failure mode, several at a time.
  ///
  /// - Parameter lessons: The lessons that are built.
  /// - Returns: The catalog with what the runs measured.
  public static func measured(_ lessons: [Lesson]) async -> CourseCatalog {
    let measured = await withTaskGroup(of: Failure.self) { group in
      for failure in lessons.flatMap(\.failureModes) {
        group.addTask {
          Failure(
            id: failure.id.description, broken: Outcome(of: failure.broken),
            remedies: failure.remedies.map(Outcome.init))
        }
      }
      return await group.reduce(into: [:]) { $0[$1.id] = $1 }
    }
    var catalog = CourseCatalog(of: lessons)
    catalog.lessons = catalog.lessons.map { entry in
      Entry(
        number: entry.number, failureModes: entry.failureModes.map { measured[$0.id] ?? $0 },
        gradientChecks: entry.gradientChecks, operations: entry.operations)
    }
    return catalog
  }
}
