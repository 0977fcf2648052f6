import Dynamics
import Foundation
import Testing
import learn

/// `learn plan`: settings from options and files, plans and refusals.
@Suite struct PlanCommandTests {
  private static let sound = [
    "plan", "--samples", "1437", "--batch-size", "32", "--epochs", "20", "--rate", "0.001",
  ]

  @Test func `a sound plan is printed with its arithmetic`() throws {
    let tool = try LearnTool()
    defer { tool.clean() }
    let outcome = try tool.run(Self.sound + ["--warm-up", "45"])
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("900 steps, one per update = 45 warm-up + 855 cosine"))
  }

  @Test func `every fault is printed with its fix, and the status is 1`() throws {
    let tool = try LearnTool()
    defer { tool.clean() }
    let outcome = try tool.run(Self.sound + ["--schedule-length", "20", "--accumulation", "4"])
    #expect(outcome.status == 1)
    let words = outcome.output.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    for shown in [
      "2 things are wrong", "accumulationDoesNotDivide", "lengthInEpochs",
      "fix: Set scheduleLength to 240", "fix: Accumulate 3",
    ] { #expect(words.contains(shown), "\(shown)") }
  }

  @Test func `an option goes before the file`() throws {
    let tool = try LearnTool()
    defer { tool.clean() }
    let file = tool.root.appending(path: "run.json")
    var settings = PlanSettings(samples: 1437, batchSize: 32, epochs: 20, rate: 1e-3)
    settings.scheduleLength = 20
    try Data(settings.json.utf8).write(to: file)
    #expect(try tool.run(["plan", file.path]).status == 1)
    #expect(try tool.run(["plan", file.path, "--stepped-per", "epoch"]).status == 0)
    settings.batchSize = 64
    let shown = try tool.run(["plan", file.path, "--batch-size", "64", "--json"])
    #expect(try PlanSettings(json: Data(shown.output.utf8)) == settings)
  }

  @Test func `what is missing or cannot be read is named`() throws {
    let tool = try LearnTool()
    defer { tool.clean() }
    let missing = try tool.run(["plan", "--samples", "10"])
    #expect(missing.status == 64 && missing.errors.contains("--batch-size, --epochs, --rate"))
    let file = tool.root.appending(path: "run.json")
    try Data("{ \"batch_size\": 32 }".utf8).write(to: file)
    let unknown = try tool.run(["plan", file.path])
    #expect(unknown.status == 64 && unknown.errors.contains("batchSize?"))
    #expect(try tool.run(["plan", "/nowhere/run.json"]).status == 64)
    #expect(try tool.run(Self.sound + ["--optimizer", "lion"]).status == 64)
  }

  @Test func `a fault that is meant passes with its reason`() throws {
    let tool = try LearnTool()
    defer { tool.clean() }
    let plan = Self.sound + ["--optimizer", "adam", "--weight-decay", "0.01"]
    #expect(try tool.run(plan).status == 1)
    let outcome = try tool.run(plan + ["--accept", "decayInsideAdam=as published"])
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("decayInsideAdam: as published"))
    #expect(try tool.run(plan + ["--accept", "decayInsideAdam"]).status == 1)
  }

  // A setting without an option could be given in a file only.
  @Test func `every setting has an option of its name`() throws {
    let tool = try LearnTool()
    defer { tool.clean() }
    let help = try tool.run(["help", "plan"]).output
    for key in PlanSettings.CodingKeys.allCases {
      let option = key.rawValue.map { $0.isUppercase ? "-" + $0.lowercased() : String($0) }
      #expect(help.contains("--\(option.joined())"), "\(key.rawValue)")
    }
  }
}
