public import Foundation

/// The notebooks of a checkout.
public struct NotebookFolder: Sendable {
  /// The folder.
  public let url: URL

  /// The names of the files, in order.
  public let names: [String]

  /// Looks into the folder `Notebooks-md`.
  ///
  /// - Parameter root: The checkout.
  public init(in root: URL) {
    url = root.appending(path: "Notebooks-md")
    names = ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? [])
      .filter { $0.hasSuffix(".md") && $0.first?.isNumber == true }.sorted()
  }

  /// Why a notebook is not there.
  public struct Missing: Error, CustomStringConvertible {
    /// What was asked for, and what there is.
    public let description: String
  }

  /// Reads notebooks.
  ///
  /// - Parameter numbers: The numbers, such as `01` or `1`; all if there are none.
  /// - Returns: The notebooks with their recorded figures, in order.
  /// - Throws: `Missing`, or what the file system says.
  public func notebooks(_ numbers: [String]) throws -> [NotebookCheck] {
    let wanted = numbers.map { $0.count == 1 ? "0" + $0 : $0 }
    for number in wanted where !names.contains(where: { $0.hasPrefix(number + "-") }) {
      let there = names.map { String($0.prefix { $0.isNumber }) }.joined(separator: ", ")
      throw Missing(description: "There is no notebook \(number); there are \(there).")
    }
    return try names.filter { name in
      wanted.isEmpty || wanted.contains { name.hasPrefix($0 + "-") }
    }.map { name in
      let text = try String(contentsOf: url.appending(path: name), encoding: .utf8)
      return NotebookCheck(
        Notebook(path: "Notebooks-md/\(name)", text: text), figures: url.appending(path: "figures"))
    }
  }
}
