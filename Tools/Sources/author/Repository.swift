package import Foundation
import Text

/// The checkout of the course that the tool was built from.
package enum Repository {
  /// The folder that holds the `Package.swift` of the course: `LEARN_ROOT`, or found from where this
  /// file was compiled.
  package static var root: URL {
    if let folder = ProcessInfo.processInfo.environment["LEARN_ROOT"] {
      return URL(fileURLWithPath: folder)
    }
    return URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }

  /// The learner's tool, which knows the lessons: `LEARN_TOOL`, or where a debug build of the course puts it.
  static var learnersTool: URL {
    if let program = ProcessInfo.processInfo.environment["LEARN_TOOL"] {
      return URL(fileURLWithPath: program)
    }
    return root.appending(path: ".build/debug/learn")
  }

  /// Where the bank of questions is stored.
  package static var bankFile: URL { root.appending(path: "Lessons/interview.json") }

  /// The Swift files in a folder of the checkout and the folders in it; none without such a folder.
  ///
  /// - Parameter folder: The folder, relative to the checkout.
  /// - Returns: Paths, relative to the checkout and in order, with texts.
  /// - Throws: What the file system says.
  package static func swiftFiles(in folder: String) throws -> [(path: String, text: String)] {
    let names = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
    let paths = (names?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".swift") }
    return try paths.sorted().map { name in
      let path = "\(folder)/\(name)"
      return (
        path,
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
          .withLineFeeds
      )
    }
  }

  /// Writes a line for the person at the terminal, apart from the output proper.
  ///
  /// - Parameter line: The line.
  static func note(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }
}
