import Course

/// The order of the pages, which the contents show and which previous and next follow.
struct Contents {
  /// Pages under one heading.
  struct Group {
    /// The heading.
    let title: String
    /// The lesson, two digits; `nil` of other groups.
    var lesson: String?
    /// Whether the pages show only where one of them is read.
    var isFolded = false
    /// The pages, in order; of a lesson its own page is the first.
    let pages: [BookPage]
  }

  /// The groups, in order.
  var groups: [Group]

  /// All pages, in the order of reading.
  var pages: [BookPage] { groups.flatMap(\.pages) }

  /// The pages of a lesson, its own first.
  func pages(ofLesson number: String) -> [BookPage] {
    groups.first { $0.lesson == number }?.pages ?? []
  }

  /// The page before and the page after a page.
  func neighbors(of page: BookPage) -> (previous: BookPage?, next: BookPage?) {
    let pages = pages
    guard let index = pages.firstIndex(where: { $0.path == page.path }) else { return (nil, nil) }
    return (index > 0 ? pages[index - 1] : nil, index + 1 < pages.count ? pages[index + 1] : nil)
  }

  /// What says that a page is read, or a page that belongs to it, such as that of a type to its module's.
  private func mark(of item: BookPage, on page: BookPage) -> String {
    if item.path == page.path { return " aria-current=\"page\"" }
    let isModule = item.path.hasPrefix("api/") && item.path != "api/index.html"
    let isAround = isModule && page.path.hasPrefix("\(item.path.dropLast(5))/")
    return isAround ? " aria-current=\"true\"" : ""
  }

  /// The list that leads to all pages; of the groups that fold, that of the page is open.
  func html(for page: BookPage) -> String {
    groups.map { group in
      let items = group.pages.map { item in
        let address = SiteMap.relative(item.path, from: page.path)
        return """
          <li><a href="\(address)"\(mark(of: item, on: page))>\(HTML.escaped(item.shortTitle))</a></li>
          """
      }.joined()
      guard group.isFolded else {
        return "<p class=\"group\">\(HTML.escaped(group.title))</p>\n<ul>\(items)</ul>\n"
      }
      let isOpen =
        group.lesson != nil && group.lesson == page.lesson
        || group.pages.contains { !mark(of: $0, on: page).isEmpty }
      return """
        <details\(isOpen ? " open" : "")><summary>\(HTML.escaped(group.title))</summary><ul>\(items)</ul></details>

        """
    }.joined()
  }
}
