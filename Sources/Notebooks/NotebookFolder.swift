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

  /// Why no notebook, or not one, is meant.
  public struct Missing: Error, CustomStringConvertible {
    /// What was asked for, and what there is.
    public let description: String
  }

  /// Reads notebooks.
  ///
  /// - Parameter selected: The numbers, such as `01` or `1`, or the names, such as `00-Overview`; all if there are none.
  /// - Returns: The notebooks with their recorded figures, in order.
  /// - Throws: `Missing` if there is no such notebook, or several of the number, or what the file system says.
  public func notebooks(_ selected: [String]) throws -> [NotebookCheck] {
    let wanted = try Set(selected.map { try name(of: $0) })
    return try names.filter { wanted.isEmpty || wanted.contains($0) }.map { name in
      let text = try String(contentsOf: url.appending(path: name), encoding: .utf8)
      return NotebookCheck(
        Notebook(path: "Notebooks-md/\(name)", text: text), figures: url.appending(path: "figures"))
    }
  }

  /// The file that a number or a name means.
  private func name(of selected: String) throws(Missing) -> String {
    let number = selected.count == 1 ? "0" + selected : selected
    let file = number.hasSuffix(".md") ? number : number + ".md"
    if names.contains(file) { return file }
    let found = names.filter { $0.hasPrefix(number + "-") }
    guard let first = found.first else {
      let there = names.map { String($0.dropLast(3)) }.joined(separator: ", ")
      throw Missing(description: "There is no notebook \(number); there are \(there).")
    }
    guard found.count == 1 else {
      let several = found.map { String($0.dropLast(3)) }.joined(separator: " or ")
      throw Missing(description: "There are \(found.count) notebooks \(number): say \(several).")
    }
    return first
  }
}
