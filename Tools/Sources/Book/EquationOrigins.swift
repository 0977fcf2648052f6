import Foundation

/// What computes each equation of the lessons, and the tests that hold it.
package struct EquationOrigins {
  /// A line of a source that cites an equation.
  package struct Citation: Hashable, Sendable {
    /// The number of the equation, such as `5.2`.
    package let number: String
    /// The file, from the root of the checkout.
    package let path: String
    /// The line, from 1.
    package let line: Int

    /// Creates a citation.
    ///
    /// - Parameters:
    ///   - number: The number of the equation.
    ///   - path: The file, from the root of the checkout.
    ///   - line: The line, from 1.
    package init(number: String, path: String, line: Int) {
      self.number = number
      self.path = path
      self.line = line
    }
  }

  /// The lines that compute each equation.
  package let citations: [String: [Citation]]

  private let sources: [String: SourceFile]
  private let tests: TestIndex
  private let map: SiteMap

  /// Collects what is known of the equations.
  ///
  /// - Parameters:
  ///   - citations: The lines that cite equations.
  ///   - sources: The sources by their paths.
  ///   - tests: The tests of the course.
  ///   - map: Where files stand in the book.
  package init(
    _ citations: [Citation], sources: [String: SourceFile], tests: TestIndex, map: SiteMap
  ) {
    self.citations = Dictionary(grouping: citations, by: \.number)
    self.sources = sources
    self.tests = tests
    self.map = map
  }

  /// The number of an equation, which opens what computes it.
  ///
  /// - Parameters:
  ///   - number: The number.
  ///   - page: The page with the equation.
  /// - Returns: HTML.
  func html(of number: String, on page: String) -> String {
    let lines = (citations[number] ?? []).map { citation in
      let name = sources[citation.path]?.declaration(at: citation.line)?.name
      let file = citation.path.split(separator: "/").last ?? ""
      let words = "\(HTML.escaped(file)), line \(citation.line)"
      let address = SiteMap.relative(map.source(citation.path), from: page)
      return HTML.link("\(address)#L\(citation.line)", words)
        + (name.map { ", in <code>\(HTML.escaped($0))</code>" } ?? "")
    }
    let held = holding(number).map { test in
      let address = SiteMap.relative(map.source(test.path), from: page)
      return HTML.link("\(address)#L\(test.line)", HTML.escaped(test.name))
        + ", in \(HTML.escaped(test.suite))"
    }
    let tests = held.isEmpty ? "" : "<p>Tests that use what computes it:</p>\n\(HTML.list(held))"
    guard !lines.isEmpty else { return "<span class=\"tag\">(\(number))</span>" }
    return """
      <details class="origins"><summary aria-label="Equation \(number): what computes it">(\(number))\
      </summary><div><p>Computed by:</p>
      \(HTML.list(lines))\(tests)</div></details>
      """
  }

  /// What the tests of each file hold: the number of an equation and a test that its number opens.
  ///
  /// - Returns: By the file's path, in the order of equations and lines.
  package func heldByFile() -> [String: [(number: String, test: TestIndex.Test)]] {
    let pairs = citations.keys.flatMap { number in
      holding(number).map { test in (number: number, test: test) }
    }
    return Dictionary(grouping: pairs, by: \.test.path).mapValues { pairs in
      pairs.sorted { a, b in
        a.number == b.number
          ? a.test.line < b.test.line
          : a.number.compare(b.number, options: .numeric) == .orderedAscending
      }
    }
  }

  /// At most six tests that cite an equation or use what computes it.
  func holding(_ number: String) -> [TestIndex.Test] {
    let lesson = number.prefix { $0 != "." }
    let padded = lesson.count == 1 ? "0\(lesson)" : String(lesson)
    let own = tests.tests(ofLesson: padded)
    var found = own.filter { $0.text.contains("quation \(number)") }
    var names: [SourceFile.Declaration] = []
    for citation in citations[number] ?? [] {
      guard let name = sources[citation.path]?.declaration(at: citation.line) else { continue }
      if !names.contains(name) { names.append(name) }
    }
    for name in names {
      let using = own.filter { test in
        !found.contains(test) && name.wordsToLookFor.allSatisfy(test.words.contains)
      }
      // Those that use it alone say the most.
      found += using.sorted { $0.text.count < $1.text.count }.prefix(3)
    }
    return Array(found.prefix(6))
  }
}
