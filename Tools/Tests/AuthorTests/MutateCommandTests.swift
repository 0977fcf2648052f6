import Foundation
import Notebooks
import Testing
import author

@Suite struct MutateCommandTests {
  /// A package of one module in the place of the core, with a test that looks at one of its two functions.
  private func sample(_ tool: AuthorTool) throws {
    func write(_ text: String, _ path: String) throws {
      let file = tool.root.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    try write(
      """
      // swift-tools-version: 6.2
      import PackageDescription
      let package = Package(
        name: "networks-that-run", products: [.library(name: "Others", targets: ["Others"])],
        targets: [
          .target(name: "TensorCore"), .target(name: "Others"),
          .testTarget(name: "TensorCoreTests", dependencies: ["TensorCore"]),
        ])
      """, "Package.swift")
    try write(source, "Sources/TensorCore/Sample.swift")
    try write("extension Sample { static var read: Int { 8 } }", "Sources/TensorCore/Read.swift")
    try write("not built, and no Swift", "Sources/Others/Others.swift")
    try write(
      """
      import Foundation
      import TensorCore
      import Testing

      @Test func `a number is doubled`() { #expect(Sample.doubled(3) == 6) }

      @Test func `the source is as it was written`() throws {
        let source = URL(filePath: #filePath).deletingLastPathComponent()
          .appending(path: "../../Sources/TensorCore/Read.swift")
        #expect(try String(contentsOf: source, encoding: .utf8).contains("{ 8 }"))
      }
      """, "Tests/TensorCoreTests/SampleTests.swift")
  }

  private let source = """
    public enum Sample {
      public static func doubled(_ x: Int) -> Int { x + x }
      public static func unseen() -> Int { 3 }
      public static func text() -> [Int] { [unseen()] + [unseen()] }
    }

    """

  @Test func `a change is noticed, survives, or does not compile`() async throws {
    let tool = try AuthorTool()
    defer { tool.clean() }
    try sample(tool)
    let outcome = try await tool.run(["mutate", "core", "--count", "4"])
    let results = tool.root.appending(path: ".build/mutants/core-0.jsonl")
    let text = try String(contentsOf: results, encoding: .utf8)
    let records = try MutantRecord.records(in: text)
    func became(_ line: String) -> MutantOutcome? {
      records.first { $0.before.contains(line) }?.outcome
    }
    #expect(records.count == 4, "\(outcome)")
    #expect(became("x + x") == .failed)
    #expect(became("{ 3 }") == .survived)
    #expect(became("+ [unseen()]") == .notCompiled)
    // A test that reads the sources sees the one change, and without a change none.
    #expect(became("{ 8 }") == .failed)
    #expect(outcome.output.contains("adjusted   66.7 %"))
    #expect(!outcome.succeeded)
    #expect(outcome.errors.contains(tool.root.appending(path: ".build/mutants/core").path))

    // What was done is not done again, and a survivor that is argued counts out.
    let survivor = try #require(records.first { $0.outcome == .survived })
    let reason = ["reason": "Nobody calls it."].merging([
      "path": survivor.path, "scope": survivor.scope, "before": survivor.before,
      "after": survivor.after,
    ]) { $1 }
    try JSONEncoder().encode([reason]).write(to: tool.root.appending(path: "Tests/Mutants.json"))
    let part = text.split(separator: "\n").dropLast().joined(separator: "\n") + "\n"
    try part.write(to: results, atomically: true, encoding: .utf8)
    let again = try await tool.run(["mutate", "core", "--count", "4", "--resume", results.path])
    #expect(again.succeeded, "\(again)")
    #expect(again.output.contains("adjusted  100.0 %"))
    #expect(try String(contentsOf: results, encoding: .utf8).split(separator: "\n").count == 4)
    // The checkout is as it was.
    let sources = tool.root.appending(path: "Sources/TensorCore")
    #expect(try FileManager.default.contentsOfDirectory(atPath: sources.path).count == 2)
    #expect(
      try String(contentsOf: sources.appending(path: "Sample.swift"), encoding: .utf8) == source)
  }

  @Test func `a list builds nothing and is the same twice`() async throws {
    let tool = try AuthorTool()
    defer { tool.clean() }
    try sample(tool)
    let words = ["mutate", "core", "--list", "--count", "2", "--seed", "3"]
    let (first, second) = (try await tool.run(words), try await tool.run(words))
    #expect(first.succeeded && first.output == second.output)
    #expect(first.output.split(separator: "\n").count == 2)
    #expect(!FileManager.default.fileExists(atPath: tool.root.appending(path: ".build").path))
  }

