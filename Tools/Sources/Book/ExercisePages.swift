import Course

/// The exercises of a lesson: what to do, and hints, folded.
struct ExercisePages {
  let site: Site
  let sources: BookSources

  /// The page of a lesson.
  ///
  /// - Parameter lesson: The lesson.
  /// - Returns: The page; `nil` if the lesson has no exercises.
  func page(of lesson: LessonOutline) -> BookPage? {
    let number = lesson.paddedNumber
    return page(number, title: lesson.title, shortTitle: "Exercises", lesson: number)
  }

  /// The page of the self-check before the first lesson; `nil` if it has no exercises.
  func selfCheck() -> BookPage? {
    page("00", title: "The self-check", shortTitle: "Self-check", lesson: nil)
  }

  private func page(
    _ number: String, title: String, shortTitle: String, lesson: String?
  ) -> BookPage? {
    let exercises = sources.words.exercises.filter { $0.lesson == number }
    guard !exercises.isEmpty else { return nil }
    let page = "exercises/\(number).html"
    let words = PlainWords(site: site, page: page)
    let title = "Exercises: \(title.lowercasedStart)"
    return BookPage(
      page, title: title, shortTitle: shortTitle, lesson: lesson,
      headings: exercises.map { words.heading($0.id, $0.title) },
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
      \(HTML.link(address, HTML.breakable(exercise.file)))</p>
      \(words.blocks(exercise.statement))\(hints)</article>

      """
  }
}
