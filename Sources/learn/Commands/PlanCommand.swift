import ArgumentParser
import Dynamics
import Foundation
import Text

/// `learn plan`: checks the settings of a training run before its first step.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Checks the settings of a training run, and does its arithmetic.",
    usage: "learn plan [<file>] [<options>]",
    discussion: """
      Settings come from a file of JSON, from options, or from both; an option goes before the file. A sound \
      plan is printed with its counts and rates. Otherwise every fault is printed, with the numbers and what to \
      change, and the status is 1. A fault that is a matter of judgment passes with `--accept KIND=REASON`, which \
      may be repeated, or in a file with "accept": { "KIND": "REASON" }, and is printed with the plan.
      """)

  @Argument(help: "A file with settings, an object of JSON.", completion: .file())
  var file: String?

  @OptionGroup var options: PlanOptions

  @Flag(help: "Print the settings with all defaults as JSON, and check nothing.")
  var json = false

  func run() throws {
    let settings = try settings
    guard !json else {
      print(settings.json)
      return
    }
    do throws(PlanRefusals) {
      print(try ValidatedPlan(settings).text(width: Terminal.width))
    } catch {
      print(error.text(width: Terminal.width))
      throw ExitCode.failure
    }
  }

  /// What the file and the options say together; what is missing or cannot be read ends the tool with 64.
  private var settings: PlanSettings {
    get throws {
      var settings: PlanSettings
      if let file {
        do {
          settings = try PlanSettings(json: Data(contentsOf: URL(fileURLWithPath: file)))
        } catch let error as PlanFileError {
          throw misuse("\(file): \(error)")
        } catch {
          throw misuse("\(file) cannot be read.")
        }
      } else {
        guard options.missing.isEmpty else {
          throw misuse("A plan needs \(options.missing.joined(separator: ", ")), or a file.")
        }
        settings = PlanSettings(samples: 0, batchSize: 0, epochs: 0, rate: 0)
      }
      options.apply(to: &settings)
      return settings
    }
  }
}

extension PlanRefusals {
  /// Every fault with its fix, and how many there are.
  fileprivate func text(width: Int) -> String {
    let count = all.count == 1 ? "One thing is" : "\(all.count) things are"
    let items = all.map { refusal in
      let problem = refusal.problem.wrapped(width: width, hangingIndentation: 2)
      let fix = refusal.fix.wrapped(width: width, hangingIndentation: 7)
      return "\(refusal.kind.rawValue)\n  \(problem)\n  fix: \(fix)"
    }
    return ("This plan is refused. \(count) wrong:".wrapped(width: width) + "\n\n")
      + items.joined(separator: "\n\n")
  }
}
