import Course
import Foundation
import Text

/// The interview questions of a lesson, answers folded.
struct QuestionPages {
  let site: Site
  let sources: BookSources

  private struct Choices: Encodable {
    struct Option: Encodable {
      let text: String
      let isRight: Bool
      let refutation: String
    }
    let options: [Option]
  }

  /// The page of a lesson.
  ///
  /// - Parameter lesson: The lesson.
  /// - Returns: The page; `nil` if the lesson has no questions.
  /// - Throws: What the encoder throws.
  func page(of lesson: LessonOutline) throws -> BookPage? {
    let number = lesson.paddedNumber
    let questions = sources.bank.questions(of: lesson.number)
    guard !questions.isEmpty else { return nil }
    let page = "questions/\(number).html"
    let words = PlainWords(site: site, page: page)
    let lessonPage = SiteMap.relative("lessons/\(lesson.folder).html", from: page)
    let title = "Interview questions: \(lesson.title.lowercasedStart)"
    let count = "\(questions.count) questions"
    let headings = questions.map {
      words.heading($0.id, $0.words.question, level: 3, anchor: "q-\($0.id)")
    }
    return BookPage(
      page, title: title, shortTitle: "Questions", lesson: number,
      headings: [BookHeading(level: 2, anchor: "questions", title: count, html: count)] + headings,
      scripts: [.practice],
      body: """
        <h1>\(HTML.escaped(title))</h1>
        <p>Say your answer first, then open ours. A test of \(HTML.link(lessonPage, "lesson \(number)")) proves each answer and
        refutes what is often said instead; the numbers are what it measured.</p>
        <div id="practice"></div>
        <h2 id="questions">\(count)</h2>
        \(try questions.map { try article($0, words) }.joined())
        """)
  }

  private func article(_ question: ProvenQuestion, _ words: PlainWords) throws -> String {
    let asked = question.words
    let unit = asked.minutes == 1 ? "minute" : "minutes"
    let whiteboard = asked.whiteboard.map {
      "<p><strong>At the whiteboard.</strong></p>\n<pre tabindex=\"0\"><code>\(HTML.escaped($0))</code></pre>\n"
    }
    let followUps = asked.followUps.map {
      "<dt>\(words.html($0.question))</dt><dd>\(words.html($0.answer))</dd>\n"
    }.joined()
    return """
      <article class="question" id="q-\(question.id)" data-id="\(question.id)" \
      data-level="\(asked.level.rawValue)" data-minutes="\(asked.minutes)">
      <h3>\(question.id) \(words.html(asked.question))</h3>
      <p class="facts"><em>\(asked.level.rawValue)</em>, \(asked.minutes) \(unit)</p>
      <details class="answer"><summary>Answer</summary>
      <p>\(words.html(asked.answer))</p>
      \(whiteboard ?? "")</details>
      <details class="refutation"><summary>Often said, and wrong</summary>
      <p>“\(words.html(asked.commonMistake))”</p>
      <p>\(words.html(asked.refutation))</p></details>
      \(followUps.isEmpty ? "" : "<details class=\"follow-ups\"><summary>Asked next</summary><dl>\(followUps)</dl></details>")
      <details class="evidence"><summary>Measured by the proof</summary>\(table(question.evidence))
      \(proof(question, on: words.page))</details>
      <script type="application/json" class="choices">\(try choices(asked, words))</script>
      </article>

      """
  }

  private func table(_ evidence: [Evidence]) -> String {
    let rows = evidence.map {
      "<tr><td>\(HTML.escaped($0.name))</td><td class=\"number\">\($0.text(significantDigits: 6))</td></tr>\n"
    }.joined()
    return """
      <div class="table" tabindex="0"><table><thead><tr><th scope="col">evidence</th>\
      <th scope="col" class="number">value</th></tr></thead>
      <tbody>\(rows)</tbody></table></div>
      """
  }

  private func proof(_ question: ProvenQuestion, on page: String) -> String {
    let name = question.proof.split(separator: "/", maxSplits: 1).last.map(String.init) ?? ""
    let test = sources.tests.test(of: question.proof).map { test in
      HTML.link(
        SiteMap.relative(site.map.source(test.path), from: page) + "#L\(test.line)",
        HTML.escaped(name))
    }
    return """
      <p class="proof">The test: \(test ?? HTML.escaped(name)). <code>./learn prove \(question.id)</code> runs it.</p>
      """
  }

  /// What the quiz lets one choose from: the claim, the common mistake, and the others.
  private func choices(_ asked: InterviewQuestion, _ words: PlainWords) throws -> String {
    let wrong = [
      Choices.Option(
        text: words.html(asked.commonMistake), isRight: false,
        refutation: words.html(asked.refutation))
    ]
    let others = asked.otherMistakes.map {
      Choices.Option(
        text: words.html($0.statement), isRight: false, refutation: words.html($0.refutation))
    }
    let right = Choices.Option(
      text: words.html(asked.claim), isRight: true, refutation: words.html(asked.answer))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let json = try encoder.encode(Choices(options: [right] + wrong + others))
    // Nothing in it may end the element.
    return String(decoding: json, as: UTF8.self).replacing("<", with: "\\u003c")
  }
}
