/// The order in which to read failures: what others are built from comes before them.
package enum TestOrder {
  /// The modules of tests below the lessons.
  private static var modules: [String] {
    ["TextTests", "TensorCoreTests", "DatasetsTests", "CourseTests", "TestSupportTests"]
  }

  /// What the suites of a lesson are about, from a single operation to whole runs.
  private static var suites: [String] {
    [
      "Operations", "GradientChecks", "Losses", "Gates", "Parity", "ForwardAndNumeric",
      "EngineGradients",
      "EngineGraphs", "EngineInPlace", "EngineScopes", "EngineLayers", "EngineOptimizers",
      "PerceptronRule", "Networks", "Derivations", "Engine", "Conditioning", "Twins",
      "Training", "FailureModes", "Interview", "Exercises", "Checkers",
    ]
  }

  /// The place of a test in that order.
  ///
  /// - Parameter id: The test, as `Module.Suite/function/File.swift:1:2`.
  /// - Returns: The ranks of its module, of its suite, and of tests of single things before others.
  package static func rank(of id: String) -> [Int] {
    let words = id.prefix { $0 != "/" }.split(separator: ".", maxSplits: 1)
    let module = words.first.map(String.init) ?? ""
    let suite = words.count > 1 ? String(words[1]) : ""
    let ofModule =
      modules.firstIndex(of: module) ?? lesson(of: module).flatMap { Int($0) }.map { 100 + $0 }
      ?? 1_000
    // `Lesson02Parity+Networks.swift` is of what `Lesson02Parity.swift` has the parts of.
    let continues = id.split(separator: "/").last?.contains("+") ?? false
    return [ofModule, suites.firstIndex { suite.contains($0) } ?? 50, continues ? 1 : 0]
  }

  /// The suite of a test, which is what `--filter` takes.
  ///
  /// - Parameter id: The test.
  /// - Returns: Such as `Lesson02GradientChecks`.
  package static func suite(of id: String) -> String {
    let path = id.prefix { $0 != "/" }
    return path.split(separator: ".").last.map(String.init) ?? String(path)
  }

  /// The lesson or the part of the course that a test belongs to, as a summary names it.
  ///
  /// - Parameter id: The test.
  /// - Returns: Such as `Lesson 02`, `TensorCore` or `learn`.
  package static func group(of id: String) -> String {
    let module = String(id.prefix { $0 != "." && $0 != "/" })
    if let lesson = lesson(of: module) { return "lesson " + lesson }
    let name = module.hasSuffix("Tests") ? String(module.dropLast(5)) : module
    return name == "Learn" ? "learn, the tool" : name
  }

  /// The lesson whose tests or checkers a module holds, such as `02`; `nil` for other modules.
  private static func lesson(of module: String) -> String? {
    for kind in ["Lesson", "Checkers"] where module.hasPrefix(kind) {
      return String(module.dropFirst(kind.count).prefix(2))
    }
    return nil
  }
}
