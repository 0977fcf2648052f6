import Course
package import Foundation

/// The course as pages that one can read, search and practice in.
package struct Book {
  private let sources: BookSources
  let site: Site
  private let equationPages: [String: String]

  /// Prepares a book.
  ///
  /// - Parameter sources: What it is made from.
  package init(from sources: BookSources) {
    self.sources = sources
    let places = MarkdownPages.places(in: sources.root)
    let root = sources.root
    let map = SiteMap(pages: places) { path in
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(
        atPath: root.appending(path: path).path, isDirectory: &isFolder)
      return exists ? isFolder.boolValue : nil
    }
    var equationPages: [String: String] = [:]
    for (file, numbers) in sources.equations {
      guard let page = places[file] else { continue }
      for number in numbers { equationPages[number] = page }
    }
    self.equationPages = equationPages
    let ids =
      sources.words.failures.map(\.id) + sources.words.exercises.map(\.id)
      + sources.bank.questions.map(\.id)
    site = Site(
      root: root, map: map,
      references: CrossReferences(ids: Set(ids.map(\.description)), equations: equationPages),
      equations: EquationOrigins(
        sources.citations, sources: sources.files, tests: sources.tests, map: map),
      sliders: sources.sliders, place: sources.place)
  }

  /// What a written book holds.
  package struct Summary {
    /// The number of pages.
    package let pageCount: Int
    /// The size of the largest page in bytes, without pictures, and its path.
    package let largest: (path: String, size: Int)
  }

  /// Makes all pages and writes them.
  ///
  /// - Parameters:
  ///   - folder: Where the book is to stand.
  ///   - assets: The folder with styles and scripts.
  ///   - api: The pages of the API; `nil` for a book without them.
  ///   - typeset: Sets the request's formulas and code, and puts KaTeX's style into the folder `assets` of the book.
  /// - Returns: What was written.
  /// - Throws: What the file system, the encoder or the program throws.
  package func write(
    to folder: BookFolder, assets: URL, api: ApiPages? = nil,
    typeset: (Data) async throws -> Data
  ) async throws -> Summary {
    var contents = try contents()
    let apiPages = api.map { bookPages(of: $0) } ?? []
    contents.addModules(apiPages)
    let first = OtherPages(site: site, sources: sources).first(contents)
    contents.groups.insert(Contents.Group(title: "The book", pages: [first]), at: 0)
    let sourcePages = SourcePages(site: site, sources: sources, equations: equationPages).pages()
    try site.typesetter.take(await typeset(try site.typesetter.request()))
    let layout = Layout(contents: contents)
    var largest = (path: "", size: 0)
    let pages = contents.pages + apiPages.filter { !Contents.isModule($0) } + sourcePages
    for page in pages {
      let data = Data(site.typesetter.settled(layout.html(of: page)).utf8)
      if !page.path.hasPrefix("sources/"), data.count > largest.size {
        largest = (page.path, data.count)
      }
      try folder.write(data, to: page.path)
    }
    let search = SearchIndex(
      of: contents.pages, from: sources, sourcePages: Set(sourcePages.map(\.path)), api: api)
    try folder.write(try search.script(), to: "assets/data-search.js")
    let practice = PracticeData(site: site, sources: sources)
    try folder.write(try practice.questions(), to: "assets/data-questions.js")
    try folder.write(try practice.failures(), to: "assets/data-failures.js")
    for path in site.pictures {
      try folder.copy(sources.root.appending(path: path), to: Site.place(ofPicture: path))
    }
    for name in try FileManager.default.contentsOfDirectory(atPath: assets.path) {
      try folder.copy(assets.appending(path: name), to: "assets/\(name)")
    }
    return Summary(pageCount: pages.count, largest: largest)
  }

  /// All pages but those of sources, in the order of reading.
  private func contents() throws -> Contents {
    let markdown = MarkdownPages(site: site, sources: sources)
    let others = OtherPages(site: site, sources: sources)
    let exercises = ExercisePages(site: site, sources: sources)
    let start = [
      markdown.page(of: "Lessons/00-Overview.md", shortTitle: "Overview"),
      markdown.page(of: "Notebooks-md/00-Overview.md", shortTitle: "Notebook of the overview"),
      others.paths(),
      markdown.page(of: "Notebooks-md/00-Prerequisites.md", shortTitle: "Prerequisites"),
      exercises.selfCheck(),
    ].compactMap { $0 }
    let look = [
      markdown.page(of: "Lessons/Symptoms.md", shortTitle: "Symptom index"),
      markdown.page(of: "Lessons/Measurements.md", shortTitle: "Measurements"),
      markdown.namesOfPyTorch(),
      markdown.page(of: "Lessons/Activations.md", shortTitle: "Activation functions"),
      markdown.page(of: "Notebooks-md/11-Capstone.md", shortTitle: "Capstone"),
      markdown.page(of: "Lessons/Your-own-package.md", shortTitle: "Your own package"),
    ].compactMap { $0 }
    let about = [
      markdown.page(of: "README.md", shortTitle: "Readme"),
      markdown.page(of: "CONTRIBUTING.md", shortTitle: "Contributing"),
      markdown.page(of: "TESTING.md", shortTitle: "How it is tested"),
      markdown.page(of: "Lessons/README.md", shortTitle: "How the pages stay true"),
      markdown.page(of: "Notebooks-md/README.md", shortTitle: "How notebooks work"),
    ].compactMap { $0 }
    let lessons = try Curriculum.outline.map { lesson in
      Contents.Group(
        title: "\(lesson.paddedNumber) \(lesson.title)", lesson: lesson.paddedNumber,
        isFolded: true, pages: try pages(of: lesson, markdown, exercises))
    }
    return Contents(
      groups: [Contents.Group(title: "Start", pages: start)]
        + lessons.filter { !$0.pages.isEmpty } + [
          Contents.Group(title: "Look up and finish", pages: look),
          Contents.Group(title: "About", pages: about),
        ])
  }

  private func pages(
    of lesson: LessonOutline, _ markdown: MarkdownPages, _ exercises: ExercisePages
  ) throws -> [BookPage] {
    let number = lesson.paddedNumber
    return [
      markdown.page(of: "Lessons/\(lesson.folder).md", shortTitle: "Lesson", lesson: number),
      markdown.page(of: "Notebooks-md/\(lesson.folder).md", shortTitle: "Notebook", lesson: number),
      FailurePages(site: site, sources: sources).page(of: lesson),
      exercises.page(of: lesson),
      try QuestionPages(site: site, sources: sources).page(of: lesson),
    ].compactMap { $0 }
  }
}
