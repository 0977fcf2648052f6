import ArgumentParser
import Course
import Foundation

/// `learn interview`: the bank of questions, made from the tests and held against them.
struct InterviewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "interview",
    abstract: "Makes the bank of interview questions from their proofs, or checks it.",
    discussion: """
      The bank is Lessons/interview.json. Questions, answers and evidence stand in the tests of the \
      lessons; nothing in the bank is written by hand.
      """,
    subcommands: [Export.self, Check.self])

  /// Where the fresh bank comes from.
  struct Source: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "Take the proofs from a test run that has taken place, instead of running them.",
        discussion: "The folder is the one that LEARN_EXPORT named during `swift test`.",
        valueName: "folder"))
    var from: String?

    func bank() async throws -> InterviewBank {
      if let from { return try InterviewBank(exportedTo: URL(fileURLWithPath: from)) }
      Repository.note("Running the proofs with `swift test` …")
      return try await InterviewProofs.bank(filter: "Lesson[0-9]+Interview/")
    }
  }

  /// `learn interview export`.
  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Runs every proof and stores questions, answers and evidence in the bank.",
      discussion: """
        Ids are never taken back: if a stored question has no proof any more, or asks something else, \
        nothing is stored.
        """)

    @OptionGroup var source: Source

    @Option(
      parsing: .upToNextOption,
      help: ArgumentHelp(
        "Questions that still ask the same thing in other words.", valueName: "id"),
      transform: CourseID.questionArgument)
    var reworded: [CourseID] = []

    func run() async throws {
      let file = Repository.bankFile
      let exists = FileManager.default.fileExists(atPath: file.path)
      let stored = exists ? try InterviewBank(contentsOf: file) : InterviewBank([])
      let fresh = try await source.bank()
      let drift = stored.drift(from: fresh)
      let broken = drift.filter { $0.breaksIdentity(unless: reworded) }
      guard broken.isEmpty else {
        for difference in broken { print(difference) }
        Repository.note(
          "Nothing was stored. An id keeps its question forever: bring it back, or give the new "
            + "question a new id. A question in other words is stored with --reworded.")
        throw ExitCode.failure
      }
      try Data(stored.refreshed(by: fresh).json.utf8).write(to: file, options: .atomic)
      for difference in drift { print(difference) }
      print("\(fresh.questions.count) questions, \(drift.count) differences, in \(file.path)")
    }
  }

  /// `learn interview check`.
  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Fails if the stored bank is not what the proofs give now.")

    @OptionGroup var source: Source

    func run() async throws {
      let stored = try InterviewBank(contentsOf: Repository.bankFile)
      let drift = stored.drift(from: try await source.bank())
      guard drift.isEmpty else {
        for difference in drift { print(difference) }
        Repository.note(
          "The bank has drifted from the tests; `./learn interview export` brings it up to date.")
        throw ExitCode.failure
      }
      print("\(stored.questions.count) questions agree with their proofs.")
    }
  }
}

extension InterviewDrift {
  /// Whether an id would lose its question.
  ///
  /// - Parameter reworded: The ids whose questions ask the same thing in other words.
  /// - Returns: Whether the difference may not be stored.
  fileprivate func breaksIdentity(unless reworded: [CourseID]) -> Bool {
    switch self {
    case .removed: true
    case .reworded(let id, _, _): !reworded.contains(id)
    case .added, .changed: false
    }
  }
}

extension CourseID {
  /// Reads an id such as `02.07` from the command line.
  fileprivate static func questionArgument(_ text: String) throws -> CourseID {
    guard let id = CourseID(text, as: .question) else {
      throw ValidationError("An id such as 02.07 was expected: “\(text)”")
    }
    return id
  }
}
