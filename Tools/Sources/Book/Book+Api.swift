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
            level: $0.level, anchor: $0.id, title: $0.title,
            html: HTML.breakable($0.title))
        }, body: linked(page.html, on: page.path))
    }
  }

  /// A page with links from equations, failures, exercises and the files of lessons to their pages.
  private func linked(_ html: String, on page: String) -> String {
    var result = ""
    var isInLink = false
    for (index, part) in html.split(separator: "<", omittingEmptySubsequences: false).enumerated() {
      guard index > 0, let end = part.firstIndex(of: ">") else {
        result += part
        continue
      }
      let (tag, text) = (part[...end], part[end...].dropFirst())
      if tag.hasPrefix("a ") { isInLink = true }
      if tag == "/a>" { isInLink = false }
      let isCode = tag == "code>"
      result += "<\(tag)\(isInLink ? String(text) : linked(text: text, isCode: isCode, on: page))"
    }
    return result
  }

  private func linked(text: Substring, isCode: Bool, on page: String) -> String {
    if isCode, text.hasSuffix(".md"), let target = site.map.page(of: String(text)) {
      return HTML.link(SiteMap.relative(target, from: page), String(text))
    }
    guard text.contains(where: \.isNumber) else { return String(text) }
    let plain = text.replacing("&lt;", with: "<").replacing("&gt;", with: ">")
      .replacing("&quot;", with: "\"").replacing("&#x27;", with: "'").replacing("&amp;", with: "&")
    return site.references.html(String(plain), on: page)
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
