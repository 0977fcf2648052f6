import Course

/// The exercises of a lesson: what to do, and hints, folded.
struct ExercisePages {
  let site: Site
  let sources: BookSources

  /// The page of a lesson.
  ///
  /// - Parameters:
  ///   - number: The lesson, two digits; `00` is the self-check.
  ///   - title: What the lesson is about.
  /// - Returns: The page; `nil` if the lesson has no exercises.
  func page(ofLesson number: String, title: String) -> BookPage? {
    let exercises = sources.words.exercises.filter { $0.lesson == number }
    guard !exercises.isEmpty else { return nil }
    let page = "exercises/\(number).html"
    let words = PlainWords(site: site, page: page)
    let title = "Exercises: \(title.lowercasedStart)"
    let headings = exercises.map {
      BookHeading(
        level: 2, anchor: $0.id, title: "\($0.id) \($0.title)",
        html: "\($0.id) \(words.html($0.title))")
    }
    return BookPage(
      page, title: title, shortTitle: "Exercises", lesson: number, headings: headings,
      body: """
        <h1>\(HTML.escaped(title))</h1>
        <p>Write your answer in the file that the exercise names. <code>./learn check \(exercises[0].id)</code> grades it and names the
        mistake, <code>./learn watch \(exercises[0].id)</code> does so after every save.</p>
        \(exercises.map { article($0, words) }.joined())
        """)
  }

  private func article(_ exercise: CourseWords.Exercise, _ words: PlainWords) -> String {
    let address = SiteMap.relative(site.map.source(exercise.stubFile), from: words.page)
    let hints = zip(["First hint", "Second hint", "Third hint"], exercise.hints).map {
      "<details class=\"hint\"><summary>\($0)</summary>\n\(words.blocks($1))</details>\n"
    }.joined()
    return """
      <article class="exercise" id="\(exercise.id)">
      <h2>\(exercise.id) \(words.html(exercise.title))</h2>
      <p class="facts"><em>\(exercise.kind)</em>, \(exercise.minutes) minutes, \(exercise.difficulty);
      \(HTML.link(address, HTML.escaped(exercise.file)))</p>
      \(words.blocks(exercise.statement))\(hints)</article>

      """
  }
}
