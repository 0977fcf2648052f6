import Text

/// A notebook as Markdown: prose, cells of Swift, their recorded outputs and pictures.
///
/// A fence `swift` is a cell; the fence `output` after it holds what the cell printed, and images
/// after that are the plots that it showed. A cell `swift error` must not compile, and a cell
/// `swift trap` must end the program; the message stands in the output. Cells share one scope.
public struct Notebook: Hashable, Sendable {
  /// The file, relative to the checkout.
  public let path: String

  /// The lines of the file.
  public let lines: [String]

  /// The cells, in order.
  public let cells: [Cell]

  /// What is wrong with the form of the file.
  public let findings: [PageFinding]

  /// What a cell is expected to do.
  public enum Kind: Hashable, Sendable {
    /// To compile and run.
    case runs
    /// Not to compile.
    case mustNotCompile
    /// To end the program.
    case mustTrap
  }

  /// A cell, with what is recorded below it.
  public struct Cell: Hashable, Sendable {
    /// The position in the notebook, from 1.
    public let number: Int

    /// What the cell is expected to do.
    public let kind: Kind

    /// The lines of Swift.
    public let code: [String]

    /// The line of the page on which the code begins, from 1.
    public let codeLine: Int

    /// The recorded output; `nil` without a fence for it.
    public let output: Fence?

    /// The pictures, in order.
    public let pictures: [Picture]

    /// The indices of the lines after the code that output and pictures take up.
    public let tail: Range<Int>
  }

  /// A picture below a cell.
  public struct Picture: Hashable, Sendable {
    /// The line of the page, from 1.
    public let line: Int

    /// The text for those who do not see the picture.
    public let alternativeText: String

    /// The file, relative to the page.
    public let file: String
  }

  /// The number that the file's name begins with, such as `01`.
  public var number: String {
    String((path.split(separator: "/").last ?? "").prefix { $0.isNumber })
  }

  /// What the command line calls the notebook: the file's name without its ending, such as `01-Perceptron`.
  public var name: String {
    let file = String(path.split(separator: "/").last ?? "")
    return file.hasSuffix(".md") ? String(file.dropLast(3)) : file
  }

  /// Reads a notebook.
  ///
  /// - Parameters:
  ///   - path: The file, relative to the checkout.
  ///   - text: Its text.
  public init(path: String, text: String) {
    self.path = path
    lines = text.withLineFeeds.split(separator: "\n", omittingEmptySubsequences: false).map(
      String.init)
    var cells: [Cell] = []
    var findings: [PageFinding] = []
    var outputs: Set<Int> = []
    let fences = Fence.all(in: lines)
    for fence in fences {
      if !fence.isClosed {
        findings.append(PageFinding(path, fence.start + 1, "This fence is never closed."))
      }
      guard fence.info.first == "swift" else { continue }
      guard let kind = Kind(info: fence.info) else {
        let info = fence.info.joined(separator: " ")
        findings.append(
          PageFinding(
            path, fence.start + 1,
            "A cell is “swift”, “swift error” or “swift trap”; this one is “\(info)”."))
        continue
      }
      let (output, pictures, end) = Notebook.tail(after: fence.end, lines: lines, fences: fences)
      if let output { outputs.insert(output.start) }
      cells.append(
        Cell(
          number: cells.count + 1, kind: kind, code: fence.body, codeLine: fence.start + 2,
          output: output, pictures: pictures, tail: min(fence.end + 1, lines.count)..<end))
    }
    for fence in fences where fence.info.first == "output" && !outputs.contains(fence.start) {
      findings.append(
        PageFinding(
          path, fence.start + 1, "This output does not follow a cell: move it below its cell."))
    }
    self.cells = cells
    self.findings = findings.sorted()
  }

  /// The output and the pictures that follow a cell, with nothing but empty lines between.
  private static func tail(
    after closing: Int, lines: [String], fences: [Fence]
  ) -> (output: Fence?, pictures: [Picture], end: Int) {
    var output: Fence?
    var pictures: [Picture] = []
    var index = min(closing + 1, lines.count)
    var end = index
    while index < lines.count {
      if let fence = fences.first(where: { $0.start == index }), fence.info == ["output"],
        output == nil, pictures.isEmpty
      {
        output = fence
        index = min(fence.end + 1, lines.count)
        end = index
      } else if let picture = Picture(lines[index], line: index + 1) {
        pictures.append(picture)
        index += 1
        end = index
      } else if lines[index].allSatisfy({ $0 == " " }) {
        index += 1
      } else {
        break
      }
    }
    return (output, pictures, end)
  }
}

extension Notebook.Kind {
  /// The kind that an info string names; `nil` if there is no such kind.
  fileprivate init?(info: [String]) {
    switch info.dropFirst().joined(separator: " ") {
    case "": self = .runs
    case "error": self = .mustNotCompile
    case "trap": self = .mustTrap
    default: return nil
    }
  }
}

extension Notebook.Picture {
  /// Reads a line that holds one picture of a cell and nothing else.
  fileprivate init?(_ text: String, line: Int) {
    guard let match = text.wholeMatch(of: /!\[([^\]]*)\]\((figures\/[^)]+)\)/) else { return nil }
    self.line = line
    alternativeText = String(match.1)
    file = String(match.2)
  }
}
