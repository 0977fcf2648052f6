import Foundation
package import Notebooks

/// The search for numbers in prose that nobody measured and no source backs.
package enum BareNumbers {
  /// The numbers of a page that need evidence or a source.
  ///
  /// - Parameters:
  ///   - page: The page.
  ///   - outputs: Lines that a reader sees beside the prose, such as the outputs of a notebook;
  ///     a number that stands in them, rounded as it may be, is evidence.
  /// - Returns: A finding for each number.
  package static func findings(in page: Page, outputs: [String] = []) -> [PageFinding] {
    let shown = Set(
      outputs.enumerated().flatMap { ProseNumber.all(in: $1[...], line: $0) }.map { plain($0.text) }
    ).map { (text: $0, value: Double($0)) }
    let lists = NumberList.all(in: page)
    let sourced = paragraphs(of: page).filter { isSourced(page.lines[$0]) }
    return page.proseNumbers.compactMap { number in
      let isListed = lists.contains { list in
        list.section.contains(number.line)
          && list.entries.contains { number.isListed(as: $0.number) }
      }
      guard !isListed, !isHarmless(number.text),
        !sourced.contains(where: { $0.contains(number.line) }),
        !isOne(of: shown, number.text)
      else { return nil }
      return PageFinding(
        page.path, number.line + 1,
        """
        \(number.text) needs evidence or a source: list it with its origin in the comment \
        <!-- numbers … --> at the end of its section (Lessons/README.md, “Numbers”).
        """)
    }
  }

  /// The runs of lines between empty lines and fences.
  static func paragraphs(of page: Page) -> [Range<Int>] {
    var paragraphs: [Range<Int>] = []
    var start: Int?
    for index in 0...page.lines.count {
      let isText =
        index < page.lines.count && !page.isFenced[index]
        && !page.lines[index].allSatisfy { $0 == " " }
      if isText, start == nil { start = index }
      if !isText, let first = start {
        paragraphs.append(first..<index)
        start = nil
      }
    }
    return paragraphs
  }

  private static func isSourced(_ lines: ArraySlice<String>) -> Bool {
    lines.joined(separator: "\n").firstMatch(of: /<!--\s*source:\s*[^\s>-]/) != nil
  }

  /// What has digits in it and is no number of the prose.
  ///
  /// To compile these takes longer than to search for them.
  private nonisolated(unsafe) static let names: [Regex<AnyRegexOutput>] = [
    // The number of a list item, which may be bold.
    Regex(/(?m)^\s*(?:\*\*)?[0-9]+[.)]\s/),
    Regex(
      /(?i)\b(?:lessons?|equations?|sections?|figures?|tables?|chapters?|notebooks?|questions?|exercises?|algorithms?|theorems?|appendix|steps?|parts?|pages?|pp?\.)\s+[0-9][0-9.]*(?:(?:\s*[,–-]\s*|\s+(?:and|to|or)\s+)[0-9][0-9.]*)*/
    ),
    Regex(
      /\b(?:Swift|PyTorch|Python|NumPy|JAX|TensorFlow|Keras|gnuplot|OpenBLAS|CUDA)\s+[0-9][0-9.]*/
    ),
    // Words with digits in them: CIFAR-10, float32, F1.3, 2D.
    Regex(/\b[A-Za-z_][A-Za-z0-9_]*(?:[-.][A-Za-z0-9_]+)*/),
    Regex(/\b[0-9]+(?![eE][-+]?[0-9])[A-Za-z]\w*/),
    // Questions of the bank.
    Regex(/\b(?:0[1-9]|10)\.[0-9]{2}\b(?!\.?[0-9])/),
    Regex(/\b(?:19[4-9][0-9]|20[0-2][0-9])\b(?![.,]?[0-9])/),
  ]

  /// A lesson by its two digits, and by those and a row's beginning.
  private nonisolated(unsafe) static let lessons = (
    single: /\b0[1-9]\b(?![.,]?[0-9])/,
    all: Regex<AnyRegexOutput>(/\b(?:0[1-9]|10)\b(?![.,]?[0-9])/),
    row: Regex<AnyRegexOutput>(/(?m)^\|\s*10\s*\|/)
  )

  /// A paragraph without identifiers, versions, years and the numbers of lessons, equations and the like.
  static func withoutNames(_ text: String) -> String {
    // Beside lessons by their two digits, `10` is one of them.
    let lesson = text.firstMatch(of: lessons.single) == nil ? lessons.row : lessons.all
    return (names + [lesson]).reduce(text) { text, name in
      text.replacing(name) { String(text[$0.range].map { $0 == "\n" ? "\n" : " " }) }
    }
  }

  /// Whether a number is too plain to need a source.
  private static func isHarmless(_ text: String) -> Bool {
    ["0", "1", "2"].contains(text.drop { "-−".contains($0) })
  }

  /// A number without commas between its digits, and with the keyboard's sign.
  private static func plain(_ text: String) -> String {
    text.replacing(",", with: "").replacing("−", with: "-").replacing("+", with: "")
  }

  /// Whether a number of the prose is one of those of the outputs, rounded as the prose has it.
  private static func isOne(of shown: [(text: String, value: Double?)], _ text: String) -> Bool {
    let mine = plain(text)
    guard let value = Double(mine) else {
      return shown.contains { RecordedOutput.agree(recorded: mine, found: $0.text) }
    }
    let distance = RecordedOutput.greatestDistance(from: mine) ?? 0
    return shown.contains { $0.value.map { abs($0 - value) <= distance } ?? false }
  }
}
