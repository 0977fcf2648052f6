import ArgumentParser
import Course
import Text

/// `learn path interviews`: the steps of a reading path, and what is done of them.
struct PathCommand: ParsableCommand {
  /// What to do with a path besides showing it.
  enum Change: String, ExpressibleByArgument, CaseIterable {
    /// Mark the next step as done.
    case done
    /// Take the last mark back.
    case undo
  }

  static let configuration = CommandConfiguration(
    commandName: "path",
    abstract: "Leads through the course for a purpose, step by step.",
    usage: "learn path [<name>] [done | undo]",
    discussion: """
      Without a name it lists the paths. A name shows the steps and the next one. `done` marks the next step, \
      `undo` takes the last mark back. Exercises count as done when a check has passed, questions when the \
      quiz has found all of them remembered; marked by hand they are passed over. Marks are kept in \
      paths.json in $LEARN_DATA, or in networks-that-run in $XDG_DATA_HOME or ~/.local/share.
      """)

  @Argument(help: "The name of a path.")
  var name: String?

  @Argument(help: "What to do with the path besides showing it.")
  var change: Change?

  func validate() throws { _ = try path }

  func run() throws {
    var record = try LearnerRecord.recovered()
    guard let path = try path else {
      print(ReadingPath.list(record, width: Terminal.width))
      print("\n`./learn path evening` shows the steps of one.")
      return
    }
    switch change {
    case .done:
      guard let next = record.nextStep(on: path) else {
        print(path.ending(record))
        return
      }
      record.paths.mark(next)
      try record.paths.write(to: PathProgress.file)
      let word = record.state(of: next) == .passedOver ? "Passed over" : "Done"
      print("\(word): \(next.description).\n".wrapped() + "\n")
    case .undo:
      guard let step = record.paths.takeBack(on: path) else {
        print("No step of this path is marked.")
        return
      }
      try record.paths.write(to: PathProgress.file)
      print("Open again: \(step.description).\n".wrapped() + "\n")
    case nil: break
    }
    print(path.text(record, width: Terminal.width))
  }

  /// The path of the name; `nil` without a name.
  private var path: ReadingPath? {
    get throws {
      guard let name else { return nil }
      if let path = ReadingPath(named: name) { return path }
      let names = ReadingPath.allCases.map(\.commandName)
      let meant = names.closest(to: name, count: 1).first.map { "Did you mean \($0)?" }
      throw misuse(
        "There is no path “\(name)”. \(meant ?? "There are \(names.joined(separator: ", ")).")")
    }
  }
}
