import Dynamics
import Foundation
import Testing

/// Settings in files: what is read, and where a file is wrong.
@Suite struct Lesson09PlanFiles {
  private func settings(_ text: String) throws -> PlanSettings {
    try PlanSettings(json: Data(text.utf8))
  }

  @Test func `what a file leaves out has its default`() throws {
    let read = try settings(
      """
      { "samples": 1437, "batchSize": 32, "epochs": 20, "rate": 0.001, "clipping": 1,
        "normalization": "batch", "dropsLastBatch": true, "milestones": [3, 5] }
      """)
    var expected = PlanCase.sound
    (expected.clipping, expected.normalization) = (1, .batch)
    (expected.dropsLastBatch, expected.milestones) = (true, [3, 5])
    #expect(read == expected)
  }

  @Test(arguments: PlanCase.all.map(\.broken).filter { $0.rate.isFinite })
  func `settings are read as written`(settings: PlanSettings) throws {
    #expect(try PlanSettings(json: Data(settings.json.utf8)) == settings)
  }

  @Test(arguments: [
    ("{ \"samples\": 1,\n nope }", "line 2, column 2", "no JSON"),
    ("[1]", "the outermost value", "an object"),
    ("{ \"batch_size\": 32 }", "batch_size", "did you mean batchSize?"),
    ("{ \"gpu\": 1 }", "gpu", "there is no such setting"),
    (
      "{ \"samples\": 1, \"batchSize\": 1, \"epochs\": 1 }", "the outermost value",
      "“rate” is missing"
    ),
    (
      "{ \"samples\": 1, \"batchSize\": 1, \"epochs\": \"two\", \"rate\": 1 }", "epochs",
      "another kind"
    ),
    (
      "{ \"samples\": 1, \"batchSize\": 1, \"epochs\": 1, \"rate\": 1, \"optimizer\": \"lion\" }",
      "optimizer", "lion"
    ),
  ])
  func `a wrong file is refused with the place`(text: String, place: String, problem: String) throws
  {
    let error = try #require(throws: PlanFileError.self) { _ = try settings(text) }
    #expect(error.position == place)
    #expect(error.problem.contains(problem), "\(error.problem)")
  }
}
