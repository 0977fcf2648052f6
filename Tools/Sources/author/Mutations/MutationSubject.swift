import Foundation

/// What is mutated: a module, the tests that should notice, and how they are built without the rest.
package struct MutationSubject: Equatable, Sendable {
  /// The name that was asked for, such as `08` or `core`.
  package let name: String

  /// The folders whose sources are changed; the first is that of the module that holds the runs.
  package let folders: [String]

  /// The folder of the tests.
  package let tests: String

  /// The lesson, as the manifest asks for it; `nil` if it is no lesson.
  package let lesson: String?

  /// The targets that are kept of the package; empty if all are.
  package let targets: [String]

  /// Finds what a word of the command line means.
  ///
  /// - Parameters:
  ///   - name: `core`, `readers`, `tool`, or the number of a lesson.
  ///   - folders: The names of the folders in `Sources`.
  /// - Returns: The subject; `nil` if there is none of that name.
  package static func named(_ name: String, folders: [String]) -> MutationSubject? {
    switch name {
    case "core":
      return MutationSubject(
        name: name, folders: ["Sources/TensorCore"], tests: "TensorCoreTests", lesson: nil,
        targets: ["COpenBLAS", "TensorCore", "RefusalSupport", "TensorCoreTests"])
    case "readers":
      return MutationSubject(
        name: name, folders: ["Sources/Datasets"], tests: "DatasetsTests", lesson: nil,
        targets: ["COpenBLAS", "TensorCore", "Datasets", "RefusalSupport", "DatasetsTests"])
    case "tool":
      return MutationSubject(
        name: name, folders: ["Sources/learn", "Sources/TestReport"], tests: "LearnTests",
        lesson: nil, targets: [])
    default:
      guard name.count <= 2, let number = Int(name), number > 0 else { return nil }
      let padded = number < 10 ? "0\(number)" : "\(number)"
      guard let folder = folders.sorted().first(where: { $0.hasPrefix("\(padded)-") }) else {
        return nil
      }
      // The engine belongs to the lesson that derives it.
      return MutationSubject(
        name: padded, folders: ["Sources/\(folder)"] + (number == 2 ? ["Sources/Autograd"] : []),
        tests: "Lesson\(padded)\(folder.dropFirst(3))Tests", lesson: padded, targets: [])
    }
  }

  /// The name of the copy: all lessons and the tool share one, so that what they build on is built once.
  ///
  /// A module of `core` or `readers` is what others build on, and its changes would have them built anew.
  package var copy: String { targets.isEmpty ? "lessons" : name }

  /// The variables of the build.
  package var environment: [String: String] { lesson.map { ["LESSON": $0] } ?? [:] }

  /// What is added to the manifest of the copy: the changed sources are built, and nothing that is not needed.
  package var manifestAddition: String {
    func list(_ words: [String]) -> String { words.map { "\"\($0)\"" }.joined(separator: ", ") }
    let built = """

      for target in package.targets {
        let path = target.path ?? "Sources/\\(target.name)"
        if [\(list(folders))].contains(path) { target.path = "Mutants/\\(path.dropFirst(8))" }
      }

      """
    // The tool knows all lessons, and needs neither their tests nor their exercises.
    guard name != "tool" else {
      return built + """

        package.targets.removeAll { target in
          target.type == .test && target.name != "\(tests)"
            || ["Exercises", "Fuzz", "fuzz"].contains { target.name.hasPrefix($0) }
        }
        package.products = []

        """
    }
    guard !targets.isEmpty else { return built }
    return built + """

      package.targets.removeAll { ![\(list(targets))].contains($0.name) }
      package.products = []
      package.dependencies = []

      """
  }

  /// The module that holds the lesson's runs.
  package var module: String? {
    lesson == nil ? nil : folders[0].split(separator: "-").last.map { String($0) }
  }
}
