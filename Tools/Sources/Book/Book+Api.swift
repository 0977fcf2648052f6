extension Book {
  /// The pages of the API as pages of the book; the sources that they lead to get pages as well.
  ///
  /// - Parameter api: The pages, as they were made.
  /// - Returns: The pages, the page of all modules first.
  func bookPages(of api: ApiPages) -> [BookPage] {
    for file in api.files { _ = site.map.source(file) }
    return api.pages.map { page in
      BookPage(
        page.path, title: page.title,
        shortTitle: page.module == nil ? "All modules" : page.title,
        headings: page.sections.map {
          BookHeading(
            level: $0.level, anchor: $0.id, title: $0.title, html: HTML.escaped($0.title))
        }, body: page.html)
    }
  }
}

extension Contents {
  /// Whether a page of the API stands in the contents: that of a module, or of all.
  ///
  /// - Parameter page: A page of the API.
  /// - Returns: Whether it does.
  static func isModule(_ page: BookPage) -> Bool { page.path.split(separator: "/").count == 2 }

  /// Puts the modules before the last group, in which the book speaks of itself.
  ///
  /// - Parameter pages: The pages of the API.
  mutating func addModules(_ pages: [BookPage]) {
    let modules = pages.filter(Self.isModule)
    guard !modules.isEmpty else { return }
    groups.insert(Group(title: "API", isFolded: true, pages: modules), at: groups.count - 1)
  }
}