  @Test(arguments: [
    (["mutate"], "Missing expected argument"),
    (["mutate", "11"], "no “11” to change"), (["mutate", "0"], "no “0” to change"),
    (["mutate", "kernel"], "no “kernel” to change"),
    (["mutate", "core", "--count", "0"], "--count: 0"),
    (["mutate", "core", "--count", "many"], "many"), (["mutate", "core", "--seed", "x"], "'x'"),
    (["mutate", "core", "--resume", "nowhere.jsonl"], "no file nowhere.jsonl"),
  ])
  func `what cannot be asked for is refused in words`(
    words: [String], expected: String
  )
    async throws
  {
    let tool = try AuthorTool()
    defer { tool.clean() }
    try sample(tool)
    let outcome = try await tool.run(words)
    #expect(!outcome.succeeded)
    #expect(outcome.errors.contains(expected), "\(outcome)")
  }

  @Test func `a lesson is found by its number, with or without a zero`() {
    let folders = ["02-Backprop", "10-Approximation", "TensorCore"]
    let second = MutationSubject.named("2", folders: folders)
    #expect(second == MutationSubject.named("02", folders: folders))
    #expect(second?.folders == ["Sources/02-Backprop", "Sources/Autograd"])
    #expect(second?.tests == "Lesson02BackpropTests")
    #expect(second?.environment == ["LESSON": "02"])
    #expect(second?.module == "Backprop")
    let tenth = MutationSubject.named("10", folders: folders)
    #expect(tenth?.tests == "Lesson10ApproximationTests")
    #expect(MutationSubject.named("readers", folders: [])?.tests == "DatasetsTests")
    // What lessons build on is built once for all.
    #expect(second?.copy == tenth?.copy)
    #expect(MutationSubject.named("core", folders: [])?.copy == "core")
    #expect(MutationSubject.named("03", folders: folders) == nil)
    // The tool knows all lessons, and is built without their tests.
    let tool = MutationSubject.named("tool", folders: [])
    #expect(tool?.copy == tenth?.copy)
    #expect(tool?.manifestAddition.contains("target.name != \"LearnTests\"") == true)
  }

  @Test func `a program is ended by a line, or by its time`() async throws {
    let here = FileManager.default.temporaryDirectory
    let noticed = try await WatchedProgram.run(
      ["sh", "-c", "echo a; echo b; sleep 60"], in: here, secondsLimit: 50, until: { $0 == "b" })
    #expect(noticed.end == .noticed("b") && noticed.lines == ["a", "b"])
    let late = try await WatchedProgram.run(["sleep", "60"], in: here, secondsLimit: 0.2)
    #expect(late.end == .timedOut && late.lines == [])
    let status = try await WatchedProgram.run(
      ["sh", "-c", "printf $A; exit 3"], in: here, environment: ["A": "x"], secondsLimit: 50)
    #expect(status.end == .exited(3) && status.lines == ["x"])
  }

  @Test func `what a program has started ends with it, in any group`() async throws {
    let pipe = FileManager.default.temporaryDirectory.appending(path: "\(UUID())")
    #expect(mkfifo(pipe.path, 0o600) == 0)
    defer { try? FileManager.default.removeItem(at: pipe) }
    let reader = open(pipe.path, O_RDONLY | O_NONBLOCK)
    let script = #"set -m; (exec 3>"$0"; echo begun; sleep 20; echo late >&3) & wait"#
    let program = try await WatchedProgram.run(
      ["bash", "-c", script, pipe.path], in: pipe.deletingLastPathComponent(), secondsLimit: 50,
      until: { $0 == "begun" })
    #expect(program.end == .noticed("begun"))
    // The end of the pipe comes when nobody is left who could write.
    #expect(fcntl(reader, F_SETFL, 0) == 0)
    let rest = FileHandle(fileDescriptor: reader, closeOnDealloc: true).readDataToEndOfFile()
    #expect(rest.isEmpty)
  }

  @Test func `no argument outlives the line that it is about`() throws {
    let list = try ArguedMutant.all(in: Repository.root)
    let outdated = ArguedMutant.outdated(list) { path in
      try? String(contentsOf: Repository.root.appending(path: path), encoding: .utf8)
    }
    #expect(outdated == [])
    #expect(Set(list.map(\.key)).count == list.count)
    #expect(list.allSatisfy { $0.reason.count > 20 })
    let entry = [
      "path": "A.swift", "scope": "", "before": "let a = 1", "after": "let a = 2", "reason": "b",
    ]
    let argued = try JSONDecoder().decode(
      ArguedMutant.self, from: JSONEncoder().encode(entry))
    #expect(ArguedMutant.outdated([argued]) { _ in "let b = 0\nlet a = 1" } == [])
    #expect(ArguedMutant.outdated([argued]) { _ in "let a = 3" } == [argued])
    #expect(ArguedMutant.outdated([argued]) { _ in nil } == [argued])
  }
}
