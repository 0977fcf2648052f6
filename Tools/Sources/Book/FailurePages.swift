import Course
import Foundation
import Text

/// The failure modes of a lesson in full, with the same in PyTorch.
struct FailurePages {
  let site: Site
  let sources: BookSources

  /// The page of a lesson.
  ///
  /// - Parameter lesson: The lesson.
  /// - Returns: The page; `nil` if the lesson has no failure modes.
  func page(of lesson: LessonOutline) -> BookPage? {
    let number = lesson.paddedNumber
    let failures = sources.words.failures.filter { $0.lesson == number }
    guard !failures.isEmpty else { return nil }
    let page = "failures/\(number).html"
    let words = PlainWords(site: site, page: page)
    let lessonPage = SiteMap.relative("lessons/\(lesson.folder).html", from: page)
    let title = "How it fails: \(lesson.title.lowercasedStart)"
    return BookPage(
      page, title: title, shortTitle: "Failures", lesson: number,
      headings: failures.map { words.heading($0.id, $0.title) },
      body: """
        <h1>\(HTML.escaped(title))</h1>
        <p>Every failure of \(HTML.link(lessonPage, "lesson \(number)")) runs, broken and cured, in the course's engine and in
        PyTorch; a test compares the figures. <code>./learn demo \(number)</code> runs them before your eyes.</p>
        \(failures.map { article($0, words) }.joined())
        """)
  }

  private func article(_ failure: CourseWords.Failure, _ words: PlainWords) -> String {
    """
    <article class="failure" id="\(failure.id)">
    <h2>\(failure.id) \(words.html(failure.title))</h2>
    <dl>
    <dt>You see</dt><dd class="symptom">\(words.html(failure.symptom))</dd>
    <dt>Cause</dt><dd class="cause">\(words.html(failure.diagnosis))</dd>
    <dt>Fix</dt><dd class="fix">\(words.html(failure.fix))</dd>
    <dt>Measured</dt><dd>\(words.html(failure.quantity))\(measured(failure))</dd>
    </dl>
    \(twin(failure))\(source(failure, on: words.page))
    </article>

    """
  }

  private func measured(_ failure: CourseWords.Failure) -> String {
    let id = failure.id.description
    let values = ["broken", "cured"].compactMap { run in
      sources.twin(id, run)?.value.map { "\(run) \($0.proseText(significantDigits: 3))" }
    }
    return values.isEmpty ? "" : ": \(values.joined(separator: ", "))"
  }

  private func twin(_ failure: CourseWords.Failure) -> String {
    let id = failure.id.description
    let figures = ["broken", "cured"].compactMap { run -> String? in
      guard let lines = sources.twin(id, run)?.lines, !lines.isEmpty else { return nil }
      let code = site.typesetter.code(lines.joined(separator: "\n"), language: "python")
      return """
        <figure class="code twin \(run)"><figcaption>PyTorch, \(run)</figcaption>\
        <pre tabindex="0"><code class="language-python">\(code)</code></pre></figure>

        """
    }
    return figures.isEmpty ? "" : "<div class=\"twins\">\n\(figures.joined())</div>\n"
  }

  private func source(_ failure: CourseWords.Failure, on page: String) -> String {
    let mark = "id: .failureMode(\(failure.id.lesson), \(failure.id.position))"
    guard let (path, line) = sources.place(of: mark, inLesson: failure.lesson) else { return "" }
    let address = SiteMap.relative(site.map.source(path), from: page)
    let runs = ([failure.broken] + failure.remedies).map { "<q>\(HTML.escaped($0))</q>" }
    return """
      <p class="runs">Its runs here: \(runs.joined(separator: ", ")); in
      \(HTML.link("\(address)#L\(line)", HTML.escaped(path.split(separator: "/").last ?? "")))</p>
      """
  }
}

extension String {
  /// The text as it stands within a sentence.
  var lowercasedStart: String {
    let rest = dropFirst()
    return rest.first?.isUppercase == true ? self : prefix(1).lowercased() + rest
  }
}
