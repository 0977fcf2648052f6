package import Course
package import Foundation

/// Everything that the book is made from.
package struct BookSources {
  /// A failure's run in PyTorch.
  package typealias Twin = (lines: [String], value: Double?)

  /// The root of the checkout.
  package let root: URL
  /// The interview questions.
  package let bank: InterviewBank
  /// The words of failures and exercises.
  package let words: CourseWords
  /// The lines of sources that cite equations.
  package let citations: [EquationOrigins.Citation]
  /// The numbers of equations by the Markdown file that has them.
  package let equations: [String: [String]]
  /// The sources by their paths.
  package let files: [String: SourceFile]
  /// The tests.
  package let tests: TestIndex
  /// Figures with sliders.
  package let sliders: [Slider]
  /// A failure's run in PyTorch, given its id and the name of the run.
  package let twin: (_ id: String, _ run: String) -> Twin?
  /// The lines of a listing, from 1, given what its marker says.
  package let place: (_ marker: String) -> ClosedRange<Int>?

  /// Collects what the book is made from.
  ///
  /// - Parameters:
  ///   - root: The root of the checkout.
  ///   - bank: The interview questions.
  ///   - words: The words of failures and exercises.
  ///   - citations: The lines of sources that cite equations.
  ///   - equations: The numbers of equations by the Markdown file that has them.
  ///   - files: The Swift sources, paths and texts.
  ///   - tests: The files of tests, paths and texts.
  ///   - sliders: Figures with sliders.
  ///   - twin: A failure's run in PyTorch.
  ///   - place: The lines of a listing.
  package init(
    root: URL, bank: InterviewBank, words: CourseWords, citations: [EquationOrigins.Citation],
    equations: [String: [String]], files: [(path: String, text: String)],
    tests: [(path: String, text: String)], sliders: [Slider] = [],
    twin: @escaping (String, String) -> Twin?, place: @escaping (String) -> ClosedRange<Int>?
  ) {
    self.root = root
    self.bank = bank
    self.words = words
    self.citations = citations
    self.equations = equations
    self.files = Dictionary(
      files.map { ($0.path, SourceFile(path: $0.path, text: $0.text)) },
      uniquingKeysWith: { a, _ in a })
    self.tests = TestIndex(in: tests)
    self.sliders = sliders
    self.twin = twin
    self.place = place
  }

  /// The text of a file.
  ///
  /// - Parameter path: The file, from the root of the checkout.
  /// - Returns: The text; `nil` if there is no such file.
  func text(of path: String) -> String? {
    try? String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// Where a mark stands in the failure modes of a lesson.
  func place(of mark: String, inLesson number: String) -> (path: String, line: Int)? {
    for path in files.keys
    where path.hasPrefix("Sources/\(number)-") && path.contains("/FailureModes/") {
      guard let text = files[path]?.text, let found = text.firstRange(of: mark) else { continue }
      return (path, text[..<found.lowerBound].utf8.count { $0 == UInt8(ascii: "\n") } + 1)
    }
    return nil
  }
}
