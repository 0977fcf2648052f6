import Markdown
package import Notebooks

/// The numbers that sections list, held against the prose and against their origins.
package struct ListedNumbers {
  /// What has to change.
  package private(set) var edits: [PageEdit] = []

  /// What cannot be put right without the writer.
  package private(set) var findings: [PageFinding] = []

  private let page: Page
  private let proseNumbers: [ProseNumber]
  private let prose: ProseText
  private var changes: [Int: [Change]] = [:]

  private struct Change {
    let columns: Range<Int>
    let text: String
    let message: String
  }

  /// Compares the lists of a page.
  ///
  /// - Parameters:
  ///   - page: The page.
  ///   - value: The measured value, given its origin; throws what is wrong with the reference.
  package init(of page: Page, value: (NumberReference) async throws -> Double) async {
    self.page = page
    proseNumbers = page.proseNumbers
    prose = ProseText(of: page)
    var listed: Set<Range<Int>> = []
    for list in NumberList.all(in: page) {
      if let problem = list.misplacement(on: page) { note(list.lines.lowerBound, problem) }
      if !listed.insert(list.section).inserted {
        note(list.lines.lowerBound, "The section has two lists of numbers: make them one.")
      }
      for entry in list.entries { await check(entry, of: list, value) }
    }
    edits = changes.sorted { $0.key < $1.key }.map { edit($0, $1) }
  }

  private mutating func check(
    _ entry: NumberList.Entry, of list: NumberList,
    _ value: (NumberReference) async throws -> Double
  ) async {
    guard let written = WrittenNumber(entry.text) else {
      return note(entry.line, "“\(entry.text)” is no number: a line is a number and its origin.")
    }
    let places = places(of: entry.number, in: list.section)
    if places.isEmpty, !isNamed(entry.number, in: list.section) {
      note(entry.line, "\(entry.text) does not occur in the section: take it off its list.")
    }
    guard entry.source == nil else { return }
    guard !entry.origin.hasPrefix("source:"), let reference = NumberReference(entry.origin) else {
      return note(
        entry.line,
        "The origin of \(entry.text), “\(entry.origin)”, is none; Lessons/README.md lists them.")
    }
    do {
      let measured = try await value(reference)
      guard !written.agrees(with: measured) else { return }
      let wanted = written.rewritten(as: measured)
      let kind = written.isRounded(from: measured) ? "whole numbers are not rounded: " : ""
      let message = "\(entry.origin): \(kind)measured \(wanted), the page says “\(entry.text)”"
      // Where two quantities were equal so far, only the writer knows which place is whose.
      guard list.entries.count(where: { $0.text == entry.text }) == 1 else {
        return note(entry.line, "\(message), and so does another line of the list.")
      }
      let number = wanted.replacing(/\s*%$/, with: "")
      guard !places.isEmpty else { return note(entry.line, "\(message).") }
      for place in places {
        // A hyphen that joins two numbers is not the number's.
        let length = entry.number.count
        let first = place.columns.upperBound - length
        replace(first..<(first + length), in: place.line, by: number, message)
      }
      replaceEntry(entry, by: wanted, message)
    } catch {
      note(entry.line, "\(entry.origin): \(error)")
    }
  }

  /// Where a listed number stands in the prose of a section.
  private func places(of number: String, in section: Range<Int>) -> [ProseNumber] {
    proseNumbers.filter { section.contains($0.line) && $0.isListed(as: number) }
  }

  /// Whether a section has a listed number that would need no origin: the 17 of “step 17”, a NaN.
  private func isNamed(_ number: String, in section: Range<Int>) -> Bool {
    prose.lines[section].contains { line in
      number.contains(where: \.isNumber)
        ? ProseNumber.all(in: line[...], line: 0).contains { $0.isListed(as: number) }
        : line.contains(number)
    }
  }

  /// Replaces a number in the list; the column of origins stays where it is, if there is room.
  private mutating func replaceEntry(
    _ entry: NumberList.Entry, by wanted: String, _ message: String
  ) {
    let line = page.lines[entry.line]
    guard let place = line.firstRange(of: entry.text) else { return }
    let gap = line[place.upperBound...].prefix { $0 == " " }.count
    let first = line.distance(from: line.startIndex, to: place.lowerBound)
    let width = max(2, gap + entry.text.count - wanted.count)
    replace(
      first..<(first + entry.text.count + gap), in: entry.line,
      by: wanted + String(repeating: " ", count: width), message)
  }

  private mutating func replace(
    _ columns: Range<Int>, in line: Int, by wanted: String, _ message: String
  ) {
    changes[line, default: []].append(Change(columns: columns, text: wanted, message: message))
  }

  /// A line with its changes made, from the last to the first, so that columns stay true.
  private func edit(_ index: Int, _ changes: [Change]) -> PageEdit {
    var line = page.lines[index]
    var messages: [String] = []
    for change in changes.sorted(by: { $0.columns.lowerBound > $1.columns.lowerBound }) {
      let first = line.index(line.startIndex, offsetBy: change.columns.lowerBound)
      let last = line.index(first, offsetBy: change.columns.count)
      line.replaceSubrange(first..<last, with: change.text)
      if !messages.contains(change.message) { messages.insert(change.message, at: 0) }
    }
    return PageEdit(index..<(index + 1), [line], messages.joined(separator: "; ") + ".")
  }

  private mutating func note(_ index: Int, _ message: String) {
    findings.append(PageFinding(page.path, index + 1, message))
  }
}
