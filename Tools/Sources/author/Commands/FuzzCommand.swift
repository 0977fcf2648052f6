import ArgumentParser
package import Foundation
package import FuzzInputs
import Markdown

/// `learn author fuzz pages`: the reader of pages on damaged pages; the script runs the other readers.
struct FuzzCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fuzz",
    abstract: "Tries a reader on damaged files, or the engine on random expressions.",
    discussion: """
      `./learn author fuzz list` names the readers of the libraries, `all` tries each of them; quiz, paths, exercises, \
      syllabus and doctor are those of the learner's tool, pages is that of the authors'. `derivatives` compares the \
      engine with dual numbers and central differences, with `--to FILE` by Tools/Fuzz/derivatives.py with PyTorch. \
      Files that a reader does not get over are kept in .build/fuzz.
      """)

  @Argument(help: "The reader.")
  var reader: String

  @Option(help: "How many damaged files.")
  var count = 100_000

  @Option(help: "The seed of all of them.")
  var seed: UInt64 = 1

  @Option(help: .hidden) var from: Int?
  @Option(help: .hidden) var progress: String?

  func validate() throws {
    guard reader == "pages", count > 0 else {
      throw ValidationError("Here is the reader “pages” alone, and --count is positive.")
    }
  }

  func run() throws {
    let pages = FuzzedReader.pages(in: Repository.root)
    if let from, let progress {
      return FuzzBatch.read(pages, from..<from + count, seed: seed, progress: progress)
    }
    var run = try FuzzBatches(
      pages, seed: seed, size: 10_000, words: ["fuzz", "pages"], root: Repository.root)
    try run.read(count)
    print(run.summary)
    if !run.isClean { throw ExitCode.failure }
  }
}

extension FuzzedReader {
  /// The reader of pages: headings, fences, links, tables, numbers and equations.
  ///
  /// - Parameter root: The checkout, whose pages are damaged.
  /// - Returns: The reader, which refuses nothing.
  package static func pages(in root: URL) -> FuzzedReader {
    let paths = ["Lessons/README.md", "Lessons/01-Perceptron.md", "Lessons/09-Dynamics.md"]
    let beginnings = paths.compactMap { path -> [UInt8]? in
      guard let data = try? Data(contentsOf: root.appending(path: path)) else { return nil }
      return Array(data.prefix(1_200))
    }
    let small = """
      # A `title`

      > ```swift
      > let x = 1  // (equation 5.1)
      > ```

      | a | b |
      |---|---|
      | 1.5 | [x](#a-title) |

      <!-- numbers: begin -->
      $$ a \\tag{5.1} $$ and ![words](figures/a.svg) <b>3 ms</b>
      <!-- numbers: end -->
      """
    return FuzzedReader(
      "pages", originals: beginnings + [Array(small.utf8)],
      words: ["\\tag{5.1}", "equation 5.1", "<details>", "](#", "| |", "$$", "~~~", "1,234.5 ms"],
      read: { bytes, path in
        let page = Page(path: path, text: String(decoding: bytes, as: UTF8.self))
        _ = (
          page.lesson, page.lines(between: "<!-- numbers: begin -->", and: "<!-- numbers: end -->")
        )
        _ = (PageLinks.links(in: page), PageLinks.anchors(in: page), NumberList.all(in: page))
        _ = (RenderedPage.findings(in: page), page.document.root.plainText)
        // The search for numbers takes most of the time, and looks at every line by itself.
        guard bytes.count < 500 else { return }
        _ = (PageEquations.tags(in: page), BareNumbers.findings(in: page))
        _ = WordCount.findings(in: page)
      })
  }
}
